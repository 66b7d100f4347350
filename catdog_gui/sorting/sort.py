"""Carries out a plan."""

from __future__ import annotations

import secrets
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from catdog_gui.sorting.error_messages import ChangedError, NameTakenError, ends_the_run, is_about_the_source, sentence
from catdog_gui.sorting.file_system import LOCAL, look
from catdog_gui.sorting.free_space import lacking_room
from catdog_gui.sorting.lock import run_lock
from catdog_gui.sorting.models import Mode, Outcome, Result, State, never, quietly
from catdog_gui.sorting.move import carry, duplicate, require
from catdog_gui.sorting.names import first_free
from catdog_gui.sorting.reconcile import Side, settle_group
from catdog_gui.sorting.recover import recover_run
from catdog_gui.sorting.work import Group, Tally, Verdict, Work, by_group, make_folders, remove_folders

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from catdog_gui.sorting.file_system import Disk
    from catdog_gui.sorting.journal import Journal
    from catdog_gui.sorting.models import Entry, Plan, Progress, Stop

CANCELLED = "It was cancelled."
DESTINATION_GONE = "The destination is no longer there."
OUT_OF_REACH = "The target folder cannot be reached."
LATER = "The next start of the program will put it right."
_TRIES = 20


def execute(
    plan: Plan,
    journal: Journal,
    *,
    run: int | None = None,
    stop: Stop = never,
    on_progress: Progress = quietly,
    disk: Disk = LOCAL,
) -> Result:
    """Moves or copies what was planned; the outcomes are of the plan's moves, in their order.

    Args:
        plan: what to do.
        journal: where it is recorded before it is done.
        run: an earlier run of the same mode to add the moves to; a new run if not given.
        stop: asked between groups.
        on_progress: told about every file: how many are done, of how many, and its outcome.
        disk: the steps that touch files.

    Raises:
        JournalError: the journal cannot be written; `recover` will tell what was done.
        ValueError: there is no such run, or its mode is another.
    """
    if not plan.moves:
        return Result(run)
    lacking = lacking_room(plan, disk)
    if lacking:
        outcomes = (Outcome(move.source, move.target, move.label, State.LEFT, lacking) for move in plan.moves)
        return Result(run, tuple(outcomes), lacking)
    token = secrets.token_hex(6) if run is None else _token_of(run, plan, journal)
    with run_lock(journal.path, token):
        number = journal.begin(plan, token) if run is None else _reopen(run, plan, journal, disk)
        return _sort(_work(number, journal, disk), plan.into, stop, on_progress)


def _token_of(run: int, plan: Plan, journal: Journal) -> str:
    info = journal.run(run)
    if info is None or info.mode is not plan.mode:
        raise ValueError(f"run {run} cannot take these moves")
    return info.token


def _reopen(run: int, plan: Plan, journal: Journal, disk: Disk) -> int:
    recover_run(_work(run, journal, disk))
    journal.append(run, plan.moves)
    return run


def _work(run: int, journal: Journal, disk: Disk) -> Work:
    info = journal.run(run)
    if info is None:
        raise ValueError(f"there is no run {run}")
    return Work(journal, disk, info)


def _sort(work: Work, into: Path, stop: Stop, on_progress: Progress) -> Result:
    entries = work.journal.entries(work.run.id, {State.PLANNED})
    tally = Tally(work, len(entries), on_progress)
    shore, stopped = _open_destination(work, into)
    for group in by_group(entries):
        stopped = stopped or (CANCELLED if stop() else _lost(shore, into, work.disk))
        if stopped:
            tally.add(Verdict(entry, State.LEFT, State.LEFT, stopped) for entry in group)
        else:
            verdicts, stopped = _sort_group(work, group)
            tally.add(verdicts)
    tally.flush()
    remove_folders(work)
    work.journal.finish(work.run.id)
    return Result(work.run.id, tuple(tally.outcomes), stopped)


