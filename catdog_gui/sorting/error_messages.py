"""Turns errors into sentences for the user, and tells which errors end a whole run."""

from __future__ import annotations

import errno
import sqlite3

_MESSAGES = {
    errno.EACCES: "Permission was denied.",
    errno.EPERM: "The system does not permit it.",
    errno.EROFS: "The disk is read-only.",
    errno.ENOSPC: "The disk is full.",
    errno.EDQUOT: "The quota on the disk is used up.",
    errno.ENOENT: "It is no longer there.",
    errno.ENOTDIR: "A file is in the way of the folder.",
    errno.EEXIST: "Its name is taken.",
    errno.ENAMETOOLONG: "Its name or path is too long there.",
    errno.EFBIG: "It is too large for that disk.",
    errno.EIO: "The disk reported an error.",
    errno.EBUSY: "Another program is using it.",
    errno.ETXTBSY: "Another program is using it.",
    errno.EILSEQ: "Its name is not allowed there.",
    errno.ENODEV: "The disk is no longer there.",
    errno.ENXIO: "The disk is no longer there.",
    errno.ESTALE: "The network folder is no longer there.",
    errno.ENOTCONN: "The network folder is no longer there.",
}
_SQLITE_ERRNOS = {
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_AUTH: errno.EACCES,
    sqlite3.SQLITE_READONLY: errno.EACCES,
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_BUSY: errno.EBUSY,
    sqlite3.SQLITE_LOCKED: errno.EBUSY,
}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FATAL_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN}
_LOCKED_ON_WINDOWS = {32, 33}


class ChangedError(Exception):
    """A file is not the one that was planned; `str()` is a sentence for the user."""


class NameTakenError(FileExistsError):
    """The wanted name belongs to another file."""


def error_message(error: OSError | sqlite3.Error | ChangedError) -> str:
    """The error as a sentence for the user."""
    if isinstance(error, ChangedError):
        return str(error)
    if isinstance(error, sqlite3.Error):
        return _database_message(error)
    if getattr(error, "winerror", None) in _LOCKED_ON_WINDOWS:
        return "Another program is using it."
    return _MESSAGES.get(error.errno or 0, f"{error.strerror or error}.")


def _database_message(error: sqlite3.Error) -> str:
    # Errors of the Python module itself have no code. The low byte of a code is the kind of the error.
    kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if kind in _DAMAGED:
        return "The file is damaged: move it away, or bring back a copy."
    return _MESSAGES[_SQLITE_ERRNOS[kind]] if kind in _SQLITE_ERRNOS else f"{error}."


def is_fatal(error: OSError | ChangedError) -> bool:
    """Whether every other file would fail in the same way, because the disk is full or gone."""
    return isinstance(error, OSError) and error.errno in _FATAL_ERRNOS


def is_source_error(error: OSError | ChangedError) -> bool:
    """Whether the file is gone or was changed, so that it is skipped and has not failed."""
    return isinstance(error, ChangedError | FileNotFoundError)
