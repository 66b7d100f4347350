"""Takes a run back."""

from __future__ import annotations

import stat
from dataclasses import replace
from typing import TYPE_CHECKING

from catdog_gui.sorting.error_messages import ChangedError, ends_the_run, sentence
from catdog_gui.sorting.file_system import LOCAL, look
from catdog_gui.sorting.lock import run_lock
from catdog_gui.sorting.models import Mode, Result, Stamp, State, never, quietly
from catdog_gui.sorting.move import CHANGED, carry
from catdog_gui.sorting.reconcile import Side, settle_group
from catdog_gui.sorting.recover import recover_run
from catdog_gui.sorting.sort import CANCELLED, LATER
from catdog_gui.sorting.work import (
    Group,
    Tally,
    Verdict,
    Work,
    by_group,
    make_folders_again,
    remove_folders,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from catdog_gui.sorting.file_system import Disk
    from catdog_gui.sorting.journal import Journal
    from catdog_gui.sorting.models import Entry, Progress, RunInfo, Stop

NOTHING = "There is nothing to undo."
NOT_THERE = "It is no longer where it was put."
PLACE_TAKEN = "Its old place is taken."
LAST_ONE = "The original was changed or is gone, so the copy stays."
_SORTED = {State.MOVED, State.COPIED}


def undo(
    run: int | None,
    journal: Journal,
    *,
    only: Collection[Path] | None = None,
    stop: Stop = never,
    on_progress: Progress = quietly,
    disk: Disk = LOCAL,
) -> Result:
    """Puts everything back as it was before a run, file by file where that can be done; copies are removed.

    Doing it again goes on with what is not back yet.

    Args:
        run: which run; the newest that can be undone if not given.
        journal: the record of it.
        only: sources or targets of the files to put back, each with its group; all of the run if not given.
        stop: asked between groups.
        on_progress: told about every file: how many are done, of how many, and its outcome.
        disk: the steps that touch files.

    Raises:
        JournalError: the journal cannot be written; `recover` will tell what was done.
    """
    info = _newest(journal) if run is None else journal.run(run)
    if info is None:
        return Result(None, (), NOTHING)
    with run_lock(journal.path, info.token):
        work = Work(journal, disk, info)
        recover_run(work)
        return _undo(work, only, stop, on_progress)


def _newest(journal: Journal) -> RunInfo | None:
    return next((info for info in journal.history() if info.undone is None and info.moved), None)


def _undo(work: Work, only: Collection[Path] | None, stop: Stop, on_progress: Progress) -> Result:
    groups = _chosen(by_group(work.journal.entries(work.run.id, _SORTED)), only)
    restoring = [(entry.n, State.RESTORING, "") for group in groups for entry in group]
    # From now on a file that has two names, or is half copied, belongs to its new place until it is back.
    work.journal.record(work.run.id, restoring)
    tally = Tally(work, len(restoring), on_progress)
    stopped = ""
    for group in groups:
        stopped = stopped or (CANCELLED if stop() else "")
        if stopped:
            tally.add(_refused(work, entry, stopped) for entry in group)
        else:
            verdicts, stopped = _undo_group(work, tuple(replace(entry, state=State.RESTORING) for entry in group))
            tally.add(verdicts)
    tally.flush()
    remove_folders(work)
    if not stopped and (only is None or not work.journal.entries(work.run.id, _SORTED)):
        work.journal.mark_undone(work.run.id)
    return Result(work.run.id, tuple(tally.outcomes), stopped)


def _chosen(groups: tuple[Group, ...], only: Collection[Path] | None) -> tuple[Group, ...]:
    if only is None:
        return groups
    wanted = frozenset(only)
    return tuple(group for group in groups if any({entry.source, entry.target} & wanted for entry in group))


def _undo_group(work: Work, group: Group) -> tuple[list[Verdict], str]:
    """The verdicts on a group, and why the undo cannot go on, if so."""
    culprit = group[0]
    there: list[Entry] = []
    try:
        for culprit in group:
            there += [culprit] if _is_there(work, culprit) else []
        for culprit in there:
            _put_back(work, culprit)
    except (OSError, ChangedError) as error:
        return _after_failure(work, group, culprit, error)
    return [_restored_or_missing(work, entry, is_there=entry in there) for entry in group], ""


def _is_there(work: Work, entry: Entry) -> bool:
    """Whether the file waits to be put back, and can be.

    Raises:
        ChangedError: it cannot be; why.
    """
    old, new = look(work.disk, entry.source), look(work.disk, entry.target)
    if new is None:
        return False
    if not stat.S_ISREG(new.st_mode) or Stamp.of(new) != entry.target_stamp:
        raise ChangedError(CHANGED)
    if entry.digest is not None and work.disk.digest(entry.target) != entry.digest:
        raise ChangedError(CHANGED)
    if work.run.mode is Mode.MOVE and old is not None:
        raise ChangedError(PLACE_TAKEN)
    if work.run.mode is Mode.COPY and (old is None or Stamp.of(old) != entry.stamp):
        raise ChangedError(LAST_ONE)
    return True


def _put_back(work: Work, entry: Entry) -> None:
    if work.run.mode is Mode.COPY:
        work.disk.unlink(entry.target)
        return
    make_folders_again(work.disk, entry.source.parent)
    stamp, notes = entry.target_stamp, work.notes(entry)
    carry(entry.target, entry.source, stamp, entry.stamp.mtime_ns, notes, work.disk)


def _restored_or_missing(work: Work, entry: Entry, *, is_there: bool) -> Verdict:
    if is_there or work.run.mode is Mode.COPY:
        return Verdict(entry, State.RESTORED, State.RESTORED)
    back = look(work.disk, entry.source)
    if back is not None and Stamp.of(back) == entry.stamp:
        return Verdict(entry, State.RESTORED, State.RESTORED)
    return _refused(work, entry, NOT_THERE)


def _after_failure(
    work: Work, group: Group, culprit: Entry, error: OSError | ChangedError
) -> tuple[list[Verdict], str]:
    why = sentence(error)
    stopped = why if ends_the_run(error) else ""
    try:
        sides = settle_group(work, group)
    except OSError:
        later = f"{why} {LATER}"
        return [Verdict(entry, State.RESTORING, State.FAILED, later) for entry in group], stopped
    return [_settled(work, entry, side, culprit, error) for entry, side in zip(group, sides, strict=True)], stopped


def _settled(work: Work, entry: Entry, side: Side, culprit: Entry, error: OSError | ChangedError) -> Verdict:
    if side is Side.SOURCE:
        return Verdict(entry, State.RESTORED, State.RESTORED)
    if entry != culprit:
        return _refused(work, entry, f"It stays with {culprit.target.name}: {sentence(error)}")
    told = State.LEFT if isinstance(error, ChangedError | FileExistsError) else State.FAILED
    return Verdict(entry, work.sorted_state, told, sentence(error))


def _refused(work: Work, entry: Entry, why: str) -> Verdict:
    return Verdict(entry, work.sorted_state, State.LEFT, why)
