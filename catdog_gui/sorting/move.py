"""Carries one file from one name to another: never over another file, and gone from the old place only when it is
safe in the new one. What is left half done by an error or a crash, `settle` puts right."""

from __future__ import annotations

import contextlib
import errno
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from catdog_gui.messages import Text
from catdog_gui.sorting.error_messages import ChangedError, NameTakenError
from catdog_gui.sorting.file_system import lstat_or_none
from catdog_gui.sorting.models import FileStamp, Intent

if TYPE_CHECKING:
    from pathlib import Path

    from catdog_gui.sorting.file_system import FileSystem

_UNSUPPORTED_CALL = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_NO_LINKS = _UNSUPPORTED_CALL | {errno.EPERM, errno.EACCES, errno.EMLINK}


class IntentLog(Protocol):
    """The journal, as one move sees it."""

    @property
    def part_name(self) -> str:
        """The name of the move's temporary file."""

    def write_intent(self, intent: Intent) -> None:
        """Notes durably what is about to be done."""

    def clear_intent(self) -> None:
        """Notes durably that it was not done."""


def move_file(
    origin: Path, destination: Path, stamp: FileStamp, mtime_ns: int, intent_log: IntentLog, disk: FileSystem
) -> None:
    """Moves a file that has `stamp`; where it has to be copied, the copy gets `mtime_ns`.

    Raises:
        NameTakenError: `destination` belongs to another file.
        ChangedError: the file does not have that stamp (any more).
        OSError: what the system said; the file may be half way, `settle` knows.
    """
    seen = require_unchanged(origin, stamp, disk)
    intent = Intent(origin, destination)
    try:
        _rename_into_place(origin, destination, intent, intent_log, disk)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
    else:
        _require_moved(intent, stamp, intent_log, disk)
        return
    _copy(intent, seen, mtime_ns, intent_log, disk)
    _require_same(origin, seen, disk)
    disk.unlink(origin)
    disk.sync(origin.parent)


def copy_file(origin: Path, destination: Path, stamp: FileStamp, intent_log: IntentLog, disk: FileSystem) -> None:
    """Copies a file that has `stamp`; raises what `move_file` raises."""
    seen = require_unchanged(origin, stamp, disk)
    _copy(Intent(origin, destination, keep=True), seen, stamp.mtime_ns, intent_log, disk)


def require_unchanged(path: Path, stamp: FileStamp, disk: FileSystem) -> os.stat_result:
    """The status of a file that is still the one that was looked at.

    Raises:
        ChangedError: it is not.
        OSError: it cannot be told; FileNotFoundError if it is gone.
    """
    seen = disk.lstat(path)
    if FileStamp.of(seen) != stamp:
        raise ChangedError(Text.CHANGED())
    return seen


def _copy(intent: Intent, origin_stat: os.stat_result, mtime_ns: int, intent_log: IntentLog, disk: FileSystem) -> None:
    part = intent.destination.with_name(intent_log.part_name)
    if lstat_or_none(disk, part) is not None:
        disk.unlink(part)
    digest = disk.copy(intent.origin, part)
    disk.copy_metadata(intent.origin, part, (origin_stat.st_atime_ns, mtime_ns))
    if disk.sha256(part) != digest:
        raise OSError(errno.EIO, "The copy is not like the original")
    _require_same(intent.origin, origin_stat, disk)
    # From here on the disk alone could not tell our copy from a stranger's file with the same content.
    intent = replace(intent, part=part, digest=digest, mtime_ns=disk.lstat(part).st_mtime_ns)
    intent_log.write_intent(intent)
    _rename_into_place(part, intent.destination, intent, intent_log, disk)
    disk.sync(intent.destination.parent)


def _rename_into_place(moving: Path, target: Path, intent: Intent, intent_log: IntentLog, disk: FileSystem) -> None:
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
    try:
        disk.unlink(moving)
    except FileNotFoundError:
        _drop_second_name(target, disk)
        raise


def _drop_second_name(target: Path, disk: FileSystem) -> None:
    # Another process took the file away under its first name. Ours goes only while the file has another one.
    if disk.lstat(target).st_nlink > 1:
        disk.unlink(target)


def _replace_reservation(moving: Path, target: Path, intent: Intent, intent_log: IntentLog, disk: FileSystem) -> None:
    if lstat_or_none(disk, target) is not None:
        raise NameTakenError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    intent_log.write_intent(replace(intent, reserving=True))
    try:
        disk.create_exclusive(target)
    except FileExistsError as error:
        # The empty file that may stand there is a stranger's: `settle` must not take it for ours.
        if intent.part is None:
            intent_log.clear_intent()
        else:
            intent_log.write_intent(intent)
        raise NameTakenError(*error.args) from error
    if disk.lstat(target).st_size:
        raise NameTakenError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    disk.replace(moving, target)


def _require_moved(intent: Intent, stamp: FileStamp, intent_log: IntentLog, disk: FileSystem) -> None:
    """Puts back what took the file's name between the last look and the move: nobody decided about that one."""
    if FileStamp.of(disk.lstat(intent.destination)) != stamp:
        back = Intent(intent.destination, intent.origin)
        with contextlib.suppress(NameTakenError):
            _rename_into_place(back.origin, back.destination, back, intent_log, disk)
        # An empty file that stands there is a stranger's: `settle` must not take it for a name that we hold.
        intent_log.clear_intent()
        raise ChangedError(Text.CHANGED())


def _require_same(path: Path, expected: os.stat_result, disk: FileSystem) -> None:
    now = disk.lstat(path)
    if FileStamp.of(now) != FileStamp.of(expected) or not os.path.samestat(now, expected):
        raise ChangedError(Text.CHANGED())
