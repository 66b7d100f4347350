"""The slider with the folder's pictures behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QToolTip, QWidget

from catdog_gui.classify.decisions import NON_CLASS_NAMES
from catdog_gui.classify.policy import decision_codes
from catdog_gui.ui.common.decision_looks import DECISION_LOOKS
from catdog_gui.ui.common.formatting import label_text, number_text, share_range_text
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.palette import Colours
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.session.picture_model import PictureModel
from catdog_gui.ui.sidebar.threshold_scale import STEPS, ThresholdScale

_BINS = 40
_SNAP_STEPS = 14
_HISTOGRAM_HEIGHT = 56
_TRACK_HEIGHT = 24
MARGIN = 8


@dataclass(frozen=True, slots=True)
class Histogram:
    """heights (kinds, bins) in 0..1, stacked in this order; a colour for each kind; what each bin counts, or ""."""

    heights: npt.NDArray[np.float64]
    colours: list[str]
    bin_texts: list[str]


class HistogramSlider(QSlider):
    """Pictures to the right of the handle are decided; those to the left, which wait for the user, are paler."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._bars: npt.NDArray[np.float64] = np.zeros((1, _BINS))
        self._colours: list[str] = []
        self._stops: list[int] = []
        self._bin_texts: list[str] = []
        self.setRange(0, STEPS)
        self.setSingleStep(5)
        self.setPageStep(50)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(_HISTOGRAM_HEIGHT + _TRACK_HEIGHT)
        self.setAccessibleName(self.tr("How sure the program must be"))
        self.setWhatsThis(
            self.tr(
                "Each bar counts pictures of your folder: the further right, the surer the model is of them. "
                "Those right of the handle are decided and ready to sort; those left of it wait for you. "
                "Further right, fewer are decided and fewer of those are wrong."
            )
        )

    def sizeHint(self) -> QSize:
        return QSize(160, _HISTOGRAM_HEIGHT + _TRACK_HEIGHT)

    def show_histogram(self, histogram: Histogram) -> None:
        self._bars, self._colours = histogram.heights, histogram.colours
        self._bin_texts = histogram.bin_texts
        self.update()

    def show_stops(self, stops: list[int]) -> None:
        self._stops = stops
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._text_at(event.pos()), self)
            return True
        return super().event(event)

    def _text_at(self, point: QPoint) -> str:
        place = int((point.x() - MARGIN) * _BINS / max(1, self.width() - 2 * MARGIN))
        is_on_bars = point.y() < _HISTOGRAM_HEIGHT and 0 <= place < len(self._bin_texts)
        return (is_on_bars and self._bin_texts[place]) or self.tr(
            "How sure the model is of each picture: the surest are on the right. Those left of the handle wait for you."
        )

    def step_to_x(self, step: float) -> float:
        return MARGIN + step / STEPS * (self.width() - 2 * MARGIN)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._move_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(event.position().x())

    def _move_to(self, x: float) -> None:
        step = round((x - MARGIN) / max(1, self.width() - 2 * MARGIN) * STEPS)
        near = [stop for stop in self._stops if abs(stop - step) <= _SNAP_STEPS]
        self.setValue(min(near, key=lambda stop: abs(stop - step)) if near else step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        self._paint_track(painter)
        painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        # Edges on whole pixels: bars of a blurred, uneven width would look like data.
        edges = [round(self.step_to_x(place / _BINS * STEPS)) for place in range(_BINS + 1)]
        for place in range(self._bars.shape[1]):
            decided = (place + 0.5) / _BINS * STEPS >= self.value()
            bottom = float(_HISTOGRAM_HEIGHT)
            for kind, colour in enumerate(self._colours):
                height = float(self._bars[kind, place]) * (_HISTOGRAM_HEIGHT - 4)
                if height <= 0:
                    continue
                paint = QColor(colour)
                paint.setAlphaF(1 if decided else 0.35)
                painter.setBrush(paint)
                width = max(1, edges[place + 1] - edges[place] - 1)
                painter.drawRect(QRectF(edges[place], bottom - height, width, height))
                bottom -= height

    def _paint_track(self, painter: QPainter) -> None:
        middle = _HISTOGRAM_HEIGHT + _TRACK_HEIGHT / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(QRectF(MARGIN, middle - 2, self.width() - 2 * MARGIN, 4), 2, 2)
        painter.setBrush(self._theme.colour("quiet"))
        for stop in self._stops:
            painter.drawRoundedRect(QRectF(round(self.step_to_x(stop)) - 1, middle - 6, 2, 12), 1, 1)
        painter.setBrush(self._theme.colour("accent"))
        painter.setPen(QPen(self._theme.colour("text" if self.hasFocus() else "panel"), 2))
        x = self.step_to_x(self.value())
        painter.drawEllipse(QRectF(x - 8, middle - 8, 16, 16))
        if self._bars.any():
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawLine(round(x), 2, round(x), int(middle - 9))


def make_histogram(pictures: PictureModel, scale: ThresholdScale, colours: Colours) -> Histogram:
    """By the likeliest decision. The heights are square roots, so that small piles show."""
    table = pictures.table
    labels, confidences = table.labels, table.confidences
    scored = table.present & (confidences >= 0)
    guess = decision_codes(table.all_scores[scored], labels.kind, 0.5)
    places = np.clip(scale.step_positions(confidences[scored]) * _BINS / STEPS, 0, _BINS - 1).astype(int)
    bars = np.array([np.bincount(places[guess == code], minlength=_BINS) for code in range(len(labels.names))], float)
    totals = bars.sum(0)
    tallest = np.sqrt(totals.max()) if totals.any() else 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        heights = np.where(totals > 0, bars / totals * np.sqrt(totals) / tallest, 0.0)
    class_colours = map(colours.of_class, range(len(labels.classes)))
    kind_colours = [*class_colours, *(DECISION_LOOKS[name].colour(colours) for name in NON_CLASS_NAMES)]
    return Histogram(heights, kind_colours, _bin_texts(bars, scale, labels))


def _bin_texts(bars: npt.NDArray[np.float64], scale: ThresholdScale, labels: Labels) -> list[str]:
    """How sure the model is of the pictures of each bin, and how many of each kind there are."""
    texts = []
    for place, counts in enumerate(bars.T.astype(int).tolist()):
        low, high = (scale.threshold(edge / _BINS * STEPS) for edge in (place, place + 1))
        found = [(label_text(name), count) for name, count in zip(labels.names, counts, strict=True) if count]
        heading = QCoreApplication.translate("HistogramSlider", "{} sure").format(share_range_text(low, high))
        lines = [heading, *(f"{name}: {number_text(count)}" for name, count in found)]
        texts.append("\n".join(lines) if found else "")
    return texts
