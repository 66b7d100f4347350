"""Opens the journal's SQLite file, makes its tables and checks its version."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from catdog_gui.messages import Text, UserError, system_message
from catdog_gui.sorting import schema
from catdog_gui.sorting.error_messages import error_message
from catdog_gui.storage import NewerVersionError, open_database, transaction, user_version

if TYPE_CHECKING:
    from pathlib import Path

_BUSY_SECONDS = 30.0


class JournalError(UserError):
    """The journal cannot be read or written, so nothing may be moved."""


def connect(path: Path) -> sqlite3.Connection:
    """Opens the journal, or makes a new one.

    Raises:
        JournalError: it cannot be opened, or is of a newer version.
    """
    try:
        db = open_database(path, version=schema.VERSION, busy_seconds=_BUSY_SECONDS)
        if user_version(db) < schema.VERSION:
            _make_tables(db)
    except OSError as error:
        raise JournalError(Text.NO_JOURNAL_FOLDER(path.parent, system_message(error))) from error
    except NewerVersionError as error:
        raise JournalError(Text.JOURNAL_IS_NEWER(path)) from error
    except sqlite3.Error as error:
        raise JournalError(Text.JOURNAL_NOT_OPENED(path, error_message(error))) from error
    return db


def _make_tables(db: sqlite3.Connection) -> None:
    with transaction(db):
        # Asked again: another process may have been faster.
        if user_version(db) == 1:
            db.execute(schema.SINCE_1)
        for statement in filter(str.strip, schema.TABLES.split(";")):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {schema.VERSION}")
