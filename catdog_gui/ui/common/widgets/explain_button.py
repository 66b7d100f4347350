"""A small "?" beside something, which says what it is."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QToolButton, QWhatsThis, QWidget

from catdog_gui.ui.common.theme import Theme

_SIZE = 22


class ExplainButton(QToolButton):
    """Shows the "What's this?" text of a widget, which Shift+F1 shows too."""

    def __init__(self, explained: QWidget, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explained = explained
        self.setText("?")
        self.setProperty("flat", "true")
        self.setProperty("explain", "true")
        self.setFixedSize(theme.px(_SIZE), theme.px(_SIZE))
        self.setAccessibleName(self.tr("What's this?"))
        self.setToolTip(self.tr("What's this?"))
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        show_explanation(self._explained)


def show_explanation(explained: QWidget) -> None:
    """Below the widget, until a click or a key."""
    QWhatsThis.showText(explained.mapToGlobal(explained.rect().bottomLeft()), explained.whatsThis(), explained)
