"""Says in the footer what became of the search for similar pictures."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from catdog_gui.ui.bars.footer import Footer
from catdog_gui.ui.session.stacking import Stacking


class StackMessages(QObject):
    def __init__(self, stacking: Stacking, footer: Footer, parent: QObject) -> None:
        super().__init__(parent)
        self._footer = footer
        stacking.started.connect(self._on_started)
        stacking.found.connect(self._on_found)
        stacking.cleared.connect(self._on_cleared)

    @Slot()
    def _on_started(self) -> None:
        self._footer.show_message(self.tr("Looking for similar pictures…"))

    @Slot(int)
    def _on_found(self, count: int) -> None:
        text = self.tr("%Ln stack(s) of similar pictures", "", count) if count else self.tr("No similar pictures")
        self._footer.show_message(text)

    @Slot()
    def _on_cleared(self) -> None:
        self._footer.show_message(self.tr("Every picture by itself"))
