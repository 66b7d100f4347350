"""The lock of a run, held by the process that works on it; the system frees it when that process dies."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from catdog_gui.messages import Text
from catdog_gui.sorting.error_messages import error_message
from catdog_gui.sorting.journal import JournalError
from catdog_gui.storage import LockedError, file_lock

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
    """Waits until no other thread or process works on the run, and then holds its lock."""
    while True:
        try:
            with try_run_lock(journal, token):
                yield
                return
        except RunLockedError:
            time.sleep(_RETRY_DELAY)


@contextlib.contextmanager
def try_run_lock(journal: Path, token: str) -> Iterator[None]:
    """Holds the lock of a run; does not wait for it.

    Raises:
        RunLockedError: another thread or process works on it.
        JournalError: the lock file cannot be used.
    """
    path = lock_path(journal, token)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(file_lock(path))
        except LockedError as error:
            raise RunLockedError(path) from error
        except OSError as error:
            raise JournalError(Text.LOCK_NOT_TAKEN(path, error_message(error))) from error
        yield
