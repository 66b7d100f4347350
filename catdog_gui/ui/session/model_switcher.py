"""Switches to another model. Nothing else in the window does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from catdog_gui.retraining.models import Release, RetrainingError
from catdog_gui.sorting.error_messages import ReportableError, error_message
from catdog_gui.ui.common.tasks import Tasks
from catdog_gui.ui.session.backend import Backend


class ModelSwitcher(QObject):
    """Outlives the dialogs that use it: `switched` comes even if the dialog is closed by then."""

    switched = Signal(object)
    refused = Signal(object)

    def __init__(self, backend: Backend, file_tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._backend = backend
        self._file_tasks = file_tasks

    @property
    def can_switch(self) -> bool:
        """False if the command line names the model: the window would not use another one."""
        return self._backend.options.model is None

    def use(self, name: str) -> None:
        """Switches to a release; `switched` or `refused` follows."""
        use = self._backend.use_release
        self._switch(lambda: use(name))

    def roll_back(self) -> None:
        """Switches to the release that was in use before."""
        self._switch(self._backend.roll_back)

    def _switch(self, action: Callable[[], Release]) -> None:
        self._file_tasks.run(
            action,
            self.switched.emit,
            self._on_switch_failed,
            expected=(RetrainingError, sqlite3.Error, OSError),
        )

    def _on_switch_failed(self, error: ReportableError) -> None:
        self.refused.emit(error_message(error))
