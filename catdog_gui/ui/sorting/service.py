"""Sorting from the window: plans, runs, and what they left for the user to know."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence, Set
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catdog_gui.classify.models import UNSURE
from catdog_gui.sorting.journal import JournalError
from catdog_gui.sorting.models import Labelled, Mode, Outcome, Plan, Result, RunInfo, State
from catdog_gui.ui.bars.run_report import Doing, Report
from catdog_gui.ui.common.labels import FAILED, WAITING, Labels
from catdog_gui.ui.common.tasks import Latest
from catdog_gui.ui.session.backend import SortWish
from catdog_gui.ui.session.session import Session
from catdog_gui.ui.session.undo_commands import SortCommand

_TELL_EVERY_SECONDS = 0.05
_SORTED = frozenset({State.MOVED, State.COPIED})


class Sorter(QObject):
    """Plans and runs go through the one thread for files, so that two of them never race."""

    started = Signal()
    progressed = Signal(int, int)
    finished = Signal(Report)
    failed = Signal(str)
    # Files that an undo gave back and that are no rows: of a sort from before the folder was opened.
    came_back = Signal(list)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stop = threading.Event()
        self._told = 0.0
        self._planning = Latest()
        self.doing: Doing | None = None

    @property
    def is_busy(self) -> bool:
        return self.doing is not None

    @property
    def labels(self) -> Labels:
        return self._session.pictures.rows.labels

    # Plans.

    def plan(self, wish: SortWish, on_plan: Callable[[Plan], None], rows: Sequence[int] | None = None) -> None:
        """Plans for the pictures that are here, or for some of them; a newer plan replaces an older one."""
        labelled = self._labelled(range(len(self._session.pictures.rows)) if rows is None else rows)
        targets = self.labels.classes
        parts = self._session.parts
        run = self._session.files.run
        self._planning.replace(run(lambda: parts.plan(labelled, targets, wish), on_plan, self._not_possible))

    def forget_plan(self) -> None:
        """A plan that is being made is no longer wanted."""
        self._planning.drop()

    def _labelled(self, chosen: Sequence[int]) -> list[Labelled]:
        rows = self._session.pictures.rows
        codes = rows.codes.tolist()
        labelled = []
        for row in chosen:
            if rows.is_gone(row):
                continue
            code = codes[row]
            if code in (WAITING, FAILED):
                reason = rows.errors.get(row, "") or self.tr("It was not looked at.")
                labelled.append(Labelled(rows.group(row), UNSURE, reason))
            else:
                labelled.append(Labelled(rows.group(row), rows.labels.words[code]))
        return labelled

    # Runs.

    def sort(self, plan: Plan, again: SortCommand | None = None) -> None:
        """Carries out a plan; `again` is the command that is done once more."""
        self._begin(Doing.SORT)
        parts = self._session.parts
        self._session.files.run(
            lambda: parts.execute(plan, self._stop.is_set, self._tell),
            lambda result: self._sorted(plan, again, result),
            self._not_possible,
        )

    def undo(self, run: int, into: Path, mode: Mode) -> None:
        self._begin(Doing.UNDO)
        parts = self._session.parts
        self._session.files.run(
            lambda: parts.undo(run, self._stop.is_set, self._tell),
            lambda result: self._undone(into, mode, result),
            self._not_possible,
        )

    def undo_run(self, run: int, into: Path, mode: Mode) -> None:
        """Any run, whether or not it is the next thing that Ctrl+Z would take back."""
        stack = self._session.undo_stack
        for place in range(stack.count()):
            command = stack.command(place)
            if isinstance(command, SortCommand) and command.run == run:
                if place == stack.index() - 1:
                    stack.undo()
                    return
                command.setObsolete(True)
        self.undo(run, into, mode)

    def history(self, on_runs: Callable[[tuple[RunInfo, ...]], None]) -> None:
        self._session.files.run(self._session.parts.history, on_runs, self._not_possible)

    def recover(self) -> None:
        """Finishes what a crash left; silent unless it cannot."""
        self._session.files.run(self._session.parts.recover, on_error=self._not_possible)

    def stop(self) -> None:
        self._stop.set()

    def _begin(self, doing: Doing) -> None:
        self._stop.clear()
        self.doing = doing
        self.started.emit()

    def _tell(self, done: int, total: int, _outcome: Outcome) -> None:
        """From the thread for files."""
        now = time.monotonic()
        if now - self._told > _TELL_EVERY_SECONDS or done == total:
            self._told = now
            self.progressed.emit(done, total)

    def _sorted(self, plan: Plan, again: SortCommand | None, result: Result) -> None:
        rows = self._rows(result.outcomes, _SORTED)
        self._session.pictures.set_gone([row for row in rows if plan.mode is Mode.MOVE], gone=True)
        report = self._report(Doing.SORT, len(rows), result, plan.into, plan.mode)
        if again is not None:
            again.run = result.run or again.run
        elif report.run is not None:
            wish = SortWish(plan.folder, plan.into, plan.mode)
            self._session.undo_stack.push(SortCommand(report.run, rows, wish, self._take_back, self._do_again))
        self.finished.emit(report)

    def _take_back(self, command: SortCommand) -> None:
        self.undo(command.run, command.wish.into or command.wish.folder, command.wish.mode)

    def _do_again(self, command: SortCommand) -> None:
        self.plan(command.wish, lambda plan: self.sort(plan, command), command.rows)

    def _undone(self, into: Path, mode: Mode, result: Result) -> None:
        rows = self._rows(result.outcomes, {State.RESTORED})
        self._session.pictures.set_gone(rows, gone=False)
        files = [outcome.source for outcome in result.outcomes if outcome.state is State.RESTORED]
        self.finished.emit(self._report(Doing.UNDO, len(rows) or len(files), result, into, mode))
        self.came_back.emit([file for file in files if self._session.pictures.rows.row_of(file) is None])

    def _rows(self, outcomes: Sequence[Outcome], states: Set[State]) -> list[int]:
        """The rows of pictures, not of their companions, whose files reached one of the states."""
        find = self._session.pictures.rows.row_of
        rows = (find(outcome.source) for outcome in outcomes if outcome.state in states)
        return [row for row in rows if row is not None]

    def _report(self, doing: Doing, pictures: int, result: Result, into: Path, mode: Mode) -> Report:
        self.doing = None
        failures = tuple(
            outcome
            for outcome in result.outcomes
            if outcome.state is State.FAILED or (outcome.state is State.LEFT and outcome.reason)
        )
        run = result.run if any(outcome.state in _SORTED for outcome in result.outcomes) else None
        return Report(doing, pictures, run, into, mode, failures, result.stopped)

    def _not_possible(self, error: Exception) -> None:
        self.doing = None
        if not isinstance(error, JournalError | OSError):
            raise error
        self.failed.emit(str(error))
