"""The shapes of the labels: own drawings on a square of 16 units, so that labels differ in more than their colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from catdog_gui.ui.common.labels import FAILED, WAITING, Labels
from catdog_gui.ui.common.palette import Colours

_UNITS = 16.0


def paint_label_icon(painter: QPainter, rect: QRectF, code: int, labels: Labels, colours: Colours) -> None:
    """Draws the icon of a decision into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / _UNITS, rect.height() / _UNITS)
    if code < len(labels.classes):
        _fill(painter, _class_path(labels.classes[code], code), colours.of_class(code))
    elif code == FAILED:
        _sign(painter, colours.warning, _exclamation())
    elif code == WAITING:
        _ring(painter, colours.line, dashed=False)
    elif code == labels.both:
        _halves(painter, colours)
    elif code == labels.neither:
        _ring(painter, colours.neutral, dashed=False)
        painter.drawLine(QPointF(5, 8), QPointF(11, 8))
    else:
        _ring(painter, colours.neutral, dashed=True)
        _fill(painter, _dot(8, 8, 1.6), colours.neutral)
    painter.restore()


def paint_pencil_icon(painter: QPainter, rect: QRectF, colour: str) -> None:
    """The small pen on what the user corrected."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / _UNITS, rect.height() / _UNITS)
    path = QPainterPath(QPointF(2, 14))
    for x, y in ((3, 10), (11, 2), (14, 5), (6, 13)):
        path.lineTo(x, y)
    path.closeSubpath()
    _fill(painter, path, colour)
    painter.restore()


def _class_path(name: str, index: int) -> QPainterPath:
    if name.casefold() == "cat":
        return _pointed_ears()
    if name.casefold() == "dog":
        return _hanging_ears()
    path = QPainterPath()
    # Other classes: a disc whose corners are cut off, one for each number; enough for a handful of classes.
    path.addRoundedRect(QRectF(2, 2, 12, 12), 6 - index % 4 * 2, 6 - index % 4 * 2)
    return path


def _pointed_ears() -> QPainterPath:
    path = QPainterPath(QPointF(2, 1.5))
    path.lineTo(6, 4.6)
    path.quadTo(8, 4.1, 10, 4.6)
    path.lineTo(14, 1.5)
    path.lineTo(14.2, 8.5)
    path.cubicTo(14.2, 12.4, 11.5, 14.6, 8, 14.6)
    path.cubicTo(4.5, 14.6, 1.8, 12.4, 1.8, 8.5)
    path.closeSubpath()
    return path


def _hanging_ears() -> QPainterPath:
    head = QPainterPath()
    head.addRoundedRect(QRectF(4, 2, 8, 12.5), 4, 4)
    left = QPainterPath(QPointF(5, 2.2))
    left.cubicTo(1.2, 1.2, 0.2, 6, 1, 9.2)
    left.cubicTo(1.5, 11, 3.8, 10.6, 4, 8.4)
    left.closeSubpath()
    right = QPainterPath(QPointF(11, 2.2))
    right.cubicTo(14.8, 1.2, 15.8, 6, 15, 9.2)
    right.cubicTo(14.5, 11, 12.2, 10.6, 12, 8.4)
    right.closeSubpath()
    # One path with a winding fill: `united` would turn curves into polygons, which shows in large icons.
    head.addPath(left.toReversed())
    head.addPath(right)
    head.setFillRule(Qt.FillRule.WindingFill)
    return head


def _exclamation() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(7, 3.6, 2, 5.6), 1, 1)
    path.addEllipse(QRectF(6.9, 10.4, 2.2, 2.2))
    return path


def _dot(x: float, y: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def _halves(painter: QPainter, colours: Colours) -> None:
    for index, left in ((0, 0.0), (1, 8.3)):
        painter.save()
        painter.setClipRect(QRectF(left, 0, 7.7, _UNITS))
        _fill(painter, _pointed_ears() if index == 0 else _hanging_ears(), colours.of_class(index))
        painter.restore()


def _sign(painter: QPainter, colour: str, path: QPainterPath) -> None:
    disc = QPainterPath()
    disc.addEllipse(QRectF(1, 1, 14, 14))
    disc.addPath(path)
    _fill(painter, disc, colour)


def _ring(painter: QPainter, colour: str, *, dashed: bool) -> None:
    pen = QPen(QColor(colour), 1.5)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        pen.setDashPattern([2.2, 1.6])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(2, 2, 12, 12))


def _fill(painter: QPainter, path: QPainterPath, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPath(path)
    painter.setPen(QPen(QColor(colour), 1.5))
