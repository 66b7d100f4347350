"""Stores the labels that the user gave, by the content of the picture, so that a picture may be moved or renamed."""

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
    """A label that the user gave to a picture; `path` is where the picture was last seen.

    `content_hash` is the SHA-256 of the file, in hexadecimal digits; `size` its length in bytes.
    """

    content_hash: str
    label: str
    time: datetime
    path: Path
    size: int = 0


class Corrections:
    """The store, in one SQLite file. Every method uses the disk: do not call it in the thread of the window."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def save(self, labels: Mapping[Path, str | None]) -> None:
        """Saves the user's labels of some pictures; None removes a label. A picture that was removed is skipped.

        Raises:
            ModelError: a label cannot be the name of a class.
            sqlite3.Error: the store cannot be written.
        """
        parsed = {path: None if label is None else parse_label(label) for path, label in labels.items()}
        # Files are read before the store is locked for writing, so that no other process waits for a slow disk.
        known = [(label, found) for path, label in parsed.items() if (found := hash_and_stat(path)) is not None]
        now = time.time()
        with self._transaction() as db:
            for label, (content, path, status) in known:
                if label is None:
                    db.execute("delete from corrections where content = ?", (content,))
                else:
                    row = (content, label, now, os.fsencode(path), status.st_size, status.st_mtime_ns)
                    db.execute("insert or replace into corrections values (?, ?, ?, ?, ?, ?)", row)

    def add(self, corrections: Iterable[Correction]) -> None:
        """Adds corrections from elsewhere; of two corrections of one picture the newer one stays.

        Raises:
            ModelError: a label cannot be the name of a class.
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
        """Removes the corrections of these pictures; returns how many there were.

        Raises:
            sqlite3.Error: the store cannot be written.
        """
        with self._transaction() as db:
            return sum(
                db.execute("delete from corrections where content = ?", (content,)).rowcount
                for content in content_hashes
            )

    def clear(self) -> int:
        """Removes every correction; returns how many there were.

        Raises:
            sqlite3.Error: the store cannot be written.
        """
        with self._transaction() as db:
            return db.execute("delete from corrections").rowcount

    def look_up(self, paths: Iterable[Path]) -> dict[Path, str]:
        """The user's labels of those pictures that have one, also of pictures that were moved since.

        A file is read only if it has the size of a corrected picture, and another path or time than that picture.
        The new path of a moved picture is saved.
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
        """Saves the new paths of pictures, by content hash. A picture that still exists at its old path keeps it.

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
        # The datetime of a correction is rounded to a microsecond: a correction must not be newer than its own time.
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
