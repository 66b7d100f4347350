"""Finds out where a file is after its move was interrupted, by an error or a crash, and leaves it in one place.

Every step may itself be interrupted: doing it all again gives the same result.
"""

from __future__ import annotations

import contextlib
import os
import stat
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from catdog_gui.sorting.error_messages import ChangedError
from catdog_gui.sorting.file_system import look
from catdog_gui.sorting.models import Mode, Stamp, State
from catdog_gui.sorting.move import carry
from catdog_gui.sorting.names import key

if TYPE_CHECKING:
    from catdog_gui.sorting.file_system import Disk
    from catdog_gui.sorting.models import Entry, Intent
    from catdog_gui.sorting.work import Group, MoveNotes, Work


class Side(StrEnum):
    """Where the file of a move is."""

    SOURCE = "source"
    TARGET = "target"
    GONE = "gone"


def settle_group(work: Work, group: Group) -> tuple[Side, ...]:
    """Leaves each file in one place, and the group together where that can be done: where it was before.

    Raises:
        OSError: the disk does not answer; nothing is lost, and the same call will go on from there.
    """
    sides = tuple(_settle(work, entry) for entry in group)
    if len(set(sides) - {Side.GONE}) < 2:
        return sides
    for entry, side in zip(group, sides, strict=True):
        if side not in {_home(entry), Side.GONE}:
            with contextlib.suppress(OSError, ChangedError):
                _take_home(work, entry)
    return tuple(_settle(work, entry) for entry in group)


def _home(entry: Entry) -> Side:
    return Side.TARGET if entry.state is State.RESTORING else Side.SOURCE


def _settle(work: Work, entry: Entry) -> Side:
    notes = work.notes(entry)
    intent = work.journal.intent(entry.run, entry.n)
    arrived = intent is not None and _settle_intent(intent, entry, notes, work.disk)
    for folder in (entry.source.parent, entry.target.parent):
        if look(work.disk, folder / notes.part_name) is not None:
            work.disk.unlink(folder / notes.part_name)
    if work.run.mode is Mode.MOVE:
        return _side_of_moved(entry, work.disk)
    if entry.state is State.RESTORING:
        return Side.SOURCE if look(work.disk, entry.target) is None else Side.TARGET
    if arrived:
        return Side.TARGET
    return Side.GONE if look(work.disk, entry.source) is None else Side.SOURCE


def _settle_intent(intent: Intent, entry: Entry, notes: MoveNotes, disk: Disk) -> bool:
    """Whether a copy got its name."""
    if look(disk, intent.destination.parent) is None:
        # The disk may be unplugged: what it holds is not known until it is back.
        disk.status(intent.destination.parent)
    if intent.reserving:
        _drop_reservation(intent, entry, disk)
    if intent.part is None:
        return False
    part, arrived = look(disk, intent.part), look(disk, intent.destination)
    if part is not None and (arrived is None or not os.path.samestat(part, arrived)):
        # First the note: without it, a stranger's file of the same content could pass for ours the next time.
        notes.forget()
        disk.unlink(intent.part)
        return False
    if part is not None:
        disk.unlink(intent.part)
    if arrived is None or not _has_content(intent.destination, intent, disk):
        return False
    if not intent.keep and look(disk, intent.origin) is not None and _has_content(intent.origin, intent, disk):
        _drop_one(intent.origin, intent.destination, disk)
    return True


def _drop_reservation(intent: Intent, entry: Entry, disk: Disk) -> None:
    reserved = look(disk, intent.destination)
    if reserved is None or reserved.st_size or not stat.S_ISREG(reserved.st_mode):
        return
    moving = look(disk, intent.part or intent.origin)
    still_to_move = moving is not None and not os.path.samestat(moving, reserved)
    if still_to_move or (moving is None and entry.stamp.size):
        disk.unlink(intent.destination)


def _side_of_moved(entry: Entry, disk: Disk) -> Side:
    old, new = look(disk, entry.source), look(disk, entry.target)
    if old and new and os.path.samestat(old, new) and old.st_nlink > 1 and not _same_name(entry.source, entry.target):
        if _home(entry) is Side.SOURCE:
            _drop_one(entry.source, entry.target, disk)
        else:
            _drop_one(entry.target, entry.source, disk)
        old, new = look(disk, entry.source), look(disk, entry.target)
    if old and new:
        return _home(entry)
    if old and (entry.state is State.PLANNED or Stamp.of(old) == entry.stamp):
        return Side.SOURCE
    return Side.TARGET if new and Stamp.of(new) in {entry.stamp, entry.target_stamp} else Side.GONE


def _same_name(one: Path, other: Path) -> bool:
    return one.parent.samefile(other.parent) and key(Path(one.name)) == key(Path(other.name))


def _drop_one(rather: Path, else_this: Path, disk: Disk) -> None:
    """Removes one of two names that are known to hold the same."""
    try:
        disk.unlink(rather)
    except OSError:
        # An error does not mean that the name is still there: a network may have lost no more than the answer.
        if look(disk, rather) is not None:
            disk.unlink(else_this)


def _has_content(path: Path, intent: Intent, disk: Disk) -> bool:
    return disk.digest(path) == intent.digest


def _take_home(work: Work, entry: Entry) -> None:
    disk, notes = work.disk, work.notes(entry)
    if work.run.mode is Mode.COPY:
        if entry.state is State.PLANNED:
            _drop_copy(work, entry)
    elif entry.state is State.PLANNED:
        carry(entry.target, entry.source, Stamp.of(disk.status(entry.target)), entry.stamp.mtime_ns, notes, disk)
    else:
        carry(entry.source, entry.target, entry.stamp, entry.stamp.mtime_ns, notes, disk)


def _drop_copy(work: Work, entry: Entry) -> None:
    intent = work.journal.intent(entry.run, entry.n)
    original = look(work.disk, entry.source)
    if intent and original and Stamp.of(original) == entry.stamp and _has_content(entry.target, intent, work.disk):
        work.disk.unlink(entry.target)
