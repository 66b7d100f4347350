"""The order "most useful to label first", computed in the background."""

from __future__ import annotations

import threading

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from catdog_gui.ui.common.tasks import Task
from catdog_gui.ui.session.filtering import Order
from catdog_gui.ui.session.session import FolderSession


class UsefulnessOrder(QObject):
    """Ranks again after each scan. Until the first ranking is there, pictures are ordered by doubt."""

    ranked = Signal()

    def __init__(self, session: FolderSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._stop = threading.Event()
        self._task: Task | None = None
        session.scan_ended.connect(self.rank)
        session.order_changed.connect(self.rank)
        session.folder_changed.connect(self.stop)

    @Slot()
    def rank(self) -> None:
        """Ranks the scored pictures that the user has not labelled; does nothing if another order is chosen."""
        session, loaded, table = self._session, self._session.model.loaded, self._session.pictures.table
        if session.pictures.order is not Order.USEFUL or loaded is None or session.is_scanning:
            return
        self.stop()
        stop = self._stop = threading.Event()
        unlabelled = np.flatnonzero(table.present & (table.confidences >= 0) & ~table.corrected).tolist()
        pictures, scores = [table.path(row) for row in unlabelled], table.all_scores[unlabelled].copy()
        backend = session.backend

        def find() -> list[int]:
            return [unlabelled[index] for index in backend.rank_by_usefulness(pictures, scores, loaded, stop)]

        if unlabelled:
            self._task = session.background.run(find, self._on_ranked)

    def _on_ranked(self, rows: list[int]) -> None:
        self._session.pictures.set_usefulness_order(rows)
        self.ranked.emit()

    @Slot()
    def stop(self) -> None:
        self._stop.set()
        if self._task is not None:
            self._task.cancel()
