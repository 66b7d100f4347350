"""The button at the end of a bar that has what does not fit into the bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QToolButton, QWidget


@dataclass(frozen=True, slots=True)
class Dispensable:
    """Widgets that may be hidden, and what the menu has in their place."""

    widgets: tuple[QWidget, ...]
    fill: Callable[[QMenu], None] | None = None


class OverflowButton(QToolButton):
    """Is there only while something is hidden that its menu has in its place."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("more")
        self.setText("⋯")
        self.setProperty("flat", "true")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip(self.tr("More"))
        self.setAccessibleName(self.tr("More"))
        self._hidden: list[Dispensable] = []
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.hide()

    def restore_all(self) -> None:
        """Shows what was hidden."""
        for each in self._hidden:
            for widget in each.widgets:
                widget.show()
        self._hidden = []
        self.hide()

    def add(self, dispensable: Dispensable) -> None:
        for widget in dispensable.widgets:
            widget.hide()
        self._hidden.append(dispensable)
        if dispensable.fill is not None:
            self.show()

    @Slot()
    def _fill(self) -> None:
        self._menu.clear()
        for each in self._hidden:
            if each.fill is not None:
                each.fill(self._menu)
