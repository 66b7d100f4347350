"""Carries one file from one name to another: never over another file, and gone from the old place only when it is
safe in the new one. What is left half done by an error or a crash, `settle` puts right."""

from __future__ import annotations

import contextlib
import errno
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from catdog_gui.sorting.error_messages import ChangedError, NameTakenError
from catdog_gui.sorting.file_system import look
from catdog_gui.sorting.models import Intent, Stamp

if TYPE_CHECKING:
    from pathlib import Path

    from catdog_gui.sorting.file_system import Disk

_UNKNOWN_CALL = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_NO_LINKS = _UNKNOWN_CALL | {errno.EPERM, errno.EACCES, errno.EMLINK}
CHANGED = "It was changed in the meantime."


class Notes(Protocol):
    """The journal, as one move sees it."""

    @property
    def part_name(self) -> str:
        """The name of the move's temporary file."""

    def intend(self, intent: Intent) -> None:
        """Notes durably what is about to be done."""

    def forget(self) -> None:
        """Notes durably that it was not done."""


def carry(origin: Path, destination: Path, stamp: Stamp, mtime_ns: int, notes: Notes, disk: Disk) -> None:
    """Moves a file that has `stamp`; where it has to be copied, the copy gets `mtime_ns`.

    Raises:
        NameTakenError: `destination` belongs to another file.
        ChangedError: the file does not have that stamp (any more).
        OSError: what the system said; the file may be half way, `settle` knows.
    """
    seen = require(origin, stamp, disk)
    intent = Intent(origin, destination)
    try:
        _put(origin, destination, intent, notes, disk)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
    else:
        _require_moved(intent, stamp, notes, disk)
        return
    _copy(intent, seen, mtime_ns, notes, disk)
    _require_same(origin, seen, disk)
    disk.unlink(origin)
    disk.sync(origin.parent)


def duplicate(origin: Path, destination: Path, stamp: Stamp, notes: Notes, disk: Disk) -> None:
    """Copies a file that has `stamp`; raises what `carry` raises."""
    seen = require(origin, stamp, disk)
    _copy(Intent(origin, destination, keep=True), seen, stamp.mtime_ns, notes, disk)


def require(path: Path, stamp: Stamp, disk: Disk) -> os.stat_result:
    """The status of a file that is still the one that was looked at.

    Raises:
        ChangedError: it is not.
        OSError: it cannot be told; FileNotFoundError if it is gone.
    """
    seen = disk.status(path)
    if Stamp.of(seen) != stamp:
        raise ChangedError(CHANGED)
    return seen


def _copy(intent: Intent, seen: os.stat_result, mtime_ns: int, notes: Notes, disk: Disk) -> None:
    part = intent.destination.with_name(notes.part_name)
    if look(disk, part) is not None:
        disk.unlink(part)
    digest = disk.copy(intent.origin, part)
    disk.dress(intent.origin, part, (seen.st_atime_ns, mtime_ns))
    if disk.digest(part) != digest:
        raise OSError(errno.EIO, "The copy is not like the original")
    _require_same(intent.origin, seen, disk)
    # From here on the disk alone could not tell our copy from a stranger's file with the same content.
    intent = replace(intent, part=part, digest=digest, mtime_ns=disk.status(part).st_mtime_ns)
    notes.intend(intent)
    _put(part, intent.destination, intent, notes, disk)
    disk.sync(intent.destination.parent)


def _put(moving: Path, target: Path, intent: Intent, notes: Notes, disk: Disk) -> None:
    try:
        disk.rename(moving, target)
    except FileExistsError as error:
        raise NameTakenError(*error.args) from error
    except OSError as error:
        if error.errno not in _UNKNOWN_CALL:
            raise
        _put_by_link(moving, target, intent, notes, disk)


def _put_by_link(moving: Path, target: Path, intent: Intent, notes: Notes, disk: Disk) -> None:
    try:
        disk.link(moving, target)
    except FileExistsError as error:
        raise NameTakenError(*error.args) from error
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _put_by_reservation(moving, target, intent, notes, disk)
        return
    linked = disk.status(target)
    now = look(disk, moving)
    if now is None or not os.path.samestat(now, linked):
        _drop_second_name(target, disk)
        raise ChangedError(CHANGED)
    try:
        disk.unlink(moving)
    except FileNotFoundError:
        _drop_second_name(target, disk)
        raise


def _drop_second_name(target: Path, disk: Disk) -> None:
    # Another process took the file away under its first name. Ours goes only while the file has another one.
    if disk.status(target).st_nlink > 1:
        disk.unlink(target)


def _put_by_reservation(moving: Path, target: Path, intent: Intent, notes: Notes, disk: Disk) -> None:
    if look(disk, target) is not None:
        raise NameTakenError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    notes.intend(replace(intent, reserving=True))
    try:
        disk.reserve(target)
    except FileExistsError as error:
        # The empty file that may stand there is a stranger's: `settle` must not take it for ours.
        if intent.part is None:
            notes.forget()
        else:
            notes.intend(intent)
        raise NameTakenError(*error.args) from error
    if disk.status(target).st_size:
        raise NameTakenError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    disk.replace(moving, target)


def _require_moved(intent: Intent, stamp: Stamp, notes: Notes, disk: Disk) -> None:
    """Puts back what took the file's name between the last look and the move: nobody decided about that one."""
    if Stamp.of(disk.status(intent.destination)) != stamp:
        back = Intent(intent.destination, intent.origin)
        with contextlib.suppress(NameTakenError):
            _put(back.origin, back.destination, back, notes, disk)
        # An empty file that stands there is a stranger's: `settle` must not take it for a name that we hold.
        notes.forget()
        raise ChangedError(CHANGED)


def _require_same(path: Path, seen: os.stat_result, disk: Disk) -> None:
    now = disk.status(path)
    if Stamp.of(now) != Stamp.of(seen) or not os.path.samestat(now, seen):
        raise ChangedError(CHANGED)
