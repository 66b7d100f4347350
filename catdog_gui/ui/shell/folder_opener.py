"""Opens a folder, wherever the user asks for it: the header, the start page, an empty grid, the watched folders."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from catdog_gui.ui.bars.header import Header
from catdog_gui.ui.bars.notice_bar import NoticeBar
from catdog_gui.ui.grid.empty_overlay import EmptyOverlay
from catdog_gui.ui.session.filtering import Order
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.shell.start_page import StartPage
from catdog_gui.ui.sorting.controller import SortController
from catdog_gui.ui.watching.sheet import WatchSheet


class FolderOpener(QObject):
    def __init__(
        self,
        session: FolderSession,
        sort_controller: SortController,
        header: Header,
        start_page: StartPage,
        empty_overlay: EmptyOverlay,
        watch_sheet: WatchSheet,
        notice_bar: NoticeBar,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._sort_controller = sort_controller
        self._start_page = start_page
        self._notice_bar = notice_bar
        self._window = parent
        for source in (header, start_page, empty_overlay, watch_sheet):
            source.open_requested.connect(self.choose)
        for source in (header, start_page, watch_sheet):
            source.folder_requested.connect(self.open)

    @Slot()
    def choose(self) -> None:
        start = str(self._session.folder or Path.home())
        chosen = QFileDialog.getExistingDirectory(self._window, self.tr("Choose a folder with pictures"), start)
        if chosen:
            self.open(Path(chosen))

    @Slot(Path)
    def open(self, folder: Path) -> None:
        """Whether it can be read shows when it is looked through."""
        if self._sort_controller.is_busy:
            return
        self._notice_bar.close_bar()
        self._start_page.show_problem("")
        self._sort_controller.clear_report()
        self._session.pictures.set_order(Order(self._session.settings.order))
        self._session.open(folder)
