"""Finds the pictures of a folder, each with the files that belong to it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catdog_gui.pictures.grouping import group_names
from catdog_gui.pictures.models import Group, Skipped, SkipReason
from catdog_gui.pictures.naming import UNREAD_SUFFIXES, natural_key, skip_reason_for_name, split_name
from catdog_gui.pictures.sniffing import has_picture_signature

_WINDOWS_HIDDEN = 0x2
_WINDOWS_JUNCTION = 0xA0000003

_Identity = tuple[int, int]


def find_groups(
    folder: Path, *, recursive: bool = False, outputs: frozenset[Path] = frozenset()
) -> Iterator[Group | Skipped]:
    """Every picture in `folder` with its companions, and every entry that is skipped, with the reason.

    So every file is reported once: in a group, or as skipped. The names of a directory are read at once and sorted in
    natural order, but a file is opened only when its turn comes. With `recursive`, sub-folders follow the files of
    their folder; those in `outputs` are skipped. `folder` itself is read whatever its name. Never raises for what is on
    disk: a folder that cannot be read is `SkipReason.UNREADABLE`.
    """
    visited: set[_Identity] = set()
    pending = [folder]
    while pending:
        directory = pending.pop()
        reason = _folder_skip_reason(directory, outputs if directory is not folder else frozenset(), visited)
        listing = _list_directory(directory) if reason is None else None
        if listing is None:
            yield Skipped(directory, reason or SkipReason.UNREADABLE)
            continue
        yield from _inspect_files(directory, listing)
        if recursive:
            yield from listing.skipped_folders
            pending.extend(directory / name for name in reversed(listing.folders))


@dataclass(slots=True)
class _Listing:
    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    skipped_folders: list[Skipped] = field(default_factory=list)


def _list_directory(directory: Path) -> _Listing | None:
    """The entries of a directory, sorted; None where it cannot be read."""
    listing = _Listing()
    try:
        with os.scandir(directory) as entries:
            for entry in sorted(entries, key=lambda entry: natural_key(entry.name)):
                _add_entry(entry, directory, listing)
    except OSError:
        return None
    return listing


def _add_entry(entry: os.DirEntry[str], directory: Path, listing: _Listing) -> None:
    is_folder = entry.is_dir(follow_symlinks=False)
    reason = skip_reason_for_name(entry.name) or _entry_skip_reason(entry)
    if reason is not None:
        skipped = listing.skipped_folders if is_folder else listing.skipped
        skipped.append(Skipped(directory / entry.name, reason))
    elif is_folder:
        listing.folders.append(entry.name)
    elif entry.is_file(follow_symlinks=False):
        listing.files.append(entry.name)
    else:
        listing.skipped.append(Skipped(directory / entry.name, SkipReason.NO_PICTURE))  # a pipe, a socket, a device


def _entry_skip_reason(entry: os.DirEntry[str]) -> SkipReason | None:
    if entry.is_symlink():
        return SkipReason.SYMLINK
    if os.name != "nt":
        return None
    status = entry.stat(follow_symlinks=False)
    if getattr(status, "st_reparse_tag", 0) == _WINDOWS_JUNCTION:
        return SkipReason.SYMLINK
    return SkipReason.HIDDEN if getattr(status, "st_file_attributes", 0) & _WINDOWS_HIDDEN else None


def _folder_skip_reason(directory: Path, outputs: frozenset[Path], visited: set[_Identity]) -> SkipReason | None:
    identity = _identity(directory)
    if identity is None:
        return SkipReason.UNREADABLE
    # Compared by identity, not by name: a link above it, or another letter case, gives the same folder another name.
    if any(identity == _identity(output) for output in outputs):
        return SkipReason.OUTPUT
    if identity in visited:
        return SkipReason.SYMLINK
    visited.add(identity)
    return None


def _identity(directory: Path) -> _Identity | None:
    try:
        status = directory.stat()
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


def _inspect_files(directory: Path, listing: _Listing) -> Iterator[Group | Skipped]:
    yield from listing.skipped
    groups = group_names(listing.files)
    grouped = {*groups, *(name for companions in groups.values() for name in companions)}
    for name in listing.files:
        if name not in grouped:
            yield Skipped(directory / name, _other_skip_reason(name))
    for name, companions in groups.items():
        path = directory / name
        if split_name(name)[1]:
            if _is_empty(path):
                yield Skipped(path, SkipReason.EMPTY)
                yield from (Skipped(directory / each, _other_skip_reason(each)) for each in companions)
            else:
                yield _group(path, companions)
        elif has_picture_signature(path):
            yield _group(path, companions)
        else:
            for each in (name, *companions):
                yield Skipped(directory / each, _other_skip_reason(each))


def _other_skip_reason(name: str) -> SkipReason:
    return SkipReason.NOT_READ if split_name(name)[1] in UNREAD_SUFFIXES else SkipReason.NO_PICTURE


def _is_empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return False  # opening it later gives the error


def _group(picture: Path, companions: tuple[str, ...]) -> Group:
    return Group(picture, tuple(picture.with_name(name) for name in companions))
