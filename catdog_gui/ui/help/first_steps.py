"""The card on the first start: what there is to do, in three small drawings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QToolButton, QWidget

from catdog_gui.ui.common.label_icons import paint_label_icon
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, quiet

# The size that the drawings are made for, in units of their own.
_UNITS = QSize(120, 72)
_CORNER = 4
_LABELS = Labels()
_CAT, _DOG = 0, 1
_Paint = Callable[[QPainter, Theme], None]


class FirstSteps(QFrame):
    """Says nothing that must be read: whoever opens a folder straight away loses nothing."""

    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("first_steps")
        close = QToolButton(self)
        close.setText("✕")
        close.setObjectName("close_first_steps")
        close.setProperty("flat", "true")
        close.setAccessibleName(self.tr("Close"))
        close.setToolTip(self.tr("Close"))
        close.clicked.connect(self.dismissed)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 16, 16, 16)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for column, (paint, text) in enumerate(
            (
                (_paint_opening, self.tr("Open a folder. Nothing is moved yet.")),
                (_paint_reviewing, self.tr("Glance at the few that are in doubt.")),
                (_paint_sorting, self.tr("Sort. One click takes it back.")),
            )
        ):
            caption = quiet(label(text, wrap=True))
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_Drawing(paint, theme, self), 0, column, Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(caption, 1, column)
            grid.setColumnStretch(column, 1)
        self._close = close

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._close.sizeHint()
        self._close.setGeometry(self.width() - size.width() - _CORNER, _CORNER, size.width(), size.height())
        self._close.raise_()


class _Drawing(QWidget):
    def __init__(self, paint: _Paint, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._paint = paint
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_UNITS.width()), self._theme.px(_UNITS.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / _UNITS.width(), self.height() / _UNITS.height())
        self._paint(painter, self._theme)
        painter.end()


def _paint_opening(painter: QPainter, theme: Theme) -> None:
    """Animals above the folder that they are in."""
    _paint_folder(painter, theme, QRectF(32, 26, 56, 42), theme.colours.quiet)
    _paint_icon(painter, theme, QRectF(38, 36, 20, 20), _CAT)
    _paint_icon(painter, theme, QRectF(62, 36, 20, 20), _DOG)


def _paint_reviewing(painter: QPainter, theme: Theme) -> None:
    """Tiles, of which one is larger and in doubt."""
    for left, code in ((4, _CAT), (84, _DOG)):
        _paint_tile(painter, theme, QRectF(left, 22, 32, 32))
        _paint_icon(painter, theme, QRectF(left + 8, 30, 16, 16), code)
    _paint_tile(painter, theme, QRectF(40, 10, 40, 56))
    pen = QPen(theme.colour("accent"), 2)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(41, 11, 38, 54), 5, 5)
    _paint_icon(painter, theme, QRectF(49, 17, 22, 22), _LABELS.unsure)
    for left, key in ((45, "C"), (62, "D")):
        cap = QRectF(left, 46, 13, 13)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(cap, 3, 3)
        painter.setPen(theme.colour("text"))
        font = theme.font(1)
        font.setPixelSize(9)
        painter.setFont(font)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)


def _paint_sorting(painter: QPainter, theme: Theme) -> None:
    """A folder for each animal, and an arrow that leads back."""
    for left, code in ((8, _CAT), (68, _DOG)):
        _paint_folder(painter, theme, QRectF(left, 30, 44, 36), theme.colours.of_class(code))
        _paint_icon(painter, theme, QRectF(left + 12, 40, 20, 20), code)
    back = QPainterPath(QPointF(86, 24))
    back.cubicTo(78, 6, 46, 4, 34, 18)
    painter.setPen(QPen(theme.colour("accent"), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(back)
    painter.drawPolyline([QPointF(35, 9), QPointF(33, 19), QPointF(43, 19)])


def _paint_folder(painter: QPainter, theme: Theme, rect: QRectF, colour: str) -> None:
    outline = QPainterPath()
    outline.addRoundedRect(rect, 4, 4)
    tab = QPainterPath()
    tab.addRoundedRect(QRectF(rect.left(), rect.top() - 6, rect.width() * 0.45, 14), 4, 4)
    painter.setPen(QPen(QColor(colour), 2))
    painter.setBrush(theme.colour("window"))
    painter.drawPath(outline.united(tab))


def _paint_tile(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    painter.setPen(QPen(theme.colour("line"), 1.5))
    painter.setBrush(theme.colour("window"))
    painter.drawRoundedRect(rect, 5, 5)


def _paint_icon(painter: QPainter, theme: Theme, rect: QRectF, code: int) -> None:
    paint_label_icon(painter, rect, code, _LABELS, theme.colours)
