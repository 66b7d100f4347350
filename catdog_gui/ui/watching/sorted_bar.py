"""What the watched folders have just sorted, in one line, with its undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label
from catdog_gui.ui.watching.texts import arrived_words
from catdog_gui.watching.models import Sorted

_WIDEST = 640


class ArrivalsBar(QWidget):
    """Of one picture it can be taken back here; more are listed with the watched folders."""

    put_back_wanted = Signal(object)
    list_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._event: Sorted | None = None
        self._text = label("")
        self._undo = button(self.tr("Undo"), self._put_back)
        self._show = button(self.tr("Show"), self.list_wanted)
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
    def tell(self, events: Sequence[Sorted]) -> None:
        """Shows what was sorted; replaces what was shown before."""
        self._event = events[0] if len(events) == 1 else None
        self._say(arrived_words(events))
        self._undo.setVisible(self._event is not None)
        self._show.setVisible(self._event is None)

    @Slot(object)
    def tell_back(self, event: Sorted) -> None:
        self._event = None
        self._say(self.tr("{} is back. It stays there.").format(event.source.name))
        self._undo.hide()
        self._show.hide()

    def _say(self, words: str) -> None:
        shown = self._text.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, self._theme.px(_WIDEST))
        self._text.setText(shown)
        self._text.setToolTip(words if shown != words else "")
        self._text.setAccessibleName(words)
        self._undo.setAccessibleName(self.tr("Undo: {}").format(words))
        self.show()

    @Slot()
    def _put_back(self) -> None:
        if self._event is not None:
            self._undo.hide()
            self.put_back_wanted.emit(self._event)

    @property
    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""
