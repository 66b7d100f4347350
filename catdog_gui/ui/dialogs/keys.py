"""Every key, over the window, until any key is pressed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.theme import Theme

_LINE = 28
_WIDTH = 780


class KeyOverlay(QWidget):
    """`groups` are columns of (key, what it does)."""

    def __init__(self, groups: Sequence[Sequence[tuple[str, str]]], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._groups = groups
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("All keys"))
        self.setAccessibleDescription("; ".join(f"{key}: {what}" for group in groups for key, what in group))
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, _event: QKeyEvent) -> None:
        self.close()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.close()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 110))
        line = self._theme.px(_LINE)
        height = line * max(len(group) for group in self._groups) + 48 + line
        width = min(self.width() - 32, self._theme.px(_WIDTH))
        card = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(card, 12, 12)
        column = (card.width() - 48) / len(self._groups)
        for place, group in enumerate(self._groups):
            self._paint_group(painter, group, QRectF(card.left() + 24 + place * column, card.top() + 24, column, line))
        painter.setPen(self._theme.colour("quiet"))
        painter.setFont(self._theme.font(11))
        foot = QRectF(card.left(), card.bottom() - line - 8, card.width(), line)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, self.tr("Any key closes this"))
        painter.end()

    def _paint_group(self, painter: QPainter, group: Sequence[tuple[str, str]], first: QRectF) -> None:
        painter.setFont(self._theme.font(13))
        widest = max(painter.fontMetrics().horizontalAdvance(key) for key, _ in group) + 20
        for place, (key, what) in enumerate(group):
            line = first.translated(0, place * first.height())
            cap = QRectF(
                line.left(), line.top() + 2, painter.fontMetrics().horizontalAdvance(key) + 14, line.height() - 5
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("panel"))
            painter.drawRoundedRect(cap, 5, 5)
            painter.setPen(self._theme.colour("text"))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
            room = line.adjusted(widest, 0, -16, 0)
            words = painter.fontMetrics().elidedText(what, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
