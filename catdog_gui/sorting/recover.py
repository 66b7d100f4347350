"""Completes the runs that a crash interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catdog_gui.messages import Text
from catdog_gui.sorting.error_messages import error_message
from catdog_gui.sorting.file_system import LOCAL, lstat_or_none
from catdog_gui.sorting.keywords import recover_keyword
from catdog_gui.sorting.lock import RunLockedError, try_run_lock
from catdog_gui.sorting.models import Mode, RunResult, State, no_progress
from catdog_gui.sorting.reconcile import FileLocation, reconcile_group
from catdog_gui.sorting.work import EntryGroup, MoveResult, ResultRecorder, RunContext, by_group, remove_folders

if TYPE_CHECKING:
    from catdog_gui.sorting.file_system import FileSystem
    from catdog_gui.sorting.journal import Journal
    from catdog_gui.sorting.models import Entry


def recover(journal: Journal, *, disk: FileSystem = LOCAL) -> tuple[RunResult, ...]:
    """Completes runs that were interrupted and that no process works on; call it when the program starts.

    Afterwards every file is in one place, groups are together, and `undo` works. A run whose disk is not mounted stays
    as it is until the next call.

    Raises:
        JournalError: the journal cannot be read or written.
    """
    results = []
    for number in journal.unfinished_runs():
        info = journal.run(number)
        if info is None:
            continue
        try:
            with try_run_lock(journal.path, info.token):
                results.append(recover_run(RunContext(journal, disk, info)))
        except RunLockedError:
            continue
    return tuple(results)


def recover_run(context: RunContext) -> RunResult:
    """Recovers one run whose lock the caller holds."""
    recover_group = recover_keyword if context.run.mode is Mode.KEYWORDS else _reconciled
    entries = context.journal.entries(context.run.id, {State.PLANNED, State.RESTORING})
    recorder = ResultRecorder(context, len(entries), no_progress)
    for group in by_group(entries):
        # Some files of a group may have been on their way to the target, others on their way back.
        for state in (State.PLANNED, State.RESTORING):
            part = tuple(entry for entry in group if entry.state is state)
            if part:
                recorder.add(recover_group(context, part))
    recorder.flush()
    remove_folders(context)
    if context.run.finished is None and not context.journal.entries(context.run.id, {State.PLANNED, State.RESTORING}):
        context.journal.finish(context.run.id)
    return RunResult(context.run.id, tuple(recorder.outcomes))


def _reconciled(context: RunContext, group: EntryGroup) -> list[MoveResult]:
    try:
        locations = reconcile_group(context, group)
        if FileLocation.MISSING in locations:
            for root in (context.run.folder, context.run.into):
                if lstat_or_none(context.disk, root) is None:
                    context.disk.lstat(root)
    except OSError as error:
        return [MoveResult(entry, entry.state, State.FAILED, error_message(error)) for entry in group]
    return [_move_result(context, entry, location) for entry, location in zip(group, locations, strict=True)]


def _move_result(context: RunContext, entry: Entry, location: FileLocation) -> MoveResult:
    if entry.state is State.RESTORING:
        if location is FileLocation.SOURCE:
            return MoveResult(entry, State.RESTORED, State.RESTORED)
        return MoveResult(entry, context.sorted_state, State.SKIPPED, Text.INTERRUPTED())
    if location is FileLocation.TARGET:
        return MoveResult(entry, context.sorted_state, context.sorted_state)
    why = Text.NOT_THERE() if location is FileLocation.MISSING else Text.INTERRUPTED()
    return MoveResult(entry, State.SKIPPED, State.SKIPPED, why)
