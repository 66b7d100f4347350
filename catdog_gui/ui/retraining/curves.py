"""The course of a training: the loss, and the accuracy on held-out pictures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from catdog_gui.ui.common.formatting import precise_share_text
from catdog_gui.ui.common.theme import Theme

_HEIGHT = 104
_MAX_POINTS = 2000
_TOP, _BOTTOM = 22, 6


class Curves(QWidget):
    """Both curves share the time axis. Each has its own scale, and its newest value above it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._loss: list[float] = []
        self._accuracy: list[float] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clear()

    def sizeHint(self) -> QSize:
        return QSize(200, self._theme.px(_HEIGHT))

    def clear(self) -> None:
        self._loss, self._accuracy = [], []
        self._refresh()

    def add_loss(self, loss: float) -> None:
        self._loss = [*self._loss, loss][-_MAX_POINTS:]
        self._refresh()

    def add_accuracy(self, share: float) -> None:
        """`share` is of the held-out pictures, 0..1."""
        self._accuracy = [*self._accuracy, share][-_MAX_POINTS:]
        self._refresh()

    @property
    def legend(self) -> tuple[str, str]:
        """The text above each of the two curves; empty if it has no point yet."""
        loss = self.tr("Loss {}").format(f"{self._loss[-1]:.3f}") if self._loss else ""
        right = (
            self.tr("Validation accuracy {}").format(precise_share_text(self._accuracy[-1])) if self._accuracy else ""
        )
        return loss, right

    def _refresh(self) -> None:
        text = ", ".join(filter(None, self.legend))
        self.setAccessibleName(text or self.tr("Training curves"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self._theme.px
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("window"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        area = QRectF(self.rect()).adjusted(px(12), px(_TOP), -px(12), -px(_BOTTOM))
        loss, right = self.legend
        self._paint_curve(painter, area, self._loss, self._theme.class_colour(1), 0.0)
        lowest = min([0.5, *self._accuracy])
        self._paint_curve(painter, area, [*self._accuracy], self._theme.class_colour(0), lowest, 1.0)
        painter.setFont(self._theme.font(11))
        line = QRectF(self.rect()).adjusted(px(12), px(4), -px(12), 0)
        line.setHeight(px(_TOP) - px(4))
        for text, colour, side in (
            (loss, self._theme.class_colour(1), Qt.AlignmentFlag.AlignLeft),
            (right, self._theme.class_colour(0), Qt.AlignmentFlag.AlignRight),
        ):
            painter.setPen(colour)
            painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, text)
        if not loss and not right:
            painter.setPen(self._theme.colour("quiet"))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self.tr("The curves appear soon"))
        painter.end()

    def _paint_curve(
        self,
        painter: QPainter,
        rect: QRectF,
        values: Sequence[float],
        colour: QColor,
        lowest: float,
        highest: float | None = None,
    ) -> None:
        if not values:
            return
        top = max(values) if highest is None else highest
        span = max(top - lowest, 1e-9)
        step = rect.width() / max(1, len(values) - 1)
        points = [
            QPointF(rect.left() + place * step, rect.bottom() - (value - lowest) / span * rect.height())
            for place, value in enumerate(values)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(points[-1], 3, 3)
