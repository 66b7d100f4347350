"""Looks through one folder: finds its pictures and labels them, each in a thread of its own."""

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

from catdog_gui.pictures.models import Group, Skip, Skipped
from catdog_gui.ui.common.tasks import Inbox, join_all
from catdog_gui.ui.common.thread_priority import Pace, give_way
from catdog_gui.ui.session.backend import Loaded, Parts, size_and_time
from catdog_gui.ui.session.batches import Found, Labelled

_HAND_OVER_MS = 60
_BATCHES_AT_MOST = 8
_LOOK_UP_AT_ONCE = 500
_RESULTS_AT_ONCE = 1000
_RATE_OVER_SECONDS = 3.0
_FIND, _LABEL = "find", "label"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked through; `outputs` are the labels whose folders are the program's own."""

    folder: Path
    recursive: bool
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is; `rate` is in pictures a second, 0 where it is not known yet."""

    found: int = 0
    done: int = 0
    rate: float = 0.0
    finding: bool = False
    skipped: int = 0

    @property
    def seconds_left(self) -> float | None:
        if self.finding or self.rate <= 0:
            return None
        return (self.found - self.done) / self.rate


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was come upon in a moment, however many folders it took: one thing to hand over."""

    found: list[Found]
    skipped: list[Skipped]


@dataclass(frozen=True, slots=True)
class _End:
    """The last thing that a thread says; `error` where it could not go on."""

    thread: str
    error: Exception | None = None


