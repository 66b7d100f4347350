"""Writes the keyword of a picture into its sidecar, and takes it back. The picture itself is never written.

The sidecar is the one that the picture has: `a.jpg.xmp`, else `a.xmp`. A new one is `a.jpg.xmp`: digiKam and darktable
read no other beside a JPEG, Immich prefers it, and it cannot belong to a RAW of the same stem. Lightroom reads the
keywords of a RAW from `a.xmp`, which is used where it is there; beside a JPEG it reads none.

What the sidecar was is in the journal before the new version takes its place in one step. Undo restores that, byte
for byte, and the permissions; a sidecar that another program changed since stays as it is. The time of the file is not
restored, so that programs which read the keyword see that the file has changed once more.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from catdog_gui.messages import Text
from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.error_messages import (
    ChangedError,
    NameTakenError,
    error_message,
    is_source_error,
    stop_reason_of,
)
from catdog_gui.sorting.file_system import LOCAL, lstat_or_none
from catdog_gui.sorting.models import Intent, Move, Outcome, Plan, SidecarChange, State
from catdog_gui.sorting.move import rename_into_place, require_unchanged
from catdog_gui.sorting.plan import label_skip_reason, stamp_of
from catdog_gui.sorting.reconcile import drop_reservation
from catdog_gui.sorting.work import MoveResult, left_to_recovery
from catdog_gui.sorting.xmp import MAX_BYTES, XmpError, add_keyword, new_document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from catdog_gui.pictures.models import Group
    from catdog_gui.sorting.file_system import FileSystem
    from catdog_gui.sorting.models import Entry, LabelledGroup, SortOptions
    from catdog_gui.sorting.work import EntryGroup, RunContext

_SUFFIX = ".xmp"
_READ_AND_WRITE = 0o666


def sidecar_of(group: Group) -> Path:
    """The sidecar that holds the keywords of a group's picture, or would."""
    picture = group.picture
    by_name = {companion.name.casefold(): companion for companion in group.companions}
    names = (f"{picture.name}{_SUFFIX}", f"{picture.stem}{_SUFFIX}")
    found = (by_name[name.casefold()] for name in names if name.casefold() in by_name)
    return next(found, picture.with_name(names[0]))


def plan_keywords(
    labelled: Iterable[LabelledGroup], targets: Collection[str], options: SortOptions, *, disk: FileSystem = LOCAL
) -> Plan:
    """Plans which sidecar gets which keyword; a picture that cannot get one, or has it already, is skipped.

    Args:
        labelled: the groups, each with its label.
        targets: the labels that are keywords.
        options: the folder that was scanned.
        disk: the steps that touch files.
    """
    options = replace(options, folder=options.folder.absolute(), into=None)
    moves: list[Move] = []
    skipped: list[Outcome] = []
    for number, item in enumerate(labelled):
        picture, sidecar = item.group.picture.absolute(), sidecar_of(item.group).absolute()
        reason = label_skip_reason(item, targets, Text.NO_KEYWORD_FOR, has_target=item.label in targets)
        try:
            if not reason:
                _with_keyword(_read_sidecar(sidecar, disk), item.label)
                moves.append(Move(picture, sidecar, number, item.label, stamp_of(picture)))
        except (OSError, ChangedError, XmpError) as error:
            reason = error_message(error)
        if reason:
            skipped.append(Outcome(picture, None, item.label, State.SKIPPED, reason))
    return Plan(options, tuple(moves), tuple(skipped))


def write_keyword(context: RunContext, group: EntryGroup) -> tuple[list[MoveResult], str]:
    """The result of a picture, and the reason to end the run, or an empty string."""
    (entry,) = group
    try:
        require_unchanged(entry.source, entry.stamp, context.disk)
        _write(context, entry)
    except (OSError, ChangedError, XmpError) as error:
        return _after_failed_write(context, entry, error)
    return [MoveResult(entry, State.TAGGED, State.TAGGED)], ""


def undo_keyword(context: RunContext, group: EntryGroup) -> tuple[list[MoveResult], str]:
    """The result of a picture, and the reason to end the undo, or an empty string."""
    (entry,) = group
    try:
        if _reconcile(context, entry) is not _SidecarState.FORMER:
            _restore(context, entry)
    except (OSError, ChangedError) as error:
        return _after_failed_undo(context, entry, error)
    return [MoveResult(entry, State.RESTORED, State.RESTORED)], ""


def recover_keyword(context: RunContext, group: EntryGroup) -> list[MoveResult]:
    """The result of a picture whose run or undo was interrupted."""
    (entry,) = group
    try:
        state = _reconcile(context, entry)
    except OSError as error:
        return [MoveResult(entry, entry.state, State.FAILED, error_message(error))]
    if entry.state is State.RESTORING:
        if state is _SidecarState.FORMER:
            return [MoveResult(entry, State.RESTORED, State.RESTORED)]
        return [MoveResult(entry, State.TAGGED, State.SKIPPED, Text.INTERRUPTED())]
    if state is _SidecarState.WRITTEN:
        return [MoveResult(entry, State.TAGGED, State.TAGGED)]
    return [MoveResult(entry, State.SKIPPED, State.SKIPPED, Text.INTERRUPTED())]


@dataclass(frozen=True, slots=True)
class _Sidecar:
    content: bytes
    stamp: FileStamp
    mode: int


def _read_sidecar(path: Path, disk: FileSystem) -> _Sidecar | None:
    status = lstat_or_none(disk, path)
    if status is None:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise ChangedError(Text.NO_ORDINARY_FILE())
    return _Sidecar(disk.read(path, MAX_BYTES + 1), FileStamp.of(status), stat.S_IMODE(status.st_mode))


