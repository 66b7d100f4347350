"""A bar with a message about something that went wrong. It stays until the user closes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from catdog_gui.ui.common.widgets.factories import button, label


class NoticeBar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = label("", wrap=True)
        self._text.setProperty("warning", "true")
        close = button("✕", self.hide, flat=True)
        close.setAccessibleName(self.tr("Close"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(close)
        self.hide()

    @Slot(str)
    def show_message(self, message: str) -> None:
        self._text.setText(message)
        self._text.setAccessibleName(message)
        self.show()

    @property
    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""
