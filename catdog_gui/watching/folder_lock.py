"""One watch a folder: a lock that its process holds, with a card that says who that is and what it covers."""

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
from catdog_gui.sorting.file_lock import BUSY, try_lock
from catdog_gui.watching.models import WatchError

_RETRY_DELAYS = (0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class WatchRegistration:
    """Who watches which folder, and where its pictures go."""

    folder: Path
    recursive: bool
    outputs: tuple[Path, ...]
    process: int
    since: datetime

    def covers(self, path: Path) -> bool:
        return path.is_relative_to(self.folder) if self.recursive else path.parent == self.folder


class FolderLock:
    """The lock of a folder, while it is held."""

    def __init__(self, folder: Path, registration_path: Path, *, recursive: bool) -> None:
        self._folder = folder
        self._registration_path = registration_path
        self._recursive = recursive
        self._since = datetime.now().astimezone()

    def register_outputs(self, outputs: tuple[Path, ...]) -> None:
        """Says to other watches from now on that pictures go there; raises WatchError."""
        try:
            _write_registration(
                self._registration_path,
                WatchRegistration(self._folder, self._recursive, outputs, os.getpid(), self._since),
            )
        except OSError as error:
            raise _lock_error(self._folder, error) from None


@contextlib.contextmanager
def folder_lock(locks: Path, folder: Path, *, recursive: bool) -> Iterator[FolderLock]:
    """Keeps other watches from the folder.

    Raises:
        WatchError: another one has it, or the lock cannot be used.
    """
    stem = locks / f"watch-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:24]}"
    card = stem.with_suffix(".json")
    try:
        locks.mkdir(parents=True, exist_ok=True)
        number = _acquire_with_retries(stem.with_suffix(".lock"))
        if number is None:
            raise WatchError(_already_watched_message(folder, card))
    except OSError as error:
        raise _lock_error(folder, error) from None
    try:
        held = FolderLock(folder, card, recursive=recursive)
        held.register_outputs(())
        yield held
    finally:
        with contextlib.suppress(OSError):
            card.unlink()
        os.close(number)


def changed_at(locks: Path) -> int:
    """When a card last came or went, in nanoseconds of the epoch; 0 where that cannot be told."""
    try:
        return locks.stat().st_mtime_ns
    except OSError:
        return 0


def other_watches(locks: Path, folder: Path) -> list[WatchRegistration]:
    """The cards of the other folders that are being watched now."""
    cards = []
    for path in _registration_files(locks):
        card = _read_registration(path)
        if card is not None and card.folder != folder and _is_alive(path):
            cards.append(card)
    return sorted(cards, key=lambda card: card.folder)


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
    part = path.with_suffix(".new")
    part.write_text(json.dumps(content), "ascii")
    part.replace(path)


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


def _acquire_with_retries(path: Path) -> int | None:
    # Somebody may be just asking whether it is held.
    for pause in _RETRY_DELAYS:
        number = _acquire(path)
        if number is not None:
            return number
        time.sleep(pause)
    return _acquire(path)


def _is_alive(path: Path) -> bool:
    """Whether who wrote the card lives; one that was left behind is thrown away."""
    try:
        number = _acquire(path.with_suffix(".lock"))
    except OSError:
        return False
    if number is None:
        return True
    with contextlib.suppress(OSError):
        path.unlink()
    os.close(number)
    return False


def _acquire(path: Path) -> int | None:
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try_lock(number)
    except OSError as error:
        os.close(number)
        if error.errno in BUSY:
            return None
        raise
    return number
