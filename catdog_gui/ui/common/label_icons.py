"""The shapes of the labels: own drawings on a square of 16 units, so that labels differ in more than their colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath

from catdog_gui.ui.common.decision_looks import DECISION_LOOKS
from catdog_gui.ui.common.icon_shapes import (
    UNITS,
    exclamation,
    hanging_ears,
    paint_path,
    paint_ring,
    paint_sign,
    pointed_ears,
)
from catdog_gui.ui.common.labels import FAILED, WAITING, Labels
from catdog_gui.ui.common.palette import Colours


def paint_label_icon(painter: QPainter, rect: QRectF, code: int, labels: Labels, colours: Colours) -> None:
    """Draws the icon of a decision into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / UNITS, rect.height() / UNITS)
    if code < len(labels.classes):
        paint_path(painter, _class_path(labels.classes[code], code), colours.of_class(code))
    elif code == FAILED:
        paint_sign(painter, colours.warning, exclamation())
    elif code == WAITING:
        paint_ring(painter, colours.line, dashed=False)
    else:
        DECISION_LOOKS[labels.names[code]].paint_icon(painter, colours)
    painter.restore()


def paint_pencil_icon(painter: QPainter, rect: QRectF, colour: str) -> None:
    """The small pen on what the user corrected."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / UNITS, rect.height() / UNITS)
    path = QPainterPath(QPointF(2, 14))
    for x, y in ((3, 10), (11, 2), (14, 5), (6, 13)):
        path.lineTo(x, y)
    path.closeSubpath()
    paint_path(painter, path, colour)
    painter.restore()


def _class_path(name: str, index: int) -> QPainterPath:
    if name.casefold() == "cat":
        return pointed_ears()
    if name.casefold() == "dog":
        return hanging_ears()
    path = QPainterPath()
    # Other classes: a disc whose corners are cut off, one for each number; enough for a handful of classes.
    path.addRoundedRect(QRectF(2, 2, 12, 12), 6 - index % 4 * 2, 6 - index % 4 * 2)
    return path
