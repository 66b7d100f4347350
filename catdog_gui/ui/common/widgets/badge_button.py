"""A button with a number on it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from catdog_gui.ui.common.formatting import number_text
from catdog_gui.ui.common.theme import Theme

_GAP = 2
_MARGIN = 8
_MAX_COUNT = 999


class BadgeButton(QToolButton):
    """The number is in a pill after the text; at 0 there is no pill."""

    def __init__(self, text: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = 0
        self.setText(text)
        self.setProperty("flat", "true")

    def set_count(self, count: int) -> None:
        self._count = count
        # The text stays where it is; the pill is to the right of it.
        self.setStyleSheet(f"padding-right: {self._pill_width() + _MARGIN + _GAP}px" if count else "")
        self.updateGeometry()
        self.update()

    @property
    def count(self) -> int:
        return self._count

    @property
    def badge(self) -> str:
        if not self._count:
            return ""
        return number_text(self._count) if self._count <= _MAX_COUNT else f"{number_text(_MAX_COUNT)}+"

    def _pill_width(self) -> int:
        metrics = QFontMetrics(self._theme.font(11, bold=True))
        return max(metrics.height(), metrics.horizontalAdvance(self.badge) + self._theme.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        width, height = self._pill_width(), self._theme.px(18)
        pill = QRectF(self.width() - width - _MARGIN, (self.height() - height) / 2, width, height)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent" if self.isEnabled() else "line"))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(self._theme.colour("on_accent" if self.isEnabled() else "quiet"))
        painter.setFont(self._theme.font(11, bold=True))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self.badge)
        painter.end()
