"""The bar for what watched folders have just sorted, with an undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.bars.bar import Bar
from catdog_gui.ui.watching.texts import restored_text, sorted_text
from catdog_gui.watching.models import Sorted


class SortedBar(Bar):
    """Takes back all the pictures that it tells of; a button opens the list of watched folders."""

    restore_requested = Signal(list)
    list_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._events: list[Sorted] = []
        self._undo = self._add_button(self.tr("Undo"), self._on_undo_clicked, "undo")
        self._show = self._add_button(self.tr("Show"), self.list_requested, "show")
        self._layout.addStretch()

    @Slot(list)
    def show_sorted(self, events: Sequence[Sorted]) -> None:
        """Shows what was sorted; while the bar is open, together with what was sorted before."""
        self._events = [*self._events, *events] if self.is_open else list(events)
        self._show_events()

    def _show_events(self) -> None:
        text = sorted_text(self._events)
        self._undo.setAccessibleName(self.tr("Undo: {}").format(text))
        self._undo.show()
        self._show.setVisible(len(self._events) > 1)
        self.open_bar(text)

    @Slot(list)
    def show_restored(self, events: Sequence[Sorted]) -> None:
        """Shows what is back in its place, or what can still be taken back."""
        self._events = [each for each in self._events if each not in events]
        if self._events:
            self._show_events()
            return
        self._undo.hide()
        self._show.hide()
        self.open_bar(restored_text(events))

    @Slot(list)
    def on_restore_failed(self, events: Sequence[Sorted]) -> None:
        """It can be tried again, if the bar still tells of them."""
        if all(each in self._events for each in events):
            self._undo.show()

    @Slot()
    def _on_undo_clicked(self) -> None:
        self._undo.hide()
        self.restore_requested.emit(self._events)
