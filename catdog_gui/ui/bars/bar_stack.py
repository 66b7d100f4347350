"""One place for all bars: it shows the newest one, and has the others in a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from catdog_gui.ui.bars.bar import Bar, has_focus_within, quiet_focus_button
from catdog_gui.ui.common.theme import Theme

_MAX_MENU_TEXT_WIDTH = 480


class BarStack(QWidget):
    """However much happens, it takes the room of one bar."""

    focus_released = Signal()

    def __init__(self, bars: Sequence[Bar], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._bars = tuple(bars)
        # The newest first.
        self._open_bars: list[Bar] = []
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._more = quiet_focus_button("", self._release_focus)
        self._more.setObjectName("more")
        self._more.setMenu(self._menu)
        self._close = quiet_focus_button("✕", self._release_focus, flat=True)
        self._close.setObjectName("close")
        self._close.setAccessibleName(self.tr("Close"))
        self._close.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.setSpacing(12)
        for bar in self._bars:
            bar.opened.connect(self._on_opened)
            bar.closed.connect(self._on_closed)
            bar.focus_released.connect(self.focus_released)
            layout.addWidget(bar, 1)
        layout.addWidget(self._more)
        layout.addWidget(self._close)
        self.hide()

    @property
    def newest(self) -> Bar | None:
        return self._open_bars[0] if self._open_bars else None

    @Slot()
    def dismiss(self) -> None:
        if self.newest is not None:
            self.newest.dismiss()

    @Slot()
    def _on_opened(self) -> None:
        opened = self.sender()
        self._open_bars = [bar for bar in self._bars if bar is opened] + [
            bar for bar in self._open_bars if bar is not opened
        ]
        self._refresh()

    @Slot()
    def _on_closed(self) -> None:
        self._open_bars = [bar for bar in self._open_bars if bar.is_open]
        self._refresh()

    def _refresh(self) -> None:
        newest, others = self.newest, len(self._open_bars) - 1
        for bar in self._bars:
            bar.setVisible(bar is newest)
        self._more.setText(self.tr("%Ln more", "", others))
        self._more.setVisible(others > 0)
        self.setVisible(newest is not None)

    @Slot()
    def _fill_menu(self) -> None:
        """What else happened, each with its buttons."""
        self._menu.clear()
        metrics, width = self._menu.fontMetrics(), self._theme.px(_MAX_MENU_TEXT_WIDTH)
        for bar in self._open_bars[1:]:
            text = metrics.elidedText(bar.text, Qt.TextElideMode.ElideMiddle, width).replace("&", "&&")
            self._menu.addAction(text).setEnabled(False)
            for each in bar.actions_offered:
                self._menu.addAction(f"    {each.text()}").triggered.connect(each.click)
            self._menu.addAction(f"    {self.tr('Close')}").triggered.connect(bar.dismiss)
            self._menu.addSeparator()

    @Slot()
    def _release_focus(self) -> None:
        if has_focus_within(self):
            self.focus_released.emit()
