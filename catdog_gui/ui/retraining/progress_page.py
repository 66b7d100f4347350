"""While a retrain runs: its stage, how far it is, how long it still takes, and its curves."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from catdog_gui.retraining.events import Event, Metric, Progress, Stage
from catdog_gui.ui.common.formatting import number, time_left
from catdog_gui.ui.common.messages import in_words
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, quiet, small
from catdog_gui.ui.retraining.curves import Curves

_ACCURACY = "accuracy"
_NO_STEP = -1


class LearningPage(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = ""
        self._drawn = _NO_STEP
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

    def begin(self) -> None:
        self._stage = ""
        self._drawn = _NO_STEP
        self.curves.clear()
        self._wait(self.tr("Starting…"))

    def stopping(self) -> None:
        self._wait(self.tr("Stopping…"))

    def tell(self, event: Event) -> None:
        """Shows what the trainer told."""
        match event:
            case Stage(name):
                self._stage = in_words(name)
                self._drawn = _NO_STEP
                self._wait(f"{self._stage}…")
            case Progress():
                self._show_progress(event)
            case Metric("held-out accuracy" | "validation accuracy", value):
                self.curves.add_accuracy(value)
            case Metric("held-out loss", value):
                self.curves.add_loss(value)

    def _wait(self, words: str) -> None:
        self.bar.setRange(0, 0)
        self._state.setText(words)

    def _show_progress(self, event: Progress) -> None:
        self._draw(event)
        if event.total <= 0:
            return
        self.bar.setRange(0, event.total)
        self.bar.setValue(event.step)
        of = self.tr("{} of {}").format(number(event.step), number(event.total))
        has_more = event.step < event.total
        left = time_left(event.seconds_left) if event.seconds_left is not None and has_more else ""
        self._state.setText("   ".join(filter(None, (f"{self._stage}…", of, left))))

    def _draw(self, event: Progress) -> None:
        """One point for a step: a trainer that is silent for long tells the last one again, as a sign of life."""
        if event.step == self._drawn:
            return
        self._drawn = event.step
        if "loss" in event.figures:
            self.curves.add_loss(event.figures["loss"])
        if _ACCURACY in event.figures:
            self.curves.add_accuracy(event.figures[_ACCURACY])
