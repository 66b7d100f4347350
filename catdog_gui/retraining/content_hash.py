"""Recognises a picture by its content, so that it may be moved or renamed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from catdog_gui.pictures.opening import open_linked_file

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class CorrectedPicture:
    """A corrected picture, and where and when it was last seen."""

    content_hash: str
    label: str
    path: Path
    mtime_ns: int


def hash_content(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    with open_linked_file(path) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def hash_and_stat(path: Path) -> tuple[str, Path, os.stat_result] | None:
    """The hash, the absolute path and the `stat` of a file; None if it cannot be read."""
    try:
        return hash_content(path), path.absolute(), path.stat()
    except OSError:
        return None


def find_match(path: Path, by_size: Mapping[int, list[CorrectedPicture]]) -> CorrectedPicture | None:
    """The corrected picture with the content of the file at `path`. The file is read only if its size matches."""
    try:
        status = path.stat()
        candidates = by_size.get(status.st_size, [])
        for candidate in candidates:
            if candidate.path == path and candidate.mtime_ns == status.st_mtime_ns:
                return candidate
        content = hash_content(path) if candidates else ""
    except OSError:
        return None
    return next((candidate for candidate in candidates if candidate.content_hash == content), None)
