"""How sure is sure enough: the folder's histogram with a slider under it, and in words what it means."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QPushButton, QSlider, QVBoxLayout, QWidget

from catdog_gui.classify.models import Policy
from catdog_gui.ui.deciding import decide_all, measured
from catdog_gui.ui.models.pictures import PictureModel
from catdog_gui.ui.session import Session
from catdog_gui.ui.theme import Theme
from catdog_gui.ui.widgets.basics import label, small
from catdog_gui.ui.words import policy_word, precise_share

STEPS = 1000
_WIDEST = 7.6
_BINS = 40
_SNAP = 14
_HISTOGRAM_HEIGHT = 56
_TRACK_HEIGHT = 24
_MARGIN = 9
_RECOUNT_MS = 200


def step_of(threshold: float) -> int:
    """Where a threshold is on the slider, which is spread out where pictures are: towards certainty."""
    limited = min(max(threshold, 0.5), 1 - 1e-6)
    return min(STEPS, round(math.log(limited / (1 - limited)) / _WIDEST * STEPS))


def threshold_at(step: int) -> float:
    return 1 / (1 + math.exp(-step / STEPS * _WIDEST))


class HistogramSlider(QSlider):
    """A slider with the folder's pictures behind it: those to the right of the handle are decided."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._bars = np.zeros((1, _BINS))
        self._colours: list[str] = []
        self._stops: list[int] = []
        self.setRange(0, STEPS)
        self.setSingleStep(5)
        self.setPageStep(50)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(_HISTOGRAM_HEIGHT + _TRACK_HEIGHT)
        self.setAccessibleName(self.tr("How sure the program must be"))

    def sizeHint(self) -> QSize:
        return QSize(160, _HISTOGRAM_HEIGHT + _TRACK_HEIGHT)

    def show_bars(self, bars: np.ndarray, colours: list[str]) -> None:
        """bars (kinds, bins), heights in 0..1, stacked in this order."""
        self._bars, self._colours = bars, colours
        self.update()

    def show_stops(self, stops: list[int]) -> None:
        self._stops = stops
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._move_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(event.position().x())

    def _move_to(self, x: float) -> None:
        step = round((x - _MARGIN) / max(1, self.width() - 2 * _MARGIN) * STEPS)
        near = [stop for stop in self._stops if abs(stop - step) <= _SNAP]
        self.setValue(min(near, key=lambda stop: abs(stop - step)) if near else step)

    def _x(self, step: float) -> float:
        return _MARGIN + step / STEPS * (self.width() - 2 * _MARGIN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        self._paint_track(painter)
        painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - 2 * _MARGIN) / _BINS
        for place in range(self._bars.shape[1]):
            decided = (place + 0.5) / _BINS * STEPS >= self.value()
            bottom = float(_HISTOGRAM_HEIGHT)
            for kind, colour in enumerate(self._colours):
                height = float(self._bars[kind, place]) * (_HISTOGRAM_HEIGHT - 4)
                if height <= 0:
                    continue
                paint = QColor(colour)
                paint.setAlphaF(0.9 if decided else 0.3)
                painter.setBrush(paint)
                painter.drawRect(QRectF(_MARGIN + place * width, bottom - height, max(1.0, width - 1), height))
                bottom -= height

    def _paint_track(self, painter: QPainter) -> None:
        middle = _HISTOGRAM_HEIGHT + _TRACK_HEIGHT / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(QRectF(_MARGIN, middle - 2, self.width() - 2 * _MARGIN, 4), 2, 2)
        painter.setBrush(self._theme.colour("quiet"))
        for stop in self._stops:
            painter.drawRoundedRect(QRectF(self._x(stop) - 1, middle - 6, 2, 12), 1, 1)
        painter.setBrush(self._theme.colour("accent"))
        edge = self._theme.colour("text" if self.hasFocus() else "panel")
        painter.setPen(QPen(edge, 2))
        x = self._x(self.value())
        painter.drawEllipse(QRectF(x - 8, middle - 8, 16, 16))
        painter.setPen(QPen(self._theme.colour("accent"), 1))
        painter.drawLine(round(x), 2, round(x), int(middle - 9))