class Scan(QObject):
    """One look through a folder. Its signals come on the interface thread, in batches.

    Pictures are found and shown whether or not a model is there yet; `label_with` starts the labelling.
    """

    found = Signal(list)
    labelled = Signal(list)
    progressed = Signal()
    ended = Signal()
    failed = Signal(Exception)

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._stop = threading.Event()
        self._queue: SimpleQueue[tuple[int, str] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._inbox = Inbox(self._take, _HAND_OVER_MS, _BATCHES_AT_MOST, self)
        self._recent: deque[tuple[float, int]] = deque()
        self._open_ends = 0
        self._n_found = self._n_done = self._n_skipped = 0
        self._next_row = 0
        self._finding = False
        self.waits_for_model = False
        self.unreadable: list[Path] = []
        self.folder_is_gone = False

    @property
    def is_running(self) -> bool:
        return self._open_ends > 0

    def start(self, scope: Scope) -> None:
        self._finding = True
        self._open_ends = 2
        self.waits_for_model = True
        self._begin(lambda: self._find(scope), _FIND)

    def label_with(self, loaded: Loaded, workers: int) -> None:
        self.waits_for_model = False
        self._begin(lambda: self._label(self._queued(), loaded, workers), _LABEL)

    def leave_unlabelled(self) -> None:
        """There is no model: the scan ends when everything is found."""
        self.waits_for_model = False
        self._open_ends -= 1
        self._end_if_done()

    def label_again(self, pictures: Sequence[tuple[int, str]], skipped: int, loaded: Loaded, workers: int) -> None:
        """Tries some pictures once more, in a scan that does not look for any: `skipped` is from the one that did."""
        self._n_found = len(pictures)
        self._n_skipped = skipped
        self._open_ends = 1
        self._begin(lambda: self._label(iter(pictures), loaded, workers), _LABEL)

    def progress(self) -> Progress:
        return Progress(self._n_found, self._n_done, self._rate(), self._finding, self._n_skipped)

    def stop(self) -> None:
        """Ends soon; nothing of it is delivered any more."""
        self._stop.set()
        self._queue.put(None)
        self.waits_for_model = False
        self._inbox.close()
        self._finding = False
        self._open_ends = 0

    def wait(self, seconds: float) -> bool:
        return join_all(self._threads, seconds)

    # In threads.

    def _find(self, scope: Scope) -> None:
        seen: list[Group | Skipped] = []
        posted = time.monotonic()
        pace = Pace()
        give_way()
        for item in self._parts.find(scope.folder, scope.outputs, recursive=scope.recursive):
            if self._stop.is_set():
                return
            pace.keep()
            seen.append(item)
            if isinstance(item, Skipped) and item.path == scope.folder:
                self.folder_is_gone = not scope.folder.exists()
            if len(seen) >= _LOOK_UP_AT_ONCE or time.monotonic() - posted > _HAND_OVER_MS / 1000:
                self._post(seen)
                seen, posted = [], time.monotonic()
        self._post(seen)
        self._queue.put(None)

    def _post(self, seen: Sequence[Group | Skipped]) -> None:
        groups = [item for item in seen if isinstance(item, Group)]
        words = self._parts.corrections.look_up(group.picture for group in groups)
        found: list[Found] = []
        first = self._next_row
        for folder, some in itertools.groupby(groups, key=lambda group: group.picture.parent):
            batch = Found(folder, self._next_row)
            for group in some:
                batch.add(group, *size_and_time(group.picture), words.get(group.picture, ""))
            found.append(batch)
            self._next_row += len(batch.names)
        self._inbox.put(_Seen(found, [item for item in seen if isinstance(item, Skipped)]))
        # Only now: labels must come into the inbox after the pictures that they are of.
        for row, group in enumerate(groups, first):
            self._queue.put((row, str(group.picture)))

    def _label(self, pictures: Iterator[tuple[int, str]], loaded: Loaded, workers: int) -> None:
        rows: dict[Path, int] = {}
        scored: list[tuple[int, tuple[float, ...]]] = []
        errors: dict[int, str] = {}
        posted = time.monotonic()
        pace = Pace()
        give_way()
        for result in self._parts.classify(_noted(pictures, rows), loaded, workers, self._stop):
            if self._stop.is_set():
                return
            pace.keep()
            row = rows.pop(result.path)
            if result.error:
                errors[row] = result.error
            else:
                scored.append((row, result.scores))
            if time.monotonic() - posted > _HAND_OVER_MS / 1000 or len(scored) >= _RESULTS_AT_ONCE:
                self._inbox.put(Labelled.of(scored, errors, len(loaded.model.classes)))
                scored, errors, posted = [], {}, time.monotonic()
        if scored or errors:
            self._inbox.put(Labelled.of(scored, errors, len(loaded.model.classes)))

    def _queued(self) -> Iterator[tuple[int, str]]:
        while (item := self._queue.get()) is not None and not self._stop.is_set():
            yield item

    def _begin(self, work: Callable[[], None], name: str) -> None:
        self._inbox.open()
        thread = threading.Thread(target=_to_the_end, args=(work, self._inbox, name), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    # On the interface thread.

    def _take(self, items: list[_Seen | Labelled | _End]) -> None:
        seen = [item for item in items if isinstance(item, _Seen)]
        labelled = [item for item in items if isinstance(item, Labelled)]
        found = [batch for moment in seen for batch in moment.found]
        self._note_skipped([skipped for moment in seen for skipped in moment.skipped])
        self._n_found += sum(len(batch.names) for batch in found)
        self._n_done += sum(len(batch) for batch in labelled)
        if labelled:
            self._recent.append((time.monotonic(), self._n_done))
        if found:
            self.found.emit(found)
        if labelled:
            self.labelled.emit(labelled)
        self._note_ends([item for item in items if isinstance(item, _End)])

    def _note_skipped(self, skipped: Sequence[Skipped]) -> None:
        self._n_skipped += sum(item.why is not Skip.OUTPUT for item in skipped)
        self.unreadable += [item.path for item in skipped if item.why is Skip.UNREADABLE]

    def _note_ends(self, ends: Sequence[_End]) -> None:
        self._finding = self._finding and all(end.thread != _FIND for end in ends)
        self._open_ends -= len(ends)
        self.progressed.emit()
        for end in ends:
            if end.error is not None:
                self.failed.emit(end.error)
        if ends:
            self._end_if_done()

    def _end_if_done(self) -> None:
        if self._open_ends == 0 and not self._stop.is_set():
            self._inbox.close()
            self.ended.emit()

    def _rate(self) -> float:
        now = time.monotonic()
        while len(self._recent) > 2 and now - self._recent[0][0] > _RATE_OVER_SECONDS:
            self._recent.popleft()
        if len(self._recent) < 2:
            return 0.0
        (before, few), (after, many) = self._recent[0], self._recent[-1]
        return (many - few) / max(after - before, 0.05)


def _to_the_end(work: Callable[[], None], inbox: Inbox, name: str) -> None:
    try:
        work()
        inbox.put(_End(name))
    except Exception as error:  # noqa: BLE001 - it is raised again where the error dialog meets it
        inbox.put(_End(name, error))


def _noted(pictures: Iterator[tuple[int, str]], rows: dict[Path, int]) -> Iterator[Path]:
    """The paths, while their rows are noted for when the results come."""
    for row, name in pictures:
        path = Path(name)
        rows[path] = row
        yield path
