"""Sorting in the window: the sheet before, the footer during, the report after, history and failures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand
from PySide6.QtWidgets import QMessageBox, QWidget

from catdog_gui.sorting.models import RunInfo
from catdog_gui.ui.bars.footer import Footer
from catdog_gui.ui.bars.header import Header
from catdog_gui.ui.bars.notice_bar import NoticeBar
from catdog_gui.ui.bars.report_bar import ReportBar
from catdog_gui.ui.bars.run_report import RunReport
from catdog_gui.ui.common.formatting import code_text
from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.open_externally import open_externally
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.session.undo_commands import CorrectCommand
from catdog_gui.ui.sorting.failures_dialog import Failure, FailureDialog
from catdog_gui.ui.sorting.history_dialog import HistoryDialog
from catdog_gui.ui.sorting.service import SortService
from catdog_gui.ui.sorting.sheet import SortSheet


class SortController(QObject):
    """Connects the sort service, which knows no widgets, with the widgets that show it."""

    rows_changed = Signal(tuple)

    def __init__(
        self,
        session: FolderSession,
        sort_service: SortService,
        sheet: SortSheet,
        header: Header,
        footer: Footer,
        report_bar: ReportBar,
        notice_bar: NoticeBar,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._sort_service = sort_service
        self._sheet = sheet
        self._footer = footer
        self._report_bar = report_bar
        self._notice_bar = notice_bar
        self._window = parent
        self._report: RunReport | None = None
        sort_service.started.connect(self._on_started)
        sort_service.progressed.connect(self._on_progressed)
        sort_service.finished.connect(self._on_finished)
        sort_service.failed.connect(self._on_failed)
        session.progressed.connect(self.refresh)
        session.scan_ended.connect(self.refresh)
        session.scan_ended.connect(sheet.on_scan_ended)
        session.pictures.counts_changed.connect(self._on_counts_changed)
        sheet.sort_requested.connect(sort_service.sort)
        sheet.closed.connect(self.refresh)
        sheet.recursive_changed.connect(session.set_recursive)
        sheet.folders_changed.connect(session.set_folder_names)
        sheet.mode_changed.connect(session.set_sort_mode)
        session.folder_names_changed.connect(self.refresh)
        session.sort_mode_changed.connect(self.refresh)
        header.history_requested.connect(self.open_history)
        footer.sort_requested.connect(self.open_sheet)
        footer.resume_requested.connect(session.resume)
        footer.failures_requested.connect(self.show_unreadable)
        report_bar.undo_requested.connect(self._undo_report)
        report_bar.show_in_folder_requested.connect(self._show_destination)
        report_bar.failures_requested.connect(self._show_report_failures)
        # What the status line says of the last undo is over with whatever the user does next.
        for later in (
            session.undo_stack.indexChanged,
            session.model.threshold_changed,
            session.folder_changed,
            session.pictures.modelReset,
        ):
            later.connect(footer.clear_message)

    # What the footer shows.

    @Slot()
    def refresh(self) -> None:
        if self._sort_service.is_busy:
            return
        if self._session.is_scanning:
            self._footer.show_scan(self._session.progress())
        else:
            self._show_ready()

    @Slot()
    def _on_counts_changed(self) -> None:
        if not self._session.is_scanning:
            self.refresh()

    @Slot()
    def clear_report(self) -> None:
        self._report = None
        self._report_bar.close_bar()

    def _show_ready(self) -> None:
        counts = self._session.pictures.counts()
        labels = self._session.pictures.table.labels
        moving = self._session.count_moving()
        mode = self._session.settings.sort_mode
        self._footer.show_skipped(0 if self._session.folder_problem else self._session.progress().skipped)
        self._footer.show_ready(counts.of(labels.unsure), moving, counts.of(FAILED), counts.waiting, mode)

    # Before.

    @Slot()
    def open_sheet(self) -> None:
        if self._session.folder is not None and not self._session.is_scanning and not self._sort_service.is_busy:
            self._sheet.open_for(self._session.folder)

    # While.

    @Slot()
    def _on_started(self) -> None:
        self.clear_report()
        self._footer.clear_message()
        self._on_progressed(0, 0)

    @Slot(int, int)
    def _on_progressed(self, done: int, total: int) -> None:
        if self._sort_service.run_kind is not None:
            self._footer.show_run(self._sort_service.run_kind, self._sort_service.run_mode, done, total)

    @property
    def is_busy(self) -> bool:
        return self._sort_service.is_busy

    def confirm_stop(self) -> bool:
        """Asks whether to stop in the middle of a run, and stops it."""
        answer = QMessageBox.question(
            self._window,
            self.tr("Stop now?"),
            self.tr("Files are being moved. Those moved so far stay moved; you can undo that later."),
            QMessageBox.StandardButton.Close | QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Close:
            self._sort_service.stop()
            return True
        return False

    # After.

    @Slot(object)
    def _on_finished(self, report: RunReport) -> None:
        self._report = report
        self._report_bar.show_report(report)
        self.refresh()

    @Slot(object)
    def _on_failed(self, message: str) -> None:
        self._notice_bar.show_message(translate_message(message))
        self.refresh()

    @Slot()
    def undo(self) -> None:
        """Takes back the last correction or sort."""
        stack = self._session.undo_stack
        if self._can_step:
            self._step(stack.command(stack.index() - 1), stack.undo)

    @Slot()
    def redo(self) -> None:
        stack = self._session.undo_stack
        if self._can_step:
            self._step(stack.command(stack.index()), stack.redo)

    @Slot()
    def undo_correction(self) -> None:
        """For the loupe, where the user would not see that a sort is undone."""
        stack = self._session.undo_stack
        if isinstance(stack.command(stack.index() - 1), CorrectCommand):
            self.undo()

    @Slot()
    def redo_correction(self) -> None:
        stack = self._session.undo_stack
        if isinstance(stack.command(stack.index()), CorrectCommand):
            self.redo()

    @property
    def _can_step(self) -> bool:
        """Not while files are moved, nor while the sheet shows a plan that the undo would make wrong."""
        return not self._sort_service.is_busy and not self._sheet.is_open

    def _step(self, command: QUndoCommand | None, step: Callable[[], None]) -> None:
        """Says what happened to a correction, as its picture may be out of sight; a sort reports by itself."""
        rows = command.rows if isinstance(command, CorrectCommand) else ()
        step()
        if rows:
            self.clear_report()
            self._footer.show_message(self._changes_text(rows))
            self.rows_changed.emit(rows)

    def _changes_text(self, changed: Sequence[int]) -> str:
        table = self._session.pictures.table
        codes = {table.code(row) for row in changed}
        if len(codes) > 1:
            return self.tr("%Ln picture(s): labels restored", "", len(changed))
        name = code_text(codes.pop(), table.labels)
        if len(changed) > 1:
            return self.tr("%Ln picture(s): back to {}", "", len(changed)).format(name)
        return self.tr("{}: back to {}").format(table.name(changed[0]), name)

    @Slot()
    def _undo_report(self) -> None:
        """The Undo of the report takes back the sort that it is about, even if corrections were made since."""
        if self._report is not None and self._report.run is not None and not self._sort_service.is_busy:
            self._sort_service.undo_run(self._report.run, self._report.into, self._report.mode)

    @Slot()
    def _show_destination(self) -> None:
        if self._report is not None:
            open_externally(self._report.into)

    @Slot()
    def _show_report_failures(self) -> None:
        """What the last run left where it was."""
        if self._report is not None:
            failures = [Failure(outcome.source, outcome.reason) for outcome in self._report.failures]
            self._list_failures(self.tr("These files stayed where they are"), failures, self._retry_sort)

    @Slot()
    def show_unreadable(self) -> None:
        """The pictures that could not be read."""
        table = self._session.pictures.table
        failures = [Failure(table.path(row), table.errors[row]) for row in self._session.failed_rows()]
        self._list_failures(self.tr("These pictures could not be read"), failures, self._relabel_failed)

    def _list_failures(self, title: str, failures: Sequence[Failure], retry: Callable[[], None]) -> None:
        dialog = FailureDialog(title, failures, self._window)
        dialog.retry_requested.connect(retry)
        dialog.open()

    @Slot()
    def _retry_sort(self) -> None:
        self.clear_report()
        self.open_sheet()

    @Slot()
    def _relabel_failed(self) -> None:
        self._session.relabel(self._session.failed_rows())

    @Slot()
    def open_history(self) -> None:
        dialog = HistoryDialog(self._window)
        dialog.runs_requested.connect(lambda: self._sort_service.history(dialog.show_runs))
        dialog.files_requested.connect(lambda run: self._sort_service.entries(run, dialog.show_files))
        dialog.undo_requested.connect(self._undo_from_history)
        dialog.files_undo_requested.connect(self._undo_files_from_history)
        self._sort_service.finished.connect(dialog.reload)
        self._sort_service.failed.connect(dialog.reload)
        dialog.reload()
        dialog.open()

    @Slot(object)
    def _undo_from_history(self, run: RunInfo) -> None:
        if not self._sort_service.is_busy:
            self._sort_service.undo_run(run.id, run.into, run.mode)

    @Slot(object, list)
    def _undo_files_from_history(self, run: RunInfo, files: list[Path]) -> None:
        if not self._sort_service.is_busy:
            self._sort_service.undo(run.id, run.into, run.mode, files)