def _open_destination(work: Work, into: Path) -> tuple[os.stat_result | None, str]:
    try:
        make_folders(work, into)
        return work.disk.status(into.resolve()), ""
    except OSError as error:
        return None, sentence(error)


def _lost(shore: os.stat_result | None, into: Path, disk: Disk) -> str:
    """Not empty if the destination went away: its folder must not be made again on the disk that lay beneath."""
    try:
        now = look(disk, into.resolve())
    except OSError as error:
        return sentence(error)
    return "" if now and shore and now.st_dev == shore.st_dev else DESTINATION_GONE


def _sort_group(work: Work, group: Group) -> tuple[list[Verdict], str]:
    """The verdicts on a group, and why the run cannot go on, if so."""
    for attempt in count(1):
        culprit, error = _try(work, group)
        if error is None:
            return _arrived(work, group), ""
        stopped = sentence(error) if ends_the_run(error) else ""
        try:
            sides = settle_group(work, group)
            if set(sides) == {Side.SOURCE} and attempt < _TRIES and _is_worth_a_try(error, attempt):
                group = _renamed(work, group, attempt) if isinstance(error, NameTakenError) else group
                continue
        except OSError:
            why = f"{sentence(error)} {LATER}"
            return [Verdict(entry, State.PLANNED, State.FAILED, why) for entry in group], stopped
        if set(sides) == {Side.TARGET}:  # the error came after the deed
            return _arrived(work, group), ""
        return [_verdict(work, entry, side, culprit, error) for entry, side in zip(group, sides, strict=True)], stopped
    raise AssertionError


def _arrived(work: Work, group: Group) -> list[Verdict]:
    return [Verdict(entry, work.sorted_state, work.sorted_state) for entry in group]


def _try(work: Work, group: Group) -> tuple[Entry, OSError | ChangedError | None]:
    """Moves a group as far as it goes; the file that stopped it, and how."""
    entry = group[0]
    step = _copy if work.run.mode is Mode.COPY else _move
    try:
        for entry in group:
            require(entry.source, entry.stamp, work.disk)
        for entry in group:
            make_folders(work, entry.target.parent)
            step(work, entry)
    except (OSError, ChangedError) as error:
        return entry, error
    return entry, None


def _move(work: Work, entry: Entry) -> None:
    carry(entry.source, entry.target, entry.stamp, entry.stamp.mtime_ns, work.notes(entry), work.disk)


def _copy(work: Work, entry: Entry) -> None:
    duplicate(entry.source, entry.target, entry.stamp, work.notes(entry), work.disk)


def _is_worth_a_try(error: OSError | ChangedError, attempt: int) -> bool:
    # Someone may have taken the target folder away between its making and its use.
    return isinstance(error, NameTakenError) or (isinstance(error, FileNotFoundError) and attempt == 1)


def _renamed(work: Work, group: Group, attempt: int) -> Group:
    wanted = [entry.target.with_name(entry.source.name) for entry in group]
    _, paths = first_free(wanted, attempt + 1, lambda path: look(work.disk, path) is None)
    work.journal.retarget(work.run.id, {entry.n: path for entry, path in zip(group, paths, strict=True)})
    return tuple(
        replace(entry, target=path, digest=None, target_mtime_ns=None) for entry, path in zip(group, paths, strict=True)
    )


def _verdict(work: Work, entry: Entry, side: Side, culprit: Entry, error: OSError | ChangedError) -> Verdict:
    # With its source in place, what "is not there" can only be the target folder.
    out_of_reach = isinstance(error, FileNotFoundError) and side is Side.SOURCE
    why = OUT_OF_REACH if out_of_reach else sentence(error)
    if side is Side.TARGET:
        return Verdict(entry, work.sorted_state, work.sorted_state, f"{culprit.source.name} could not follow: {why}")
    if entry != culprit:
        return Verdict(entry, State.LEFT, State.LEFT, f"It stays with {culprit.source.name}: {why}")
    state = State.LEFT if is_about_the_source(error) and not out_of_reach else State.FAILED
    return Verdict(entry, state, state, why)
