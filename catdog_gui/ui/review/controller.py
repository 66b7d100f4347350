"""Opens the full-screen review, and selects its last picture in the window afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.bars.footer import Footer
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.grid.view import GridView
from catdog_gui.ui.review.screen import ReviewScreen
from catdog_gui.ui.session.session import FolderSession


class ReviewController(QObject):
    """One review at a time; its answers are corrections."""

    sort_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, session: FolderSession, theme: Theme, grid: GridView, footer: Footer, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._grid = grid
        self._window = parent
        self.screen: ReviewScreen | None = None
        footer.review_requested.connect(self.open)

    @Slot()
    def open(self) -> None:
        """Shows the doubtful pictures, most doubtful first; if there is none, the selected or shown ones."""
        rows = self._session.pictures.doubtful() or self._selected_or_shown()
        if not rows or self.screen is not None:
            return
        current = self._grid.current_row()
        self.screen = ReviewScreen(self._session, self._theme, rows, rows.index(current) if current in rows else 0)
        self.screen.answered.connect(self._on_answered)
        self.screen.closed.connect(self._on_closed)
        self.screen.sort_requested.connect(self.sort_requested)
        self.screen.undo_requested.connect(self.undo_requested)
        self.screen.redo_requested.connect(self.redo_requested)
        self.screen.open()

    @Slot(tuple)
    def go_to(self, rows: Sequence[int]) -> None:
        if self.screen is not None:
            self.screen.go_to(rows)

    def close(self) -> None:
        if self.screen is not None:
            self.screen.close()

    def _selected_or_shown(self) -> list[int]:
        selected = self._grid.selected_rows()
        return selected if len(selected) > 1 else [int(row) for row in self._session.pictures.shown]

    @Slot(int, object)
    def _on_answered(self, row: int, code: int | None) -> None:
        self._session.corrections.correct([row], code)

    @Slot()
    def _on_closed(self) -> None:
        if self.screen is not None:
            self._grid.select_row(self.screen.row)
        self.screen = None
        self._window.activateWindow()
        self._grid.setFocus()
