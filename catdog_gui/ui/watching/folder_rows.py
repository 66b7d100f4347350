"""The watched folders, one below the other: what each does, and the buttons for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.watching.texts import state_text
from catdog_gui.ui.watching.watched_folder import WatchedFolder
from catdog_gui.watching.models import WatchState


class FolderRow(QWidget):
    """One folder. It is updated in place, so that the focus stays."""

    pause_requested = Signal(Path)
    resume_requested = Signal(Path)
    stop_requested = Signal(Path)
    folder_requested = Signal(Path)

    def __init__(self, folder: Path, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._is_running = False
        name = folder.name or str(folder)
        self._name = button("", self._on_name_clicked, flat=True)
        self._name.setText(self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, theme.px(170)))
        self._name.setAccessibleName(self.tr("Open {}").format(name))
        self._name.setToolTip(str(folder))
        self._pause_button = button("", self._on_pause_clicked)
        self._pause_button.setObjectName("pause")
        self._stop_button = button(self.tr("Stop"), self._on_stop_clicked)
        self._stop_button.setObjectName("stop")
        self._stop_button.setAccessibleName(self.tr("Stop watching {}").format(name))
        self._state = quiet(label("", wrap=True))
        self._state.setObjectName("state")
        self._message = label("", wrap=True)
        self._message.setObjectName("message")
        self._message.setProperty("warning", "true")
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._name)
        first.addStretch()
        first.addWidget(self._pause_button)
        first.addWidget(self._stop_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 8)
        layout.setSpacing(2)
        layout.addLayout(first)
        for text in (self._state, self._message):
            text.setContentsMargins(13, 0, 0, 0)
            layout.addWidget(text)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [self._name, self._pause_button, self._stop_button]

    def show_watched(self, watched: WatchedFolder) -> None:
        status = state_text(watched)
        if watched.settings.recursive:
            status = self.tr("{}, sub-folders too").format(status)
        self._state.setText(status)
        has_ended = watched.activity is WatchState.STOPPED
        self._message.setText(translate_message(watched.message))
        self._message.setVisible(has_ended and bool(watched.message))
        self._style_state(is_problem=watched.has_problem)
        self._is_running = not watched.settings.paused and not has_ended
        going_on = self.tr("Try again") if has_ended else self.tr("Resume")
        text = self.tr("Pause") if self._is_running else going_on
        self._pause_button.setText(text)
        self._pause_button.setAccessibleName(f"{text}: {self._folder.name}")

    def _style_state(self, *, is_problem: bool) -> None:
        if self._state.property("warning") != str(is_problem).lower():
            self._state.setProperty("warning", str(is_problem).lower())
            self._state.style().polish(self._state)

    @Slot()
    def _on_pause_clicked(self) -> None:
        (self.pause_requested if self._is_running else self.resume_requested).emit(self._folder)

    @Slot()
    def _on_stop_clicked(self) -> None:
        self.stop_requested.emit(self._folder)

    @Slot()
    def _on_name_clicked(self) -> None:
        self.folder_requested.emit(self._folder)


class FolderRows(QWidget):
    pause_requested = Signal(Path)
    resume_requested = Signal(Path)
    stop_requested = Signal(Path)
    folder_requested = Signal(Path)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: dict[Path, FolderRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [stop for row in self._rows.values() for stop in row.tab_stops]

    def show_folders(self, folders: Sequence[WatchedFolder]) -> None:
        """Adds and removes rows as needed, and fills all of them."""
        there = {watched.settings.folder for watched in folders}
        for folder in [folder for folder in self._rows if folder not in there]:
            row = self._rows.pop(folder)
            row.hide()
            row.deleteLater()
        for watched in folders:
            self._row(watched.settings.folder).show_watched(watched)

    def _row(self, folder: Path) -> FolderRow:
        row = self._rows.get(folder)
        if row is None:
            row = self._rows[folder] = FolderRow(folder, self._theme, self)
            row.pause_requested.connect(self.pause_requested)
            row.resume_requested.connect(self.resume_requested)
            row.stop_requested.connect(self.stop_requested)
            row.folder_requested.connect(self.folder_requested)
            self._column.addWidget(row)
            row.show()
        return row
