"""Scores that are already known, by path, size, modification time and model."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

_SCHEMA = """
create table if not exists scores (
    path blob not null, model text not null, size integer not null, mtime_ns integer not null, scores blob not null,
    primary key (path, model)
) without rowid
"""
_QUERY_BATCH_SIZE = 500


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells a changed file from the one that was scored."""

    size: int
    mtime_ns: int


def read_stamp(path: Path) -> FileStamp | None:
    """The stamp of the file at `path`, or None where it cannot be read."""
    try:
        status = path.stat()
    except OSError:
        return None
    return FileStamp(status.st_size, status.st_mtime_ns)


class CachedScores(NamedTuple):
    """Final scores in the order of the model's classes, and which look decided."""

    scores: tuple[float, ...]
    look: int = 1

    @classmethod
    def unpacked(cls, packed: bytes) -> CachedScores:
        """Of four bytes a score; a byte more says which look, where it was not the first."""
        whole = len(packed) // 4 * 4
        scores = tuple(np.frombuffer(packed[:whole], np.float32).tolist())
        return cls(scores, packed[whole]) if len(packed) > whole else cls(scores)

    def packed(self) -> bytes:
        return np.asarray(self.scores, np.float32).tobytes() + (b"" if self.look == 1 else bytes([self.look]))


class Cache(Protocol):
    """Where scores are looked up and kept."""

    def get(self, model_id: str, stamps: Mapping[Path, FileStamp], /) -> dict[Path, CachedScores]:
        """The scores of those files that are known and unchanged."""

    def put(self, model_id: str, scored: Iterable[tuple[Path, FileStamp, CachedScores]], /) -> None:
        """Remembers scores."""


class NoCache:
    """Knows nothing and keeps nothing."""

    def get(self, _model_id: str, _stamps: Mapping[Path, FileStamp]) -> dict[Path, CachedScores]:
        return {}

    def put(self, _model_id: str, _scored: Iterable[tuple[Path, FileStamp, CachedScores]]) -> None:
        pass


class ScoreCache:
    """The cache in one SQLite file, which several processes may share.

    A cache must never stop the work: a damaged file is replaced, and where it cannot be written there is no cache.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self, model_id: str, stamps: Mapping[Path, FileStamp]) -> dict[Path, CachedScores]:
        paths = {_key(path): path for path in stamps}
        known: dict[Path, CachedScores] = {}
        with self._ignoring_errors(), self._transaction() as connection:
            for key, size, mtime_ns, scores in _rows(connection, model_id, list(paths)):
                if stamps[paths[key]] == FileStamp(size, mtime_ns):
                    known[paths[key]] = CachedScores.unpacked(scores)
        return known

    def put(self, model_id: str, scored: Iterable[tuple[Path, FileStamp, CachedScores]]) -> None:
        rows = [(_key(path), model_id, stamp.size, stamp.mtime_ns, scores.packed()) for path, stamp, scores in scored]
        with self._ignoring_errors(), self._transaction() as connection:
            connection.executemany("insert or replace into scores values (?, ?, ?, ?, ?)", rows)

    def clear(self) -> None:
        """Forgets everything.

        Raises:
            OSError: the file cannot be removed.
        """
        # Without its log: left behind, SQLite would play it into the next file of that name.
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

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(_open(self._file)) as connection, connection:
            yield connection


def _key(path: Path) -> bytes:
    return os.fsencode(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps "..", and is ten times slower


def _open(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=5)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = off")
        connection.execute(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


def _rows(connection: sqlite3.Connection, model_id: str, names: list[bytes]) -> Iterable[tuple[bytes, int, int, bytes]]:
    for start in range(0, len(names), _QUERY_BATCH_SIZE):
        some = names[start : start + _QUERY_BATCH_SIZE]
        marks = ",".join("?" * len(some))
        # Only question marks are formatted into the statement.
        query = f"select path, size, mtime_ns, scores from scores where model = ? and path in ({marks})"  # noqa: S608
        yield from connection.execute(query, [model_id, *some])
