"""Former scores as `catdog sort --from SCORES` reads them: only for files that are still those that were scored."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from catdog_gui.archive.models import ArchiveError
from catdog_gui.archive.rows import FAILED
from catdog_gui.archive.table import TableInfo, arrow_text, modified_ns, read_batches, read_info
from catdog_gui.classify.models import ScoreResult
from catdog_gui.classify.policy import decide
from catdog_gui.cli.console import UsageError
from catdog_gui.messages import Text
from catdog_gui.pictures.stamp import FileStamp, regular_stamp

_COLUMNS = ("path", "item", "bytes", "modified", "scores", "look", "error")


@dataclass(frozen=True, slots=True)
class _Scored:
    stamp: FileStamp
    scores: tuple[float, ...]
    look: int
    error: str


@dataclass(frozen=True, slots=True)
class TableScores:
    """The rows of a table that are files of this computer, by their path as the table has it.

    Attributes:
        folder: the one that holds all of them.
    """

    info: TableInfo
    threshold: float
    folder: Path
    rows: dict[str, _Scored]

    @property
    def classes(self) -> tuple[str, ...]:
        return self.info.classes

    def results(self, pictures: Iterable[Path], stop: threading.Event) -> Iterator[ScoreResult]:
        """The pictures that are in the table; one that was changed since has no scores."""
        for path in pictures:
            if stop.is_set():
                return
            row = self.rows.get(arrow_text(str(path)))
            if row is None:
                continue
            if regular_stamp(path) != row.stamp:
                yield ScoreResult(path, error=Text.CHANGED_SINCE_SCORED())
            else:
                yield ScoreResult(path, row.scores, row.error, row.look)

    def label(self, result: ScoreResult) -> str:
        if result.error:
            return FAILED
        return decide(result.scores, self.classes, self.info.kind, self.threshold)

    def named_scores(self, result: ScoreResult) -> dict[str, float]:
        return {name: round(score, 4) for name, score in zip(self.classes, result.scores, strict=False)}


def open_table_scores(table: Path, min_score: float | None) -> TableScores:
    """The scores in a table, decided from `min_score` on, or as they were when they were written.

    Raises:
        UsageError: it is no table, or holds no files of this computer.
    """
    info = require_table(table)
    rows = dict(_local_rows(table))
    if not rows:
        raise UsageError(f"{table} holds no files of this computer: what lies in a bucket or a container is not moved")
    folder = Path(os.path.commonpath([Path(path).parent for path in rows]))
    return TableScores(info, min_score or info.threshold, folder, rows)


def require_table(table: Path) -> TableInfo:
    """What a table says of itself.

    Raises:
        UsageError: there is none.
    """
    try:
        info = read_info(table)
    except ArchiveError as error:
        raise UsageError(str(error)) from None
    if info is None:
        raise UsageError(f"{table} holds no scores: `catdog classify SOURCE --output {table}` writes them")
    return info


def _local_rows(table: Path) -> Iterator[tuple[str, _Scored]]:
    for batch in read_batches(table, _COLUMNS):
        columns = batch.to_pydict()
        for index, modified in enumerate(modified_ns(batch)):
            path = columns["path"][index]
            if "://" in path or path != columns["item"][index] or modified is None:
                continue
            scores = tuple((columns["scores"][index] or {}).values())
            stamp = FileStamp(columns["bytes"][index], modified)
            yield path, _Scored(stamp, scores, columns["look"][index], columns["error"][index] or "")
