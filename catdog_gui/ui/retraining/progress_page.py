"""While a retrain runs: its stage, how far it is, how long it still takes, and its curves."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from catdog_gui.retraining.events import Event, Metric, Progress, Stage
from catdog_gui.ui.common.formatting import number_text, time_left_text
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, quiet, small
from catdog_gui.ui.retraining.curves import Curves

_ACCURACY = "accuracy"
_NO_STEP = -1


class ProgressPage(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = ""
        self._last_step = _NO_STEP
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the retraining"))
        self._state = quiet(label("", wrap=True))
        self.curves = Curves(theme, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for part in (self.bar, self._state, self.curves):
            layout.addWidget(part)
        layout.addWidget(small(label(self.tr("The model in use stays as it is until then."), wrap=True)))

    def show_starting(self) -> None:
        self._stage = ""
        self._last_step = _NO_STEP
        self.curves.clear()
        self._show_busy(self.tr("Starting…"))

    def show_stopping(self) -> None:
        self._show_busy(self.tr("Stopping…"))

    def show_event(self, event: Event) -> None:
        """Shows an event of the trainer."""
        match event:
            case Stage(name):
                self._stage = translate_message(name)
                self._last_step = _NO_STEP
                self._show_busy(f"{self._stage}…")
            case Progress():
                self._show_progress(event)
            case Metric("held-out accuracy" | "validation accuracy", value):
                self.curves.add_accuracy(value)
            case Metric("held-out loss", value):
                self.curves.add_loss(value)

    def _show_busy(self, text: str) -> None:
        self.bar.setRange(0, 0)
        self._state.setText(text)

    def _show_progress(self, event: Progress) -> None:
        self._add_points(event)
        if event.total <= 0:
            return
        self.bar.setRange(0, event.total)
        self.bar.setValue(event.step)
        of = self.tr("{} of {}").format(number_text(event.step), number_text(event.total))
        has_more = event.step < event.total
        left = time_left_text(event.seconds_left) if event.seconds_left is not None and has_more else ""
        self._state.setText("   ".join(filter(None, (f"{self._stage}…", of, left))))

    def _add_points(self, event: Progress) -> None:
        """Adds one point for each step: a trainer repeats its last event as a sign of life during a long step."""
        if event.step == self._last_step:
            return
        self._last_step = event.step
        if "loss" in event.figures:
            self.curves.add_loss(event.figures["loss"])
        if _ACCURACY in event.figures:
            self.curves.add_accuracy(event.figures[_ACCURACY])
