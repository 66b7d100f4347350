"""The bar for what watched folders have just sorted, with an undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label
from catdog_gui.ui.watching.texts import sorted_text
from catdog_gui.watching.models import Sorted

_MAX_TEXT_WIDTH = 640


class SortedBar(QWidget):
    """A single picture can be restored here; for more, a button opens the list of watched folders."""

    restore_requested = Signal(object)
    list_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._event: Sorted | None = None
        self._text = label("")
        self._undo = button(self.tr("Undo"), self._on_undo_clicked)
        self._undo.setObjectName("undo")
        self._show = button(self.tr("Show"), self.list_requested)
        self._show.setObjectName("show")
        close = button("✕", self.hide, flat=True)
        close.setAccessibleName(self.tr("Close"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.setSpacing(12)
        for widget in (self._text, self._undo, self._show):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addWidget(close)
        self.hide()

    @Slot(list)
    def show_sorted(self, events: Sequence[Sorted]) -> None:
        """Shows what was sorted; replaces what was shown before."""
        self._event = events[0] if len(events) == 1 else None
        self._show_text(sorted_text(events))
        self._undo.setVisible(self._event is not None)
        self._show.setVisible(self._event is None)

    @Slot(object)
    def show_restored(self, event: Sorted) -> None:
        self._event = None
        self._show_text(self.tr("{} is back. It stays there.").format(event.source.name))
        self._undo.hide()
        self._show.hide()

    @Slot(object)
    def on_restore_failed(self, event: Sorted) -> None:
        """It can be tried again, if the bar still shows it."""
        if event == self._event:
            self._undo.show()

    def _show_text(self, text: str) -> None:
        shown = self._text.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, self._theme.px(_MAX_TEXT_WIDTH))
        self._text.setText(shown)
        self._text.setToolTip(text if shown != text else "")
        self._text.setAccessibleName(text)
        self._undo.setAccessibleName(self.tr("Undo: {}").format(text))
        self.show()

    @Slot()
    def _on_undo_clicked(self) -> None:
        if self._event is not None:
            self._undo.hide()
            self.restore_requested.emit(self._event)

    @property
    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""
