"""Puts right what a crash left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catdog_gui.sorting.error_messages import sentence
from catdog_gui.sorting.file_system import LOCAL, look
from catdog_gui.sorting.lock import RunHeldError, run_lock_at_once
from catdog_gui.sorting.models import Result, State, quietly
from catdog_gui.sorting.reconcile import Side, settle_group
from catdog_gui.sorting.work import Group, Tally, Verdict, Work, by_group, remove_folders

if TYPE_CHECKING:
    from catdog_gui.sorting.file_system import Disk
    from catdog_gui.sorting.journal import Journal
    from catdog_gui.sorting.models import Entry

INTERRUPTED = "It was interrupted."
GONE = "It is no longer there."


def recover(journal: Journal, *, disk: Disk = LOCAL) -> tuple[Result, ...]:
    """Finishes the bookkeeping of runs that nobody works on any more; call it when the program starts.

    Every file is in one place afterwards, groups are together, and `undo` works. A run whose disk is not there is
    left for the next time.

    Raises:
        JournalError: the journal cannot be read or written.
    """
    results = []
    for number in journal.unsettled():
        info = journal.run(number)
        if info is None:
            continue
        try:
            with run_lock_at_once(journal.path, info.token):
                results.append(recover_run(Work(journal, disk, info)))
        except RunHeldError:
            continue
    return tuple(results)


def recover_run(work: Work) -> Result:
    """Recovers one run whose lock the caller holds."""
    entries = work.journal.entries(work.run.id, {State.PLANNED, State.RESTORING})
    tally = Tally(work, len(entries), quietly)
    for group in by_group(entries):
        # A group may be half planned, half restored in parts: each direction is settled for itself.
        for state in (State.PLANNED, State.RESTORING):
            part = tuple(entry for entry in group if entry.state is state)
            if part:
                tally.add(_settled(work, part))
    tally.flush()
    remove_folders(work)
    if work.run.finished is None and not work.journal.entries(work.run.id, {State.PLANNED, State.RESTORING}):
        work.journal.finish(work.run.id)
    return Result(work.run.id, tuple(tally.outcomes))


def _settled(work: Work, group: Group) -> list[Verdict]:
    try:
        sides = settle_group(work, group)
        if Side.GONE in sides:
            for root in (work.run.folder, work.run.into):
                if look(work.disk, root) is None:
                    work.disk.status(root)
    except OSError as error:
        return [Verdict(entry, entry.state, State.FAILED, sentence(error)) for entry in group]
    return [_verdict(work, entry, side) for entry, side in zip(group, sides, strict=True)]


def _verdict(work: Work, entry: Entry, side: Side) -> Verdict:
    if entry.state is State.RESTORING:
        if side is Side.SOURCE:
            return Verdict(entry, State.RESTORED, State.RESTORED)
        return Verdict(entry, work.sorted_state, State.LEFT, INTERRUPTED)
    if side is Side.TARGET:
        return Verdict(entry, work.sorted_state, work.sorted_state)
    return Verdict(entry, State.LEFT, State.LEFT, GONE if side is Side.GONE else INTERRUPTED)
