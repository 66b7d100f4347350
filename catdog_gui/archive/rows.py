"""From items to rows of the table: the one place where pictures of an archive are scored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from catdog_gui.archive.models import ArchiveError, Item, Row
from catdog_gui.archive.reading import Fetched, fetched
from catdog_gui.classify.cache import CachedScores
from catdog_gui.classify.classifying import score_each
from catdog_gui.classify.policy import decide
from catdog_gui.classify.scorer import Scorer
from catdog_gui.messages import Message, Text

FAILED = "failed"
# What may be over the next time: such a row has no etag, so that the next run tries the item again.
_TRIED_AGAIN = {
    Text.CANNOT_BE_FETCHED,
    Text.CANNOT_BE_OPENED,
    Text.CANNOT_BE_SCORED,
    Text.GONE,
    Text.WORKERS_DIED,
}


@dataclass(frozen=True, slots=True)
class RowMaker:
    """Scores items with a model, and decides at a threshold."""

    scorer: Scorer
    threshold: float

    def rows(self, items: Sequence[Item]) -> list[Row]:
        """The rows of some items, those of each item together: all of them, or one that says why there are none."""
        rows: dict[str, list[Row]] = {item.name: [] for item in items}
        failed: dict[str, list[Row]] = {}
        for batch in _batches(_pictures(items, failed), self.scorer.batch_size):
            for (item, each), outcome in zip(batch, self._outcomes([each for _, each in batch]), strict=True):
                rows[item.name].append(self._row(item, each, outcome))
        return [row for of_item in (rows | failed).values() for row in of_item]

    def _outcomes(self, batch: Sequence[Fetched]) -> Iterator[CachedScores | Message]:
        scored = iter(score_each([each.source for each in batch if not isinstance(each.source, Message)], self.scorer))
        for each in batch:
            yield each.source if isinstance(each.source, Message) else next(scored)

    def _row(self, item: Item, each: Fetched, outcome: CachedScores | Message) -> Row:
        if isinstance(outcome, Message):
            return failed_row(item, outcome, each)
        model = self.scorer.model
        decision = decide(outcome.scores, model.classes, model.kind, self.threshold)
        about = (each.path, item.name, each.size, item.modified_ns, item.etag)
        return Row(*about, outcome.scores, decision, outcome.look, "")


def failed_row(item: Item, error: Message, picture: Fetched | None = None) -> Row:
    """The row of a picture that cannot be read, or of an item of which nothing can be."""
    path, size = (item.name, item.bytes) if picture is None else picture[:2]
    is_whole = picture is None or not item.is_container
    etag = None if is_whole and error.text in _TRIED_AGAIN else item.etag
    return Row(path, item.name, size, item.modified_ns, etag, (), FAILED, 1, error)


def _pictures(items: Iterable[Item], failed: dict[str, list[Row]]) -> Iterator[tuple[Item, Fetched]]:
    """The pictures of all items; an item that cannot be read to its end goes into `failed`."""
    for item in items:
        try:
            yield from ((item, each) for each in fetched(item))
        except ArchiveError as error:
            failed[item.name] = [failed_row(item, error.message)]


def _batches(pictures: Iterable[tuple[Item, Fetched]], size: int) -> Iterator[list[tuple[Item, Fetched]]]:
    stream = iter(pictures)
    while batch := list(islice(stream, size)):
        yield batch
