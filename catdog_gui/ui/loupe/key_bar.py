"""Keys as buttons on a dark ground, in centred rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from catdog_gui.ui.common.label_icons import paint_label_icon
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.palette import DARK
from catdog_gui.ui.common.theme import Theme

_LARGE, _SMALL = QSize(168, 56), QSize(88, 36)
_GAP, _LINE_GAP, _PADDING, _RADIUS = 8, 12, 12, 10
_PRESSES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select)


class KeyButton(QPushButton):
    """A key and what it does; `code` is the label whose icon stands before the text."""

    def __init__(
        self, key: str, caption: str, theme: Theme, *, code: int | None = None, labels: Labels | None = None
    ) -> None:
        super().__init__(caption)
        self.key = key
        self.code = code
        self.is_large = False
        self._labels = labels or Labels()
        self._theme = theme
        self.setCheckable(code is not None)
        self.setAutoDefault(False)
        # A click leaves the focus, and with it the keys, where it is.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(caption)
        self.setToolTip(f"{caption} ({key})")

    def sizeHint(self) -> QSize:
        least = _LARGE if self.is_large else _SMALL
        width = self._content_width(QFontMetrics(self._caption_font), QFontMetrics(self._key_font)) + 2 * _PADDING
        return QSize(max(self._theme.px(least.width()), width), self._theme.px(least.height()))

    def nextCheckState(self) -> None:
        """It is checked if the picture has its label, not because it was clicked."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """All other keys are those of the loupe."""
        if event.key() in _PRESSES:
            self.click()
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._border)
        painter.setBrush(QColor(self._ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        caption, key = QFontMetrics(self._caption_font), QFontMetrics(self._key_font)
        left = (self.width() - self._content_width(caption, key)) / 2
        left = self._paint_key(painter, left, key) + _GAP
        if self.code is not None:
            top = (self.height() - self._icon_size) / 2
            icon_rect = QRectF(left, top, self._icon_size, self._icon_size)
            paint_label_icon(painter, icon_rect, self.code, self._labels, DARK)
            left += self._icon_size + _GAP
        painter.setFont(self._caption_font)
        painter.setPen(DARK.text)
        painter.drawText(QPointF(left, self._baseline(caption)), self.text())
        painter.end()

    def _paint_key(self, painter: QPainter, left: float, metrics: QFontMetrics) -> float:
        """Returns where it ends."""
        height = metrics.height() + 4
        cap = QRectF(left, (self.height() - height) / 2, self._cap_width(metrics), height)
        painter.setPen(QPen(QColor(DARK.line), 1))
        painter.setBrush(QColor(DARK.window))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(self._key_font)
        painter.setPen(DARK.quiet)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.key)
        return cap.right()

    @property
    def _border(self) -> QPen:
        if self.hasFocus():
            return QPen(QColor(DARK.text), 2)
        return QPen(QColor(DARK.accent), 2) if self.isChecked() else QPen(Qt.PenStyle.NoPen)

    @property
    def _ground(self) -> str:
        if self.isChecked():
            return DARK.chosen
        if self.underMouse():
            return DARK.line
        return DARK.raised if self.is_large else DARK.panel

    def _content_width(self, caption: QFontMetrics, key: QFontMetrics) -> int:
        icon = self._icon_size + _GAP if self.code is not None else 0
        return self._cap_width(key) + _GAP + icon + caption.horizontalAdvance(self.text())

    def _cap_width(self, metrics: QFontMetrics) -> int:
        return max(metrics.horizontalAdvance(self.key) + 10, metrics.height() + 4)

    def _baseline(self, metrics: QFontMetrics) -> float:
        return (self.height() + metrics.ascent() - metrics.descent()) / 2

    @property
    def _caption_font(self) -> QFont:
        return self._theme.font(15 if self.is_large else 13, bold=self.is_large)

    @property
    def _key_font(self) -> QFont:
        return self._theme.font(13 if self.is_large else 11)

    @property
    def _icon_size(self) -> int:
        return self._theme.px(22 if self.is_large else 16)


class KeyBar(QWidget):
    """Large buttons in the first row, small ones below; a row that is too long is continued in the next."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.buttons: list[KeyButton] = []

    def set_buttons(self, buttons: Sequence[KeyButton]) -> None:
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self.buttons = list(buttons)
        for button in self.buttons:
            button.setParent(self)
            button.show()
        self._arrange()

    def show_correction(self, code: int | None) -> None:
        """Which label the user has given; None for none."""
        for button in self.buttons:
            button.setChecked(code is not None and button.code == code)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        top = _LINE_GAP
        for is_large in (True, False):
            for line in _lines([each for each in self.buttons if each.is_large is is_large], self.width()):
                left = (self.width() - _width(line)) // 2
                for button in line:
                    button.setGeometry(QRect(QPoint(left, top), button.sizeHint()))
                    left += button.width() + _GAP
                top += line[0].height() + _LINE_GAP
        self.setFixedHeight(top)


def _lines(buttons: list[KeyButton], width: int) -> list[list[KeyButton]]:
    lines: list[list[KeyButton]] = []
    for button in buttons:
        if lines and _width([*lines[-1], button]) <= width:
            lines[-1].append(button)
        else:
            lines.append([button])
    return lines


def _width(buttons: list[KeyButton]) -> int:
    return sum(each.sizeHint().width() + _GAP for each in buttons) - _GAP
