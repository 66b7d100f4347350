"""The journal's tables, and the conversion of its rows into records."""

from __future__ import annotations

import operator
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.models import Entry, Intent, Mode, Move, RunInfo, State

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

VERSION = 2

# Paths are BLOBs, because names may contain bytes that are not text.
TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, started REAL NOT NULL,
    folder BLOB NOT NULL, into_folder BLOB NOT NULL, mode TEXT NOT NULL, finished REAL, undone REAL
);
CREATE TABLE IF NOT EXISTS moves (
    run INTEGER NOT NULL REFERENCES runs(id), n INTEGER NOT NULL, grp INTEGER NOT NULL,
    source BLOB NOT NULL, target BLOB NOT NULL, label TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    target_mtime_ns INTEGER, digest TEXT, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
    attributes TEXT,
    PRIMARY KEY (run, n)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS moves_by_state ON moves(state, run);
CREATE TABLE IF NOT EXISTS intents (
    run INTEGER NOT NULL, n INTEGER NOT NULL, origin BLOB NOT NULL, destination BLOB NOT NULL, part BLOB,
    digest TEXT, mtime_ns INTEGER, reserving INTEGER NOT NULL, keep INTEGER NOT NULL,
    PRIMARY KEY (run, n)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folders (
    run INTEGER NOT NULL, path BLOB NOT NULL, PRIMARY KEY (run, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sidecars (
    run INTEGER NOT NULL, n INTEGER NOT NULL, former BLOB, mode INTEGER NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (run, n)
);
CREATE INDEX IF NOT EXISTS sidecars_by_digest ON sidecars(digest);
"""

# What version 2 added to the tables of version 1.
SINCE_1 = "ALTER TABLE moves ADD COLUMN attributes TEXT"

ENTRY_COLUMNS = "run, n, grp, source, target, label, size, mtime_ns, target_mtime_ns, digest, state, reason"

RUNS = """
SELECT id, token, started, folder, into_folder, mode, finished, undone,
    (SELECT COUNT(*) FROM moves WHERE run = id AND state IN ('moved', 'copied', 'tagged', 'restoring')),
    (SELECT COUNT(*) FROM moves WHERE run = id AND state = 'restored'),
    (SELECT COUNT(*) FROM moves WHERE run = id AND state IN ('left', 'planned')),
    (SELECT COUNT(*) FROM moves WHERE run = id AND state = 'failed')
FROM runs
"""

Row = tuple[Any, ...]


def blob(path: Path) -> bytes:
    return os.fsencode(path)


def unblob(raw: bytes) -> Path:
    """The path that `blob` stored; ValueError or TypeError for what it never stores."""
    if b"\0" in raw:
        raise ValueError(raw)
    return Path(os.fsdecode(raw))


def move_row(run: int, n: int, group: int, move: Move) -> Row:
    source, target = blob(move.source), blob(move.target)
    return run, n, group, source, target, move.label, move.stamp.size, move.stamp.mtime_ns, State.PLANNED


def add_moves(db: sqlite3.Connection, run: int, moves: Sequence[Move]) -> None:
    """Adds moves to a run, numbered after those that it has."""
    first, group = db.execute(
        "SELECT COALESCE(MAX(n) + 1, 0), COALESCE(MAX(grp) + 1, 0) FROM moves WHERE run = ?", (run,)
    ).fetchone()
    db.executemany(
        "INSERT INTO moves (run, n, grp, source, target, label, size, mtime_ns, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [move_row(run, first + i, group + move.group, move) for i, move in enumerate(moves)],
    )


def entry_of(row: Row) -> Entry:
    run, n, group, source, target, label, size, mtime_ns, target_mtime_ns, digest, state, reason = row
    stamp = FileStamp(operator.index(size), operator.index(mtime_ns))
    n = operator.index(n)  # it becomes a part of a file's name
    return Entry(
        run, n, group, unblob(source), unblob(target), label, stamp, target_mtime_ns, digest, State(state), reason
    )


def intent_row(run: int, n: int, intent: Intent) -> Row:
    part = None if intent.part is None else blob(intent.part)
    origin, destination = blob(intent.origin), blob(intent.destination)
    return run, n, origin, destination, part, intent.digest, intent.mtime_ns, intent.reserving, intent.keep


def intent_of(row: Row) -> Intent:
    origin, destination, part, digest, mtime_ns, reserving, keep = row
    part_path = None if part is None else unblob(part)
    return Intent(unblob(origin), unblob(destination), part_path, digest, mtime_ns, bool(reserving), bool(keep))


def run_of(row: Row) -> RunInfo:
    run, token, started, folder, into, mode, finished, undone, moved, restored, skipped, failed = row
    if not token.isalnum():  # it becomes a part of a file's name
        raise ValueError(token)
    return RunInfo(
        run,
        token,
        datetime.fromtimestamp(started, UTC),
        unblob(folder),
        unblob(into),
        Mode(mode),
        _utc_datetime(finished),
        _utc_datetime(undone),
        moved,
        restored,
        skipped,
        failed,
    )


def _utc_datetime(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
