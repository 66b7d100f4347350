"""The labels that the user gave, kept by what a picture contains, so that they survive a move or a new name."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_SCHEMA = """
create table if not exists corrections (
    content text primary key, label text not null, time real not null, path blob not null, size integer not null,
    mtime_ns integer not null
) without rowid
"""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Correction:
    """A label that the user gave to a picture; `path` is where the picture was when it was last seen."""

    content: str
    label: str
    time: datetime
    path: Path


class Corrections:
    """The store, in one SQLite file. Every method reads or writes the disk: not for the interface thread."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def keep(self, labels: Mapping[Path, str | None]) -> None:
        """Notes the user's word for some pictures; None takes it back. A picture that is gone is passed over.

        Raises:
            sqlite3.Error: the store cannot be written.
        """
        now = time.time()
        with self._connection() as db:
            for path, label in labels.items():
                try:
                    content, status = content_of(path), path.stat()
                except OSError:
                    continue
                if label is None:
                    db.execute("delete from corrections where content = ?", (content,))
                else:
                    row = (content, label, now, os.fsencode(path), status.st_size, status.st_mtime_ns)
                    db.execute("insert or replace into corrections values (?, ?, ?, ?, ?, ?)", row)

    def look_up(self, paths: Iterable[Path]) -> dict[Path, str]:
        """The user's word for those pictures that have one, wherever they were when it was given.

        A file is read only when its size is that of a corrected picture, and not even then if place and time agree.
        """
        if not self._file.exists():
            return {}
        try:
            with self._connection() as db:
                rows = db.execute("select size, content, label, path, mtime_ns from corrections").fetchall()
        except sqlite3.Error:
            return {}
        by_size: dict[int, list[tuple[str, str, bytes, int]]] = {}
        for size, *rest in rows:
            by_size.setdefault(size, []).append((rest[0], rest[1], rest[2], rest[3]))
        found = ((path, _label_of(path, by_size)) for path in paths) if by_size else ()
        return {path: label for path, label in found if label is not None}

    def all(self) -> tuple[Correction, ...]:
        """Every correction, oldest first.

        Raises:
            sqlite3.Error: the store cannot be read.
        """
        with self._connection() as db:
            rows = db.execute("select content, label, time, path from corrections order by time, content").fetchall()
        return tuple(
            Correction(content, label, datetime.fromtimestamp(seconds, UTC), Path(os.fsdecode(path)))
            for content, label, seconds, path in rows
        )

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._file, timeout=5)
        try:
            db.execute(_SCHEMA)
            with db:
                yield db
        finally:
            db.close()


def content_of(path: Path) -> str:
    """What names a picture whatever it is called.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _label_of(path: Path, by_size: Mapping[int, list[tuple[str, str, bytes, int]]]) -> str | None:
    try:
        status = path.stat()
        candidates = by_size.get(status.st_size, [])
        for _, label, seen_at, mtime_ns in candidates:
            if seen_at == os.fsencode(path) and mtime_ns == status.st_mtime_ns:
                return label
        content = content_of(path) if candidates else ""
    except OSError:
        return None
    return next((label for known, label, _, _ in candidates if known == content), None)
