"""Finds pictures, directory by directory, each with the files that belong to it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catdog_gui.pictures.grouping import group_names
from catdog_gui.pictures.models import Group, Skip, Skipped
from catdog_gui.pictures.naming import natural_key, skip_by_name, split_name
from catdog_gui.pictures.sniffing import looks_like_picture

_WINDOWS_HIDDEN = 0x2
_WINDOWS_JUNCTION = 0xA0000003

_Identity = tuple[int, int]


def find_groups(
    folder: Path, *, recursive: bool = False, outputs: frozenset[Path] = frozenset()
) -> Iterator[Group | Skipped]:
    """Every picture in `folder` with its companions, and every entry that is skipped, with the reason.

    Streams: a directory's names are read at once and sorted as people count, but a file is looked at only when its
    turn comes. With `recursive`, sub-folders follow the files of their folder; those in `outputs` are skipped. Files
    that are neither pictures nor companions are passed over in silence. `folder` itself is taken as it is, whatever
    its name. Never raises for what is on disk: a folder that cannot be read is `Skip.UNREADABLE`.
    """
    seen: set[_Identity] = set()
    waiting = [folder]
    while waiting:
        directory = waiting.pop()
        why = _skip_folder(directory, outputs if directory is not folder else frozenset(), seen)
        listing = _list(directory) if why is None else None
        if listing is None:
            yield Skipped(directory, why or Skip.UNREADABLE)
            continue
        yield from _look_at(directory, listing)
        if recursive:
            yield from listing.skipped_folders
            waiting.extend(directory / name for name in reversed(listing.folders))


@dataclass(slots=True)
class _Listing:
    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    skipped_folders: list[Skipped] = field(default_factory=list)


def _list(directory: Path) -> _Listing | None:
    """The entries of a directory, sorted; None where it cannot be read."""
    listing = _Listing()
    try:
        with os.scandir(directory) as entries:
            for entry in sorted(entries, key=lambda entry: natural_key(entry.name)):
                _add(entry, directory, listing)
    except OSError:
        return None
    return listing


def _add(entry: os.DirEntry[str], directory: Path, listing: _Listing) -> None:
    is_folder = entry.is_dir(follow_symlinks=False)
    why = skip_by_name(entry.name) or _skip_entry(entry)
    if why is not None:
        skipped = listing.skipped_folders if is_folder else listing.skipped
        skipped.append(Skipped(directory / entry.name, why))
    elif is_folder:
        listing.folders.append(entry.name)
    elif entry.is_file(follow_symlinks=False):
        listing.files.append(entry.name)


def _skip_entry(entry: os.DirEntry[str]) -> Skip | None:
    if entry.is_symlink():
        return Skip.SYMLINK
    if os.name != "nt":
        return None
    status = entry.stat(follow_symlinks=False)
    if getattr(status, "st_reparse_tag", 0) == _WINDOWS_JUNCTION:
        return Skip.SYMLINK
    return Skip.HIDDEN if getattr(status, "st_file_attributes", 0) & _WINDOWS_HIDDEN else None


def _skip_folder(directory: Path, outputs: frozenset[Path], seen: set[_Identity]) -> Skip | None:
    identity = _identity(directory)
    if identity is None:
        return Skip.UNREADABLE
    # By identity, not by name: the same folder may be reached through a link above it, or in another letter case.
    if any(identity == _identity(output) for output in outputs):
        return Skip.OUTPUT
    if identity in seen:
        return Skip.SYMLINK
    seen.add(identity)
    return None


def _identity(directory: Path) -> _Identity | None:
    try:
        status = directory.stat()
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


def _look_at(directory: Path, listing: _Listing) -> Iterator[Group | Skipped]:
    yield from listing.skipped
    for name, companions in group_names(listing.files).items():
        path = directory / name
        if split_name(name)[1]:
            yield Skipped(path, Skip.EMPTY) if _is_empty(path) else _group(path, companions)
        elif looks_like_picture(path):
            yield _group(path, companions)


def _is_empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return False  # opening it will say what is wrong


def _group(picture: Path, companions: tuple[str, ...]) -> Group:
    return Group(picture, tuple(picture.with_name(name) for name in companions))
