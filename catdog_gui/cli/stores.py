"""Opens the journal and the corrections for a command; an error says that --home puts them elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from catdog_gui.cli.console import UsageError
from catdog_gui.paths import Paths
from catdog_gui.sorting.error_messages import error_message
from catdog_gui.sorting.journal import Journal, JournalError

_HOME_HINT = "Put that right, or choose another place with --home."

_UNDO_HINT = "Put that right; `catdog history` then shows what was moved, and `catdog undo` takes it back."


@contextmanager
def open_journal(paths: Paths) -> Iterator[Journal]:
    """The journal.

    Raises:
        UsageError: it cannot be read or written, now or in the body.
    """
    try:
        journal = Journal(paths.journal_file)
    except JournalError as error:
        raise UsageError(f"{error} {_HOME_HINT}") from None
    try:
        with journal:
            yield journal
    except JournalError as error:
        raise UsageError(f"{error} {_UNDO_HINT}") from None


@contextmanager
def translate_corrections_errors(paths: Paths) -> Iterator[None]:
    """For a body that reads or writes the corrections.

    Raises:
        UsageError: they cannot be read or written.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise UsageError(
            f"the corrections in {paths.corrections_file} cannot be used: {error_message(error)} {_HOME_HINT}"
        ) from None
