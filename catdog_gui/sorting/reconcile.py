"""Finds out where a file is after an error or a crash interrupted its move, and leaves it in one place.

This work may itself be interrupted at any step: calling it again gives the same result.
"""

from __future__ import annotations

import contextlib
import os
import stat
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from catdog_gui.pictures.naming import collision_key
from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.error_messages import ChangedError
from catdog_gui.sorting.file_system import lstat_or_none
from catdog_gui.sorting.models import Mode, State
from catdog_gui.sorting.move import move_file

if TYPE_CHECKING:
    from catdog_gui.sorting.file_system import FileSystem
    from catdog_gui.sorting.models import Entry, Intent
    from catdog_gui.sorting.work import EntryGroup, MoveIntentLog, RunContext


class FileLocation(StrEnum):
    """Where the file of a move is."""

    SOURCE = "source"
    TARGET = "target"
    MISSING = "gone"


def reconcile_group(context: RunContext, group: EntryGroup) -> tuple[FileLocation, ...]:
    """Leaves each file in one place, and moves a divided group back to where it was, as far as that can be done.

    Raises:
        OSError: the disk cannot be read or written; nothing is lost, and the next call continues.
    """
    locations = tuple(_reconcile(context, entry) for entry in group)
    if len(set(locations) - {FileLocation.MISSING}) < 2:
        return locations
    for entry, location in zip(group, locations, strict=True):
        if location not in {_expected_location(entry), FileLocation.MISSING}:
            with contextlib.suppress(OSError, ChangedError):
                _move_to_expected(context, entry)
    return tuple(_reconcile(context, entry) for entry in group)


def _expected_location(entry: Entry) -> FileLocation:
    """Where the file was before the move, or before its undo."""
    return FileLocation.TARGET if entry.state is State.RESTORING else FileLocation.SOURCE


def _reconcile(context: RunContext, entry: Entry) -> FileLocation:
    intent_log = context.intent_log(entry)
    intent = context.journal.intent(entry.run, entry.n)
    arrived = intent is not None and _reconcile_intent(intent, entry, intent_log, context.disk)
    for folder in (entry.source.parent, entry.target.parent):
        if lstat_or_none(context.disk, folder / intent_log.part_name) is not None:
            context.disk.unlink(folder / intent_log.part_name)
    if context.run.mode.moves_originals:
        return _location_of_moved(entry, context.disk)
    if entry.state is State.RESTORING:
        return FileLocation.SOURCE if lstat_or_none(context.disk, entry.target) is None else FileLocation.TARGET
    if arrived:
        return FileLocation.TARGET
    return FileLocation.MISSING if lstat_or_none(context.disk, entry.source) is None else FileLocation.SOURCE


def _reconcile_intent(intent: Intent, entry: Entry, intent_log: MoveIntentLog, disk: FileSystem) -> bool:
    """Completes or removes what the intent announced; returns whether a copy arrived at its destination."""
    if lstat_or_none(disk, intent.destination.parent) is None:
        # Raises: the disk may be unplugged, and nothing is known of its files until it is back.
        disk.lstat(intent.destination.parent)
    if intent.reserving:
        drop_reservation(intent, entry, disk)
    if intent.part is None:
        return False
    part, arrived = lstat_or_none(disk, intent.part), lstat_or_none(disk, intent.destination)
    if part is not None and (arrived is None or not os.path.samestat(part, arrived)):
        # The intent goes first. After a crash between the two steps, it would let another program's file with the
        # same content pass for our copy.
        intent_log.clear_intent()
        disk.unlink(intent.part)
        return False
    if part is not None:
        disk.unlink(intent.part)
    if arrived is None or not _has_content(intent.destination, intent, disk):
        return False
    if not intent.keep and lstat_or_none(disk, intent.origin) is not None and _has_content(intent.origin, intent, disk):
        _drop_one(intent.origin, intent.destination, disk)
    return True


def drop_reservation(intent: Intent, entry: Entry, disk: FileSystem) -> None:
    """Removes the empty file that held a name for one that did not come."""
    reserved = lstat_or_none(disk, intent.destination)
    if reserved is None or reserved.st_size or not stat.S_ISREG(reserved.st_mode):
        return
    moving = lstat_or_none(disk, intent.part or intent.origin)
    still_to_move = moving is not None and not os.path.samestat(moving, reserved)
    if still_to_move or (moving is None and entry.stamp.size):
        disk.unlink(intent.destination)


def _location_of_moved(entry: Entry, disk: FileSystem) -> FileLocation:
    old, new = lstat_or_none(disk, entry.source), lstat_or_none(disk, entry.target)
    if (
        old
        and new
        and os.path.samestat(old, new)
        and old.st_nlink > 1
        and not _is_same_name(entry.source, entry.target)
    ):
        if _expected_location(entry) is FileLocation.SOURCE:
            _drop_one(entry.source, entry.target, disk)
        else:
            _drop_one(entry.target, entry.source, disk)
        old, new = lstat_or_none(disk, entry.source), lstat_or_none(disk, entry.target)
    if old and new:
        return _expected_location(entry)
    if old and (entry.state is State.PLANNED or FileStamp.of(old) == entry.stamp):
        return FileLocation.SOURCE
    return (
        FileLocation.TARGET if new and FileStamp.of(new) in {entry.stamp, entry.target_stamp} else FileLocation.MISSING
    )


def _is_same_name(one: Path, other: Path) -> bool:
    return one.parent.samefile(other.parent) and collision_key(one.name) == collision_key(other.name)


def _drop_one(preferred: Path, fallback: Path, disk: FileSystem) -> None:
    """Removes one of two files, or names of one file, whose content is the same."""
    # The name that stays may be as new as the crash, and not on the disk yet.
    disk.sync(fallback.parent)
    try:
        disk.unlink(preferred)
    except OSError:
        # The file may be removed in spite of the error: on a network, only the answer may have been lost.
        if lstat_or_none(disk, preferred) is not None:
            disk.unlink(fallback)


def _has_content(path: Path, intent: Intent, disk: FileSystem) -> bool:
    return disk.sha256(path) == intent.digest


def _move_to_expected(context: RunContext, entry: Entry) -> None:
    disk, intent_log = context.disk, context.intent_log(entry)
    if context.run.mode is Mode.COPY:
        if entry.state is State.PLANNED:
            _drop_copy(context, entry)
    elif entry.state is State.PLANNED:
        move_file(
            entry.target, entry.source, FileStamp.of(disk.lstat(entry.target)), entry.stamp.mtime_ns, intent_log, disk
        )
    else:
        move_file(entry.source, entry.target, entry.stamp, entry.stamp.mtime_ns, intent_log, disk)


def _drop_copy(context: RunContext, entry: Entry) -> None:
    intent = context.journal.intent(entry.run, entry.n)
    original = lstat_or_none(context.disk, entry.source)
    if (
        intent
        and original
        and FileStamp.of(original) == entry.stamp
        and _has_content(entry.target, intent, context.disk)
    ):
        context.disk.unlink(entry.target)
