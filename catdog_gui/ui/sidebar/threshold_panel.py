"""The threshold: a slider with the model's policies as stops, and what the threshold means for the folder."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from catdog_gui.classify.models import Policy
from catdog_gui.classify.policy import measured_policy
from catdog_gui.ui.common.formatting import policy_text, precise_share_text, share_range_text
from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.common.tasks import single_shot
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.explain_button import ExplainButton
from catdog_gui.ui.common.widgets.factories import label, small
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.sidebar.histogram_slider import HistogramSlider, make_histogram
from catdog_gui.ui.sidebar.threshold_scale import ThresholdScale

_BARS_DELAY_MS = 200
_EDGE = 3  # aligns the text of the buttons, not their frames, with what is above
# Measured on about a thousand pictures, so "100 %" would promise too much.
_MAX_SHOWN_PRECISION = 0.999


class PolicyButtons(QWidget):
    """A button under each stop of the slider; one below the other if their texts are too long."""

    chosen = Signal(float)

    def __init__(self, slider: HistogramSlider, parent: QWidget) -> None:
        super().__init__(parent)
        self._slider = slider
        self._entries: list[tuple[QPushButton, float, int]] = []
        self._group = QButtonGroup(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_policies(self, policies: tuple[Policy, ...], scale: ThresholdScale) -> None:
        for button in self.buttons:
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        ordered = sorted(policies, key=lambda policy: policy.threshold)
        self._entries = [
            (self._make_button(policy), policy.threshold, scale.step(policy.threshold)) for policy in ordered
        ]
        self._arrange()

    @property
    def buttons(self) -> list[QPushButton]:
        return [button for button, _, _ in self._entries]

    def show_threshold(self, threshold: float) -> None:
        self._group.setExclusive(False)
        for button, stop, _ in self._entries:
            button.setChecked(abs(stop - threshold) < 1e-4)

    def sizeHint(self) -> QSize:
        return QSize(0, max((button.geometry().bottom() + 1 for button, _, _ in self._entries), default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        places = [self._button_rect(button.sizeHint(), step) for button, _, step in self._entries]
        overlaps = any(left.right() >= right.left() for left, right in pairwise(places))
        top = 0
        for (button, _, _), place in zip(self._entries, places, strict=True):
            button.setGeometry(QRect(0, top, self.width(), place.height()) if overlaps else place)
            top += place.height() + 4
        self.setFixedHeight(self.sizeHint().height())

    def _button_rect(self, size: QSize, step: int) -> QRect:
        left = round(self._slider.step_to_x(step)) - size.width() // 2
        last = self.width() - size.width() - _EDGE
        return QRect(max(_EDGE, min(left, last)), 0, size.width(), size.height())

    def _make_button(self, policy: Policy) -> QPushButton:
        button = QPushButton(policy_text(policy.name), self)
        button.setCheckable(True)
        button.setProperty("flat", "true")
        button.setProperty("stop", "true")
        button.setProperty("threshold", policy.threshold)
        button.clicked.connect(self._on_clicked)
        self._group.addButton(button)
        button.show()
        return button

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(float(self.sender().property("threshold")))


class ThresholdPanel(QWidget):
    """Sets the threshold, and shows what it means for the open folder."""

    def __init__(self, session: FolderSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = session.model
        self._theme = theme
        self._scale = ThresholdScale.from_thresholds(())
        self._slider = HistogramSlider(theme, self)
        self._policy_buttons = PolicyButtons(self._slider, self)
        self._counts_label = label("", wrap=True)
        self._counts_label.setObjectName("counts")
        self._precision_label = small(label("", wrap=True))
        self._precision_label.setObjectName("precision")
        self._bars_timer = single_shot(self, _BARS_DELAY_MS, self._update_bars)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._precision_label.setWhatsThis(
            self.tr(
                "How many of such decisions were right on other people's pictures. Yours may be easier or harder, so "
                "look at some before you sort."
            )
        )
        title = small(label(self.tr("How sure?")))
        for text in (title, self._counts_label, self._precision_label):
            text.setContentsMargins(8, 0, 8, 0)
        self._explain_button = ExplainButton(self._slider, theme, self)
        title_row = QHBoxLayout()
        title_row.setContentsMargins(0, 0, 8, 0)
        title_row.addWidget(title, 1)
        title_row.addWidget(self._explain_button)
        layout.addLayout(title_row)
        for widget in (self._slider, self._policy_buttons, self._counts_label, self._precision_label):
            layout.addWidget(widget)
        self._slider.valueChanged.connect(self._on_slider_moved)
        self._policy_buttons.chosen.connect(self._model.set_threshold)
        session.pictures.counts_changed.connect(self.recount)
        session.model_changed.connect(self.refresh_policies)
        self._model.threshold_changed.connect(self._show_threshold)
        theme.changed.connect(self._update_bars)
        self.refresh_policies()

    @property
    def tab_stops(self) -> list[QWidget]:
        return [self._explain_button, self._slider, *self._policy_buttons.buttons]

    @Slot()
    def refresh_policies(self) -> None:
        policies = self._model.policies
        self._scale = ThresholdScale.from_thresholds(policy.threshold for policy in policies)
        self._policy_buttons.show_policies(policies, self._scale)
        self._slider.show_stops([self._scale.step(policy.threshold) for policy in policies])
        self._show_threshold(self._model.threshold)
        self.recount()

    @Slot(int)
    def _on_slider_moved(self, step: int) -> None:
        at_step = [policy.threshold for policy in self._model.policies if self._scale.step(policy.threshold) == step]
        self._model.set_threshold(at_step[0] if at_step else self._scale.threshold(step))

    @Slot(float)
    def _show_threshold(self, threshold: float) -> None:
        self._slider.blockSignals(True)
        self._slider.setValue(self._scale.step(threshold))
        self._slider.blockSignals(False)
        self._slider.setAccessibleDescription(precise_share_text(threshold))
        self._policy_buttons.show_threshold(threshold)

    @Slot()
    def recount(self) -> None:
        """The numbers at once, as everything else that shows them does; the bars, which take longer, a little later."""
        if not self._bars_timer.isActive():
            self._bars_timer.start()
        pictures = self._session.pictures
        counts = pictures.counts()
        moving = pictures.count_moving()
        moving_text = self.tr("%Ln ready to sort", "", moving)
        unsure_text = self.tr("%Ln need review", "", counts.of(pictures.table.labels.unsure))
        self._counts_label.setText(f"{moving_text}\n{unsure_text}" if counts.total > counts.waiting else "")
        estimate = measured_policy(self._model.policies, self._model.threshold)
        self._precision_label.setText(self._precision_text(estimate) if estimate and moving else "")
        self._precision_label.setToolTip(self._precision_source(estimate) if estimate else "")
        self.setVisible(counts.total > counts.of(FAILED))

    @Slot()
    def _update_bars(self) -> None:
        self._slider.show_histogram(make_histogram(self._session.pictures, self._scale, self._theme.colours))

    def _precision_text(self, policy: Policy) -> str:
        if not policy.precision:
            return ""
        low, high = policy.precision_range or (policy.precision, policy.precision)
        share = share_range_text(min(low, _MAX_SHOWN_PRECISION), min(high, _MAX_SHOWN_PRECISION))
        return self.tr("About {} of these are right.").format(share)

    def _precision_source(self, policy: Policy) -> str:
        if policy.pictures is None:
            return self.tr("An estimate, measured on other pictures.")
        return self.tr("Measured on %Ln cats and dogs from other people's pictures.", "", policy.pictures)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()
