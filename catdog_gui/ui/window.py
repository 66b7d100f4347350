"""The main window: puts the parts together and passes on what they say to each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QIcon, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMainWindow, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from catdog_gui.sorting.models import RunInfo
from catdog_gui.ui.dialogs.failures import Failure, FailureDialog
from catdog_gui.ui.dialogs.history import HistoryDialog
from catdog_gui.ui.dialogs.keys import KeyOverlay
from catdog_gui.ui.dialogs.settings import SettingsDialog
from catdog_gui.ui.grid.view import GridView
from catdog_gui.ui.keys import LabelKey, label_keys
from catdog_gui.ui.menus import WindowActions
from catdog_gui.ui.models.decisions import DecisionModel
from catdog_gui.ui.models.pictures import EVERYTHING, Filter, Order
from catdog_gui.ui.models.rows import FAILED
from catdog_gui.ui.outside import open_outside, show_in_folder
from catdog_gui.ui.resources import icon_file
from catdog_gui.ui.review import ReviewScreen
from catdog_gui.ui.session import Session
from catdog_gui.ui.sorter import Report, Sorter
from catdog_gui.ui.theme import Theme
from catdog_gui.ui.widgets.decisions import DecisionView
from catdog_gui.ui.widgets.empty import EmptyState
from catdog_gui.ui.widgets.footer import Footer
from catdog_gui.ui.widgets.header import Header
from catdog_gui.ui.widgets.notice import NoticeBar
from catdog_gui.ui.widgets.preview import PreviewPanel
from catdog_gui.ui.widgets.sort_sheet import SortSheet
from catdog_gui.ui.widgets.threshold import ThresholdPanel

_SIDEBAR = 216


class MainWindow(QMainWindow):
    """Holds no state of its own: closing it and building another around the same session loses nothing."""

    closing = Signal()
    language_changed = Signal()

    def __init__(self, session: Session, sorter: Sorter, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._sorter = sorter
        self._theme = theme
        self._report: Report | None = None
        self._review: ReviewScreen | None = None
        self.setWindowTitle("catdog")
        self.setWindowIcon(QIcon(str(icon_file("catdog"))))
        self.setAcceptDrops(True)
        self.setMinimumSize(900, 560)
        self.header = Header(session.settings, theme)
        self.decision_model = DecisionModel(session.pictures, self)
        self.decisions = DecisionView(self.decision_model, session.pictures, theme)
        self.threshold = ThresholdPanel(session, theme)
        self.grid = GridView(session.pictures, session.thumbnails, theme)
        self.grid.set_side(session.settings.zoom)
        self.preview = PreviewPanel(session, theme)
        self.footer = Footer(theme)
        self.notice = NoticeBar()
        self.empty = EmptyState(session.settings, theme)
        self._lay_out()
        self.sheet = SortSheet(sorter, session.settings, theme, self._pages)
        self.actions_ = WindowActions(self)
        self._connect()
        self._follow_folder()
        self._follow_model()

    def _lay_out(self) -> None:
        self._table = QWidget()
        row = QHBoxLayout(self._table)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_sidebar())
        row.addWidget(self.grid, 1)
        row.addWidget(self.preview)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._table)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((self.header, 0), (self._pages, 1), (self.notice, 0), (self.footer, 0)):
            column.addWidget(widget, stretch)
        self.setCentralWidget(middle)

    def _make_sidebar(self) -> QWidget:
        sidebar = QWidget()
        sidebar.setObjectName("sidebar")
        sidebar.setFixedWidth(self._theme.px(_SIDEBAR))
        column = QVBoxLayout(sidebar)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(16)
        column.addWidget(self.decisions)
        column.addStretch()
        column.addWidget(self.threshold)
        return sidebar

    def _connect(self) -> None:
        session, sorter = self._session, self._sorter
        session.folder_changed.connect(self._follow_folder)
        session.model_changed.connect(self._follow_model)
        session.progressed.connect(self._follow_progress)
        session.scan_ended.connect(self._follow_progress)
        session.problem.connect(self._tell_problem)
        session.pictures.counts_changed.connect(self._follow_counts)
        sorter.started.connect(self._run_started)
        sorter.progressed.connect(self._run_progressed)
        sorter.finished.connect(self._run_finished)
        sorter.failed.connect(self._run_failed)
        self.empty.open_wanted.connect(self.choose_folder)
        self.empty.folder_wanted.connect(self.open_folder)
        self.header.open_wanted.connect(self.choose_folder)
        self.header.folder_wanted.connect(self.open_folder)
        self.header.recursive_changed.connect(self._set_recursive)
        self.header.order_changed.connect(self._set_order)
        self.header.side_changed.connect(self.grid.set_side)
        self.header.settings_wanted.connect(self.open_settings)
        self.header.history_wanted.connect(self.open_history)
        self.header.keys_wanted.connect(self.show_keys)
        self.grid.zoomed.connect(self._zoomed)
        self.grid.doubleClicked.connect(self.open_current)
        self.grid.selectionModel().selectionChanged.connect(self._follow_selection)
        self.grid.selectionModel().currentChanged.connect(self._follow_selection)
        session.pictures.modelReset.connect(self._follow_selection)
        self.decisions.chosen.connect(self._set_filter)
        self.decision_model.dropped.connect(session.correct)
        self.threshold.changed.connect(session.set_threshold)
        self.preview.correction_wanted.connect(self._correct_by_key)
        self.footer.cancel_wanted.connect(self.cancel)
        self.footer.go_on_wanted.connect(session.go_on)
        self.footer.review_wanted.connect(self.review)
        self.footer.sort_wanted.connect(self.open_sheet)
        self.footer.undo_wanted.connect(self._undo_run)
        self.footer.show_wanted.connect(self._show_destination)
        self.footer.failures_wanted.connect(self.show_failures)
        self.sheet.sort_wanted.connect(sorter.sort)
        self.sheet.closed.connect(self._sheet_closed)

    # Folders.

    @Slot()
    def choose_folder(self) -> None:
        start = str(self._session.folder or Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder with pictures"), start)
        if chosen:
            self.open_folder(Path(chosen))

    @Slot(Path)
    def open_folder(self, folder: Path) -> None:
        """Opens a folder, or the folder of a file. Whether it can be read shows when it is looked through."""
        if self._sorter.is_busy:
            return
        self.notice.hide()
        self.empty.show_problem("")
        self._report = None
        self._session.pictures.set_order(Order(self._session.settings.order))
        self._session.open(folder)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is None and any(url.isLocalFile() for url in event.mimeData().urls()):
            self.empty.target.set_hot(hot=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.empty.target.set_hot(hot=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.empty.target.set_hot(hot=False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.open_folder(paths[0] if paths[0].is_dir() else paths[0].parent)

    # Following.

    @Slot()
    def _follow_folder(self) -> None:
        folder = self._session.folder
        self.header.show_folder(folder)
        self._pages.setCurrentWidget(self._table if folder else self.empty)
        self.footer.setVisible(folder is not None)
        self.setWindowTitle(f"{folder.name or folder} – catdog" if folder else "catdog")
        self.sheet.close_sheet()
        self._follow_progress()
        if folder is not None:
            self.grid.setFocus()

    @Slot()
    def _follow_model(self) -> None:
        self.decision_model.rebuild()
        self.actions_.set_labels(self._session.pictures.rows.labels)
        if self._session.loaded is not None:
            self.notice.hide()

    @Slot()
    def _follow_progress(self) -> None:
        if self._sorter.is_busy:
            return
        if self._session.is_scanning:
            self.footer.show_scan(self._session.progress())
        elif self._report is not None:
            self.footer.show_report(self._report)
        else:
            self._show_ready()

    @Slot()
    def _follow_counts(self) -> None:
        if not self._session.is_scanning and not self._sorter.is_busy and not self.footer.shows_report:
            self._show_ready()

    def _show_ready(self) -> None:
        counts = self._session.pictures.counts()
        labels = self._session.pictures.rows.labels
        moving = sum(counts.of(code) for code in range(len(labels.classes)))
        copies = self._session.settings.copies
        self.footer.show_ready(counts.of(labels.unsure), moving, counts.of(FAILED), counts.waiting, copies=copies)

    @Slot()
    def _follow_selection(self) -> None:
        selected = sum(part.height() for part in self.grid.selectionModel().selection())
        self.preview.show_row(self.grid.current_row(), selected)

    @Slot(str)
    def _tell_problem(self, sentence: str) -> None:
        self.notice.tell(sentence)
        self.empty.show_problem(sentence if self._session.folder is None else "")

    # Grid.

    @Slot(object)
    def _set_filter(self, wanted: Filter) -> None:
        self._session.pictures.set_filter(wanted or EVERYTHING)

    @Slot(str)
    def _set_order(self, order: str) -> None:
        self._session.set_order(Order(order))

    @Slot(int)
    def _zoomed(self, side: int) -> None:
        self._session.settings.zoom = side
        self.header.show_side(side)

    @Slot(bool)
    def _set_recursive(self, recursive: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._session.settings.recursive = recursive
        self._session.reopen()

    @Slot(str)
    def _correct_by_key(self, pressed: str) -> None:
        for key in label_keys(self._session.pictures.rows.labels):
            if key.key == pressed:
                self.correct(key)

    def correct(self, key: LabelKey) -> None:
        """The user's word for what is selected; on a single picture, the next one is chosen for the next key."""
        rows = self.grid.selected_rows()
        if not rows or self.sheet.is_open:
            return
        place = self.grid.currentIndex().row()
        self._session.correct(rows, key.code)
        count = self._session.pictures.rowCount()
        if self._session.pictures.filter != EVERYTHING and count and not self.grid.selected_rows():
            self.grid.setCurrentIndex(self._session.pictures.index(min(place, count - 1)))

    @Slot()
    def open_current(self) -> None:
        row = self.grid.current_row()
        if row is not None:
            open_outside(self._session.pictures.rows.path(row))

    @Slot()
    def show_current(self) -> None:
        row = self.grid.current_row()
        if row is not None:
            show_in_folder(self._session.pictures.rows.path(row))

    # Review.

    @Slot()
    def review(self) -> None:
        """Walks the doubtful pictures, most doubtful first; where there is none, what is selected or shown."""
        pictures = self._session.pictures
        rows = pictures.doubtful()
        if not rows:
            selected = self.grid.selected_rows()
            rows = selected if len(selected) > 1 else [int(row) for row in pictures.shown]
        if not rows or self._review is not None:
            return
        current = self.grid.current_row()
        self._review = ReviewScreen(self._session, self._theme, rows, rows.index(current) if current in rows else 0)
        self._review.answered.connect(self._answered)
        self._review.closed.connect(self._review_closed)
        self._review.open()

    @Slot(int, object)
    def _answered(self, row: int, code: int | None) -> None:
        self._session.correct([row], code)

    @Slot()
    def _review_closed(self) -> None:
        if self._review is not None:
            self.grid.select_row(self._review.row)
        self._review = None
        self.activateWindow()
        self._give_focus_to_grid()

    # Sorting.

    @Slot()
    def undo(self) -> None:
        """Takes back the last correction or sort; not while files are on their way."""
        if not self._sorter.is_busy:
            self._session.undo_stack.undo()

    @Slot()
    def redo(self) -> None:
        if not self._sorter.is_busy:
            self._session.undo_stack.redo()

    @Slot()
    def open_sheet(self) -> None:
        if self._session.folder is not None and not self._session.is_scanning and not self._sorter.is_busy:
            self._set_surroundings(enabled=False)
            self.sheet.open_for(self._session.folder)

    def _set_surroundings(self, *, enabled: bool) -> None:
        """While the sheet is open it has the only keys and buttons."""
        for widget in (self.header, self.footer, self._table):
            widget.setEnabled(enabled)

    @Slot()
    def cancel(self) -> None:
        if self.sheet.is_open:
            self.sheet.close_sheet()
        elif self._sorter.is_busy:
            self._sorter.stop()
        elif self._session.is_scanning:
            self._session.cancel()
        elif self._report is not None:
            self._report = None
            self._show_ready()

    @Slot()
    def _run_started(self) -> None:
        self._report = None
        if self._sorter.doing is not None:
            self.footer.show_run(self._sorter.doing, 0, 0)

    @Slot(int, int)
    def _run_progressed(self, done: int, total: int) -> None:
        if self._sorter.doing is not None:
            self.footer.show_run(self._sorter.doing, done, total)

    @Slot(object)
    def _run_finished(self, report: Report) -> None:
        self._report = report
        self.footer.show_report(report)

    @Slot(str)
    def _run_failed(self, sentence: str) -> None:
        self.notice.tell(sentence)
        self._follow_progress()

    @Slot()
    def _undo_run(self) -> None:
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
            self._list_failures(self.tr("These files stayed where they are"), failures, self.open_sheet)
            return
        rows = self._session.pictures.rows
        failures = [Failure(rows.path(row), rows.errors[row]) for row in self._session.failed_rows()]
        self._list_failures(self.tr("These pictures could not be read"), failures, self._retry)

    def _list_failures(self, title: str, failures: Sequence[Failure], retry: object) -> None:
        dialog = FailureDialog(title, failures, self)
        dialog.retry_wanted.connect(retry)
        dialog.open()

    @Slot()
    def _retry(self) -> None:
        self._session.label_again(self._session.failed_rows())

    # Dialogs.

    @Slot()
    def open_history(self) -> None:
        dialog = HistoryDialog(self)
        dialog.undo_wanted.connect(self._undo_from_history)
        self._sorter.history(dialog.show_runs)
        dialog.open()

    @Slot(object)
    def _undo_from_history(self, run: RunInfo) -> None:
        if not self._sorter.is_busy:
            self._sorter.undo_run(run.id, run.into, run.mode)

    @Slot()
    def open_settings(self) -> None:
        dialog = SettingsDialog(self._session, self._theme, self)
        dialog.language_changed.connect(self.language_changed)
        dialog.finished.connect(self._show_ready_again)
        dialog.open()

    @Slot()
    def _show_ready_again(self) -> None:
        self._follow_counts()

    @Slot()
    def show_keys(self) -> None:
        KeyOverlay(self.actions_.groups(), self._theme, self.centralWidget())

    @Slot()
    def _sheet_closed(self) -> None:
        self._set_surroundings(enabled=True)
        self._give_focus_to_grid()

    @Slot()
    def _give_focus_to_grid(self) -> None:
        self.grid.setFocus()

    # Ends.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.preview.follow_window(event.size().width())
        QTimer.singleShot(0, self.sheet.follow_parent)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks only while files are being moved: everything else is kept, or is found again."""
        if self._sorter.is_busy and not self._may_stop():
            event.ignore()
            return
        self._session.settings.geometry = self.saveGeometry()
        if self._review is not None:
            self._review.close()
        event.accept()
        self.closing.emit()

    def _may_stop(self) -> bool:
        answer = QMessageBox.question(
            self,
            self.tr("Stop in the middle?"),
            self.tr("Files are being moved. What is done stays done and can be undone later."),
            QMessageBox.StandardButton.Close | QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Close:
            self._sorter.stop()
            return True
        return False
