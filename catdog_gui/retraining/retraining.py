"""Retrains the model: trains a candidate in a child process, compares and installs it, and uses it if no worse."""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Message, Text, system_message
from catdog_gui.retraining.acceptance import HeldOutScores, compare_candidate, read_held_out_scores
from catdog_gui.retraining.events import Cancelled, Event, Failed, Stage, Succeeded
from catdog_gui.retraining.model_validation import validate_model_folder
from catdog_gui.retraining.models import AcceptanceResult, Release, RetrainingError
from catdog_gui.retraining.pictures import LabelledPicture, normalize_labels, write_pictures
from catdog_gui.retraining.releases import Releases, model_in_use
from catdog_gui.retraining.trainer_process import CancelledError, TrainerProcess
from catdog_gui.sorting.error_messages import error_message


@dataclass(frozen=True, slots=True)
class RetrainRequest:
    """What to retrain with.

    `full` fine-tunes the whole network, beginning with `base`: a hub id or a folder; if empty, the model in use.
    `trained_until` is the time of the newest correction among the pictures.
    """

    pictures: tuple[LabelledPicture, ...]
    full: bool = False
    base: str = ""
    use_if_good: bool = True
    trained_until: datetime | None = None


class Retraining:
    """One retrain. Call `events` in one worker thread; `cancel` may be called from any thread at any time."""

    def __init__(self, releases: Releases, request: RetrainRequest) -> None:
        self._releases = releases
        self._request = request
        self._processes: list[TrainerProcess] = []
        self._cancelled = threading.Event()
        self._old: ModelFolder | None = None

    def events(self) -> Iterator[Event]:
        """Retrains, and yields the events; the last one is Succeeded, Failed or Cancelled. Never raises.

        The model in use does not change before Succeeded. A candidate that was not installed is removed.
        """
        try:
            with self._releases.work_folder() as work:
                yield from self._run(work)
        except CancelledError:
            yield Cancelled()
        except (RetrainingError, ModelError) as error:
            yield Failed(error.message if self._has_old_model() else Text.MODEL_DELETED())
        except OSError as error:
            yield Failed(_file_error_message(error))
        except (MemoryError, sqlite3.Error) as error:
            yield Failed(Text.NOT_ENOUGH_MEMORY() if isinstance(error, MemoryError) else error_message(error))

    def cancel(self) -> None:
        """Stops at once; `events` then ends with Cancelled."""
        self._cancelled.set()
        for process in tuple(self._processes):
            process.cancel()

    def new_process(self, log: Path) -> TrainerProcess:
        """A trainer process that `cancel` stops."""
        process = TrainerProcess(log)
        self._processes.append(process)
        self._raise_if_cancelled()
        return process

    def _run(self, work: Path) -> Iterator[Event]:
        if not self._request.pictures:
            raise RetrainingError(Text.NO_LABELLED_PICTURES())
        began = time.monotonic()
        old = self._old = read_model_folder(self._model_in_use())
        self._request = replace(self._request, pictures=normalize_labels(self._request.pictures, old.classes))
        if self._request.full:
            from catdog_gui.retraining.full import FullTraining

            full = FullTraining(self._request.pictures, self._request.base or str(old.path), work)
            yield from full.events(self.new_process)
            yield Stage(Text.JUDGING())
            candidate = validate_model_folder(full.candidate)
            held_out = full.held_out_scores(old, candidate, self._cancelled)
        else:
            yield from self._train_head(old, work)
            yield Stage(Text.JUDGING())
            candidate = validate_model_folder(work / "candidate")
            held_out = read_held_out_scores(candidate.path)
        self._raise_if_cancelled()
        yield Succeeded(self._install(candidate, old, held_out, time.monotonic() - began))

    def _train_head(self, old: ModelFolder, work: Path) -> Iterator[Event]:
        table = work / "pictures.csv"
        write_pictures(self._request.pictures, table)
        options = ["--model", str(old.path), "--corrections", str(table), "--output", str(work / "candidate")]
        yield from self.new_process(work / "trainer.log").events(["head", *options])

    def _install(
        self, candidate: ModelFolder, old: ModelFolder, held_out: HeldOutScores | None, seconds: float
    ) -> Release:
        if self._model_in_use() != old.path:
            raise RetrainingError(Text.ANOTHER_MODEL_CHOSEN())
        report = compare_candidate(candidate, old, held_out)
        counts = Counter(picture.label for picture in self._request.pictures)
        origin = "full" if self._request.full else "quick"
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
                trained_until=self._request.trained_until,
            ),
        )
        is_accepted = self._request.use_if_good and report.result is AcceptanceResult.GOOD
        return self._releases.use(release.name) if is_accepted else release

    def _has_old_model(self) -> bool:
        """Whether the model that the retrain began with still exists."""
        return self._old is None or self._old.path.is_dir()

    def _model_in_use(self) -> Path:
        return model_in_use(self._releases.models_dir, self._releases.bundled)

    def _raise_if_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise CancelledError


def _file_error_message(error: OSError) -> Message:
    if error.errno == errno.ENOSPC:
        return Text.NO_SPACE_FOR_MODEL()
    return Text.NAMED_REASON(error.filename or Text.A_FILE(), system_message(error))
