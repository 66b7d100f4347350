"""The main window: builds the features, lays them out, and connects those that do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from catdog_gui.ui.bars.bar_stack import BarStack
from catdog_gui.ui.bars.footer import Footer
from catdog_gui.ui.bars.header import Header
from catdog_gui.ui.bars.notice_bar import NoticeBar
from catdog_gui.ui.bars.report_bar import ReportBar
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.resources import app_icon
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.urls import local_paths
from catdog_gui.ui.common.widgets.sheet import Sheet
from catdog_gui.ui.grid.clipboard import ClipboardCopier
from catdog_gui.ui.grid.empty_overlay import EmptyOverlay
from catdog_gui.ui.grid.find_bar import FindBar
from catdog_gui.ui.grid.selection_corrector import SelectionCorrector
from catdog_gui.ui.grid.view import MAX_SIDE, MIN_SIDE, GridView
from catdog_gui.ui.help.controller import HelpController
from catdog_gui.ui.help.shortcut_overlay import ShortcutGroup
from catdog_gui.ui.loupe.controller import LoupeController
from catdog_gui.ui.preview.panel import PreviewPanel
from catdog_gui.ui.retraining.changes_bar import ChangesBar
from catdog_gui.ui.retraining.controller import RetrainController
from catdog_gui.ui.retraining.service import RetrainService
from catdog_gui.ui.retraining.sheet import RetrainSheet
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.settings.controller import SettingsController
from catdog_gui.ui.shell.drop_overlay import DropOverlay
from catdog_gui.ui.shell.folder_opener import FolderOpener
from catdog_gui.ui.shell.side_column import SideColumn
from catdog_gui.ui.shell.stack_messages import StackMessages
from catdog_gui.ui.shell.start_page import StartPage
from catdog_gui.ui.shell.window_actions import MainWindowActions
from catdog_gui.ui.sidebar.decision_list import DecisionView
from catdog_gui.ui.sidebar.decision_model import DecisionModel
from catdog_gui.ui.sidebar.threshold_panel import ThresholdPanel
from catdog_gui.ui.sorting.controller import SortController
from catdog_gui.ui.sorting.rename_controller import RenameController
from catdog_gui.ui.sorting.rename_sheet import RenameSheet
from catdog_gui.ui.sorting.service import SortService
from catdog_gui.ui.sorting.sheet import SortSheet
from catdog_gui.ui.sorting.trash_controller import TrashController
from catdog_gui.ui.watching.controller import WatchController
from catdog_gui.ui.watching.existing_pictures_sheet import ExistingPicturesSheet
from catdog_gui.ui.watching.service import WatchService
from catdog_gui.ui.watching.sheet import WatchSheet
from catdog_gui.ui.watching.sorted_bar import SortedBar

_SIDEBAR_WIDTH = 232


class MainWindow(QMainWindow):
    """Holds no state: another window can be built on the same session, and nothing is lost."""

    closed = Signal()
    quit_requested = Signal()
    language_changed = Signal()

    def __init__(
        self,
        session: FolderSession,
        sort_service: SortService,
        retrain_service: RetrainService,
        watch_service: WatchService,
        theme: Theme,
        is_staying_in_tray: Callable[[], bool],
    ) -> None:
        """`is_staying_in_tray`: whether the program stays in the tray if the window is closed now."""
        super().__init__()
        self._is_staying_in_tray = is_staying_in_tray
        self._session = session
        self._sort_service = sort_service
        self._theme = theme
        self.setWindowTitle("catdog")
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 680)
        self.header = Header(session, (MIN_SIDE, MAX_SIDE), theme)
        self.decision_model = DecisionModel(session.pictures, self)
        self.decisions = DecisionView(self.decision_model, session, theme)
        self.threshold = ThresholdPanel(session, theme)
        self.grid = GridView(session.pictures, session.thumbnails, theme)
        self.grid.set_side(session.settings.zoom)
        self.drop_overlay = DropOverlay(theme, self.grid)
        self.selection_corrector = SelectionCorrector(session, self.grid)
        self.clipboard_copier = ClipboardCopier(session, self.grid)
        self.empty_overlay = EmptyOverlay(session, theme, self.grid)
        self.find_bar = FindBar(session, self.grid, theme)
        self.preview = PreviewPanel(session, theme)
        self.footer = Footer(theme)
        self.notice_bar = NoticeBar()
        self.report_bar = ReportBar()
        self.sorted_bar = SortedBar()
        self.changes_bar = ChangesBar()
        self.bars = BarStack((self.changes_bar, self.sorted_bar, self.report_bar, self.notice_bar), theme)
        self.start_page = StartPage(session.settings, theme)
        self._lay_out()
        self.sort_sheet = SortSheet(sort_service, session.settings, theme, self._central)
        self.sort_controller = SortController(
            session,
            sort_service,
            self.sort_sheet,
            self.header,
            self.footer,
            self.report_bar,
            self.notice_bar,
            self,
        )
        self.stack_messages = StackMessages(session.stacking, self.footer, self)
        self.trash_controller = TrashController(session, sort_service, self.grid, self.footer, self)
        self.rename_sheet = RenameSheet(theme, self._central)
        self.rename_controller = RenameController(
            session, sort_service, self.rename_sheet, self.grid, self.footer, self.notice_bar
        )
        self.loupe_controller = LoupeController(session, theme, self.grid, self.footer, self._central)
        self.retrain_sheet = RetrainSheet(retrain_service, session.settings, theme, self._central)
        self.watch_sheet = WatchSheet(watch_service, session, theme, self._central)
        self.existing_pictures_sheet = ExistingPicturesSheet(theme, self._central)
        self.watch_controller = WatchController(
            watch_service,
            session,
            self.header,
            self.watch_sheet,
            self.existing_pictures_sheet,
            self.sorted_bar,
            self.notice_bar,
            self,
        )
        self.retrain_controller = RetrainController(
            session, retrain_service, sort_service, self.retrain_sheet, self.header, self.changes_bar, self
        )
        self.help_controller = HelpController(session, theme, self._shortcut_groups, self._central)
        self.settings_controller = SettingsController(
            session,
            self.sort_controller,
            self.retrain_controller,
            self.help_controller,
            self.header,
            self.watch_sheet,
            theme,
            self,
        )
        self.folder_opener = FolderOpener(
            session,
            self.sort_controller,
            self.header,
            self.start_page,
            self.empty_overlay,
            self.watch_sheet,
            self.notice_bar,
            self,
        )
        self._controllers = (self.sort_controller, self.retrain_controller)
        self.window_actions = MainWindowActions(self, session, self)
        self.header.set_help_menu(self.window_actions.make_help_menu(self))
        self._connect()
        self._on_folder_changed()
        self._on_counts_changed()
        self._on_model_changed()
        self.retrain_controller.resume()

    def _lay_out(self) -> None:
        self._workspace = QWidget()
        row = QHBoxLayout(self._workspace)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left, self._right = SideColumn(self._make_sidebar()), SideColumn(self.preview)
        row.addWidget(self._left)
        row.addLayout(self._make_middle(), 1)
        row.addWidget(self._right)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start_page)
        self._pages.addWidget(self._workspace)
        self._central = middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((self.header, 0), (self._pages, 1), (self.bars, 0), (self.footer, 0)):
            column.addWidget(widget, stretch)
        self.setCentralWidget(middle)

    def _make_middle(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self.grid, 1)
        return column

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
        session.folder_changed.connect(self._on_folder_changed)
        session.pictures.counts_changed.connect(self._on_counts_changed)
        session.model_changed.connect(self._on_model_changed)
        session.problem_reported.connect(self._on_problem_reported)
        self.header.side_changed.connect(self.grid.set_side)
        self.header.find_requested.connect(self.find_pictures)
        self.grid.zoomed.connect(self._on_zoomed)
        self.grid.active_changed.connect(self.preview.show_row)
        self.preview.correction_requested.connect(self.selection_corrector.correct)
        self.footer.cancel_requested.connect(self.cancel)
        self.footer.focus_released.connect(self.grid.setFocus)
        self.bars.focus_released.connect(self.grid.setFocus)
        self.sort_controller.rows_changed.connect(self.grid.select_rows)
        self.sort_controller.rows_changed.connect(self.loupe_controller.go_to)
        self.loupe_controller.sort_requested.connect(self.sort_controller.open_sheet)
        self.loupe_controller.undo_requested.connect(self.sort_controller.undo_correction)
        self.loupe_controller.redo_requested.connect(self.sort_controller.redo_correction)
        self.retrain_controller.ranked.connect(self.grid.scrollToTop)
        self.settings_controller.language_changed.connect(self.language_changed)
        self.loupe_controller.opened.connect(self._on_sheet_opened)
        self.loupe_controller.closed.connect(self._on_sheet_closed)
        for sheet in self._sheets():
            sheet.opened.connect(self.loupe_controller.close)
            sheet.opened.connect(self._on_sheet_opened)
            sheet.closed.connect(self._on_sheet_closed)

    # Folders.

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
            self.folder_opener.open(paths[0] if paths[0].is_dir() else paths[0].parent)

    def _show_drop_target(self, *, wanted: bool) -> None:
        self.start_page.target.set_highlighted(highlighted=wanted)
        if wanted and self._session.folder is not None:
            self.drop_overlay.show_over_parent()
        else:
            self.drop_overlay.hide()

    # Updates.

    @Slot()
    def _on_folder_changed(self) -> None:
        folder = self._session.folder
        self.header.show_folder(folder)
        if folder is not None:
            self.start_page.dismiss_first_steps()
        self._pages.setCurrentWidget(self._workspace if folder else self.start_page)
        self.footer.setVisible(folder is not None)
        self.setWindowTitle(f"{folder.name or folder} – catdog" if folder else "catdog")
        for sheet in self._sheets():
            sheet.on_folder_changed(folder)
        self.sort_controller.refresh()
        if not self._has_open_sheet():
            (self.grid if folder else self.start_page.target).setFocus()

    @Slot()
    def _on_counts_changed(self) -> None:
        """Without pictures there is nothing to preview."""
        self._right.setVisible(self._session.pictures.counts().total > 0)

    @Slot()
    def _on_model_changed(self) -> None:
        self.decision_model.rebuild()
        self.window_actions.set_labels(self._session.pictures.table.labels)
        # The label buttons are new, and a new widget comes last in the tab order.
        stops = [
            self.decisions,
            *self.threshold.tab_stops,
            *self.find_bar.tab_stops,
            self.grid,
            *self.preview.tab_stops,
        ]
        for one, following in pairwise(stops):
            self.setTabOrder(one, following)
        if self._session.model.loaded is not None:
            self.notice_bar.close_bar()

    @Slot(object)
    def _on_problem_reported(self, message: str) -> None:
        text = translate_message(message)
        self.notice_bar.show_message(text)
        self.start_page.show_problem(text if self._session.folder is None else "")

    # Grid.

    @Slot(int)
    def _on_zoomed(self, side: int) -> None:
        self._session.settings.zoom = side
        self.header.show_side(side)

    # The rest.

    @Slot()
    def find_pictures(self) -> None:
        """Leaves the loupe for it; in a sheet there is nothing to find."""
        if not self._has_open_sheet():
            self.loupe_controller.close()
            self.find_bar.open_bar()

    @Slot()
    def cancel(self) -> None:
        """Escape: closes the open sheet or the search, else stops what runs, else closes the newest bar."""
        opened = next((sheet for sheet in self._sheets() if sheet.is_open), None)
        if opened is not None:
            opened.reject()
        elif self.find_bar.is_open:
            self.find_bar.close_bar()
        elif self._sort_service.is_busy:
            self._sort_service.stop()
        elif self._session.is_scanning:
            self._session.cancel()
        else:
            self.bars.dismiss()

    @Slot()
    def _on_sheet_opened(self) -> None:
        self._set_main_area_enabled(enabled=False)

    @Slot()
    def _on_sheet_closed(self) -> None:
        self._set_main_area_enabled(enabled=not self._has_open_sheet())
        self.grid.setFocus()

    def _sheets(self) -> tuple[Sheet, ...]:
        return (self.existing_pictures_sheet, self.sort_sheet, self.rename_sheet, self.retrain_sheet, self.watch_sheet)

    def _has_open_sheet(self) -> bool:
        return any(sheet.is_open for sheet in self._sheets())

    def _set_main_area_enabled(self, *, enabled: bool) -> None:
        """While a sheet is open, only its keys and buttons work."""
        for widget in (self.header, self.footer, self.bars, self._workspace):
            widget.setEnabled(enabled)

    def _shortcut_groups(self) -> list[ShortcutGroup]:
        return self.window_actions.shortcut_groups()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        self._left.fit_to_window(self._theme.px(_SIDEBAR_WIDTH), width)
        self._right.fit_to_window(self.preview.preferred_width(width), width)
        for sheet in self._sheets():
            QTimer.singleShot(0, sheet, sheet.fit_to_parent)

    @property
    def is_busy(self) -> bool:
        """Whether a sort or a retraining runs, which would end with the program."""
        return any(controller.is_busy for controller in self._controllers)

    def dispose(self) -> None:
        """Another window takes its place; what runs goes on."""
        self.loupe_controller.close()
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks only if that would stop a sort or a retraining: nothing else is lost."""
        if not self._is_staying_in_tray() and any(
            controller.is_busy and not controller.confirm_stop() for controller in self._controllers
        ):
            event.ignore()
            return
        self._session.settings.geometry = self.saveGeometry()
        self.loupe_controller.close()
        event.accept()
        self.closed.emit()
