"""A button with a number on it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from catdog_gui.ui.common.formatting import number_text
from catdog_gui.ui.common.theme import Theme

_GAP = 2
_MARGIN = 4
_MAX_COUNT = 99


class BadgeButton(QToolButton):
    """The number is in a pill after the text; at 0 there is no pill. Its room is kept, so that nothing ever moves."""

    def __init__(self, text: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = 0
        self.setText(text)
        self.setProperty("flat", "true")
        widest = self._pill_width(self._text_of(_MAX_COUNT + 1))
        self.setStyleSheet(f"padding-right: {widest + _MARGIN + _GAP}px; text-align: left")

    def set_count(self, count: int) -> None:
        self._count = count
        self.update()

    @property
    def count(self) -> int:
        return self._count

    @property
    def badge(self) -> str:
        return self._text_of(self._count) if self._count else ""

    def _text_of(self, count: int) -> str:
        return number_text(count) if count <= _MAX_COUNT else f"{number_text(_MAX_COUNT)}+"

    def _pill_width(self, text: str) -> int:
        metrics = QFontMetrics(self._theme.font(11, bold=True))
        return max(metrics.height(), metrics.horizontalAdvance(text) + self._theme.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        width, height = self._pill_width(self.badge), self._theme.px(18)
        text_end = self.width() - self._pill_width(self._text_of(_MAX_COUNT + 1)) - _MARGIN
        pill = QRectF(text_end, (self.height() - height) / 2, width, height)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent" if self.isEnabled() else "line"))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(self._theme.colour("on_accent" if self.isEnabled() else "quiet"))
        painter.setFont(self._theme.font(11, bold=True))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self.badge)
        painter.end()
