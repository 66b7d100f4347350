"""Scans one folder: finds its pictures in one thread and labels them in another."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from PySide6.QtCore import QObject, Signal

from catdog_gui.pictures.models import Group, Skipped, SkipReason
from catdog_gui.ui.common.tasks import BatchQueue, Tasks
from catdog_gui.ui.common.thread_priority import CpuThrottle, lower_thread_priority
from catdog_gui.ui.session.backend import Backend, LoadedModel, size_and_time
from catdog_gui.ui.session.batches import PictureBatch, ScoreBatch

_FLUSH_INTERVAL_MS = 60
_MAX_BATCHES = 8
_FIND_BATCH_SIZE = 500
_LABEL_BATCH_SIZE = 1000
_RATE_WINDOW_SECONDS = 3.0
_FIND, _LABEL = "find", "label"


@dataclass(frozen=True, slots=True)
class ScanScope:
    """What to scan. `outputs` are the names of the folders that the program sorts into: they are passed over."""

    folder: Path
    recursive: bool
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """How far a scan is. `rate` is in pictures a second, 0 if it is not known yet."""

    found: int = 0
    done: int = 0
    rate: float = 0.0
    is_finding: bool = False
    skipped: int = 0

    @property
    def seconds_left(self) -> float | None:
        if self.is_finding or self.rate <= 0:
            return None
        return (self.found - self.done) / self.rate


@dataclass(frozen=True, slots=True)
class _FoundItems:
    """What was found since the last delivery, in however many folders: one item of the batch queue."""

    found: list[PictureBatch]
    skipped: list[Skipped]


@dataclass(frozen=True, slots=True)
class _StageEnded:
    """Comes after everything that the stage found or labelled."""

    stage: str


class Scan(QObject):
    """One scan of a folder. Its signals come on the interface thread, in batches.

    Pictures are found and shown whether or not a model is there yet; `start_labelling` starts the labelling.
    """

    found = Signal(list)
    labelled = Signal(list)
    progressed = Signal()
    ended = Signal()

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._stop = threading.Event()
        self._queue: SimpleQueue[tuple[int, str] | None] = SimpleQueue()
        self._tasks = Tasks(2, "scan", self)
        self._batch_queue = BatchQueue(self._deliver, _FLUSH_INTERVAL_MS, _MAX_BATCHES, self)
        self._done_history: deque[tuple[float, int]] = deque()
        self._n_running = 0
        self._n_found = self._n_done = self._n_skipped = 0
        self._next_row = 0
        self._is_finding = False
        self.is_waiting_for_model = False
        self.unreadable: list[Path] = []
        self.is_folder_missing = False

    @property
    def is_running(self) -> bool:
        return self._n_running > 0

    def start(self, scope: ScanScope) -> None:
        self._is_finding = True
        self._n_running = 2
        self.is_waiting_for_model = True
        self._start_stage(lambda: self._find(scope), _FIND)

    def start_labelling(self, loaded: LoadedModel, workers: int) -> None:
        self.is_waiting_for_model = False
        self._start_stage(lambda: self._label(self._queued(), loaded, workers), _LABEL)

    def skip_labelling(self) -> None:
        """There is no model: the scan ends when everything is found."""
        self.is_waiting_for_model = False
        self._n_running -= 1
        self._end_if_done()

    def relabel(self, pictures: Sequence[tuple[int, str]], skipped: int, loaded: LoadedModel, workers: int) -> None:
        """Labels known pictures again, without finding any. `skipped` is the count of the scan that found them."""
        self._n_found = len(pictures)
        self._n_skipped = skipped
        self._n_running = 1
        self._start_stage(lambda: self._label(iter(pictures), loaded, workers), _LABEL)

    def progress(self) -> ScanProgress:
        return ScanProgress(self._n_found, self._n_done, self._rate(), self._is_finding, self._n_skipped)

    def stop(self) -> None:
        """Asks the threads to end; delivers nothing from now on."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._queue.put(None)
        self._tasks.stop()
        self.is_waiting_for_model = False
        self._batch_queue.close()
        self._is_finding = False
        self._n_running = 0

    def wait(self, seconds: float) -> bool:
        return self._tasks.wait(seconds)

    # In threads.

    def _find(self, scope: ScanScope) -> None:
        items: list[Group | Skipped] = []
        posted = time.monotonic()
        cpu_throttle = CpuThrottle()
        lower_thread_priority()
        for item in self._backend.find(scope.folder, scope.outputs, recursive=scope.recursive):
            if self._stop.is_set():
                return
            cpu_throttle.throttle()
            items.append(item)
            if isinstance(item, Skipped) and item.path == scope.folder:
                self.is_folder_missing = not scope.folder.exists()
            if len(items) >= _FIND_BATCH_SIZE or time.monotonic() - posted > _FLUSH_INTERVAL_MS / 1000:
                self._post(items)
                items, posted = [], time.monotonic()
        self._post(items)
        self._queue.put(None)

    def _post(self, items: Sequence[Group | Skipped]) -> None:
        groups = [item for item in items if isinstance(item, Group)]
        corrections = self._backend.corrections.look_up(group.picture for group in groups)
        found: list[PictureBatch] = []
        first = self._next_row
        for folder, folder_groups in itertools.groupby(groups, key=lambda group: group.picture.parent):
            batch = PictureBatch(folder, self._next_row)
            for group in folder_groups:
                batch.add(group, *size_and_time(group.picture), corrections.get(group.picture, ""))
            found.append(batch)
            self._next_row += len(batch.names)
        self._batch_queue.put(_FoundItems(found, [item for item in items if isinstance(item, Skipped)]))
        # Only now: in the batch queue, labels must come after their pictures.
        for row, group in enumerate(groups, first):
            self._queue.put((row, str(group.picture)))

    def _label(self, pictures: Iterator[tuple[int, str]], loaded: LoadedModel, workers: int) -> None:
        rows: dict[Path, int] = {}
        scored: list[tuple[int, tuple[float, ...]]] = []
        errors: dict[int, str] = {}
        posted = time.monotonic()
        cpu_throttle = CpuThrottle()
        lower_thread_priority()
        for result in self._backend.classify(_record_rows(pictures, rows), loaded, workers, self._stop):
            if self._stop.is_set():
                return
            cpu_throttle.throttle()
            row = rows.pop(result.path)
            if result.error:
                errors[row] = result.error
            else:
                scored.append((row, result.scores))
            if time.monotonic() - posted > _FLUSH_INTERVAL_MS / 1000 or len(scored) >= _LABEL_BATCH_SIZE:
                self._batch_queue.put(ScoreBatch.of(scored, errors, len(loaded.model.classes)))
                scored, errors, posted = [], {}, time.monotonic()
        if scored or errors:
            self._batch_queue.put(ScoreBatch.of(scored, errors, len(loaded.model.classes)))

    def _queued(self) -> Iterator[tuple[int, str]]:
        while (item := self._queue.get()) is not None and not self._stop.is_set():
            yield item

    # On the interface thread.

    def _start_stage(self, work: Callable[[], None], stage: str) -> None:
        self._batch_queue.open()
        self._tasks.run(work, on_end=lambda: self._batch_queue.put(_StageEnded(stage)))

    def _deliver(self, items: list[_FoundItems | ScoreBatch | _StageEnded]) -> None:
        found_items = [item for item in items if isinstance(item, _FoundItems)]
        labelled = [item for item in items if isinstance(item, ScoreBatch)]
        found = [batch for each in found_items for batch in each.found]
        self._count_skipped([skipped for each in found_items for skipped in each.skipped])
        self._n_found += sum(len(batch.names) for batch in found)
        self._n_done += sum(len(batch) for batch in labelled)
        if labelled:
            self._done_history.append((time.monotonic(), self._n_done))
        if found:
            self.found.emit(found)
        if labelled:
            self.labelled.emit(labelled)
        self._handle_ended([item for item in items if isinstance(item, _StageEnded)])

    def _count_skipped(self, skipped: Sequence[Skipped]) -> None:
        self._n_skipped += sum(item.reason is not SkipReason.OUTPUT for item in skipped)
        self.unreadable += [item.path for item in skipped if item.reason is SkipReason.UNREADABLE]

    def _handle_ended(self, ended_stages: Sequence[_StageEnded]) -> None:
        self._is_finding = self._is_finding and all(stage_ended.stage != _FIND for stage_ended in ended_stages)
        self._n_running -= len(ended_stages)
        self.progressed.emit()
        if ended_stages:
            self._end_if_done()

    def _end_if_done(self) -> None:
        if self._n_running == 0 and not self._stop.is_set():
            self._batch_queue.close()
            self.ended.emit()

    def _rate(self) -> float:
        now = time.monotonic()
        while len(self._done_history) > 2 and now - self._done_history[0][0] > _RATE_WINDOW_SECONDS:
            self._done_history.popleft()
        if len(self._done_history) < 2:
            return 0.0
        (before, few), (after, many) = self._done_history[0], self._done_history[-1]
        return (many - few) / max(after - before, 0.05)


def _record_rows(pictures: Iterator[tuple[int, str]], rows: dict[Path, int]) -> Iterator[Path]:
    """Yields the paths, and records their rows for when the results come."""
    for row, name in pictures:
        path = Path(name)
        rows[path] = row
        yield path
