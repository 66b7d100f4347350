"""The files that stay where they are, and why. A watch does not handle them again until they change."""

from __future__ import annotations

import threading
from enum import Enum, auto
from pathlib import Path

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.watching.models import EventCallback, Removed, Unreadable, Waiting


class KeepReason(Enum):
    SKIPPED = auto()
    RESTORED = auto()
    NOT_A_PICTURE = auto()
    WAITING = auto()
    UNREADABLE = auto()


class KeptFiles:
    """Only the thread of the watch changes it; any thread may read `waiting` and `unreadable`."""

    def __init__(self, notify: EventCallback) -> None:
        self._notify = notify
        self._lock = threading.Lock()
        self._files: dict[Path, tuple[FileStamp, KeepReason]] = {}
        self._listed: dict[Path, Waiting | Unreadable] = {}

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """The pictures that wait for the user, the first one first."""
        with self._lock:
            return tuple(item for item in self._listed.values() if isinstance(item, Waiting))

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        with self._lock:
            return tuple(item for item in self._listed.values() if isinstance(item, Unreadable))

    def has(self, path: Path, stamp: FileStamp) -> bool:
        """Whether the file stays and has not changed since."""
        kept = self._files.get(path)
        return kept is not None and kept[0] == stamp

    def has_any(self, path: Path) -> bool:
        """Whether a file of that name stays."""
        return path in self._files

    def add(self, path: Path, stamp: FileStamp, reason: KeepReason) -> None:
        self.drop(path)
        self._files[path] = (stamp, reason)

    def add_and_report(self, item: Waiting | Unreadable, stamp: FileStamp) -> None:
        """Keeps the file in its place, and notifies the user."""
        reason = KeepReason.WAITING if isinstance(item, Waiting) else KeepReason.UNREADABLE
        with self._lock:
            self._files[item.path] = (stamp, reason)
            self._listed[item.path] = item
        self._notify(item)

    def listed(self, path: Path) -> Waiting | Unreadable | None:
        """The entry that the user sees for the file, if there is one."""
        return self._listed.get(path)

    def drop(self, path: Path) -> None:
        """The file was removed, changed or moved."""
        if self._files.pop(path, None) is None:
            return
        with self._lock:
            listed = self._listed.pop(path, None)
        if listed is not None:
            self._notify(Removed(path))

    def paths(self, *reasons: KeepReason) -> tuple[Path, ...]:
        return tuple(path for path, (_, reason) in self._files.items() if not reasons or reason in reasons)
