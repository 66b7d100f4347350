"""Turns errors into messages for the user, and decides which errors end a whole run.

`error_message` serves every part that may import `sorting`, the window's session too. It is here and not in `messages`,
which only holds the texts, because most of these errors come from moving files.
"""

from __future__ import annotations

import errno
import sqlite3

from catdog_gui.messages import Message, Text, UserError
from catdog_gui.storage import NewerVersionError

_TEXTS = {
    errno.EACCES: Text.DENIED,
    errno.EPERM: Text.REFUSED_BY_SYSTEM,
    errno.EROFS: Text.DISK_READ_ONLY,
    errno.ENOSPC: Text.DISK_FULL,
    errno.EDQUOT: Text.QUOTA_USED_UP,
    errno.ENOENT: Text.NOT_THERE,
    errno.ENOTDIR: Text.FILE_IN_THE_WAY,
    errno.EEXIST: Text.NAME_TAKEN,
    errno.ENAMETOOLONG: Text.PATH_TOO_LONG,
    errno.EFBIG: Text.TOO_LARGE_FOR_DISK,
    errno.EIO: Text.DISK_ERROR,
    errno.EBUSY: Text.IN_USE_ELSEWHERE,
    errno.ETXTBSY: Text.IN_USE_ELSEWHERE,
    errno.EILSEQ: Text.NAME_NOT_ALLOWED,
    errno.ENODEV: Text.DISK_GONE,
    errno.ENXIO: Text.DISK_GONE,
    errno.ESTALE: Text.NETWORK_FOLDER_GONE,
    errno.ENOTCONN: Text.NETWORK_FOLDER_GONE,
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

# The errors that can be put in words for the user; any other is a bug of the program.
ReportableError = OSError | sqlite3.Error | UserError


class ChangedError(UserError):
    """A file is not the one that was planned."""


class NameTakenError(FileExistsError):
    """The wanted name belongs to another file."""


def error_message(error: ReportableError) -> Message:
    """The error as a sentence for the user."""
    if isinstance(error, UserError):
        return error.message
    if isinstance(error, sqlite3.Error):
        return _database_message(error)
    if getattr(error, "winerror", None) in _LOCKED_ON_WINDOWS:
        return Text.IN_USE_ELSEWHERE()
    text = _TEXTS.get(error.errno or 0)
    return Text.OTHER_SYSTEM_ERROR(error.errno or 0) if text is None else text()


def _database_message(error: sqlite3.Error) -> Message:
    if isinstance(error, NewerVersionError):
        return Text.WRITTEN_BY_NEWER_VERSION()
    # Errors of the Python module itself have no code. The low byte of a code is the kind of the error.
    kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if kind in _DAMAGED:
        return Text.DATABASE_DAMAGED()
    return _TEXTS[_SQLITE_ERRNOS[kind]]() if kind in _SQLITE_ERRNOS else Text.DATABASE_ERROR()


def stop_reason_of(error: OSError | UserError) -> str:
    """The reason to end the run, if every other file would fail as the disk is full or gone; else an empty string."""
    return error_message(error) if isinstance(error, OSError) and error.errno in _FATAL_ERRNOS else ""


def is_source_error(error: OSError | ChangedError) -> bool:
    """Whether the file is gone or was changed, so that it is skipped and has not failed."""
    return isinstance(error, ChangedError | FileNotFoundError)
