"""Finds the stacks of the open folder in the background, where the user wants to see them."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot

from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.tasks import Tasks
from catdog_gui.ui.session.backend import Backend
from catdog_gui.ui.session.batches import Ids
from catdog_gui.ui.session.picture_model import PictureModel
from catdog_gui.ui.session.stacks import Stacks


class Stacking(QObject):
    """Nothing on the disk is changed by it."""

    started = Signal()
    # How many stacks there are now, if that was not known.
    found = Signal(int)
    cleared = Signal()

    def __init__(
        self, pictures: PictureModel, backend: Backend, settings: Settings, background: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._backend = backend
        self._settings = settings
        self._background = background
        self._cancelled = threading.Event()
        self._count: int | None = None

    @Slot()
    def toggle(self) -> None:
        self._settings.stacks_similar = not self._settings.stacks_similar
        self.reset()
        if self._settings.stacks_similar:
            self.started.emit()
            self.find()
        else:
            self._pictures.set_stacks(None)
            self.cleared.emit()

    @Slot()
    def find(self) -> None:
        """Compares the pictures that are in the folder now, if that is wanted."""
        self.cancel()
        table = self._pictures.table
        rows = np.flatnonzero(table.present).astype(np.int32)
        if not self._settings.stacks_similar or not len(rows):
            return
        self._cancelled = cancelled = threading.Event()
        paths = [table.path(row) for row in rows.tolist()]
        backend = self._backend
        self._background.run(
            lambda: backend.find_stacks(paths, cancelled.is_set),
            lambda leaders: None if cancelled.is_set() else self._show(rows, leaders),
        )

    @Slot()
    def cancel(self) -> None:
        """The result of a search that is under way will not be shown."""
        self._cancelled.set()

    @Slot()
    def reset(self) -> None:
        """For another folder."""
        self.cancel()
        self._count = None

    def _show(self, rows: Ids, leaders: npt.NDArray[np.int32]) -> None:
        stacks = Stacks(rows, leaders)
        self._pictures.set_stacks(stacks)
        if stacks.count() != self._count:
            self._count = stacks.count()
            self.found.emit(self._count)
