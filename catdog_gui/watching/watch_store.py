"""Saves what a watch must know after a restart: the user's answers, all labels it ever had, the run of the day."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from catdog_gui.messages import Text
from catdog_gui.paths import Paths
from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.error_messages import error_message
from catdog_gui.storage import open_database, transaction
from catdog_gui.watching.models import Existing, WatchError

_SCHEMA = """
create table if not exists folders (folder blob primary key) without rowid;
create table if not exists skipped (
    folder blob not null, path blob not null, size integer not null, mtime_ns integer not null,
    primary key (folder, path)
) without rowid;
create index if not exists skipped_by_path on skipped (path);
create table if not exists labels (
    folder blob not null, label text not null, primary key (folder, label)
) without rowid;
create table if not exists days (
    folder blob not null, destination blob not null, day text not null, run integer not null,
    primary key (folder, destination)
) without rowid;
"""


class WatchStore:
    """One SQLite file for all watches.

    Raises:
        WatchError: every method may raise it: the file cannot be read or written.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        try:
            self._db = open_database(file, _SCHEMA, busy_seconds=10)
        except (sqlite3.Error, OSError) as error:
            raise WatchError(Text.STORE_NOT_OPENED(file, error_message(error))) from None

    @classmethod
    def at(cls, paths: Paths) -> WatchStore:
        return cls(paths.data / "watching.sqlite3")

    def close(self) -> None:
        self._db.close()

    def has_answer(self, folder: Path) -> bool:
        """Whether the user has answered what to do with the pictures that were in the folder."""
        with self._transaction() as db:
            return db.execute("select 1 from folders where folder = ?", (_path_blob(folder),)).fetchone() is not None

    def skipped(self, folder: Path) -> dict[Path, FileStamp]:
        """The files in the folder that this watch, or a watch nested in it or around it, has to skip."""
        prefix = os.fsencode(folder / "_")[:-1]
        after_prefix = prefix[:-1] + bytes([prefix[-1] + 1])
        with self._transaction() as db:
            rows = db.execute(
                "select path, size, mtime_ns from skipped where path >= ? and path < ? order by folder = ?",
                (prefix, after_prefix, _path_blob(folder)),
            ).fetchall()
        return {Path(os.fsdecode(path)): FileStamp(size, mtime_ns) for path, size, mtime_ns in rows}

    def save_answer(self, folder: Path, found: Mapping[Path, FileStamp], existing: Existing) -> None:
        """Saves the user's answer for the files that were there; it replaces earlier answers for them."""
        with self._transaction() as db:
            db.execute("insert or ignore into folders values (?)", (_path_blob(folder),))
            db.execute("delete from skipped where folder = ?", (_path_blob(folder),))
            if existing is Existing.SKIP:
                db.executemany("insert into skipped values (?, ?, ?, ?)", _rows(folder, found))
            else:
                db.executemany("delete from skipped where path = ?", [(_path_blob(path),) for path in found])

    def skip(self, folder: Path, path: Path, stamp: FileStamp) -> None:
        """Adds one file that has to be skipped."""
        with self._transaction() as db:
            db.executemany("insert or replace into skipped values (?, ?, ?, ?)", _rows(folder, {path: stamp}))

    def clear_skipped(self, folder: Path, paths: Iterable[Path]) -> None:
        """Deletes the records of skipped files that were removed."""
        with self._transaction() as db:
            rows = [(_path_blob(folder), _path_blob(path)) for path in paths]
            db.executemany("delete from skipped where folder = ? and path = ?", rows)

    def labels(self, folder: Path) -> frozenset[str]:
        """The classes of all models that ever watched the folder."""
        with self._transaction() as db:
            rows = db.execute("select label from labels where folder = ?", (_path_blob(folder),)).fetchall()
        return frozenset(str(label) for (label,) in rows)

    def save_labels(self, folder: Path, labels: Iterable[str]) -> None:
        with self._transaction() as db:
            rows = [(_path_blob(folder), label) for label in labels]
            db.executemany("insert or ignore into labels values (?, ?)", rows)

    def run_of(self, folder: Path, destination: Path, day: date) -> int | None:
        """The run that records the moves of that day."""
        with self._transaction() as db:
            row = db.execute(
                "select run from days where folder = ? and destination = ? and day = ?",
                (_path_blob(folder), _path_blob(destination), day.isoformat()),
            ).fetchone()
        return None if row is None else int(row[0])

    def runs(self, folder: Path) -> tuple[int, ...]:
        """The runs of all days."""
        with self._transaction() as db:
            rows = db.execute("select run from days where folder = ?", (_path_blob(folder),)).fetchall()
        return tuple(int(run) for (run,) in rows)

    def save_run(self, folder: Path, destination: Path, day: date, run: int) -> None:
        with self._transaction() as db:
            row = (_path_blob(folder), _path_blob(destination), day.isoformat(), run)
            db.execute("insert or replace into days values (?, ?, ?, ?)", row)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock, transaction(self._db) as db:
                yield db
        except sqlite3.Error as error:
            raise WatchError(Text.STORE_NOT_USABLE(self._file, error_message(error))) from None


def _path_blob(path: Path) -> bytes:
    return os.fsencode(path)


def _rows(folder: Path, stamps: Mapping[Path, FileStamp]) -> list[tuple[bytes, bytes, int, int]]:
    return [(_path_blob(folder), _path_blob(path), stamp.size, stamp.mtime_ns) for path, stamp in stamps.items()]