def _with_keyword(sidecar: _Sidecar | None, label: str) -> bytes:
    if sidecar is None:
        return new_document(label)
    content = add_keyword(sidecar.content, label)
    if content == sidecar.content:
        raise XmpError(Text.HAS_KEYWORD())
    if not sidecar.mode & stat.S_IWUSR:
        raise XmpError(Text.SIDECAR_READ_ONLY())
    return content


def _write(context: RunContext, entry: Entry) -> None:
    former = _read_sidecar(entry.target, context.disk)
    content = _with_keyword(former, entry.label)
    if former is not None:
        content = _replacing_our_keyword(context, entry, former.content) or content
    mode = former.mode if former else stat.S_IMODE(context.disk.lstat(entry.source).st_mode) & _READ_AND_WRITE
    change = SidecarChange(former.content if former else None, mode, _sha256(content))
    context.journal.save_sidecar(entry.run, entry.n, change)
    _put(context, entry, former, content, mode)


def _replacing_our_keyword(context: RunContext, entry: Entry, content: bytes) -> bytes | None:
    """What the sidecar was before earlier runs, with the new keyword; None if it is not as they left it.

    So a picture that has another label now does not keep the keyword of the old one.
    """
    run = entry.run
    while (found := context.journal.sidecar_before(entry.target, _sha256(content), run)) is not None:
        run, change = found
        if change.former is None:
            return new_document(entry.label)
        content = change.former
    return None if run == entry.run else add_keyword(content, entry.label)


def _restore(context: RunContext, entry: Entry) -> None:
    change, written = context.journal.sidecar(entry.run, entry.n), _read_sidecar(entry.target, context.disk)
    if change is None or written is None or _sha256(written.content) != change.digest:
        raise ChangedError(Text.SIDECAR_CHANGED())
    if change.former is not None:
        _put(context, entry, written, change.former, change.mode)
        return
    require_unchanged(entry.target, written.stamp, context.disk)
    context.disk.unlink(entry.target)


def _put(context: RunContext, entry: Entry, present: _Sidecar | None, content: bytes, mode: int) -> None:
    """Puts a new version of the sidecar in the place of the present one, if there is one."""
    disk, target, intent_log = context.disk, entry.target, context.intent_log(entry)
    part = target.with_name(intent_log.part_name)
    if lstat_or_none(disk, part) is not None:
        disk.unlink(part)
    disk.write(part, content)
    if present is None:
        disk.set_mode(part, mode)
        rename_into_place(part, target, Intent(part, target), intent_log, disk)
        return
    now = time.time_ns()
    disk.copy_metadata(target, part, (now, now))
    disk.set_mode(part, mode)
    require_unchanged(target, present.stamp, disk)
    disk.overwrite(part, target)


def _after_failed_write(
    context: RunContext, entry: Entry, error: OSError | ChangedError | XmpError
) -> tuple[list[MoveResult], str]:
    stop_reason = stop_reason_of(error)
    try:
        state = _reconcile(context, entry)
    except OSError:
        return left_to_recovery((entry,), State.PLANNED, error), stop_reason
    if state is _SidecarState.WRITTEN:  # it was done, and then reported an error
        return [MoveResult(entry, State.TAGGED, State.TAGGED)], stop_reason
    is_skipped = isinstance(error, XmpError | NameTakenError) or is_source_error(error)
    result = State.SKIPPED if is_skipped else State.FAILED
    return [MoveResult(entry, result, result, error_message(error))], stop_reason


def _after_failed_undo(
    context: RunContext, entry: Entry, error: OSError | ChangedError
) -> tuple[list[MoveResult], str]:
    stop_reason = stop_reason_of(error)
    try:
        state = _reconcile(context, entry)
    except OSError:
        return left_to_recovery((entry,), State.RESTORING, error), stop_reason
    if state is _SidecarState.FORMER:
        return [MoveResult(entry, State.RESTORED, State.RESTORED)], stop_reason
    reported_state = State.SKIPPED if isinstance(error, ChangedError) else State.FAILED
    return [MoveResult(entry, State.TAGGED, reported_state, error_message(error))], stop_reason


class _SidecarState(Enum):
    """What a sidecar holds: what it held before the run, what the run wrote, or something else."""

    FORMER = auto()
    WRITTEN = auto()
    OTHER = auto()


def _reconcile(context: RunContext, entry: Entry) -> _SidecarState:
    """Removes what an interrupted step left, and finds out what the sidecar holds.

    Raises:
        OSError: the disk cannot be read or written; the next call continues.
    """
    disk, journal = context.disk, context.journal
    if lstat_or_none(disk, context.run.folder) is None:  # the disk may be unplugged
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), context.run.folder)
    intent = journal.intent(entry.run, entry.n)
    if intent is not None and intent.reserving:
        drop_reservation(intent, entry, disk)
    part = entry.target.with_name(context.intent_log(entry).part_name)
    if lstat_or_none(disk, part) is not None:
        disk.unlink(part)
    change = journal.sidecar(entry.run, entry.n)
    if change is None:
        return _SidecarState.FORMER
    status = lstat_or_none(disk, entry.target)
    if status is None:
        return _SidecarState.FORMER if change.former is None else _SidecarState.OTHER
    content = disk.read(entry.target, MAX_BYTES + 1) if stat.S_ISREG(status.st_mode) else b""
    if _sha256(content) == change.digest:
        return _SidecarState.WRITTEN
    return _SidecarState.FORMER if content == change.former else _SidecarState.OTHER


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
