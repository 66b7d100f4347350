"""Shows all keys over the window until a key is pressed or the mouse is clicked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QCloseEvent, QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from catdog_gui.ui.common.theme import Theme

_LINE_HEIGHT = 28
_WIDTH = 780
_MARGIN = 24
_KEY_GAP = 16
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """A heading and its lines: a key, and what it does."""

    heading: str
    shortcuts: tuple[tuple[str, str], ...]

    @property
    def height(self) -> int:
        """In lines, with the heading and the space below."""
        return len(self.shortcuts) + 2


class ShortcutOverlay(QWidget):
    """Takes every key while it is there; then the focus is where it was.

    The last group has its own column, to the right of the others.
    """

    def __init__(self, groups: Sequence[ShortcutGroup], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = (tuple(groups[:-1]), tuple(groups[-1:]))
        self._theme = theme
        self._focused_before = QApplication.focusWidget()
        self.setObjectName("shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("All keys"))
        self.setAccessibleDescription("; ".join(f"{key}: {what}" for group in groups for key, what in group.shortcuts))
        self.setGeometry(parent.rect())
        parent.installEventFilter(self)
        self.show()
        self.raise_()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # else the shortcuts of the window come first
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A modifier alone is the beginning of a key, which would reach the window if this had closed."""
        if event.key() not in _MODIFIERS:
            self.close()

    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        return False  # Tab is a key as any other

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.close()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What happens behind it, such as the end of a scan, must not take the keys from it."""
        super().focusOutEvent(event)
        if self.isVisible() and event.reason() == Qt.FocusReason.OtherFocusReason:
            self.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.hide()
        if self._focused_before is not None and isValid(self._focused_before):
            self._focused_before.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 110))
        lines = max(sum(group.height for group in column) for column in self._columns)
        line = min(self._theme.px(_LINE_HEIGHT), (self.height() - 2 * _MARGIN) // (lines + 1))
        height = lines * line + 2 * _MARGIN
        width = min(self.width() - 32, self._theme.px(_WIDTH))
        card = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(card, 12, 12)
        wide = (card.width() - 2 * _MARGIN) / len(self._columns)
        for place, column in enumerate(self._columns):
            self._paint_column(
                painter, column, QRectF(card.left() + _MARGIN + place * wide, card.top() + _MARGIN, wide, line)
            )
        painter.setPen(self._theme.colour("quiet"))
        painter.setFont(self._theme.font(11))
        foot = QRectF(card.left(), card.bottom() - line - 8, card.width(), line)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, self.tr("Any key closes this"))
        painter.end()

    def _paint_column(self, painter: QPainter, column: Sequence[ShortcutGroup], line: QRectF) -> None:
        painter.setFont(self._theme.font(13))
        keys = [key for group in column for key, _ in group.shortcuts]
        widest = max(painter.fontMetrics().horizontalAdvance(key) for key in keys) + _KEY_GAP
        for group in column:
            painter.setPen(self._theme.colour("quiet"))
            painter.setFont(self._theme.font(11))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, group.heading)
            painter.setFont(self._theme.font(13))
            for key, what in group.shortcuts:
                line.translate(0, line.height())
                self._paint_line(painter, line, key, what, widest + _KEY_GAP)
            line.translate(0, 2 * line.height())

    def _paint_line(self, painter: QPainter, line: QRectF, key: str, description: str, indent: int) -> None:
        metrics = painter.fontMetrics()
        cap = QRectF(line.left(), line.top() + 2, metrics.horizontalAdvance(key) + 14, line.height() - 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("panel"))
        painter.drawRoundedRect(cap, 5, 5)
        painter.setPen(self._theme.colour("text"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        text_rect = line.adjusted(indent, 0, -_KEY_GAP, 0)
        text = metrics.elidedText(description, Qt.TextElideMode.ElideRight, int(text_rect.width()))
        painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter, text)
