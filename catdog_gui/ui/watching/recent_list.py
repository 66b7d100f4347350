"""The last pictures that watched folders sorted, each with its undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label
from catdog_gui.ui.watching.texts import moved_text
from catdog_gui.watching.models import Sorted

MAX_RECENT = 4


class RecentRow(QWidget):
    restore_requested = Signal(list)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.sorted_event: Sorted | None = None
        self._text = label("")
        self._undo = button(self.tr("Undo"), self._on_undo_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._undo)

    @property
    def tab_stop(self) -> QWidget:
        return self._undo

    def show_event(self, event: Sorted | None) -> None:
        if event is not self.sorted_event:
            self._undo.setEnabled(True)
        self.sorted_event = event
        self.setVisible(event is not None)
        if event is not None:
            text = moved_text(event)
            metrics = self._text.fontMetrics()
            self._text.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, self._theme.px(400)))
            self._text.setToolTip(str(event.target))
            self._text.setAccessibleName(text)
            self._undo.setAccessibleName(self.tr("Undo: {}").format(text))

    def on_restore_failed(self, events: Sequence[Sorted]) -> None:
        if self.sorted_event in events:
            self._undo.setEnabled(True)

    @Slot()
    def _on_undo_clicked(self) -> None:
        if self.sorted_event is not None:
            self._undo.setEnabled(False)
            self.restore_requested.emit([self.sorted_event])


class RecentList(QWidget):
    restore_requested = Signal(list)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._rows = [RecentRow(theme, self) for _ in range(MAX_RECENT)]
        for row in self._rows:
            row.restore_requested.connect(self.restore_requested)
            layout.addWidget(row)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [row.tab_stop for row in self._rows]

    @Slot(list)
    def on_restore_failed(self, events: Sequence[Sorted]) -> None:
        """They can be tried again."""
        for row in self._rows:
            row.on_restore_failed(events)

    def show_recent(self, events: Sequence[Sorted]) -> None:
        """Newest first; more than fit are not shown."""
        padded = [*events, *[None] * MAX_RECENT]
        for row, event in zip(self._rows, padded, strict=False):
            row.show_event(event)
