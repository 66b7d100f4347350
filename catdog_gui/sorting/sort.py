"""Carries out a plan."""

from __future__ import annotations

import secrets
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from catdog_gui.messages import Text
from catdog_gui.sorting.destination import device_of
from catdog_gui.sorting.error_messages import (
    ChangedError,
    NameTakenError,
    error_message,
    is_source_error,
    stop_reason_of,
)
from catdog_gui.sorting.file_system import LOCAL, lstat_or_none
from catdog_gui.sorting.free_space import free_space_error
from catdog_gui.sorting.keywords import write_keyword
from catdog_gui.sorting.lock import run_lock
from catdog_gui.sorting.models import Mode, Outcome, RunResult, State, never_cancel, no_progress
from catdog_gui.sorting.move import copy_file, move_file, require_unchanged
from catdog_gui.sorting.names import first_free
from catdog_gui.sorting.reconcile import FileLocation, reconcile_group
from catdog_gui.sorting.recover import recover_run
from catdog_gui.sorting.work import (
    EntryGroup,
    MoveResult,
    ResultRecorder,
    RunContext,
    by_group,
    left_to_recovery,
    make_folders,
    remove_folders,
)

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from catdog_gui.sorting.file_system import FileSystem
    from catdog_gui.sorting.journal import Journal
    from catdog_gui.sorting.models import CancelCheck, Entry, Plan, ProgressCallback

_MAX_ATTEMPTS = 20


def execute(
    plan: Plan,
    journal: Journal,
    *,
    run: int | None = None,
    stop: CancelCheck = never_cancel,
    on_progress: ProgressCallback = no_progress,
    disk: FileSystem = LOCAL,
) -> RunResult:
    """Moves, copies or renames the files of a plan, or writes its keywords.

    The result has one outcome for each of the plan's moves, in the same order.

    Args:
        plan: what to do.
        journal: where it is recorded before it is done.
        run: an earlier run of the same mode to add the moves to; a new run if not given.
        stop: called before each group; True ends the run there.
        on_progress: called after each file with the number of files done, the number of all files, and its outcome.
        disk: the steps that touch files.

    Raises:
        JournalError: the journal cannot be written; `recover` finds out later what was done.
        ValueError: there is no such run, or it has another mode.
    """
    if not plan.moves:
        return RunResult(run)
    space_error = free_space_error(plan, disk)
    if space_error:
        outcomes = (Outcome(move.source, move.target, move.label, State.SKIPPED, space_error) for move in plan.moves)
        return RunResult(run, tuple(outcomes), space_error)
    token = secrets.token_hex(6) if run is None else _token_of(run, plan, journal)
    with run_lock(journal.path, token):
        number = journal.begin(plan, token) if run is None else _reopen(run, plan, journal, disk)
        return _sort(_run_context(number, journal, disk), plan, stop, on_progress)


def _token_of(run: int, plan: Plan, journal: Journal) -> str:
    info = journal.run(run)
    if info is None or info.mode is not plan.mode:
        raise ValueError(f"run {run} cannot take these moves")
    return info.token


def _reopen(run: int, plan: Plan, journal: Journal, disk: FileSystem) -> int:
    recover_run(_run_context(run, journal, disk))
    journal.append(run, plan.moves)
    return run


def _run_context(run: int, journal: Journal, disk: FileSystem) -> RunContext:
    info = journal.run(run)
    if info is None:
        raise ValueError(f"there is no run {run}")
    return RunContext(journal, disk, info)


def _sort(context: RunContext, plan: Plan, stop: CancelCheck, on_progress: ProgressCallback) -> RunResult:
    into = plan.into
    sort_group = write_keyword if context.run.mode is Mode.KEYWORDS else _sort_group
    entries = context.journal.entries(context.run.id, {State.PLANNED})
    recorder = ResultRecorder(context, len(entries), on_progress)
    destination_stat, stop_reason = _open_destination(context, plan)
    for group in by_group(entries):
        stop_reason = stop_reason or (
            Text.CANCELLED() if stop() else _destination_error(destination_stat, into, context.disk)
        )
        if stop_reason:
            recorder.add(MoveResult(entry, State.SKIPPED, State.SKIPPED, stop_reason) for entry in group)
        else:
            results, stop_reason = sort_group(context, group)
            recorder.add(results)
    recorder.flush()
    remove_folders(context)
    context.journal.finish(context.run.id)
    return RunResult(context.run.id, tuple(recorder.outcomes), stop_reason)


