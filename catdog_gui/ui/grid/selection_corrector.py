"""Gives the selected pictures a label."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from catdog_gui.ui.common.label_keys import LabelKey
from catdog_gui.ui.grid.view import GridView
from catdog_gui.ui.session.session import FolderSession


class SelectionCorrector(QObject):
    def __init__(self, session: FolderSession, grid: GridView) -> None:
        super().__init__(grid)
        self._session = session
        self._grid = grid

    @Slot(object)
    def correct(self, key: LabelKey) -> None:
        """If the corrected picture leaves the grid, the next one is selected for the next key."""
        grid, pictures = self._grid, self._session.pictures
        current = grid.current_row()
        rows = grid.selected_rows() or ([] if current is None else [current])
        if not rows or not grid.isEnabled():
            return
        place = grid.currentIndex().row()
        self._session.corrections.correct(rows, key.code)
        count = pictures.rowCount()
        if not pictures.shows_everything and count and not grid.selected_rows():
            grid.setCurrentIndex(pictures.index(min(place, count - 1)))
