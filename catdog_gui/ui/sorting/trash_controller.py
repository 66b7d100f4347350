"""The trash from the window: the selected pictures leave the grid, and what stayed is listed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.bars.footer import Footer
from catdog_gui.ui.grid.view import GridView
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.sorting.failures_dialog import FailureDialog
from catdog_gui.ui.sorting.service import SortService
from catdog_gui.ui.sorting.trash import Trashed, move_to_trash


class TrashController(QObject):
    """The trash belongs to the system: what is in it is restored there, not by Undo, and the window says so."""

    def __init__(
        self, session: FolderSession, sort_service: SortService, grid: GridView, footer: Footer, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._sort_service = sort_service
        self._grid = grid
        self._footer = footer
        self._window = parent

    @Slot()
    def trash_selected(self) -> None:
        rows = self._grid.selected_rows()
        if not rows or not self._grid.isEnabled() or self._sort_service.is_busy:
            return
        groups = [self._session.pictures.table.group(row) for row in rows]
        place = self._grid.currentIndex().row()
        self._session.file_tasks.run(lambda: (place, move_to_trash(groups)), self._on_trashed)

    def _on_trashed(self, done: tuple[int, Trashed]) -> None:
        place, trashed = done
        pictures = self._session.pictures
        rows = [row for path in trashed.pictures if (row := pictures.table.row_of(path)) is not None]
        pictures.set_present(rows, present=False)
        self._grid.select_near(place)
        if trashed.pictures:
            self._footer.show_message(self._text(trashed))
        if trashed.failures:
            dialog = FailureDialog(self.tr("These files are not in the trash"), trashed.failures, self._window)
            dialog.retry_requested.connect(self.trash_selected)
            dialog.open()

    def _text(self, trashed: Trashed) -> str:
        if len(trashed.pictures) == 1:
            text = self.tr("{} is in the trash. The file manager can restore it from there.")
            return text.format(trashed.pictures[0].name)
        return self.tr(
            "%Ln picture(s) are in the trash. The file manager can restore them from there.", "", len(trashed.pictures)
        )
