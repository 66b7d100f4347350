"""The last pictures that watched folders sorted, each with its undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label
from catdog_gui.ui.watching.texts import went_words
from catdog_gui.watching.models import Sorted

SHOWN = 4


class RecentLine(QWidget):
    put_back_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.event_: Sorted | None = None
        self._text = label("")
        self._undo = button(self.tr("Undo"), self._put_back)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._undo)

    @property
    def tab_stop(self) -> QWidget:
        return self._undo

    def show_event(self, event: Sorted | None) -> None:
        if event is not self.event_:
            self._undo.setEnabled(True)
        self.event_ = event
        self.setVisible(event is not None)
        if event is not None:
            words = went_words(event)
            metrics = self._text.fontMetrics()
            self._text.setText(metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, self._theme.px(250)))
            self._text.setToolTip(str(event.target))
            self._text.setAccessibleName(words)
            self._undo.setAccessibleName(self.tr("Undo: {}").format(words))

    @Slot()
    def _put_back(self) -> None:
        if self.event_ is not None:
            self._undo.setEnabled(False)
            self.put_back_wanted.emit(self.event_)


class RecentLines(QWidget):
    put_back_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._lines = [RecentLine(theme, self) for _ in range(SHOWN)]
        for line in self._lines:
            line.put_back_wanted.connect(self.put_back_wanted)
            layout.addWidget(line)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [line.tab_stop for line in self._lines]

    def show_recent(self, events: Sequence[Sorted]) -> None:
        """Newest first; more than fit are not shown."""
        padded = [*events, *[None] * SHOWN]
        for line, event in zip(self._lines, padded, strict=False):
            line.show_event(event)
