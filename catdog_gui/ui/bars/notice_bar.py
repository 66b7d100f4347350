"""A bar with a message about something that went wrong. It stays until the user closes it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.bars.bar import Bar


class NoticeBar(Bar):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label.setWordWrap(True)
        self._label.setProperty("warning", "true")

    @Slot(str)
    def show_message(self, message: str) -> None:
        self.open_bar(message)

    def _fit_text(self) -> None:
        """All of it, on as many lines as it needs."""
        self._label.setText(self._full_text)
