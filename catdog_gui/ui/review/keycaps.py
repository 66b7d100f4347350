"""Keys painted as buttons on a dark ground, for the full screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from catdog_gui.ui.common.label_icons import paint_label_icon
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.palette import DARK
from catdog_gui.ui.common.theme import Theme

_LARGE, _SMALL = (168, 56), (132, 36)
_LARGE_GAP, _SMALL_GAP, _LINE_GAP = 16, 8, 12
_PADDING = 16


@dataclass(frozen=True, slots=True)
class Keycap:
    """A key and its text; `code` is the label whose icon stands before the text."""

    key: str
    caption: str
    code: int | None = None
    is_large: bool = False
    is_chosen: bool = False

    @property
    def text(self) -> str:
        return f"{self.key}   {self.caption}"


def place_keycaps(caps: Sequence[Keycap], top: float, width: float, theme: Theme) -> list[QRectF]:
    """Rectangles in the order of `caps`: large keys side by side, small ones in a row below."""
    places: dict[Keycap, QRectF] = {}
    for large, gap in ((True, _LARGE_GAP), (False, _SMALL_GAP)):
        line = [cap for cap in caps if cap.is_large is large]
        each = max((_width(cap, theme) for cap in line), default=0.0)
        height = theme.px((_LARGE if large else _SMALL)[1])
        left = (width - len(line) * each - (len(line) - 1) * gap) / 2
        places.update({cap: QRectF(left + n * (each + gap), top, each, height) for n, cap in enumerate(line)})
        top += height + _LINE_GAP if line else 0
    return [places[cap] for cap in caps]


def paint_keycap(painter: QPainter, rect: QRectF, cap: Keycap, labels: Labels, theme: Theme) -> None:
    painter.setPen(QPen(QColor(DARK.accent), 2) if cap.is_chosen else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(DARK.raised if cap.is_large else DARK.panel))
    painter.drawRoundedRect(rect, 10, 10)
    painter.setFont(theme.font(_font_pixels(cap), bold=True))
    metrics = painter.fontMetrics()
    left = rect.center().x() - (metrics.horizontalAdvance(cap.text) + _icon_width(cap, theme)) / 2
    if cap.code is not None:
        icon_size = _icon_size(cap, theme)
        paint_label_icon(
            painter, QRectF(left, rect.center().y() - icon_size / 2, icon_size, icon_size), cap.code, labels, DARK
        )
        left += _icon_width(cap, theme)
    painter.setPen(QColor(DARK.text))
    painter.drawText(QPointF(left, rect.center().y() + metrics.ascent() / 2 - 2), cap.text)


def _width(cap: Keycap, theme: Theme) -> float:
    text = QFontMetrics(theme.font(_font_pixels(cap), bold=True)).horizontalAdvance(cap.text)
    least = theme.px((_LARGE if cap.is_large else _SMALL)[0])
    return max(least, text + _icon_width(cap, theme) + 2 * _PADDING)


def _font_pixels(cap: Keycap) -> int:
    return 15 if cap.is_large else 13


def _icon_size(cap: Keycap, theme: Theme) -> int:
    return theme.px(22 if cap.is_large else 16)


def _icon_width(cap: Keycap, theme: Theme) -> int:
    return _icon_size(cap, theme) + 10 if cap.code is not None else 0
