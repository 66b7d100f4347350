"""Renaming from the window: the current picture, its sheet, and the run."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from catdog_gui.sorting.error_messages import ReportableError, error_message
from catdog_gui.sorting.renaming import Renaming
from catdog_gui.ui.bars.footer import Footer
from catdog_gui.ui.bars.notice_bar import NoticeBar
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.grid.view import GridView
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.sorting.rename_sheet import RenameSheet
from catdog_gui.ui.sorting.service import SortService


class RenameController(QObject):
    """Names are checked against the folder as it is when the sheet opens, and again before anything is renamed."""

    def __init__(
        self,
        session: FolderSession,
        sort_service: SortService,
        sheet: RenameSheet,
        grid: GridView,
        footer: Footer,
        notice_bar: NoticeBar,
    ) -> None:
        super().__init__(sheet)
        self._session = session
        self._sort_service = sort_service
        self._sheet = sheet
        self._grid = grid
        self._footer = footer
        self._notice_bar = notice_bar
        self._row: int | None = None
        sheet.rename_requested.connect(self._on_rename_requested)

    @Slot()
    def open_sheet(self) -> None:
        row = self._grid.active_row()
        if row is None or not self._grid.isEnabled() or self._sort_service.is_busy:
            return
        if self._session.is_scanning:
            self._footer.show_message(self.tr("Pictures can be renamed once all are classified."))
            return
        group = self._session.pictures.table.group(row)
        backend = self._session.backend
        self._session.file_tasks.run(
            lambda: backend.renaming(group), partial(self._on_folder_read, row), self._on_failed, expected=(OSError,)
        )

    def _on_folder_read(self, row: int, renaming: Renaming) -> None:
        table = self._session.pictures.table
        if row < len(table) and table.group(row) == renaming.group and self._grid.isEnabled():
            self._row = row
            self._sheet.open_for(renaming)

    @Slot(str)
    def _on_rename_requested(self, stem: str) -> None:
        if self._row is not None and not self._sort_service.is_busy:
            self._sort_service.rename(self._row, stem)

    def _on_failed(self, error: ReportableError) -> None:
        self._notice_bar.show_message(translate_message(error_message(error)))
