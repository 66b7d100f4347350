"""Scores that are already known, by path, size, modification time and model."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.storage import open_database, transaction

_SCHEMA = """
create table if not exists scores (
    path blob not null, model text not null, size integer not null, mtime_ns integer not null, scores blob not null,
    primary key (path, model)
) without rowid
"""
_QUERY_BATCH_SIZE = 500


class CachedScores(NamedTuple):
    """Final scores in the order of the model's classes, and which look decided."""

    scores: tuple[float, ...]
    look: int = 1

    @classmethod
    def unpacked(cls, packed: bytes) -> CachedScores:
        """From four bytes a score, and one more for the look if it was not the first."""
        whole = len(packed) // 4 * 4
        scores = tuple(np.frombuffer(packed[:whole], np.float32).tolist())
        return cls(scores, packed[whole]) if len(packed) > whole else cls(scores)

    def packed(self) -> bytes:
        return np.asarray(self.scores, np.float32).tobytes() + (b"" if self.look == 1 else bytes([self.look]))


class Cache(Protocol):
    """Stores scores, and finds them again."""

    def get(self, model_id: str, stamps: Mapping[Path, FileStamp], /) -> dict[Path, CachedScores]:
        """The stored scores of the files that have not changed."""

    def put(self, model_id: str, scored: Iterable[tuple[Path, FileStamp, CachedScores]], /) -> None:
        """Stores scores."""


class NoCache:
    """Stores nothing."""

    def get(self, _model_id: str, _stamps: Mapping[Path, FileStamp]) -> dict[Path, CachedScores]:
        return {}

    def put(self, _model_id: str, _scored: Iterable[tuple[Path, FileStamp, CachedScores]]) -> None:
        pass


class ScoreCache:
    """The cache in one SQLite file, which several processes may share.

    An error of the cache never stops the work: a damaged file is replaced; one that cannot be written is ignored.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self, model_id: str, stamps: Mapping[Path, FileStamp]) -> dict[Path, CachedScores]:
        paths = {_key(path): path for path in stamps}
        known: dict[Path, CachedScores] = {}
        with self._ignoring_errors(), self._open() as db:
            for key, size, mtime_ns, scores in _rows(db, model_id, list(paths)):
                if stamps[paths[key]] == FileStamp(size, mtime_ns):
                    known[paths[key]] = CachedScores.unpacked(scores)
        return known

    def put(self, model_id: str, scored: Iterable[tuple[Path, FileStamp, CachedScores]]) -> None:
        rows = [(_key(path), model_id, stamp.size, stamp.mtime_ns, scores.packed()) for path, stamp, scores in scored]
        with self._ignoring_errors(), self._open() as db, transaction(db):
            db.executemany("insert or replace into scores values (?, ?, ?, ?, ?)", rows)

    def relocate(self, paths: Mapping[Path, Path]) -> None:
        """Keeps the scores of files that have other paths now; those of other files that were there are dropped."""
        rows = [(_key(new), _key(old)) for old, new in paths.items()]
        with self._ignoring_errors(), self._open() as db, transaction(db):
            db.executemany("update or replace scores set path = ? where path = ?", rows)

    def clear(self) -> None:
        """Deletes all scores.

        Raises:
            OSError: the file cannot be removed.
        """
        # The write-ahead log too: SQLite would apply it to the next file of that name.
        for file in (self._file, *(self._file.with_name(self._file.name + end) for end in ("-wal", "-shm"))):
            file.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _ignoring_errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.OperationalError, OSError):
            return  # full, locked or read-only
        except (sqlite3.DatabaseError, ValueError):
            with contextlib.suppress(OSError):
                self.clear()

    def _open(self) -> contextlib.closing[sqlite3.Connection]:
        # What is lost in a power cut is scored again, so no write waits for the disk.
        return contextlib.closing(open_database(self._file, _SCHEMA, busy_seconds=5, synchronous="off"))


def _key(path: Path) -> bytes:
    return os.fsencode(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps "..", and is ten times slower


def _rows(db: sqlite3.Connection, model_id: str, names: list[bytes]) -> Iterable[tuple[bytes, int, int, bytes]]:
    for start in range(0, len(names), _QUERY_BATCH_SIZE):
        batch = names[start : start + _QUERY_BATCH_SIZE]
        marks = ",".join("?" * len(batch))
        # Only question marks are formatted into the statement.
        query = f"select path, size, mtime_ns, scores from scores where model = ? and path in ({marks})"  # noqa: S608
        yield from db.execute(query, [model_id, *batch])
