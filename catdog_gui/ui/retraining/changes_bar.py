"""After a switch to another model: how many decisions it changed, and a button that shows them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.bars.bar import Bar


class ChangesBar(Bar):
    show_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._show = self._add_button("", self.show_requested, "show")
        self._layout.addStretch()

    def show_change_count(self, changed: int) -> None:
        """How many decisions changed; nothing has been moved."""
        self._show.setVisible(changed > 0)
        self.set_filter_active(active=False)
        if changed:
            self.open_bar(self.tr("The new model changed %Ln label(s). No files were moved.", "", changed))
        else:
            self.open_bar(self.tr("The new model gives the same labels here."))

    def set_filter_active(self, *, active: bool) -> None:
        """Whether the changed pictures are the only ones on view."""
        self._show.setText(self.tr("Show everything") if active else self.tr("Show them"))
