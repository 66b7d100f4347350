"""Runs work in threads and brings the results back to the interface thread."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, SignalInstance, Slot
from shiboken6 import isValid

_Callback = Callable[[Any], None]


@dataclass(slots=True)
class Task:
    """One piece of work. After `cancel` none of its callbacks is called."""

    work: Callable[[], Any]
    on_result: _Callback | None
    on_error: _Callback | None
    expected: tuple[type[Exception], ...]
    on_end: Callable[[], None] | None
    cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        self.cancelled.set()


class LatestTask:
    """Keeps the newest task of one kind: a new one cancels the one before it."""

    def __init__(self) -> None:
        self._task: Task | None = None

    def replace(self, task: Task) -> None:
        self.cancel()
        self._task = task

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()


class Tasks(QObject):
    """Runs tasks in the order in which they come, in a few threads. With one thread, no two run at once."""

    _done = Signal(object, object, object)

    def __init__(self, threads: int, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[Task | None] = SimpleQueue()
        self._running: set[int] = set()
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)
        self._threads = [threading.Thread(target=self._work, name=f"{name}-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def run(
        self,
        work: Callable[[], Any],
        on_result: _Callback | None = None,
        on_error: _Callback | None = None,
        *,
        expected: tuple[type[Exception], ...] = (),
        on_end: Callable[[], None] | None = None,
    ) -> Task:
        """Calls `work` in a thread, then the callbacks on the interface thread.

        `on_end` comes first, whether the work failed or not. `on_error` gets an error of the `expected` types only: any
        other one is raised on the interface thread, where the error dialog shows it.
        """
        task = Task(work, on_result, on_error, expected, on_end)
        self._running.add(id(task))
        self._queue.put(task)
        return task

    @property
    def is_busy(self) -> bool:
        return bool(self._running)

    def stop(self) -> None:
        """Takes no more work, and calls nobody back; to be called once."""
        self._done.disconnect(self._on_done)
        for _ in self._threads:
            self._queue.put(None)

    def wait(self, seconds: float) -> bool:
        """After `stop`: True if every thread ended within `seconds`."""
        return join_all(self._threads, seconds)

    def close(self, seconds: float) -> bool:
        """Stops and waits."""
        self.stop()
        return self.wait(seconds)

    def _work(self) -> None:
        while (task := self._queue.get()) is not None:
            if task.cancelled.is_set():
                self._post(task, None, None)
                continue
            try:
                self._post(task, task.work(), None)
            except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever asked
                self._post(task, None, error)

    def _post(self, task: Task, result: object, error: Exception | None) -> None:
        try:
            self._done.emit(task, result, error)
        except RuntimeError:
            return  # this object is deleted, so nobody waits for the result

    @Slot(object, object, object)
    def _on_done(self, task: Task, result: object, error: Exception | None) -> None:
        self._running.discard(id(task))
        if task.cancelled.is_set():
            return
        if task.on_end is not None:
            task.on_end()
        if error is None:
            if task.on_result is not None:
                _call_back(task.on_result, result)
        elif isinstance(error, task.expected):
            if task.on_error is not None:
                _call_back(task.on_error, error)
        else:
            raise error


class BatchQueue(QObject):
    """Threads put items in; the interface thread takes them out in batches of a bounded size.

    Nothing crosses threads as an event, so a flood of results cannot fill the event queue.
    """

    def __init__(
        self, on_batch: Callable[[list[Any]], None], interval_ms: int, max_items: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._items: deque[Any] = deque()
        self._on_batch = on_batch
        self._max_items = max_items
        self._timer = QTimer(self)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self.flush)

    def put(self, item: object) -> None:
        """May be called from any thread."""
        self._items.append(item)

    def open(self) -> None:
        self._timer.start()

    def close(self) -> None:
        """Stops, and drops the items that were not delivered."""
        self._timer.stop()
        self._items.clear()

    def __len__(self) -> int:
        return len(self._items)

    @Slot()
    def flush(self) -> None:
        """Delivers at most one batch."""
        batch = [self._items.popleft() for _ in range(min(len(self._items), self._max_items))]
        if batch:
            self._on_batch(batch)


def single_shot(parent: QObject, delay_ms: int, callback: Callable[[], object] | SignalInstance) -> QTimer:
    """A timer that calls `callback` once, `delay_ms` after each start."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(delay_ms)
    timer.timeout.connect(callback)
    return timer


def _call_back(callback: _Callback, value: object) -> None:
    """Calls back, unless the callback belongs to a dialog that was deleted in the meantime."""
    owner = getattr(callback, "__self__", None)
    if not isinstance(owner, QObject) or isValid(owner):
        callback(value)


def join_all(threads: list[threading.Thread], seconds: float) -> bool:
    """Waits at most `seconds` for all of them together; True if all have ended."""
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)


def close_all(closes: Sequence[Callable[[float], bool]], seconds: float, min_seconds: float = 0.0) -> bool:
    """Calls each with the time that the ones before it left; True if all ended in time."""
    deadline = time.monotonic() + seconds
    ended = [close(max(min_seconds, deadline - time.monotonic())) for close in closes]
    return all(ended)
