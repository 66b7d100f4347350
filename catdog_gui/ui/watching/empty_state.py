"""What the sheet of watched folders says while there is none: what watching does, and how it begins."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label

_MOST_NAME = 200


class WatchNothing(QWidget):
    """One sentence and one button: watch the open folder, or open one where there is none."""

    watch_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._has_folder = False
        sentence = self.tr("New pictures in a watched folder sort themselves as they arrive; each can be undone.")
        self.begin = button("", self._begin, primary=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(label(sentence, wrap=True))
        layout.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch()

    def offer(self, folder: Path | None) -> None:
        """`folder` is the open one."""
        self._has_folder = folder is not None
        if folder is None:
            self.begin.setText(self.tr("Open a folder…"))
            return
        words = self.tr("Watch “{}”")
        name = folder.name or str(folder)
        metrics = self.begin.fontMetrics()
        self.begin.setText(
            words.format(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, self._theme.px(_MOST_NAME)))
        )
        self.begin.setAccessibleName(words.format(name))

    @Slot()
    def _begin(self) -> None:
        (self.watch_wanted if self._has_folder else self.open_wanted).emit()
