"""Sorting from the window: plans, runs, and their reports."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence, Set
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from catdog_gui.classify.decisions import UNSURE
from catdog_gui.pictures.models import Group
from catdog_gui.sorting.error_messages import ReportableError, error_message
from catdog_gui.sorting.journal import JournalError
from catdog_gui.sorting.models import Entry, LabelledGroup, Mode, Outcome, Plan, RunInfo, RunResult, SortOptions, State
from catdog_gui.sorting.work import SORTED_STATES
from catdog_gui.ui.bars.run_report import RunKind, RunReport
from catdog_gui.ui.common.labels import FAILED, WAITING, Labels
from catdog_gui.ui.common.tasks import LatestTask
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.session.undo_commands import RunCommand

_PROGRESS_INTERVAL_SECONDS = 0.05
_EXPECTED = (JournalError, OSError)
_SORTED_STATES = frozenset(SORTED_STATES.values())


class SortService(QObject):
    """Plans and runs go through the one thread for files, so that two of them never race."""

    started = Signal()
    progressed = Signal(int, int)
    finished = Signal(RunReport)
    failed = Signal(object)
    # Pictures that have other files beside them now, or came back without having a row.
    groups_changed = Signal(list)

    def __init__(self, session: FolderSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stop = threading.Event()
        self._last_progress = 0.0
        self._plan_task = LatestTask()
        self._entries_task = LatestTask()
        self.run_kind: RunKind | None = None
        self.run_mode = Mode.MOVE

    @property
    def is_busy(self) -> bool:
        return self.run_kind is not None

    @property
    def labels(self) -> Labels:
        return self._session.pictures.table.labels

    def count(self, label: str) -> int:
        """How many pictures have a label."""
        return self._session.pictures.counts().of(self.labels.names.index(label))

    # Plans.

    def plan(self, options: SortOptions, on_plan: Callable[[Plan], None], rows: Sequence[int] | None = None) -> None:
        """Makes a plan for all pictures or for some rows; a new plan cancels the one before."""
        labelled = self._labelled(range(len(self._session.pictures.table)) if rows is None else rows)
        targets = self.labels.classes
        backend = self._session.backend
        run = self._session.file_tasks.run
        self._plan_task.replace(
            run(lambda: backend.plan(labelled, targets, options), on_plan, self._on_failed, expected=_EXPECTED)
        )

    def cancel_plan(self) -> None:
        """Drops a plan that is being made."""
        self._plan_task.cancel()

    def _labelled(self, chosen: Sequence[int]) -> list[LabelledGroup]:
        table = self._session.pictures.table
        codes = table.codes.tolist()
        labelled = []
        for row in chosen:
            if table.is_absent(row):
                continue
            code = codes[row]
            if code in (WAITING, FAILED):
                reason = table.errors.get(row, "") or self.tr("Not classified yet")
                labelled.append(LabelledGroup(table.group(row), UNSURE, reason))
            else:
                labelled.append(LabelledGroup(table.group(row), table.labels.names[code]))
        return labelled

    # Runs.

    def sort(self, plan: Plan, command: RunCommand | None = None) -> None:
        """Executes a plan; `command` is the one that is redone, if any."""
        self._start_run(RunKind.SORT, plan.mode)
        backend = self._session.backend
        self._session.file_tasks.run(
            lambda: backend.execute(plan, self._stop.is_set, self._on_progress),
            lambda result: self._on_sorted(plan, command, result),
            self._on_failed,
            expected=_EXPECTED,
            on_end=self._on_run_ended,
        )

    def rename(self, row: int, stem: str, command: RunCommand | None = None) -> None:
        """Gives a picture and what belongs to it another stem; `command` is the one that is redone, if any."""
        self._start_run(RunKind.SORT, Mode.RENAME)
        group = self._session.pictures.table.group(row)
        self._session.file_tasks.run(
            partial(self._rename, group, stem),
            partial(self._on_renamed, row, stem, command),
            self._on_failed,
            expected=_EXPECTED,
            on_end=self._on_run_ended,
        )

    def _rename(self, group: Group, stem: str) -> RunResult:
        """In the thread for files: what was free while the user typed may be taken by now."""
        plan = self._session.backend.renaming(group).plan(stem)
        if plan.skipped:
            return RunResult(None, plan.skipped)
        return self._session.backend.execute(plan, self._stop.is_set, self._on_progress)

    def undo(self, run: int, into: Path, mode: Mode, files: Sequence[Path] | None = None) -> None:
        """Takes back a run, or some of its files with what belongs to them."""
        self._start_run(RunKind.UNDO, mode)
        backend = self._session.backend
        self._session.file_tasks.run(
            lambda: backend.undo(run, self._stop.is_set, self._on_progress, files),
            lambda result: (self._on_undone if files is None else self._on_files_undone)(into, mode, result),
            self._on_failed,
            expected=_EXPECTED,
            on_end=self._on_run_ended,
        )

    def undo_run(self, run: int, into: Path, mode: Mode) -> None:
        """Undoes any run, also one that is not the next for Ctrl+Z."""
        stack = self._session.undo_stack
        for place in range(stack.count()):
            command = stack.command(place)
            if isinstance(command, RunCommand) and command.run == run:
                if place == stack.index() - 1:
                    stack.undo()
                    return
                command.setObsolete(True)
        self.undo(run, into, mode)

    def history(self, on_runs: Callable[[tuple[RunInfo, ...]], None]) -> None:
        self._session.file_tasks.run(self._session.backend.history, on_runs, self._on_failed, expected=_EXPECTED)

    def entries(self, info: RunInfo, on_entries: Callable[[tuple[RunInfo, tuple[Entry, ...]]], None]) -> None:
        """Reads the files of a run; of two requests only the last is answered."""
        backend = self._session.backend
        self._entries_task.replace(
            self._session.background.run(
                lambda: (info, backend.entries(info.id)), on_entries, self._on_failed, expected=_EXPECTED
            )
        )

    def recover(self) -> None:
        """Finishes runs that a crash interrupted; reports only a failure."""
        self._session.file_tasks.run(self._session.backend.recover, on_error=self._on_failed, expected=_EXPECTED)

    def stop(self) -> None:
        self._stop.set()

    def _start_run(self, kind: RunKind, mode: Mode) -> None:
        self._stop.clear()
        self.run_kind, self.run_mode = kind, mode
        self.started.emit()

    def _on_run_ended(self) -> None:
        self.run_kind = None

    def _on_progress(self, done: int, total: int, _outcome: Outcome) -> None:
        """From the thread for files."""
        now = time.monotonic()
        if now - self._last_progress > _PROGRESS_INTERVAL_SECONDS or done == total:
            self._last_progress = now
            self.progressed.emit(done, total)

    def _on_sorted(self, plan: Plan, command: RunCommand | None, result: RunResult) -> None:
        rows = self._rows(result.outcomes, _SORTED_STATES)
        self._session.pictures.set_present([row for row in rows if plan.mode is Mode.MOVE], present=False)
        self._report_new_sidecars(plan.mode, result)
        report = self._make_report(RunKind.SORT, len(rows), result, plan.into, plan.mode)
        if command is not None:
            command.run = result.run or command.run
        else:
            text = QCoreApplication.translate("Commands", "sorting of %n picture(s)", None, len(rows))
            self._push(text, report, rows, lambda again: self._sort_again(plan.options, again))
        self.finished.emit(report)

    def _sort_again(self, options: SortOptions, command: RunCommand) -> None:
        self.plan(options, lambda plan: self.sort(plan, command), command.rows)

    def _push(self, text: str, report: RunReport, rows: Sequence[int], redo_run: Callable[[RunCommand], None]) -> None:
        """From now on the run is the next one for Ctrl+Z."""
        if report.run is not None:
            into, mode = report.into, report.mode
            command = RunCommand(text, report.run, rows, lambda done: self.undo(done.run, into, mode), redo_run)
            self._session.undo_stack.push(command)

    def _on_renamed(self, row: int, stem: str, command: RunCommand | None, result: RunResult) -> None:
        folder = self._session.pictures.table.path(row).parent
        moved = {each.source: each.target for each in result.outcomes if each.state is State.MOVED and each.target}
        self._follow(moved)
        report = self._make_report(RunKind.SORT, 1, result, folder, Mode.RENAME)
        if command is not None:
            command.run = result.run or command.run
        else:
            text = QCoreApplication.translate("Commands", "renaming")
            self._push(text, report, [row], lambda again: self.rename(row, stem, again))
        self.finished.emit(report)

    def _follow(self, moved: Mapping[Path, Path]) -> None:
        """The rows, the corrections and the scores of renamed pictures stay theirs."""
        pictures = self._session.pictures
        for old, new in moved.items():
            row = pictures.table.row_of(old)
            if row is not None:
                pictures.rename(row, Group(new, tuple(path for path in moved.values() if path != new)))
        backend = self._session.backend
        self._session.file_tasks.run(lambda: backend.relocate(moved))

    def _on_undone(self, into: Path, mode: Mode, result: RunResult) -> None:
        if mode is Mode.RENAME:
            restored = [each for each in result.outcomes if each.state is State.RESTORED]
            self._follow({each.target: each.source for each in restored if each.target})
        rows = self._rows(result.outcomes, {State.RESTORED})
        self._session.pictures.set_present(rows, present=True)
        # Sorted before the folder was opened, these have no row.
        files = [outcome.source for outcome in result.outcomes if outcome.state is State.RESTORED]
        self.finished.emit(self._make_report(RunKind.UNDO, len(rows) or len(files), result, into, mode))
        self.groups_changed.emit([file for file in files if self._session.pictures.table.row_of(file) is None])
        self._report_new_sidecars(mode, result)

    def _report_new_sidecars(self, mode: Mode, result: RunResult) -> None:
        """Or removed ones: the next sort takes them along with their pictures."""
        if mode is Mode.KEYWORDS:
            self.groups_changed.emit([outcome.source for outcome in result.outcomes])

    def _on_files_undone(self, into: Path, mode: Mode, result: RunResult) -> None:
        """Once the last picture of a sort is back, Ctrl+Z has nothing left to do for it."""
        self._on_undone(into, mode, result)
        table, stack = self._session.pictures.table, self._session.undo_stack
        for place in range(stack.count()):
            command = stack.command(place)
            if isinstance(command, RunCommand) and command.run == result.run and mode is Mode.MOVE:
                command.setObsolete(not any(map(table.is_absent, command.rows)))

    def _rows(self, outcomes: Sequence[Outcome], states: Set[State]) -> list[int]:
        """The rows of pictures, not of their companions, whose files reached one of the states."""
        find = self._session.pictures.table.row_of
        rows = (find(outcome.source) for outcome in outcomes if outcome.state in states)
        return [row for row in rows if row is not None]

    def _make_report(self, kind: RunKind, picture_count: int, result: RunResult, into: Path, mode: Mode) -> RunReport:
        failures = tuple(
            outcome
            for outcome in result.outcomes
            if outcome.state is State.FAILED or (outcome.state is State.SKIPPED and outcome.reason)
        )
        run = result.run if any(outcome.state in _SORTED_STATES for outcome in result.outcomes) else None
        return RunReport(kind, picture_count, run, into, mode, failures, result.stop_reason)

    def _on_failed(self, error: ReportableError) -> None:
        self.failed.emit(error_message(error))
