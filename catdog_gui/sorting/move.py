"""Moves or copies one file.

No other file is replaced, and the original is removed only when its copy is complete and verified. After an error or a
crash, `reconcile.py` completes the move or takes it back.
"""

from __future__ import annotations

import contextlib
import errno
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from catdog_gui.messages import Text
from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.error_messages import ChangedError, NameTakenError
from catdog_gui.sorting.file_system import lstat_or_none
from catdog_gui.sorting.models import Intent

if TYPE_CHECKING:
    from pathlib import Path

    from catdog_gui.sorting.attributes import FileAttributes
    from catdog_gui.sorting.file_system import FileSystem

_UNSUPPORTED_CALL = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_NO_LINKS = _UNSUPPORTED_CALL | {errno.EPERM, errno.EACCES, errno.EMLINK}


class IntentLog(Protocol):
    """The part of the journal that one move writes to."""

    @property
    def part_name(self) -> str:
        """The name of the move's temporary file."""

    def attributes_at(self, path: Path) -> FileAttributes | None:
        """What the file had when it was at `path`, before its move; None where nothing is recorded."""

    def write_intent(self, intent: Intent) -> None:
        """Records a step before it is taken."""

    def clear_intent(self) -> None:
        """Records that the step was not taken."""


def move_file(
    origin: Path, destination: Path, stamp: FileStamp, mtime_ns: int, intent_log: IntentLog, disk: FileSystem
) -> None:
    """Moves a file that has `stamp`; on another disk, where it has to be copied, the copy gets `mtime_ns`.

    Raises:
        NameTakenError: `destination` belongs to another file.
        ChangedError: the file no longer has that stamp.
        OSError: the move failed, perhaps after some of its steps; `reconcile_group` finds out where the file is.
    """
    origin_stat = require_unchanged(origin, stamp, disk)
    intent = Intent(origin, destination)
    try:
        rename_into_place(origin, destination, intent, intent_log, disk)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
    else:
        _require_moved(intent, stamp, intent_log, disk)
        return
    _copy(intent, origin_stat, mtime_ns, intent_log, disk)
    _require_same(origin, origin_stat, disk)
    disk.unlink(origin)
    disk.sync(origin.parent)


def copy_file(origin: Path, destination: Path, stamp: FileStamp, intent_log: IntentLog, disk: FileSystem) -> None:
    """Copies a file that has `stamp`; raises what `move_file` raises."""
    origin_stat = require_unchanged(origin, stamp, disk)
    _copy(Intent(origin, destination, keep=True), origin_stat, stamp.mtime_ns, intent_log, disk)


def require_unchanged(path: Path, stamp: FileStamp, disk: FileSystem) -> os.stat_result:
    """The status of a file that still has the stamp.

    Raises:
        ChangedError: it has another one.
        OSError: it cannot be read; FileNotFoundError if it is gone.
    """
    status = disk.lstat(path)
    if FileStamp.of(status) != stamp:
        raise ChangedError(Text.CHANGED())
    return status


def _copy(intent: Intent, origin_stat: os.stat_result, mtime_ns: int, intent_log: IntentLog, disk: FileSystem) -> None:
    part = intent.destination.with_name(intent_log.part_name)
    if lstat_or_none(disk, part) is not None:
        disk.unlink(part)
    digest = disk.copy(intent.origin, part)
    # On its way back, a file gets what it had at first: the disk that it was on may have no place for it.
    attributes = intent_log.attributes_at(intent.destination) or disk.attributes(intent.origin)
    disk.copy_metadata(intent.origin, part, (attributes.atime_ns, mtime_ns))
    disk.set_attributes(part, attributes)
    if disk.sha256(part) != digest:
        raise OSError(errno.EIO, "The copy is not like the original")
    _require_same(intent.origin, origin_stat, disk)
    # After the next step the disk alone cannot distinguish our copy from another program's file with the same content.
    intent = replace(intent, part=part, digest=digest, mtime_ns=disk.lstat(part).st_mtime_ns, attributes=attributes)
    intent_log.write_intent(intent)
    rename_into_place(part, intent.destination, intent, intent_log, disk)
    disk.sync(intent.destination.parent)


def rename_into_place(moving: Path, target: Path, intent: Intent, intent_log: IntentLog, disk: FileSystem) -> None:
    """Gives a file its new name, by the best way that the file system has.

    Raises:
        NameTakenError: another file has the name.
        OSError: the file system refused.
    """
    try:
        disk.rename(moving, target)
    except FileExistsError as error:
        raise NameTakenError(*error.args) from error
    except OSError as error:
        if error.errno not in _UNSUPPORTED_CALL:
            raise
        _link_into_place(moving, target, intent, intent_log, disk)


def _link_into_place(moving: Path, target: Path, intent: Intent, intent_log: IntentLog, disk: FileSystem) -> None:
    try:
        disk.link(moving, target)
    except FileExistsError as error:
        raise NameTakenError(*error.args) from error
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _replace_reservation(moving, target, intent, intent_log, disk)
        return
    linked = disk.lstat(target)
    now = lstat_or_none(disk, moving)
    if now is None or not os.path.samestat(now, linked):
        _drop_second_name(target, disk)
        raise ChangedError(Text.CHANGED())
    # A power cut could keep the end of the old name without the new one.
    disk.sync(target.parent)
    try:
        disk.unlink(moving)
    except FileNotFoundError:
        _drop_second_name(target, disk)
        raise


def _drop_second_name(target: Path, disk: FileSystem) -> None:
    # Another process moved or replaced the first name. The second one may go only while the file has one more.
    if disk.lstat(target).st_nlink > 1:
        disk.unlink(target)


def _replace_reservation(moving: Path, target: Path, intent: Intent, intent_log: IntentLog, disk: FileSystem) -> None:
    if lstat_or_none(disk, target) is not None:
        raise NameTakenError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    intent_log.write_intent(replace(intent, reserving=True))
    try:
        disk.create_exclusive(target)
    except FileExistsError as error:
        # An empty file at the target is another program's: recovery must not remove it as our reservation.
        if intent.part is None:
            intent_log.clear_intent()
        else:
            intent_log.write_intent(intent)
        raise NameTakenError(*error.args) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise OSError(errno.EILSEQ, os.strerror(errno.EILSEQ), str(target)) from error
    if disk.lstat(target).st_size:
        raise NameTakenError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    disk.replace(moving, target)


def _require_moved(intent: Intent, stamp: FileStamp, intent_log: IntentLog, disk: FileSystem) -> None:
    """Moves another file back that took the name of ours just before the move: nobody decided where that one goes."""
    if FileStamp.of(disk.lstat(intent.destination)) != stamp:
        back = Intent(intent.destination, intent.origin)
        with contextlib.suppress(NameTakenError):
            rename_into_place(back.origin, back.destination, back, intent_log, disk)
        # An empty file at the destination is another program's: recovery must not remove it as our reservation.
        intent_log.clear_intent()
        raise ChangedError(Text.CHANGED())


def _require_same(path: Path, expected: os.stat_result, disk: FileSystem) -> None:
    now = disk.lstat(path)
    if FileStamp.of(now) != FileStamp.of(expected) or not os.path.samestat(now, expected):
        raise ChangedError(Text.CHANGED())
