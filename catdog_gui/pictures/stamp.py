"""Finds out whether a file was changed, without reading it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileStamp:
    """Size and modification time: as long as both are the same, the file is taken for unchanged."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> FileStamp:
        return cls(status.st_size, status.st_mtime_ns)


def read_stamp(path: Path) -> FileStamp | None:
    """The stamp of the file that `path` leads to, through links too; None where it cannot be read."""
    try:
        return FileStamp.of(path.stat())
    except OSError:
        return None


def regular_stamp(path: Path) -> FileStamp | None:
    """The stamp of a regular file; None for a link, a folder or another thing, and where it cannot be read."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return FileStamp.of(status) if stat.S_ISREG(status.st_mode) else None
