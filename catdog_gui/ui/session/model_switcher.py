"""The switch to another model: the one place where the window does it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from catdog_gui.retraining.models import Release, RetrainingError
from catdog_gui.ui.common.tasks import Tasks
from catdog_gui.ui.session.backend import Parts


class ModelSwitch(QObject):
    """Outlives the dialogs that ask it: what was switched is told although whoever wanted it is closed by then."""

    switched = Signal(object)
    refused = Signal(str)

    def __init__(self, parts: Parts, files: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._files = files

    @property
    def is_possible(self) -> bool:
        """Not where the command line names the model: the window would not use another one."""
        return self._parts.options.model is None

    def use(self, name: str) -> None:
        """To the release of this name; `switched` or `refused` tells what came of it."""
        use = self._parts.use_release
        self._switch(lambda: use(name))

    def go_back(self) -> None:
        """To the release that was in use before."""
        self._switch(self._parts.roll_back)

    def _switch(self, act: Callable[[], Release]) -> None:
        self._files.run(act, self.switched.emit, self._not_possible)

    def _not_possible(self, error: Exception) -> None:
        if not isinstance(error, RetrainingError | sqlite3.Error | OSError):
            raise error
        self.refused.emit(str(error))
