"""How a decision that is not a class looks in the window: its text, icon, colour and key, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QPointF, QRectF
from PySide6.QtGui import QPainter

from catdog_gui.classify.decisions import BOTH, NEITHER, UNSURE
from catdog_gui.ui.common.icon_shapes import UNITS, dot, hanging_ears, paint_path, paint_ring, pointed_ears
from catdog_gui.ui.common.palette import Colours


@dataclass(frozen=True, slots=True)
class DecisionLook:
    """`text` is in English; `paint_icon` paints on a square of 16 units; `colour` is that of its bars.

    `key` gives a picture this label; empty for a decision that is no label.
    """

    text: str
    paint_icon: Callable[[QPainter, Colours], None]
    colour: Callable[[Colours], str] = lambda colours: colours.neutral
    key: str = ""


def _paint_unsure(painter: QPainter, colours: Colours) -> None:
    paint_ring(painter, colours.neutral, dashed=True)
    paint_path(painter, dot(8, 8, 1.6), colours.neutral)


def _paint_both(painter: QPainter, colours: Colours) -> None:
    for index, left in ((0, 0.0), (1, 8.3)):
        painter.save()
        painter.setClipRect(QRectF(left, 0, 7.7, UNITS))
        paint_path(painter, pointed_ears() if index == 0 else hanging_ears(), colours.of_class(index))
        painter.restore()


def _paint_neither(painter: QPainter, colours: Colours) -> None:
    paint_ring(painter, colours.neutral, dashed=False)
    painter.drawLine(QPointF(5, 8), QPointF(11, 8))


# In the order of the side bar.
DECISION_LOOKS = {
    UNSURE: DecisionLook(str(QT_TRANSLATE_NOOP("Words", "Unsure")), _paint_unsure),
    BOTH: DecisionLook(str(QT_TRANSLATE_NOOP("Words", "Both")), _paint_both, key="B"),
    NEITHER: DecisionLook(str(QT_TRANSLATE_NOOP("Words", "Neither")), _paint_neither, key="N"),
}
