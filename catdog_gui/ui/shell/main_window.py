"""The main window: puts the parts together and passes on what they say to each other."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QIcon, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from catdog_gui.ui.bars.footer import Footer
from catdog_gui.ui.bars.header import Header
from catdog_gui.ui.bars.notice_bar import NoticeBar
from catdog_gui.ui.common.label_keys import LabelKey
from catdog_gui.ui.common.messages import in_words
from catdog_gui.ui.common.open_externally import open_outside, show_in_folder
from catdog_gui.ui.common.resources import icon_file
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.urls import local_paths
from catdog_gui.ui.common.widgets.sheet import Sheet
from catdog_gui.ui.grid.empty_overlay import NothingHere
from catdog_gui.ui.grid.view import LARGEST, SMALLEST, GridView
from catdog_gui.ui.preview.panel import PreviewPanel
from catdog_gui.ui.retraining.changes_bar import ChangesBar
from catdog_gui.ui.retraining.controller import RetrainDesk
from catdog_gui.ui.retraining.service import Teacher
from catdog_gui.ui.retraining.sheet import RetrainSheet
from catdog_gui.ui.review.controller import ReviewDesk
from catdog_gui.ui.session.filtering import EVERYTHING, Filter, Order
from catdog_gui.ui.session.session import Session
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.shell.drop_overlay import DropCue
from catdog_gui.ui.shell.shortcut_overlay import KeyOverlay
from catdog_gui.ui.shell.side_column import SideColumn
from catdog_gui.ui.shell.start_page import EmptyState
from catdog_gui.ui.shell.window_actions import WindowActions
from catdog_gui.ui.sidebar.decision_list import DecisionView
from catdog_gui.ui.sidebar.decision_model import DecisionModel
from catdog_gui.ui.sidebar.threshold_panel import ThresholdPanel
from catdog_gui.ui.sorting.controller import SortDesk
from catdog_gui.ui.sorting.service import Sorter
from catdog_gui.ui.sorting.sheet import SortSheet
from catdog_gui.ui.watching.controller import WatchDesk
from catdog_gui.ui.watching.existing_pictures_sheet import WatchQuestion
from catdog_gui.ui.watching.service import Watches
from catdog_gui.ui.watching.sheet import WatchSheet
from catdog_gui.ui.watching.sorted_bar import ArrivalsBar

_SIDEBAR = 232


class MainWindow(QMainWindow):
    """Holds no state of its own: closing it and building another around the same session loses nothing."""

    closing = Signal()
    quit_wanted = Signal()
    language_changed = Signal()

    def __init__(
        self,
        session: Session,
        sorter: Sorter,
        teacher: Teacher,
        watches: Watches,
        theme: Theme,
        goes_on: Callable[[], bool],
    ) -> None:
        """`goes_on`: whether the program does when the window is closed now."""
        super().__init__()
        self._goes_on = goes_on
        self._session = session
        self._sorter = sorter
        self._theme = theme
        self.setWindowTitle("catdog")
        self.setWindowIcon(QIcon(str(icon_file("catdog"))))
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 680)
        self.header = Header(session.settings, (SMALLEST, LARGEST), theme)
        self.decision_model = DecisionModel(session.pictures, self)
        self.decisions = DecisionView(self.decision_model, session.pictures, theme)
        self.threshold = ThresholdPanel(session, theme)
        self.grid = GridView(session.pictures, session.thumbnails, theme)
        self.grid.set_side(session.settings.zoom)
        self.drop_cue = DropCue(theme, self.grid)
        self.nothing = NothingHere(session, theme, self.grid)
        self.preview = PreviewPanel(session, theme)
        self.footer = Footer(theme)
        self.notice = NoticeBar()
        self.arrivals = ArrivalsBar(theme)
        self.changes = ChangesBar()
        self.empty = EmptyState(session.settings, theme)
        self._lay_out()
        self.sheet = SortSheet(sorter, session.settings, theme, self._middle)
        self.desk = SortDesk(session, sorter, self.sheet, self.footer, self.notice, self)
        self.review_desk = ReviewDesk(session, theme, self.grid, self)
        self.retrain_sheet = RetrainSheet(teacher, session.settings, theme, self._middle)
        self.watch_sheet = WatchSheet(watches, session, theme, self._middle)
        self.question = WatchQuestion(theme, self._middle)
        self.watch_desk = WatchDesk(
            watches, session, self.header, self.watch_sheet, self.question, self.arrivals, self.notice, self
        )
        self.retrain_desk = RetrainDesk(session, teacher, sorter, self.retrain_sheet, self.header, self.changes, self)
        self._desks = (self.desk, self.retrain_desk)
        self.actions_ = WindowActions(self)
        self._connect()
        self._follow_folder()
        self._follow_model()
        self.retrain_desk.go_on()

    def _lay_out(self) -> None:
        self._table = QWidget()
        row = QHBoxLayout(self._table)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left, self._right = SideColumn(self._make_sidebar()), SideColumn(self.preview)
        row.addWidget(self._left)
        row.addWidget(self.grid, 1)
        row.addWidget(self._right)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._table)
        self._middle = middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bars = (self.changes, self.notice, self.arrivals, self.footer)
        for widget, stretch in ((self.header, 0), (self._pages, 1), *((bar, 0) for bar in bars)):
            column.addWidget(widget, stretch)
        self.setCentralWidget(middle)

    def _make_sidebar(self) -> QWidget:
        sidebar = QWidget()
        sidebar.setObjectName("sidebar")
        column = QVBoxLayout(sidebar)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(8)
        column.addWidget(self.decisions)
        column.addStretch()
        column.addWidget(self.threshold)
        return sidebar

    def _connect(self) -> None:
        session = self._session
        session.folder_changed.connect(self._follow_folder)
        session.model_changed.connect(self._follow_model)
        session.problem.connect(self._tell_problem)
        self.nothing.open_wanted.connect(self.choose_folder)
        self.nothing.recursive_wanted.connect(self.header.include_subfolders)
        self.nothing.everything_wanted.connect(self._show_everything)
        self.nothing.folder_wanted.connect(self.show_folder)
        self.empty.open_wanted.connect(self.choose_folder)
        self.empty.folder_wanted.connect(self.open_folder)
        self.header.open_wanted.connect(self.choose_folder)
        self.header.folder_wanted.connect(self.open_folder)
        self.header.recursive_changed.connect(self._set_recursive)
        self.header.order_changed.connect(self._set_order)
        self.header.side_changed.connect(self.grid.set_side)
        self.header.settings_wanted.connect(self.open_settings)
        self.header.history_wanted.connect(self.desk.open_history)
        self.header.keys_wanted.connect(self.show_keys)
        self.grid.zoomed.connect(self._zoomed)
        self.grid.doubleClicked.connect(self.open_current)
        self.grid.selectionModel().selectionChanged.connect(self._follow_selection)
        self.grid.selectionModel().currentChanged.connect(self._follow_selection)
        session.pictures.modelReset.connect(self._follow_selection)
        self.decisions.chosen.connect(self._set_filter)
        self.decision_model.dropped.connect(session.correct)
        self.threshold.changed.connect(session.set_threshold)
        self.preview.correction_wanted.connect(self.correct)
        self.footer.cancel_wanted.connect(self.cancel)
        self.footer.go_on_wanted.connect(session.go_on)
        self.footer.review_wanted.connect(self.review_desk.open)
        self.review_desk.sort_wanted.connect(self.desk.open_sheet)
        self.desk.sheet_opened.connect(self._sheet_opened)
        self.desk.stepped.connect(self.grid.select_rows)
        self.desk.stepped.connect(self.review_desk.go_to)
        self.review_desk.undo_wanted.connect(self.desk.undo_correction)
        self.review_desk.redo_wanted.connect(self.desk.redo_correction)
        self.sheet.recursive_wanted.connect(self.header.set_recursive)
        self.retrain_desk.sheet_opened.connect(self._sheet_opened)
        self.watch_desk.sheet_opened.connect(self._sheet_opened)
        self.watch_sheet.folder_wanted.connect(self.open_folder)
        self.watch_sheet.open_wanted.connect(self.choose_folder)
        self.watch_sheet.settings_wanted.connect(self.open_settings)
        self.retrain_desk.ranked.connect(self.grid.scrollToTop)
        for sheet in self._sheets():
            sheet.closed.connect(self._sheet_closed)

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
        self.desk.forget_report()
        self._session.pictures.set_order(Order(self._session.settings.order))
        self._session.open(folder)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is None and local_paths(event.mimeData()):
            self._show_drop_target(wanted=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._show_drop_target(wanted=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_drop_target(wanted=False)
        if paths := local_paths(event.mimeData()):
            event.acceptProposedAction()
            self.open_folder(paths[0] if paths[0].is_dir() else paths[0].parent)

    def _show_drop_target(self, *, wanted: bool) -> None:
        self.empty.target.set_hot(hot=wanted)
        if wanted and self._session.folder is not None:
            self.drop_cue.show_over_parent()
        else:
            self.drop_cue.hide()

    # Following.

    @Slot()
    def _follow_folder(self) -> None:
        folder = self._session.folder
        self.header.show_folder(folder)
        self._pages.setCurrentWidget(self._table if folder else self.empty)
        self.footer.setVisible(folder is not None)
        self.setWindowTitle(f"{folder.name or folder} – catdog" if folder else "catdog")
        for sheet in self._sheets():
            sheet.follow_folder(folder)
        self.desk.refresh()
        if not self._has_sheet():
            (self.grid if folder else self.empty.target).setFocus()

    @Slot()
    def _follow_model(self) -> None:
        self.decision_model.rebuild()
        self.actions_.set_labels(self._session.pictures.rows.labels)
        # Its buttons are made anew, and a new widget comes last for the Tab key.
        stops = [self.decisions, *self.threshold.tab_stops, self.grid, *self.preview.tab_stops]
        for one, following in pairwise(stops):
            self.setTabOrder(one, following)
        if self._session.loaded is not None:
            self.notice.hide()

    @Slot()
    def _follow_selection(self) -> None:
        self.preview.show_row(self.grid.row_in_front(), self.grid.count_selected())

    @Slot(str)
    def _tell_problem(self, sentence: str) -> None:
        words = in_words(sentence)
        self.notice.tell(words)
        self.empty.show_problem(words if self._session.folder is None else "")

    # Grid.

    @Slot(object)
    def _set_filter(self, wanted: Filter) -> None:
        self._session.pictures.set_filter(wanted or EVERYTHING)

    @Slot()
    def _show_everything(self) -> None:
        self._session.pictures.set_filter(EVERYTHING)
        self.grid.setFocus()

    @Slot(str)
    def _set_order(self, order: str) -> None:
        self._session.set_order(Order(order))
        self.retrain_desk.rank()

    @Slot(int)
    def _zoomed(self, side: int) -> None:
        self._session.settings.zoom = side
        self.header.show_side(side)

    @Slot(bool)
    def _set_recursive(self, recursive: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._session.settings.recursive = recursive
        self._session.reopen()

    @Slot(object)
    def correct(self, key: LabelKey) -> None:
        """The user's word for what is selected; on a single picture, the next one is chosen for the next key."""
        current = self.grid.current_row()
        rows = self.grid.selected_rows() or ([] if current is None else [current])
        if not rows or self._has_sheet():
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

    @Slot()
    def show_folder(self) -> None:
        if self._session.folder is not None:
            open_outside(self._session.folder)

    # The rest.

    @Slot()
    def cancel(self) -> None:
        """Escape: ends what is in front."""
        opened = next((sheet for sheet in self._sheets() if sheet.is_open), None)
        if opened is not None:
            opened.stop()
        elif self._sorter.is_busy:
            self._sorter.stop()
        elif self._session.is_scanning:
            self._session.cancel()
        elif self.desk.has_report:
            self.desk.forget_report()

    @Slot()
    def _sheet_opened(self) -> None:
        self._set_surroundings(enabled=False)

    @Slot()
    def _sheet_closed(self) -> None:
        self._set_surroundings(enabled=not self._has_sheet())
        self.grid.setFocus()

    def _sheets(self) -> tuple[Sheet, ...]:
        return (self.question, self.sheet, self.retrain_sheet, self.watch_sheet)

    def _has_sheet(self) -> bool:
        return any(sheet.is_open for sheet in self._sheets())

    def _set_surroundings(self, *, enabled: bool) -> None:
        """While the sheet is open it has the only keys and buttons."""
        for widget in (self.header, self.footer, self._table):
            widget.setEnabled(enabled)

    @Slot()
    def open_settings(self) -> None:
        dialog = SettingsDialog(self._session, self._theme, self)
        dialog.language_changed.connect(self.language_changed)
        dialog.recursive_changed.connect(self.header.set_recursive)
        dialog.finished.connect(self.desk.refresh)
        dialog.releases_wanted.connect(self.retrain_desk.open_releases)
        dialog.open()

    @Slot()
    def show_keys(self) -> None:
        KeyOverlay(self.actions_.groups(), self._theme, self._middle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        self._left.follow_window(self._theme.px(_SIDEBAR), width)
        self._right.follow_window(self.preview.wanted_width(width), width)
        for sheet in self._sheets():
            QTimer.singleShot(0, sheet, sheet.follow_parent)

    @property
    def is_busy(self) -> bool:
        """Whether the end of the program would end a sort or a retraining."""
        return any(desk.is_busy for desk in self._desks)

    def let_go(self) -> None:
        """Another window takes its place: nothing ends."""
        self.review_desk.close()
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks only where that would end a sort or a retraining: everything else is kept, or found again."""
        if not self._goes_on() and any(desk.is_busy and not desk.may_stop() for desk in self._desks):
            event.ignore()
            return
        self._session.settings.geometry = self.saveGeometry()
        self.review_desk.close()
        event.accept()
        self.closing.emit()
