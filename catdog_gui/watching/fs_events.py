"""What was heard of a folder since the last time it was asked for. Hints only: what is true, the disk says."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class FsEvents:
    """Files with whether a writer closed or renamed them, folders to look through, and what went wrong."""

    files: dict[Path, bool] = field(default_factory=dict)
    folders: set[Path] = field(default_factory=set)
    overflowed: bool = False
    watch_error: OSError | None = None


class FsEventBuffer:
    """Collects from any thread; however much happens to one file, it is held once."""

    def __init__(self, wake: threading.Event) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._events = FsEvents()

    def add_file(self, path: Path, *, closed: bool = False) -> None:
        with self._lock:
            self._events.files[path] = closed
        self._wake.set()

    def add_folder(self, path: Path) -> None:
        """A folder appeared, with files in it perhaps, or went."""
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
        """Whether a sub-folder could not be watched, and why."""
        with self._lock:
            error, self._events.watch_error = self._events.watch_error, None
        return error

    def take(self) -> FsEvents:
        with self._lock:
            heard, self._events = self._events, FsEvents()
        return heard
