"""Takes a run back: moves its files to where they were, or removes its copies."""

from __future__ import annotations

import stat
from dataclasses import replace
from typing import TYPE_CHECKING

from catdog_gui.messages import Text
from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.error_messages import ChangedError, error_message, stop_reason_of
from catdog_gui.sorting.file_system import LOCAL, lstat_or_none
from catdog_gui.sorting.keywords import undo_keyword
from catdog_gui.sorting.lock import run_lock
from catdog_gui.sorting.models import Mode, RunResult, State, never_cancel, no_progress
from catdog_gui.sorting.move import move_file
from catdog_gui.sorting.reconcile import FileLocation, reconcile_group
from catdog_gui.sorting.recover import recover_run
from catdog_gui.sorting.work import (
    SORTED_STATES,
    EntryGroup,
    MoveResult,
    ResultRecorder,
    RunContext,
    by_group,
    left_to_recovery,
    recreate_folders,
    remove_folders,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from catdog_gui.sorting.file_system import FileSystem
    from catdog_gui.sorting.journal import Journal
    from catdog_gui.sorting.models import CancelCheck, Entry, ProgressCallback, RunInfo

_SORTED_STATES = frozenset(SORTED_STATES.values())


def undo(
    run: int | None,
    journal: Journal,
    *,
    only: Collection[Path] | None = None,
    stop: CancelCheck = never_cancel,
    on_progress: ProgressCallback = no_progress,
    disk: FileSystem = LOCAL,
) -> RunResult:
    """Moves the files of a run back to where they were; removes its copies; restores the sidecars that it changed.

    A file that cannot be restored stays with its group, and the others are restored. A second call tries the rest.
    Removes empty folders that this run made. A watch has one run a day, so a class folder made on another day stays.

    Args:
        run: which run; the newest that can be undone if not given.
        journal: where the run is recorded.
        only: sources or targets of the files to restore, each with its group; all files of the run if not given.
        stop: called before each group; True ends the undo there.
        on_progress: called after each file with the number of files done, the number of all files, and its outcome.
        disk: the steps that touch files.

    Raises:
        JournalError: the journal cannot be written; `recover` finds out later what was done.
    """
    info = _newest(journal) if run is None else journal.run(run)
    if info is None:
        return RunResult(None, (), Text.NOTHING_TO_UNDO())
    with run_lock(journal.path, info.token):
        context = RunContext(journal, disk, info)
        recover_run(context)
        return _undo(context, only, stop, on_progress)


def _newest(journal: Journal) -> RunInfo | None:
    return next((info for info in journal.history() if info.undone is None and info.moved), None)


def _undo(
    context: RunContext, only: Collection[Path] | None, stop: CancelCheck, on_progress: ProgressCallback
) -> RunResult:
    groups = _selected_groups(by_group(context.journal.entries(context.run.id, _SORTED_STATES)), only)
    undo_group = undo_keyword if context.run.mode is Mode.KEYWORDS else _undo_group
    rows = [(entry.n, State.RESTORING, "") for group in groups for entry in group]
    # Recorded first: after an interruption, recovery must know that these files were on their way back.
    context.journal.record(context.run.id, rows)
    recorder = ResultRecorder(context, len(rows), on_progress)
    stop_reason = ""
    for group in groups:
        stop_reason = stop_reason or (Text.CANCELLED() if stop() else "")
        if stop_reason:
            recorder.add(_not_restored(context, entry, stop_reason) for entry in group)
        else:
            results, stop_reason = undo_group(context, tuple(replace(entry, state=State.RESTORING) for entry in group))
            recorder.add(results)
    recorder.flush()
    remove_folders(context)
    result = RunResult(context.run.id, tuple(recorder.outcomes), stop_reason)
    # What failed may succeed next time, so the run can be undone once more; what was skipped stays as the user has it.
    failed = any(outcome.state is State.FAILED for outcome in result.outcomes)
    is_whole = only is None or not context.journal.entries(context.run.id, _SORTED_STATES)
    if is_whole and not failed and not stop_reason:
        context.journal.mark_undone(context.run.id)
    return result


def _selected_groups(groups: tuple[EntryGroup, ...], only: Collection[Path] | None) -> tuple[EntryGroup, ...]:
    if only is None:
        return groups
    wanted = frozenset(only)
    return tuple(group for group in groups if any({entry.source, entry.target} & wanted for entry in group))


def _undo_group(context: RunContext, group: EntryGroup) -> tuple[list[MoveResult], str]:
    """The results of a group, and the reason to end the undo, or an empty string."""
    entry = group[0]
    to_restore: list[Entry] = []
    try:
        for entry in group:
            to_restore += [entry] if _can_restore(context, entry) else []
        for entry in to_restore:
            _restore(context, entry)
    except (OSError, ChangedError) as error:
        return _after_failure(context, group, entry, error)
    return [_restored_or_missing(context, entry, is_there=entry in to_restore) for entry in group], ""


def _can_restore(context: RunContext, entry: Entry) -> bool:
    """Whether the file is at its target and can be restored; False if it is no longer there.

    Raises:
        ChangedError: it is there, but must stay.
    """
    old, new = lstat_or_none(context.disk, entry.source), lstat_or_none(context.disk, entry.target)
    if new is None:
        return False
    if not stat.S_ISREG(new.st_mode) or FileStamp.of(new) != entry.target_stamp:
        raise ChangedError(Text.CHANGED())
    if entry.digest is not None and context.disk.sha256(entry.target) != entry.digest:
        raise ChangedError(Text.CHANGED())
    if context.run.mode.moves_originals and old is not None:
        raise ChangedError(Text.OLD_PLACE_TAKEN())
    if context.run.mode is Mode.COPY and (old is None or FileStamp.of(old) != entry.stamp):
        raise ChangedError(Text.ORIGINAL_CHANGED())
    return True


def _restore(context: RunContext, entry: Entry) -> None:
    if context.run.mode is Mode.COPY:
        context.disk.unlink(entry.target)
        return
    recreate_folders(context.disk, entry.source.parent)
    stamp, intent_log = entry.target_stamp, context.intent_log(entry)
    move_file(entry.target, entry.source, stamp, entry.stamp.mtime_ns, intent_log, context.disk)


def _restored_or_missing(context: RunContext, entry: Entry, *, is_there: bool) -> MoveResult:
    if is_there or context.run.mode is Mode.COPY:
        return MoveResult(entry, State.RESTORED, State.RESTORED)
    back = lstat_or_none(context.disk, entry.source)
    if back is not None and FileStamp.of(back) == entry.stamp:
        return MoveResult(entry, State.RESTORED, State.RESTORED)
    return _not_restored(context, entry, Text.NOT_WHERE_IT_WAS_PUT())


def _after_failure(
    context: RunContext, group: EntryGroup, failed_entry: Entry, error: OSError | ChangedError
) -> tuple[list[MoveResult], str]:
    stop_reason = stop_reason_of(error)
    try:
        locations = reconcile_group(context, group)
    except OSError:
        return left_to_recovery(group, State.RESTORING, error), stop_reason
    located = zip(group, locations, strict=True)
    return [_reconciled(context, entry, at, failed_entry, error) for entry, at in located], stop_reason


def _reconciled(
    context: RunContext, entry: Entry, location: FileLocation, failed_entry: Entry, error: OSError | ChangedError
) -> MoveResult:
    if location is FileLocation.SOURCE:
        return MoveResult(entry, State.RESTORED, State.RESTORED)
    if entry != failed_entry:
        return _not_restored(context, entry, Text.STAYS_WITH(failed_entry.target.name, error_message(error)))
    reported_state = State.SKIPPED if isinstance(error, ChangedError | FileExistsError) else State.FAILED
    return MoveResult(entry, context.sorted_state, reported_state, error_message(error))


def _not_restored(context: RunContext, entry: Entry, reason: str) -> MoveResult:
    return MoveResult(entry, context.sorted_state, State.SKIPPED, reason)