class ThresholdPanel(QWidget):
    """The slider, the model's named policies as its stops, and what would happen."""

    changed = Signal(float)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._slider = HistogramSlider(theme, self)
        self._stops = QWidget(self)
        self._stop_row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._stops)
        self._stop_row.setContentsMargins(0, 0, 0, 0)
        self._stop_row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._would = label("", wrap=True)
        self._right = small(label("", wrap=True))
        self._recount_soon = QTimer(self)
        self._recount_soon.setSingleShot(True)
        self._recount_soon.setInterval(_RECOUNT_MS)
        self._recount_soon.timeout.connect(self.recount)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        title = small(label(self.tr("How sure?")))
        title.setIndent(8)
        for text in (self._would, self._right):
            text.setIndent(8)
        for widget in (title, self._slider, self._stops, self._would, self._right):
            layout.addWidget(widget)
        self._slider.valueChanged.connect(self._slid)
        session.pictures.counts_changed.connect(self._soon)
        session.model_changed.connect(self.follow_model)
        session.threshold_changed.connect(self._show_threshold)
        theme.changed.connect(self.recount)
        self.follow_model()

    @Slot()
    def follow_model(self) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.deleteLater()
        for policy in sorted(self._session.policies, key=lambda policy: -policy.threshold):
            self._stop_row.addWidget(self._button(policy))
        self._arrange_stops()
        self._slider.show_stops([step_of(policy.threshold) for policy in self._session.policies])
        self._show_threshold(self._session.threshold)

    def _arrange_stops(self) -> None:
        """Side by side where they fit, else one below the other: words are longer in some languages."""
        wanted = sum(button.sizeHint().width() for button in self._group.buttons())
        fits = wanted <= self.width()
        directions = QBoxLayout.Direction
        self._stop_row.setDirection(directions.LeftToRight if fits else directions.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_stops()

    def _button(self, policy: Policy) -> QPushButton:
        button = QPushButton(policy_word(policy.name), self._stops)
        button.setCheckable(True)
        button.setProperty("flat", "true")
        button.setProperty("stop", "true")
        button.setProperty("threshold", policy.threshold)
        button.clicked.connect(self._stop_chosen)
        self._group.addButton(button)
        return button

    @Slot()
    def _stop_chosen(self) -> None:
        self.changed.emit(float(self.sender().property("threshold")))

    @Slot(int)
    def _slid(self, step: int) -> None:
        near = [policy.threshold for policy in self._session.policies if step_of(policy.threshold) == step]
        self.changed.emit(near[0] if near else threshold_at(step))

    @Slot(float)
    def _show_threshold(self, threshold: float) -> None:
        self._slider.blockSignals(True)
        self._slider.setValue(step_of(threshold))
        self._slider.blockSignals(False)
        self._slider.setAccessibleDescription(precise_share(threshold))
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(abs(float(button.property("threshold")) - threshold) < 1e-4)
        self._soon()

    @Slot()
    def _soon(self) -> None:
        if not self._recount_soon.isActive():
            self._recount_soon.start()

    @Slot()
    def recount(self) -> None:
        counts = self._session.pictures.counts()
        classes = range(len(self._session.pictures.rows.labels.classes))
        moving = sum(counts.of(code) for code in classes)
        would = self.tr("%Ln would move", "", moving)
        stays = self.tr("%Ln need a look", "", counts.of(self._session.pictures.rows.labels.unsure))
        self._would.setText(self.tr("{}, {}.").format(would, stays) if counts.total > counts.waiting else "")
        estimate = measured(self._session.policies, self._session.threshold)
        share = precise_share(estimate.precision) if estimate and estimate.precision else ""
        self._right.setText(self.tr("Of those moved, about {} are right.").format(share) if share and moving else "")
        self._right.setToolTip(self.tr("An estimate, measured on other pictures."))
        bars, colours = _bars(self._session.pictures, self._theme)
        self._slider.show_bars(bars, colours)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()


def _bars(pictures: PictureModel, theme: Theme) -> tuple[np.ndarray, list[str]]:
    """Heights of the stacked bars, by the likeliest decision; by their square root, so that small piles show."""
    rows = pictures.rows
    labels, colours = rows.labels, theme.colours
    sure = rows.certainties
    scored = rows.here & (sure >= 0)
    guess = decide_all(rows.all_scores[scored], labels.kind, 0.5)
    limited = np.clip(sure[scored], 0.5, 1 - 1e-6)
    places = np.clip(np.log(limited / (1 - limited)) / _WIDEST * _BINS, 0, _BINS - 1).astype(int)
    kinds = [*range(len(labels.classes)), labels.both, labels.neither, labels.unsure]
    bars = np.array([np.bincount(places[guess == kind], minlength=_BINS) for kind in kinds], float)
    totals = bars.sum(0)
    tallest = math.sqrt(totals.max()) if totals.any() else 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        heights = np.where(totals > 0, bars / totals * np.sqrt(totals) / tallest, 0.0)
    return heights, [*(colours.of_class(code) for code in range(len(labels.classes))), *[colours.neutral] * 3]
