"""Which files a watch handles, by their names."""

from __future__ import annotations

from pathlib import Path

from catdog_gui.pictures.grouping import COMPANION_SUFFIXES, is_candidate
from catdog_gui.pictures.naming import skip_reason_for_name, split_name

# Suffixes that browsers, synchronisers and copying programs give to unfinished files.
_UNFINISHED = frozenset(
    {
        *(".part", ".partial", ".crdownload", ".download", ".opdownload", ".filepart", ".tmp", ".temp", ".!ut", ".!qb"),
        *(".aria2", ".bts", ".dtapart", ".swp", ".lock"),
    }
)
_UNFINISHED_START = "~"


def is_ignored_name(name: str) -> bool:
    """Whether a file or folder of this name is hidden, junk, or unfinished."""
    if skip_reason_for_name(name) is not None or name.startswith(_UNFINISHED_START):
        return True
    return split_name(name)[1] in _UNFINISHED


def is_picture_candidate(name: str) -> bool:
    return is_candidate(name) and not is_ignored_name(name)


def is_tracked(name: str) -> bool:
    """Whether the file may be a picture or the companion of one."""
    return (is_candidate(name) or split_name(name)[1] in COMPANION_SUFFIXES) and not is_ignored_name(name)


def is_within(path: Path, folder: Path, *, recursive: bool) -> bool:
    """Whether a watch of `folder` covers a file; only names are compared, the disk is not read."""
    if not recursive:
        return path.parent == folder
    if not path.is_relative_to(folder):
        return False
    return not any(is_ignored_name(part) for part in path.parent.relative_to(folder).parts)
