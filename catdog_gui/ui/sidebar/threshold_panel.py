"""How sure is sure enough: the slider, the model's named policies as its stops, and in words what it means."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from catdog_gui.classify.models import Policy
from catdog_gui.ui.common.formatting import policy_word, precise_share
from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.common.tasks import single_shot
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, small
from catdog_gui.ui.session.session import Session
from catdog_gui.ui.session.vectorised_policy import measured
from catdog_gui.ui.sidebar.histogram_slider import HistogramSlider, bars_of
from catdog_gui.ui.sidebar.threshold_scale import Scale

_RECOUNT_MS = 200
_EDGE = 3  # so that the words, not the buttons around them, begin where everything begins
# What was measured on a thousand pictures is never the whole truth.
_MOST_CLAIMED = 0.999


class StopRow(QWidget):
    """A button under each stop of the slider; one below the other where the words are too long for that."""

    chosen = Signal(float)

    def __init__(self, slider: HistogramSlider, parent: QWidget) -> None:
        super().__init__(parent)
        self._slider = slider
        self._stops: list[tuple[QPushButton, float, int]] = []
        self._group = QButtonGroup(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_policies(self, policies: tuple[Policy, ...], scale: Scale) -> None:
        for button in self.buttons:
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        ordered = sorted(policies, key=lambda policy: policy.threshold)
        self._stops = [(self._button(policy), policy.threshold, scale.step(policy.threshold)) for policy in ordered]
        self._arrange()

    @property
    def buttons(self) -> list[QPushButton]:
        return [button for button, _, _ in self._stops]

    def show_threshold(self, threshold: float) -> None:
        self._group.setExclusive(False)
        for button, stop, _ in self._stops:
            button.setChecked(abs(stop - threshold) < 1e-4)

    def sizeHint(self) -> QSize:
        return QSize(0, max((button.geometry().bottom() + 1 for button, _, _ in self._stops), default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        places = [self._place(button.sizeHint(), step) for button, _, step in self._stops]
        crowded = any(left.right() >= right.left() for left, right in pairwise(places))
        top = 0
        for (button, _, _), place in zip(self._stops, places, strict=True):
            button.setGeometry(QRect(0, top, self.width(), place.height()) if crowded else place)
            top += place.height() + 4
        self.setFixedHeight(self.sizeHint().height())

    def _place(self, size: QSize, step: int) -> QRect:
        wanted = round(self._slider.x_of(step)) - size.width() // 2
        last = self.width() - size.width() - _EDGE
        return QRect(max(_EDGE, min(wanted, last)), 0, size.width(), size.height())

    def _button(self, policy: Policy) -> QPushButton:
        button = QPushButton(policy_word(policy.name), self)
        button.setCheckable(True)
        button.setProperty("flat", "true")
        button.setProperty("stop", "true")
        button.setProperty("threshold", policy.threshold)
        button.clicked.connect(self._clicked)
        self._group.addButton(button)
        button.show()
        return button

    @Slot()
    def _clicked(self) -> None:
        self.chosen.emit(float(self.sender().property("threshold")))


class ThresholdPanel(QWidget):
    """Shows what the threshold of the session means for the open folder, and asks for another."""

    changed = Signal(float)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._scale = Scale.through(())
        self._slider = HistogramSlider(theme, self)
        self._stops = StopRow(self._slider, self)
        self._would = label("", wrap=True)
        self._right = small(label("", wrap=True))
        self._recount_soon = single_shot(self, _RECOUNT_MS, self.recount)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        title = small(label(self.tr("How sure?")))
        for text in (title, self._would, self._right):
            text.setContentsMargins(8, 0, 8, 0)
        for widget in (title, self._slider, self._stops, self._would, self._right):
            layout.addWidget(widget)
        self._slider.valueChanged.connect(self._slid)
        self._stops.chosen.connect(self.changed)
        session.pictures.counts_changed.connect(self._soon)
        session.model_changed.connect(self.follow_model)
        session.threshold_changed.connect(self._show_threshold)
        theme.changed.connect(self.recount)
        self.follow_model()

    @property
    def tab_stops(self) -> list[QWidget]:
        return [self._slider, *self._stops.buttons]

    @Slot()
    def follow_model(self) -> None:
        policies = self._session.policies
        self._scale = Scale.through(policy.threshold for policy in policies)
        self._stops.show_policies(policies, self._scale)
        self._slider.show_stops([self._scale.step(policy.threshold) for policy in policies])
        self._show_threshold(self._session.threshold)

    @Slot(int)
    def _slid(self, step: int) -> None:
        near = [policy.threshold for policy in self._session.policies if self._scale.step(policy.threshold) == step]
        self.changed.emit(near[0] if near else self._scale.threshold(step))

    @Slot(float)
    def _show_threshold(self, threshold: float) -> None:
        self._slider.blockSignals(True)
        self._slider.setValue(self._scale.step(threshold))
        self._slider.blockSignals(False)
        self._slider.setAccessibleDescription(precise_share(threshold))
        self._stops.show_threshold(threshold)
        self._soon()

    @Slot()
    def _soon(self) -> None:
        if not self._recount_soon.isActive():
            self._recount_soon.start()

    @Slot()
    def recount(self) -> None:
        pictures = self._session.pictures
        counts = pictures.counts()
        moving = pictures.count_moving()
        would = self.tr("%Ln would move", "", moving)
        stays = self.tr("%Ln need a look", "", counts.of(pictures.rows.labels.unsure))
        self._would.setText(f"{would}\n{stays}" if counts.total > counts.waiting else "")
        estimate = measured(self._session.policies, self._session.threshold)
        share = precise_share(min(estimate.precision, _MOST_CLAIMED)) if estimate and estimate.precision else ""
        self._right.setText(self.tr("About {} of these are right.").format(share) if share and moving else "")
        self._right.setToolTip(self.tr("An estimate, measured on other pictures."))
        self.setVisible(counts.total > counts.of(FAILED))
        self._slider.show_bars(*bars_of(pictures, self._scale, self._theme.colours))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()
