"""Everything about sorting in the window: the sheet before, the bar while and after, history and failures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand
from PySide6.QtWidgets import QMessageBox, QWidget

from catdog_gui.sorting.models import RunInfo
from catdog_gui.ui.bars.footer import Footer
from catdog_gui.ui.bars.notice_bar import NoticeBar
from catdog_gui.ui.bars.run_report import Report
from catdog_gui.ui.common.formatting import word_for
from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.common.messages import in_words
from catdog_gui.ui.common.open_externally import open_outside
from catdog_gui.ui.session.session import Session
from catdog_gui.ui.session.undo_commands import CorrectCommand
from catdog_gui.ui.sorting.failures_dialog import Failure, FailureDialog
from catdog_gui.ui.sorting.history_dialog import HistoryDialog
from catdog_gui.ui.sorting.service import Sorter
from catdog_gui.ui.sorting.sheet import SortSheet


class SortDesk(QObject):
    """Stands between the sorter, which knows nothing of windows, and the parts of the window that show it."""

    sheet_opened = Signal()
    stepped = Signal(tuple)

    def __init__(
        self, session: Session, sorter: Sorter, sheet: SortSheet, footer: Footer, notice: NoticeBar, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._sorter = sorter
        self._sheet = sheet
        self._footer = footer
        self._notice = notice
        self._window = parent
        self._report: Report | None = None
        sorter.started.connect(self._started)
        sorter.progressed.connect(self._progressed)
        sorter.finished.connect(self._finished)
        sorter.failed.connect(self._failed)
        session.progressed.connect(self.refresh)
        session.scan_ended.connect(self.refresh)
        session.scan_ended.connect(sheet.follow_scan)
        session.pictures.counts_changed.connect(self._refresh_counts)
        sheet.sort_wanted.connect(sorter.sort)
        footer.sort_wanted.connect(self.open_sheet)
        footer.undo_wanted.connect(self._undo_report)
        footer.show_wanted.connect(self._show_destination)
        footer.dismissed.connect(self.forget_report)
        footer.failures_wanted.connect(self.show_failures)

    # What the footer shows.

    @Slot()
    def refresh(self) -> None:
        if self._sorter.is_busy:
            return
        if self._session.is_scanning:
            self._footer.show_scan(self._session.progress())
        elif self._report is not None:
            self._footer.show_report(self._report)
        else:
            self._show_ready()

    @Slot()
    def _refresh_counts(self) -> None:
        if not self._session.is_scanning:
            self.refresh()

    @Slot()
    def forget_report(self) -> None:
        self._report = None
        self.refresh()

    @property
    def has_report(self) -> bool:
        return self._report is not None

    def _show_ready(self) -> None:
        counts = self._session.pictures.counts()
        labels = self._session.pictures.rows.labels
        moving = self._session.pictures.count_moving()
        copies = self._session.settings.copies
        self._footer.show_skipped(0 if self._session.folder_problem else self._session.progress().skipped)
        self._footer.show_ready(counts.of(labels.unsure), moving, counts.of(FAILED), counts.waiting, copies=copies)

    # Before.

    @Slot()
    def open_sheet(self) -> None:
        if self._session.folder is not None and not self._session.is_scanning and not self._sorter.is_busy:
            self.sheet_opened.emit()
            self._sheet.open_for(self._session.folder)

    # While.

    @Slot()
    def _started(self) -> None:
        self._report = None
        self._progressed(0, 0)

    @Slot(int, int)
    def _progressed(self, done: int, total: int) -> None:
        if self._sorter.doing is not None:
            self._footer.show_run(self._sorter.doing, done, total)

    @property
    def is_busy(self) -> bool:
        return self._sorter.is_busy

    def may_stop(self) -> bool:
        """Asks whether to stop in the middle of a run, and stops it."""
        answer = QMessageBox.question(
            self._window,
            self.tr("Stop in the middle?"),
            self.tr("Files are being moved. What is done stays done, and can be undone later."),
            QMessageBox.StandardButton.Close | QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Close:
            self._sorter.stop()
            return True
        return False

    # After.

    @Slot(object)
    def _finished(self, report: Report) -> None:
        self._report = report
        self._footer.show_report(report)

    @Slot(str)
    def _failed(self, sentence: str) -> None:
        self._notice.tell(in_words(sentence))
        self.refresh()

    @Slot()
    def undo(self) -> None:
        """Takes back the last correction or sort."""
        stack = self._session.undo_stack
        if self._may_step:
            self._step(stack.command(stack.index() - 1), stack.undo)

    @Slot()
    def redo(self) -> None:
        stack = self._session.undo_stack
        if self._may_step:
            self._step(stack.command(stack.index()), stack.redo)

    @Slot()
    def undo_correction(self) -> None:
        """Where a sort that is taken back would go unseen."""
        stack = self._session.undo_stack
        if isinstance(stack.command(stack.index() - 1), CorrectCommand):
            self.undo()

    @Slot()
    def redo_correction(self) -> None:
        stack = self._session.undo_stack
        if isinstance(stack.command(stack.index()), CorrectCommand):
            self.redo()

    @property
    def _may_step(self) -> bool:
        """Not while files are on their way, nor beneath a plan that would no longer be true."""
        return not self._sorter.is_busy and not self._sheet.is_open

    def _step(self, command: QUndoCommand | None, step: Callable[[], None]) -> None:
        """A sort tells of itself; of a correction, the picture may be out of sight."""
        rows = command.rows if isinstance(command, CorrectCommand) else ()
        step()
        if rows:
            self.forget_report()
            self._footer.say(self._words_for(rows))
            self.stepped.emit(rows)

    def _words_for(self, changed: Sequence[int]) -> str:
        rows = self._session.pictures.rows
        codes = {rows.code(row) for row in changed}
        if len(codes) > 1:
            return self.tr("%Ln picture(s): back to what they were", "", len(changed))
        word = word_for(codes.pop(), rows.labels)
        if len(changed) > 1:
            return self.tr("%Ln picture(s): back to {}", "", len(changed)).format(word)
        return self.tr("{}: back to {}").format(rows.name(changed[0]), word)

    @Slot()
    def _undo_report(self) -> None:
        """The bar's own Undo takes the sort back, whatever was corrected since."""
        if self._report is not None and self._report.run is not None and not self._sorter.is_busy:
            self._sorter.undo_run(self._report.run, self._report.into, self._report.mode)

    @Slot()
    def _show_destination(self) -> None:
        if self._report is not None:
            open_outside(self._report.into)

    @Slot()
    def show_failures(self) -> None:
        """Of the last run while its bar is there, else of the pictures that could not be read."""
        if self._report is not None:
            failures = [Failure(outcome.source, outcome.reason) for outcome in self._report.failures]
            self._list_failures(self.tr("These files stayed where they are"), failures, self._sort_again)
            return
        rows = self._session.pictures.rows
        failures = [Failure(rows.path(row), rows.errors[row]) for row in self._session.failed_rows()]
        self._list_failures(self.tr("These pictures could not be read"), failures, self._label_again)

    def _list_failures(self, title: str, failures: Sequence[Failure], retry: Callable[[], None]) -> None:
        dialog = FailureDialog(title, failures, self._window)
        dialog.retry_wanted.connect(retry)
        dialog.open()

    @Slot()
    def _sort_again(self) -> None:
        self.forget_report()
        self.open_sheet()

    @Slot()
    def _label_again(self) -> None:
        self._session.label_again(self._session.failed_rows())

    @Slot()
    def open_history(self) -> None:
        dialog = HistoryDialog(self._window)
        dialog.undo_wanted.connect(self._undo_from_history)
        self._sorter.history(dialog.show_runs)
        dialog.open()

    @Slot(object)
    def _undo_from_history(self, run: RunInfo) -> None:
        if not self._sorter.is_busy:
            self._sorter.undo_run(run.id, run.into, run.mode)
