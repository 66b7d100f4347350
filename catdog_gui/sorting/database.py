"""Opens the journal's SQLite file so that it is durable and several processes can share it."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

from catdog_gui.messages import Text, UserError, system_message
from catdog_gui.sorting import schema
from catdog_gui.sorting.error_messages import error_message

if TYPE_CHECKING:
    from pathlib import Path

_BUSY_SECONDS = 30.0
_WAL_RETRY_DELAYS = (0.01, 0.05, 0.2, 0.5)


class JournalError(UserError):
    """The journal cannot be read or written; nothing may be moved then."""


def connect(path: Path) -> sqlite3.Connection:
    """Opens the file, and makes it where there is none.

    Raises:
        JournalError: it cannot be opened, or is of a newer version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise JournalError(Text.NO_JOURNAL_FOLDER(path.parent, system_message(error))) from error
    try:
        db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        _enable_wal(db)
        db.execute("PRAGMA synchronous = FULL")
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        if version < schema.VERSION:
            _make_tables(db)
    except sqlite3.Error as error:
        raise JournalError(Text.JOURNAL_NOT_OPENED(path, error_message(error))) from error
    if version > schema.VERSION:
        db.close()
        raise JournalError(Text.JOURNAL_IS_NEWER(path))
    return db


def _enable_wal(db: sqlite3.Connection) -> None:
    # SQLite does not wait where two processes turn the same new file into a shared one.
    for pause in _WAL_RETRY_DELAYS:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            time.sleep(pause)
        else:
            return
    db.execute("PRAGMA journal_mode = WAL")


def _make_tables(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    for statement in filter(str.strip, schema.TABLES.split(";")):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {schema.VERSION}")
    db.execute("COMMIT")
