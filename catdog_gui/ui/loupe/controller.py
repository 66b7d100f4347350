"""Opens the loupe, and selects the picture that it showed last in the grid afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.bars.footer import Footer
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.grid.view import GridView
from catdog_gui.ui.loupe.screen import LoupeScreen
from catdog_gui.ui.loupe.walk import Walk
from catdog_gui.ui.session.session import FolderSession


class LoupeController(QObject):
    """One loupe at a time; the labels that are given in it are corrections."""

    opened = Signal()
    closed = Signal()
    sort_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, session: FolderSession, theme: Theme, grid: GridView, footer: Footer, area: QWidget) -> None:
        """`area` is what the loupe covers."""
        super().__init__(area)
        self._session = session
        self._theme = theme
        self._grid = grid
        self._area = area
        self.screen: LoupeScreen | None = None
        grid.doubleClicked.connect(self.open)
        footer.review_requested.connect(self.review_doubtful)
        session.folder_changed.connect(self.close)

    @Slot()
    def open(self) -> None:
        """Shows the current picture among those of the grid."""
        self._open(self._shown(), is_review=False)

    @Slot()
    def review(self) -> None:
        """Asks for the label of what was selected or filtered, else of what needs review."""
        selected, pictures = self._grid.selected_rows(), self._session.pictures
        if len(selected) > 1:
            self._open(selected, is_review=True)
        elif not pictures.shows_everything:
            self._open(self._shown(), is_review=True)
        else:
            self._open(pictures.doubtful() or self._shown(), is_review=True)

    @Slot()
    def review_doubtful(self) -> None:
        """The most doubtful picture comes first."""
        self._open(self._session.pictures.doubtful(), is_review=True)

    @Slot(tuple)
    def go_to(self, rows: Sequence[int]) -> None:
        if self.screen is not None:
            self.screen.go_to(rows)

    @Slot()
    def close(self) -> None:
        if self.screen is not None:
            self.screen.close()

    def _shown(self) -> list[int]:
        return [int(row) for row in self._session.pictures.shown]

    def _open(self, rows: Sequence[int], *, is_review: bool) -> None:
        if not rows or self.screen is not None or not self._grid.isEnabled():
            return
        current = self._grid.current_row()
        walk = Walk(tuple(rows), rows.index(current) if current in rows else 0, is_review)
        self.screen = LoupeScreen(self._session, self._theme, walk, self._area)
        self.screen.answered.connect(self._on_answered)
        self.screen.closed.connect(self._on_closed)
        self.screen.sort_requested.connect(self.sort_requested)
        self.screen.undo_requested.connect(self.undo_requested)
        self.screen.redo_requested.connect(self.redo_requested)
        # First, so that the window is disabled before the loupe takes the focus.
        self.opened.emit()
        self.screen.open()

    @Slot(int, object)
    def _on_answered(self, row: int, code: int | None) -> None:
        self._session.corrections.correct([row], code)

    @Slot()
    def _on_closed(self) -> None:
        """A picture that has left the filter gives its place to the nearest one that is shown."""
        if self.screen is None:
            return
        walk, pictures = self.screen.walk, self._session.pictures
        self.screen = None
        self.closed.emit()
        row = next((row for row in walk.nearest_first if pictures.index_of(row).isValid()), None)
        if row is not None and row != self._grid.current_row():
            self._grid.select_row(row)
