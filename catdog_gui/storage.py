"""The program's own files, which several of its processes may use at once: written whole, locked, or in SQLite."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_WAL_RETRY_DELAYS = (0.01, 0.05, 0.2, 0.5)
_BUSY_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_LOCKED_ERRNOS = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}

if sys.platform == "win32":
    import msvcrt

    def _lock_descriptor(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock_descriptor(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def write_atomically(file: Path, content: bytes) -> None:
    """Writes a file, and the folder for it, so that a reader sees the old content or the new one, never a part.

    Raises:
        OSError: it cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        draft.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


class NewerVersionError(sqlite3.DatabaseError):
    """A newer version of the program wrote the file, and may keep in it what this one would damage."""


def open_database(
    file: Path,
    schema: str = "",
    *,
    version: int = 0,
    busy_seconds: float,
    journal_mode: str = "wal",
    synchronous: str = "full",
) -> sqlite3.Connection:
    """Opens an SQLite file for several threads and processes; makes the file and its tables where there are none.

    Args:
        file: where it is; its folder is made too.
        schema: statements that do nothing where their tables exist already.
        version: the newest `user_version` that the caller understands; a file with a higher one is left as it is.
        busy_seconds: how long to wait while another process writes.
        journal_mode: of SQLite; with `wal`, readers need not wait for a writer.
        synchronous: of SQLite; with `full`, what a transaction wrote survives a power cut.

    Raises:
        OSError: the folder cannot be made.
        NewerVersionError: the file is of a newer version.
        sqlite3.Error: the file cannot be opened.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    _make_private_file(file)
    db = sqlite3.connect(file, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    try:
        _require_version(db, version)
        _execute_patiently(db, f"pragma journal_mode = {journal_mode}")
        db.execute(f"pragma synchronous = {synchronous}")
        db.executescript(schema)
    except BaseException:
        db.close()
        raise
    return db


def user_version(db: sqlite3.Connection) -> int:
    """The version of its tables that a database says it has; 0 if nobody gave it one."""
    return int(_execute_patiently(db, "pragma user_version"))


def _require_version(db: sqlite3.Connection, newest: int) -> None:
    if user_version(db) > newest:
        raise NewerVersionError(f"its tables are newer than version {newest}")


def _make_private_file(file: Path) -> None:
    """SQLite would make it readable for every user, and gives its other files the permissions of this one.

    SQLite syncs the file's own folder. The folders above it may be new, too, and the file would be lost with them.
    """
    if file.exists():
        return
    for folder in file.parent.parents:
        _sync_folder(folder)
    with contextlib.suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable, where the system can do it."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _execute_patiently(db: sqlite3.Connection, pragma: str) -> int | str:
    # SQLite ignores its own timeout where two processes switch the same new file to WAL.
    for pause in _WAL_RETRY_DELAYS:
        try:
            return _execute(db, pragma)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY_CODES:
                raise
            time.sleep(pause)
    return _execute(db, pragma)


def _execute(db: sqlite3.Connection, pragma: str) -> int | str:
    value: int | str = db.execute(pragma).fetchone()[0]
    return value


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Writes all that is executed within, or, after an exception, nothing of it; waits first for other writers."""
    db.execute("begin immediate")
    try:
        yield db
        db.execute("commit")
    except BaseException:
        db.rollback()
        raise


class LockedError(Exception):
    """Another process, or another part of this one, holds the lock."""


@contextlib.contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Holds the system's lock on a file and removes the file in the end. Does not wait for the lock.

    The system frees the lock when the process dies; then the file stays, and does no harm.

    Raises:
        LockedError: another one holds it.
        OSError: the file cannot be opened or locked.
    """
    descriptor = _lock(path)
    try:
        yield
    finally:
        _unlock(descriptor, path)


def _lock(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock_descriptor(descriptor)
        except OSError as error:
            os.close(descriptor)
            if error.errno in _LOCKED_ERRNOS:
                raise LockedError(path) from error
            raise
        # The last holder may have removed the file after we opened it: then our lock is on a file without a name.
        with contextlib.suppress(OSError):
            if sys.platform == "win32" or os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        os.close(descriptor)


def _unlock(descriptor: int, path: Path) -> None:
    # Windows removes no open file; elsewhere the file must go while nobody else can hold the lock.
    if sys.platform == "win32":
        os.close(descriptor)
    with contextlib.suppress(OSError):
        path.unlink()
    if sys.platform != "win32":
        os.close(descriptor)
