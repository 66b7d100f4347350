"""What the icons of the labels are made of: shapes on a square of 16 units, and how they are painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

UNITS = 16.0


def pointed_ears() -> QPainterPath:
    path = QPainterPath(QPointF(2, 1.5))
    path.lineTo(6, 4.6)
    path.quadTo(8, 4.1, 10, 4.6)
    path.lineTo(14, 1.5)
    path.lineTo(14.2, 8.5)
    path.cubicTo(14.2, 12.4, 11.5, 14.6, 8, 14.6)
    path.cubicTo(4.5, 14.6, 1.8, 12.4, 1.8, 8.5)
    path.closeSubpath()
    return path


def hanging_ears() -> QPainterPath:
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
    # Joined by the way they are filled: `united` makes polygons of curves, which shows in large marks.
    head.addPath(left.toReversed())
    head.addPath(right)
    head.setFillRule(Qt.FillRule.WindingFill)
    return head


def exclamation() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(7, 3.6, 2, 5.6), 1, 1)
    path.addEllipse(QRectF(6.9, 10.4, 2.2, 2.2))
    return path


def dot(x: float, y: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def paint_sign(painter: QPainter, colour: str, mark: QPainterPath) -> None:
    disc = QPainterPath()
    disc.addEllipse(QRectF(1, 1, 14, 14))
    disc.addPath(mark)
    paint_path(painter, disc, colour)


def paint_ring(painter: QPainter, colour: str, *, dashed: bool) -> None:
    pen = QPen(QColor(colour), 1.5)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        pen.setDashPattern([2.2, 1.6])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(2, 2, 12, 12))


def paint_path(painter: QPainter, path: QPainterPath, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPath(path)
    painter.setPen(QPen(QColor(colour), 1.5))
