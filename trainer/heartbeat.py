"""Repeats the last progress event while a step takes long, and stops the command when asked to."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from trainer.errors import Interrupted
from trainer.events import Events

# An event a second is promised; the margin is for what blocks the interpreter, such as importing a large library.
_MAX_SILENCE_SECONDS = 0.25


@contextmanager
def with_heartbeat(events: Events, stopping: threading.Event) -> Iterator[Events]:
    """Wraps `events` so that, until the block ends, the last progress is repeated while nothing else is reported.

    Once `stopping` is set, the next event that the command reports raises Interrupted.
    """
    live_events = _HeartbeatEvents(events, stopping)
    ended = threading.Event()

    def beat() -> None:
        # If nobody reads the events any more, the command itself gets this error too.
        with contextlib.suppress(BrokenPipeError):
            while not ended.wait(_MAX_SILENCE_SECONDS / 3):
                live_events.repeat_if_silent()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield live_events
    finally:
        ended.set()
        thread.join()


class _HeartbeatEvents:
    """Passes events on, one thread at a time."""

    def __init__(self, events: Events, stopping: threading.Event) -> None:
        self._events = events
        self._stopping = stopping
        # Re-entrant: a signal may arrive while the main thread holds it, and its handling may report.
        self._lock = threading.RLock()
        self._last_progress: tuple[int, int, dict[str, float]] = (0, 0, {})
        self._last_sent = time.monotonic()
        self._ended = False

    def stage(self, name: str) -> None:
        self._raise_if_stopping()
        with self._lock:
            self._last_progress = (0, 0, {})
            self._last_sent = time.monotonic()
            self._events.stage(name)

    def progress(self, step: int, total: int, **figures: float) -> None:
        self._raise_if_stopping()
        with self._lock:
            self._last_progress = (step, total, figures)
            self._last_sent = time.monotonic()
            self._events.progress(step, total, **figures)

    def metric(self, name: str, value: float, **details: Any) -> None:
        self._raise_if_stopping()
        with self._lock:
            self._events.metric(name, value, **details)

    def done(self, **results: Any) -> None:
        with self._lock:
            self._ended = True
            self._events.done(**results)

    def error(self, message: str) -> None:
        with self._lock:
            self._events.error(message)

    def repeat_if_silent(self) -> None:
        with self._lock:
            if not self._ended and time.monotonic() - self._last_sent >= _MAX_SILENCE_SECONDS:
                step, total, figures = self._last_progress
                self._last_sent = time.monotonic()
                self._events.progress(step, total, **figures)

    def _raise_if_stopping(self) -> None:
        if self._stopping.is_set():
            raise Interrupted
