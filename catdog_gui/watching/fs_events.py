"""The file-system events of a folder since the buffer was last emptied. An event is a hint: always check the file."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class FsEvents:
    """`files` maps each path to whether a writer closed or renamed it; `folders` are to be read."""

    files: dict[Path, bool] = field(default_factory=dict)
    folders: set[Path] = field(default_factory=set)
    overflowed: bool = False
    watch_error: OSError | None = None


class FsEventBuffer:
    """Collects events from any thread; of several events for one file, only the last is kept."""

    def __init__(self, wake: threading.Event) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._events = FsEvents()

    def add_file(self, path: Path, *, closed: bool = False) -> None:
        with self._lock:
            self._events.files[path] = closed
        self._wake.set()

    def add_folder(self, path: Path) -> None:
        """A folder appeared, perhaps with files in it, or disappeared."""
        with self._lock:
            self._events.folders.add(path)
        self._wake.set()

    def add_overflow(self) -> None:
        """The system dropped events."""
        with self._lock:
            self._events.overflowed = True
        self._wake.set()

    def add_watch_error(self, error: OSError) -> None:
        """A sub-folder cannot be watched."""
        with self._lock:
            self._events.watch_error = error
        self._wake.set()

    def take_watch_error(self) -> OSError | None:
        """The error if a sub-folder could not be watched, else None."""
        with self._lock:
            error, self._events.watch_error = self._events.watch_error, None
        return error

    def take(self) -> FsEvents:
        with self._lock:
            events, self._events = self._events, FsEvents()
        return events