def _open_destination(context: RunContext, plan: Plan) -> tuple[os.stat_result | None, str]:
    try:
        # Unmounted since: the folder would be made on the disk that holds the mount point.
        if plan.options.device not in (None, device_of(plan.into, context.disk)):
            return None, Text.DESTINATION_GONE()
        make_folders(context, plan.into)
        return context.disk.lstat(plan.into.resolve()), ""
    except OSError as error:
        return None, error_message(error)


def _destination_error(destination_stat: os.stat_result | None, into: Path, disk: FileSystem) -> str:
    """Error text if the destination was removed or unmounted, else an empty string.

    Its folder must not be made again then: it would be on the disk that holds the mount point.
    """
    try:
        now = lstat_or_none(disk, into.resolve())
    except OSError as error:
        return error_message(error)
    return "" if now and destination_stat and now.st_dev == destination_stat.st_dev else Text.DESTINATION_GONE()


def _sort_group(context: RunContext, group: EntryGroup) -> tuple[list[MoveResult], str]:
    """The results of a group, and the reason to end the run, or an empty string."""
    for attempt in count(1):
        failed_entry, error = _try_group(context, group)
        if error is None:
            return _sorted_results(context, group), ""
        stop_reason = stop_reason_of(error)
        try:
            locations = reconcile_group(context, group)
            if (
                set(locations) == {FileLocation.SOURCE}
                and attempt < _MAX_ATTEMPTS
                and _can_retry(context, error, attempt)
            ):
                group = _with_free_names(context, group, attempt) if isinstance(error, NameTakenError) else group
                continue
        except OSError:
            return left_to_recovery(group, State.PLANNED, error), stop_reason
        if set(locations) == {FileLocation.TARGET}:  # the move was done, and then reported an error
            return _sorted_results(context, group), ""
        located = zip(group, locations, strict=True)
        return [_move_result(context, entry, at, failed_entry, error) for entry, at in located], stop_reason
    raise AssertionError


def _sorted_results(context: RunContext, group: EntryGroup) -> list[MoveResult]:
    return [MoveResult(entry, context.sorted_state, context.sorted_state) for entry in group]


def _try_group(context: RunContext, group: EntryGroup) -> tuple[Entry, OSError | ChangedError | None]:
    """Moves the files of a group until one fails; returns that file and its error, or None as the error."""
    entry = group[0]
    step = _copy if context.run.mode is Mode.COPY else _move
    try:
        for entry in group:
            require_unchanged(entry.source, entry.stamp, context.disk)
        for entry in group:
            make_folders(context, entry.target.parent)
            step(context, entry)
    except (OSError, ChangedError) as error:
        return entry, error
    return entry, None


def _move(context: RunContext, entry: Entry) -> None:
    move_file(entry.source, entry.target, entry.stamp, entry.stamp.mtime_ns, context.intent_log(entry), context.disk)


def _copy(context: RunContext, entry: Entry) -> None:
    copy_file(entry.source, entry.target, entry.stamp, context.intent_log(entry), context.disk)


def _can_retry(context: RunContext, error: OSError | ChangedError, attempt: int) -> bool:
    if isinstance(error, NameTakenError):
        # The user chose the new name of a file, so no other one will do.
        return context.run.mode is not Mode.RENAME
    # Another program may have removed the target folder after it was made.
    return isinstance(error, FileNotFoundError) and attempt == 1


def _with_free_names(context: RunContext, group: EntryGroup, attempt: int) -> EntryGroup:
    wanted = [entry.target.with_name(entry.source.name) for entry in group]
    _, paths = first_free(wanted, attempt + 1, lambda path: lstat_or_none(context.disk, path) is None)
    context.journal.retarget(context.run.id, {entry.n: path for entry, path in zip(group, paths, strict=True)})
    return tuple(
        replace(entry, target=path, digest=None, target_mtime_ns=None) for entry, path in zip(group, paths, strict=True)
    )


def _move_result(
    context: RunContext, entry: Entry, location: FileLocation, failed_entry: Entry, error: OSError | ChangedError
) -> MoveResult:
    # The source is in its place, so what was not found is the target folder.
    out_of_reach = isinstance(error, FileNotFoundError) and location is FileLocation.SOURCE
    reason = Text.OUT_OF_REACH() if out_of_reach else error_message(error)
    if location is FileLocation.TARGET:
        return MoveResult(
            entry, context.sorted_state, context.sorted_state, Text.COULD_NOT_FOLLOW(failed_entry.source.name, reason)
        )
    if entry != failed_entry:
        return MoveResult(entry, State.SKIPPED, State.SKIPPED, Text.STAYS_WITH(failed_entry.source.name, reason))
    state = State.SKIPPED if is_source_error(error) and not out_of_reach else State.FAILED
    return MoveResult(entry, state, state, reason)
