"""A lock for each run, held by the process that works on it; the system frees it when that process dies."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING

from catdog_gui.messages import Text
from catdog_gui.sorting.error_messages import error_message
from catdog_gui.sorting.file_lock import BUSY, try_lock
from catdog_gui.sorting.journal import JournalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RETRY_DELAY = 0.05


class RunLockedError(Exception):
    """Another thread or process works on the run."""


def lock_path(journal: Path, token: str) -> Path:
    return journal.with_name(f"{journal.name}-{token}.lock")


@contextlib.contextmanager
def run_lock(journal: Path, token: str) -> Iterator[None]:
    """Waits until nobody else works on the run, and keeps others away meanwhile."""
    while True:
        try:
            with try_run_lock(journal, token):
                yield
                return
        except RunLockedError:
            time.sleep(_RETRY_DELAY)


@contextlib.contextmanager
def try_run_lock(journal: Path, token: str) -> Iterator[None]:
    """Keeps others away from the run.

    Raises:
        RunHeldError: another thread or process works on it.
        JournalError: the lock file cannot be used.
    """
    path = lock_path(journal, token)
    number = _acquire(path)
    try:
        yield
    finally:
        _release(number, path)


def _acquire(path: Path) -> int:
    while True:
        try:
            number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise JournalError(Text.LOCK_NOT_OPENED(path, error_message(error))) from error
        try:
            try_lock(number)
        except OSError as error:
            os.close(number)
            if error.errno in BUSY:
                raise RunLockedError(path) from error
            raise JournalError(Text.LOCK_NOT_TAKEN(path, error_message(error))) from error
        # The holder before us may have removed the file between our opening and our locking it.
        with contextlib.suppress(OSError):
            if sys.platform == "win32" or os.path.samestat(os.fstat(number), path.stat()):
                return number
        os.close(number)


def _release(number: int, path: Path) -> None:
    if sys.platform == "win32":
        os.close(number)
        with contextlib.suppress(OSError):
            path.unlink()
        return
    with contextlib.suppress(OSError):
        path.unlink()
    os.close(number)
