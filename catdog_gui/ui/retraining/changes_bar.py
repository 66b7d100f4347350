"""After a switch to another model: how many decisions it changed, and a button that shows them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from catdog_gui.ui.common.widgets.factories import button, label


class ChangesBar(QWidget):
    show_requested = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = label("")
        self._show = button("", self.show_requested)
        self._show.setObjectName("show")
        close = button("✕", self.dismissed, flat=True)
        close.setAccessibleName(self.tr("Close"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.setSpacing(12)
        layout.addWidget(self._text)
        layout.addWidget(self._show)
        layout.addStretch()
        layout.addWidget(close)
        self.hide()

    def show_change_count(self, changed: int) -> None:
        """How many decisions changed; nothing has been moved."""
        if changed:
            self._text.setText(self.tr("The new model changed %Ln decision(s). Nothing has been moved.", "", changed))
        else:
            self._text.setText(self.tr("The new model decides everything here as before."))
        self._show.setVisible(changed > 0)
        self.set_filter_active(active=False)
        self.show()

    def set_filter_active(self, *, active: bool) -> None:
        """Whether the changed pictures are the only ones on view."""
        self._show.setText(self.tr("Show everything") if active else self.tr("Show them"))

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._text.text()
