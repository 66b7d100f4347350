"""Shown on the sheet if no folder is watched: what watching does, and a button to start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label

_MAX_NAME_WIDTH = 200


class WatchEmptyState(QWidget):
    """A sentence and a button: it watches the open folder, or opens one first."""

    watch_requested = Signal()
    open_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._has_folder = False
        sentence = self.tr("New pictures in a watched folder are sorted automatically. Each can be undone.")
        self.primary_button = button("", self._on_clicked, primary=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(label(sentence, wrap=True))
        layout.addWidget(self.primary_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch()

    def show_folder(self, folder: Path | None) -> None:
        """`folder` is the open one."""
        self._has_folder = folder is not None
        if folder is None:
            self.primary_button.setText(self.tr("Open a folder…"))
            return
        text = self.tr("Watch “{}”")
        name = folder.name or str(folder)
        metrics = self.primary_button.fontMetrics()
        self.primary_button.setText(
            text.format(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, self._theme.px(_MAX_NAME_WIDTH)))
        )
        self.primary_button.setAccessibleName(text.format(name))

    @Slot()
    def _on_clicked(self) -> None:
        (self.watch_requested if self._has_folder else self.open_requested).emit()
