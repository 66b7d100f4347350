"""A switch: on or off at once, nothing to confirm."""

from __future__ import annotations

from PySide6.QtCore import Property, QPoint, QPointF, QPropertyAnimation, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from catdog_gui.ui.common.theme import FADE_MS, Theme

_TRACK = QSize(34, 18)
_GAP = 8
_MARGIN = 4
_DISABLED_OPACITY = 0.5


class Switch(QCheckBox):
    """A check box that is drawn as a switch, after its text."""

    def __init__(self, text: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._knob = 0.0
        self._slide = QPropertyAnimation(self, b"knob", self)
        self._slide.setDuration(FADE_MS)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self._move_knob)

    def _move_knob(self, checked: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._slide.stop()
        if self._theme.has_animations and self.isVisible():
            self._slide.setEndValue(float(checked))
            self._slide.start()
        else:
            self._set_knob(float(checked))

    def _get_knob(self) -> float:
        return self._knob

    def _set_knob(self, place: float) -> None:
        self._knob = place
        self.update()

    knob = Property(float, _get_knob, _set_knob)

    def _track(self) -> QRectF:
        width, height = self._theme.px(_TRACK.width()), self._theme.px(_TRACK.height())
        return QRectF(self.width() - width - _MARGIN, (self.height() - height) / 2, width, height)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font())
        text_width = metrics.horizontalAdvance(self.text())
        height = max(metrics.height(), self._theme.px(_TRACK.height()))
        return QSize(text_width + _GAP + self._theme.px(_TRACK.width()) + 2 * _MARGIN + 2, height + 2 * _MARGIN)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colour
        painter.setFont(self._theme.font())
        painter.setPen(colour("text"))
        if not self.isEnabled():
            painter.setOpacity(_DISABLED_OPACITY)
        painter.drawText(self.rect().adjusted(_MARGIN + 1, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        track = self._track()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent") if self.isChecked() else colour("quiet"))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        radius = track.height() / 2 - 3
        left = track.left() + track.height() / 2 + self._knob * (track.width() - track.height())
        painter.setBrush(colour("on_accent") if self.isChecked() else colour("raised"))
        painter.drawEllipse(QPointF(left, track.center().y()), radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()
