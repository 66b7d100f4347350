"""The watched folders, one below the other: what each does, and the buttons for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from catdog_gui.ui.common.messages import in_words
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.watching.texts import state_words
from catdog_gui.ui.watching.watched_folder import WatchedFolder
from catdog_gui.watching.models import Activity


class WatchRow(QWidget):
    """One folder. It is filled anew in place, so that the focus stays where it is."""

    pause_wanted = Signal(Path)
    resume_wanted = Signal(Path)
    end_wanted = Signal(Path)
    folder_wanted = Signal(Path)

    def __init__(self, folder: Path, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._goes_on = False
        name = folder.name or str(folder)
        self._name = button("", self._open, flat=True)
        self._name.setText(self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, theme.px(170)))
        self._name.setAccessibleName(self.tr("Open {}").format(name))
        self._name.setToolTip(str(folder))
        self._pause = button("", self._pause_or_resume)
        self._end = button(self.tr("Stop"), self._stop)
        self._end.setAccessibleName(self.tr("Stop watching {}").format(name))
        self._state = quiet(label("", wrap=True))
        self._said = label("", wrap=True)
        self._said.setProperty("warning", "true")
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._name)
        first.addStretch()
        first.addWidget(self._pause)
        first.addWidget(self._end)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 8)
        layout.setSpacing(2)
        layout.addLayout(first)
        for text in (self._state, self._said):
            text.setContentsMargins(13, 0, 0, 0)
            layout.addWidget(text)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [self._name, self._pause, self._end]

    def show_watched(self, watched: WatchedFolder) -> None:
        words = state_words(watched)
        if watched.wanted.recursive:
            words = self.tr("{}, sub-folders too").format(words)
        self._state.setText(words)
        has_ended = watched.activity is Activity.STOPPED
        self._said.setText(in_words(watched.said))
        self._said.setVisible(has_ended and bool(watched.said))
        self._mark_state(is_problem=watched.has_problem)
        self._goes_on = not watched.wanted.paused and not has_ended
        going_on = self.tr("Try again") if has_ended else self.tr("Go on")
        text = self.tr("Pause") if self._goes_on else going_on
        self._pause.setText(text)
        self._pause.setAccessibleName(f"{text}: {self._folder.name}")

    def _mark_state(self, *, is_problem: bool) -> None:
        if self._state.property("warning") != str(is_problem).lower():
            self._state.setProperty("warning", str(is_problem).lower())
            self._state.style().polish(self._state)

    @Slot()
    def _pause_or_resume(self) -> None:
        (self.pause_wanted if self._goes_on else self.resume_wanted).emit(self._folder)

    @Slot()
    def _stop(self) -> None:
        self.end_wanted.emit(self._folder)

    @Slot()
    def _open(self) -> None:
        self.folder_wanted.emit(self._folder)


class WatchRows(QScrollArea):
    pause_wanted = Signal(Path)
    resume_wanted = Signal(Path)
    end_wanted = Signal(Path)
    folder_wanted = Signal(Path)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: dict[Path, WatchRow] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._inside.setObjectName("rows")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(0)
        self._column.addStretch()
        self.setWidget(self._inside)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [stop for row in self._rows.values() for stop in row.tab_stops]

    def show_folders(self, folders: Sequence[WatchedFolder]) -> None:
        """Adds and removes rows as needed, and fills all of them."""
        there = {watched.wanted.folder for watched in folders}
        for folder in [folder for folder in self._rows if folder not in there]:
            row = self._rows.pop(folder)
            row.hide()
            row.deleteLater()
        for watched in folders:
            self._row(watched.wanted.folder).show_watched(watched)

    def _row(self, folder: Path) -> WatchRow:
        row = self._rows.get(folder)
        if row is None:
            row = self._rows[folder] = WatchRow(folder, self._theme, self._inside)
            row.pause_wanted.connect(self.pause_wanted)
            row.resume_wanted.connect(self.resume_wanted)
            row.end_wanted.connect(self.end_wanted)
            row.folder_wanted.connect(self.folder_wanted)
            self._column.insertWidget(self._column.count() - 1, row)
            row.show()
        return row
