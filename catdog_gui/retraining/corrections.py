"""The labels that the user gave, kept by what a picture contains, so that they survive a move or a new name."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from catdog_gui.retraining.content_hash import CorrectedPicture, find_match, hash_and_stat, hash_content
from catdog_gui.retraining.labels import parse_label
from catdog_gui.storage import open_database, transaction

_SCHEMA = """
create table if not exists corrections (
    content text primary key, label text not null, time real not null, path blob not null, size integer not null,
    mtime_ns integer not null
) without rowid
"""
_MTIME_UNKNOWN = 0
_ROUNDING_SECONDS = 1e-6

__all__ = ["Correction", "Corrections", "hash_content"]


@dataclass(frozen=True, slots=True)
class Correction:
    """A label that the user gave to a picture; `path` is where the picture was when it was last seen.

    `content` is the SHA-256 of the file, in hexadecimal digits; `size` its length in bytes.
    """

    content_hash: str
    label: str
    time: datetime
    path: Path
    size: int = 0


class Corrections:
    """The store, in one SQLite file. Every method reads or writes the disk: not for the interface thread."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def save(self, labels: Mapping[Path, str | None]) -> None:
        """Notes the user's word for some pictures; None takes it back. A picture that is gone is passed over.

        Raises:
            ModelError: a word is no possible label.
            sqlite3.Error: the store cannot be written.
        """
        wanted = {path: None if word is None else parse_label(word) for path, word in labels.items()}
        # Files are read before the store is opened for writing, so that nobody waits for a slow disk.
        known = [(label, known) for path, label in wanted.items() if (known := hash_and_stat(path)) is not None]
        now = time.time()
        with self._transaction() as db:
            for label, (content, path, status) in known:
                if label is None:
                    db.execute("delete from corrections where content = ?", (content,))
                else:
                    row = (content, label, now, os.fsencode(path), status.st_size, status.st_mtime_ns)
                    db.execute("insert or replace into corrections values (?, ?, ?, ?, ?, ?)", row)

    def add(self, corrections: Iterable[Correction]) -> None:
        """Takes corrections from elsewhere; of two for the same picture the newer one stays.

        Raises:
            ModelError: a word is no possible label.
            sqlite3.Error: the store cannot be written.
        """
        rows = []
        for each in corrections:
            path = os.fsencode(each.path)
            rows.append(
                (each.content_hash, parse_label(each.label), each.time.timestamp(), path, each.size, _MTIME_UNKNOWN)
            )
        statement = (
            "insert into corrections values (?, ?, ?, ?, ?, ?) on conflict (content) do update set"
            " label = excluded.label, time = excluded.time, path = excluded.path, size = excluded.size,"
            " mtime_ns = excluded.mtime_ns where excluded.time > time"
        )
        with self._transaction() as db:
            db.executemany(statement, rows)

    def remove(self, content_hashes: Iterable[str]) -> int:
        """Drops the corrections of these contents; gives how many there were.

        Raises:
            sqlite3.Error: the store cannot be written.
        """
        with self._transaction() as db:
            return sum(
                db.execute("delete from corrections where content = ?", (content,)).rowcount
                for content in content_hashes
            )

    def clear(self) -> int:
        """Drops every correction; gives how many there were.

        Raises:
            sqlite3.Error: the store cannot be written.
        """
        with self._transaction() as db:
            return db.execute("delete from corrections").rowcount

    def look_up(self, paths: Iterable[Path]) -> dict[Path, str]:
        """The user's word for those pictures that have one, wherever they were when it was given.

        A file is read only when its size is that of a corrected picture, and not even then if place and time agree.
        A picture that is found in another place is remembered there.
        """
        if not self._file.exists():
            return {}
        try:
            with self._open() as db:
                rows = db.execute("select size, content, label, path, mtime_ns from corrections").fetchall()
        except sqlite3.Error:
            return {}
        by_size: dict[int, list[CorrectedPicture]] = {}
        for size, content, label, path, mtime_ns in rows:
            by_size.setdefault(size, []).append(CorrectedPicture(content, label, Path(os.fsdecode(path)), mtime_ns))
        found = [(path, candidate) for path in paths if (candidate := find_match(path, by_size))] if by_size else []
        moved = {candidate.content_hash: path for path, candidate in found if path != candidate.path}
        if moved:
            with contextlib.suppress(sqlite3.Error):
                self.update_paths(moved)
        return {path: candidate.label for path, candidate in found}

    def update_paths(self, paths: Mapping[str, Path]) -> None:
        """Notes where pictures, by content, are now; one that is still at its old place too keeps that.

        Raises:
            sqlite3.Error: the store cannot be written.
        """
        with self._transaction() as db:
            for content, path in paths.items():
                row = db.execute("select path from corrections where content = ?", (content,)).fetchone()
                if row is None or Path(os.fsdecode(row[0])).exists():
                    continue
                with contextlib.suppress(OSError):
                    values = (os.fsencode(path), path.stat().st_mtime_ns, content)
                    db.execute("update corrections set path = ?, mtime_ns = ? where content = ?", values)

    def all(self, since: datetime | None = None) -> tuple[Correction, ...]:
        """Every correction, or those newer than `since`; oldest first.

        Raises:
            sqlite3.Error: the store cannot be read.
        """
        if not self._file.exists():
            return ()
        # A correction's own time, as a datetime, is rounded to a microsecond: it must not be newer than itself.
        after = -1.0 if since is None else since.timestamp() + _ROUNDING_SECONDS
        query = "select content, label, time, path, size from corrections where time > ? order by time, content"
        with self._open() as db:
            rows = db.execute(query, (after,)).fetchall()
        return tuple(
            Correction(content, label, datetime.fromtimestamp(seconds, UTC), Path(os.fsdecode(path)), size)
            for content, label, seconds, path, size in rows
        )

    def _open(self) -> contextlib.closing[sqlite3.Connection]:
        return contextlib.closing(open_database(self._file, _SCHEMA, busy_seconds=5, journal_mode="delete"))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._open() as db, transaction(db):
            yield db
