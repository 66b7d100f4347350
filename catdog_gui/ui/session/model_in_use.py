"""The model that labels pictures, and the threshold above which a score is a label."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from catdog_gui.classify.models import ModelError, Policy
from catdog_gui.messages import Message
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.tasks import LatestTask, Tasks
from catdog_gui.ui.session.backend import Backend, LoadedModel
from catdog_gui.ui.session.model_switcher import ModelSwitcher


class ModelInUse(QObject):
    """Knows nothing of pictures: the session labels them again when `opened` or `failed` comes."""

    opened = Signal(bool)  # whether it is another model than before
    failed = Signal()
    threshold_changed = Signal(float)
    problem_reported = Signal(object)

    def __init__(
        self, backend: Backend, settings: Settings, background: Tasks, file_tasks: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._backend = backend
        self._settings = settings
        self._background = background
        self._load_task = LatestTask()
        self.switcher = ModelSwitcher(backend, file_tasks, self)
        self.switcher.switched.connect(self.load)
        self.switcher.refused.connect(self.problem_reported)
        self.loaded: LoadedModel | None = None
        # Empty, or why no model can be used.
        self.problem: Message | str = ""
        self.threshold = 0.9

    @property
    def policies(self) -> tuple[Policy, ...]:
        return self.loaded.model.policies if self.loaded else ()

    @Slot()
    def load(self) -> None:
        """Opens the model in use; of two that are being opened the later one counts."""
        engine, backend = self._settings.engine, self._backend
        # The engine may warn in any thread.
        on_warning = self.problem_reported.emit
        run = self._background.run
        self._load_task.replace(
            run(
                lambda: backend.open_model(engine, on_warning), self._on_loaded, self._on_failed, expected=(ModelError,)
            )
        )

    def _on_loaded(self, loaded: LoadedModel) -> None:
        before, self.loaded = self.loaded, loaded
        self.problem = ""
        self.threshold = self._saved_threshold(loaded)
        self.opened.emit(before is not None and before.model.id != loaded.model.id)

    def _on_failed(self, error: ModelError) -> None:
        self.problem = error.message
        self.loaded = None
        self.failed.emit()
        self.problem_reported.emit(self.problem)

    def _saved_threshold(self, loaded: LoadedModel) -> float:
        try:
            return min(max(float(self._settings.policy), 0.5), 1.0)
        except ValueError:
            return loaded.model.policy(self._settings.policy).threshold

    @Slot(float)
    def set_threshold(self, threshold: float) -> None:
        if threshold == self.threshold:
            return
        self.threshold = threshold
        policy_name = next((policy.name for policy in self.policies if abs(policy.threshold - threshold) < 1e-4), "")
        self._settings.policy = policy_name or f"{threshold:.6f}"
        self.threshold_changed.emit(threshold)
