"""What was heard of a folder since the last time it was asked for. Hints only: what is true, the disk says."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Heard:
    """Files with whether a writer closed or renamed them, folders to look through, and what went wrong."""

    files: dict[Path, bool] = field(default_factory=dict)
    folders: set[Path] = field(default_factory=set)
    lost_track: bool = False
    unwatched: OSError | None = None


class Hints:
    """Collects from any thread; however much happens to one file, it is held once."""

    def __init__(self, wake: threading.Event) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._heard = Heard()

    def file(self, path: Path, *, closed: bool = False) -> None:
        with self._lock:
            self._heard.files[path] = closed
        self._wake.set()

    def folder(self, path: Path) -> None:
        """A folder appeared, with files in it perhaps, or went."""
        with self._lock:
            self._heard.folders.add(path)
        self._wake.set()

    def lost_track(self) -> None:
        """The system dropped events."""
        with self._lock:
            self._heard.lost_track = True
        self._wake.set()

    def unwatched(self, error: OSError) -> None:
        """A sub-folder cannot be watched."""
        with self._lock:
            self._heard.unwatched = error
        self._wake.set()

    def take_unwatched(self) -> OSError | None:
        """Whether a sub-folder could not be watched, and why."""
        with self._lock:
            error, self._heard.unwatched = self._heard.unwatched, None
        return error

    def take(self) -> Heard:
        with self._lock:
            heard, self._heard = self._heard, Heard()
        return heard
