"""The Retrain button: teach a candidate in a child process, judge it, install it, and use it if it is no worse."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.models import ModelError
from catdog_gui.retraining.acceptance import Judging, judge, read_judging
from catdog_gui.retraining.events import Cancelled, Ended, Event, Failed, Stage
from catdog_gui.retraining.model_validation import check
from catdog_gui.retraining.models import Release, RetrainingError, Verdict
from catdog_gui.retraining.pictures import LabelledPicture, spelled_alike, write_pictures
from catdog_gui.retraining.releases import Releases, model_in_use
from catdog_gui.retraining.trainer_process import NO_SPACE, CancelledError, Child


@dataclass(frozen=True, slots=True)
class Wish:
    """What the sheet asks for.

    `full` fine-tunes the whole network, from `base`: a hub id or a folder, the model in use where it is empty.
    `taught_until` is the time of the newest correction among the pictures.
    """

    pictures: tuple[LabelledPicture, ...]
    full: bool = False
    base: str = ""
    use_if_good: bool = True
    taught_until: datetime | None = None


class Retraining:
    """One retraining. `events` belongs to one worker thread; `cancel` may be called from any thread, at any time."""

    def __init__(self, releases: Releases, wish: Wish) -> None:
        self._releases = releases
        self._wish = wish
        self._children: list[Child] = []
        self._stopped = False
        self._old: ModelFolder | None = None

    def events(self) -> Iterator[Event]:
        """What happens, as it happens; the last event is Ended, Failed or Cancelled. Never raises.

        Until Ended the model in use is untouched, and afterwards nothing is left of a candidate that was not installed.
        """
        try:
            with self._releases.work_folder() as work:
                yield from self._run(work)
        except CancelledError:
            yield Cancelled()
        except (RetrainingError, ModelError) as error:
            yield Failed(
                str(error) if self._is_there() else "the model in use was deleted meanwhile: choose another one"
            )
        except OSError as error:
            yield Failed(_in_words(error))
        except (MemoryError, sqlite3.Error) as error:
            yield Failed("there is not enough memory" if isinstance(error, MemoryError) else str(error))

    def cancel(self) -> None:
        """Stops at once; `events` then ends with Cancelled."""
        self._stopped = True
        for child in tuple(self._children):
            child.cancel()

    def child(self, log: Path) -> Child:
        """A process that `cancel` reaches."""
        child = Child(log)
        self._children.append(child)
        self._require_wanted()
        return child

    def _run(self, work: Path) -> Iterator[Event]:
        if not self._wish.pictures:
            raise RetrainingError("there are no labelled pictures to learn from")
        began = time.monotonic()
        old = self._old = read_model_folder(self._in_use())
        self._wish = replace(self._wish, pictures=spelled_alike(self._wish.pictures, old.classes))
        if self._wish.full:
            from catdog_gui.retraining.full import FullTraining

            full = FullTraining(self._wish.pictures, self._wish.base or str(old.path), work)
            yield from full.events(self.child)
            yield Stage("judging")
            candidate = check(full.candidate)
            judging = full.judging(old, candidate, self._require_wanted)
        else:
            yield from self._quick(old, work)
            yield Stage("judging")
            candidate = check(work / "candidate")
            judging = read_judging(candidate.path)
        self._require_wanted()
        yield Ended(self._promote(candidate, old, judging, time.monotonic() - began))

    def _quick(self, old: ModelFolder, work: Path) -> Iterator[Event]:
        table = work / "pictures.csv"
        write_pictures(self._wish.pictures, table)
        options = ["--model", str(old.path), "--corrections", str(table), "--output", str(work / "candidate")]
        yield from self.child(work / "trainer.log").events(["head", *options])

    def _promote(self, candidate: ModelFolder, old: ModelFolder, judging: Judging | None, seconds: float) -> Release:
        if self._in_use() != old.path:
            raise RetrainingError("another model was chosen while this one learned: retrain once more")
        report = judge(candidate, old, judging)
        counts = Counter(picture.label for picture in self._wish.pictures)
        origin = "full" if self._wish.full else "quick"
        release = self._releases.install(
            candidate.path,
            Release(
                name="",
                path=candidate.path,
                date=datetime.now(UTC),
                id=candidate.id,
                parent=old.id,
                origin=origin,
                classes=candidate.classes,
                counts=dict(counts),
                report=report,
                seconds=round(seconds, 1),
                taught_until=self._wish.taught_until,
            ),
        )
        wanted = self._wish.use_if_good and report.verdict is Verdict.GOOD
        return self._releases.use(release.name) if wanted else release

    def _is_there(self) -> bool:
        """Whether the model that it began with still is."""
        return self._old is None or self._old.path.is_dir()

    def _in_use(self) -> Path:
        return model_in_use(self._releases.models_dir, self._releases.bundled)

    def _require_wanted(self) -> None:
        if self._stopped:
            raise CancelledError


def _in_words(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return NO_SPACE
    return f"{error.filename or 'a file'}: {error.strerror or error}"
