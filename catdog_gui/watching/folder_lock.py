"""Lets only one watch handle a folder: a file lock, and a registration file that says who holds it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from catdog_gui.messages import Message, Text, system_message
from catdog_gui.storage import LockedError, file_lock, write_atomically
from catdog_gui.watching.models import WatchError

_RETRY_DELAYS = (0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class WatchRegistration:
    """Which process watches which folder, and where it moves the pictures."""

    folder: Path
    recursive: bool
    outputs: tuple[Path, ...]
    process: int
    since: datetime

    def covers(self, path: Path) -> bool:
        return path.is_relative_to(self.folder) if self.recursive else path.parent == self.folder


class FolderLock:
    """The lock of one folder, while a watch holds it."""

    def __init__(self, folder: Path, registration_path: Path, *, recursive: bool) -> None:
        self._folder = folder
        self._registration_path = registration_path
        self._recursive = recursive
        self._since = datetime.now().astimezone()

    def register_outputs(self, outputs: tuple[Path, ...]) -> None:
        """Lets other watches know where this one moves pictures; raises WatchError."""
        try:
            _write_registration(
                self._registration_path,
                WatchRegistration(self._folder, self._recursive, outputs, os.getpid(), self._since),
            )
        except OSError as error:
            raise _lock_error(self._folder, error) from None


@contextlib.contextmanager
def folder_lock(locks: Path, folder: Path, *, recursive: bool) -> Iterator[FolderLock]:
    """Holds the lock of the folder, so that no other watch handles it.

    Raises:
        WatchError: another watch holds the lock, or the lock file cannot be used.
    """
    stem = locks / f"watch-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:24]}"
    card = stem.with_suffix(".json")
    with contextlib.ExitStack() as stack:
        try:
            locks.mkdir(parents=True, exist_ok=True)
            _acquire_with_retries(stack, stem.with_suffix(".lock"))
        except LockedError:
            raise WatchError(_already_watched_message(folder, card)) from None
        except OSError as error:
            raise _lock_error(folder, error) from None
        stack.callback(_remove_registration, card)
        lock = FolderLock(folder, card, recursive=recursive)
        lock.register_outputs(())
        yield lock


def changed_at(locks: Path) -> int:
    """When a registration was last added or removed, in nanoseconds since the epoch; 0 if that is unknown."""
    try:
        return locks.stat().st_mtime_ns
    except OSError:
        return 0


def other_watches(locks: Path, folder: Path) -> list[WatchRegistration]:
    """The registrations of the other folders that are watched now."""
    registrations = []
    for path in _registration_files(locks):
        registration = _read_registration(path)
        if registration is not None and registration.folder != folder and _is_alive(path):
            registrations.append(registration)
    return sorted(registrations, key=lambda registration: registration.folder)


def _registration_files(locks: Path) -> list[Path]:
    try:
        return [locks / name for name in os.listdir(locks) if fnmatch(name, "watch-*.json")]  # noqa: PTH208 - names are enough
    except FileNotFoundError:
        return []


def _lock_error(folder: Path, error: OSError) -> WatchError:
    return WatchError(Text.CANNOT_BE_LOCKED(folder, system_message(error)))


def _already_watched_message(folder: Path, path: Path) -> Message:
    card = _read_registration(path)
    if card is None:
        return Text.WATCHED_ALREADY(folder)
    return Text.WATCHED_BY_PROCESS(folder, card.process, f"{card.since:%Y-%m-%d %H:%M}")


def _write_registration(path: Path, registration: WatchRegistration) -> None:
    content = {
        "folder": str(registration.folder),
        "recursive": registration.recursive,
        "outputs": [str(output) for output in registration.outputs],
        "process": registration.process,
        "since": registration.since.isoformat(),
    }
    write_atomically(path, json.dumps(content).encode("ascii"))


def _read_registration(path: Path) -> WatchRegistration | None:
    try:
        content = json.loads(path.read_text("ascii"))
        outputs = tuple(Path(output) for output in content["outputs"])
        since = datetime.fromisoformat(content["since"])
        return WatchRegistration(
            Path(content["folder"]), bool(content["recursive"]), outputs, int(content["process"]), since
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remove_registration(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _acquire_with_retries(stack: contextlib.ExitStack, path: Path) -> None:
    # Another watch may hold the lock for a moment, to find out whether it is held.
    for pause in _RETRY_DELAYS:
        with contextlib.suppress(LockedError):
            stack.enter_context(file_lock(path))
            return
        time.sleep(pause)
    stack.enter_context(file_lock(path))


def _is_alive(path: Path) -> bool:
    """Whether the process that wrote the registration still runs; removes a registration that was left behind."""
    try:
        with file_lock(path.with_suffix(".lock")):
            _remove_registration(path)
    except LockedError:
        return True
    except OSError:
        return False
    return False
