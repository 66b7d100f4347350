"""The order "most useful to label first": found in the background, whenever it is wanted and something is new."""

from __future__ import annotations

import threading

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from catdog_gui.ui.common.tasks import Task
from catdog_gui.ui.session.filtering import Order
from catdog_gui.ui.session.session import Session


class Ranking(QObject):
    """Follows a session. Until a ranking is there, the order is that of doubt."""

    ranked = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._stop = threading.Event()
        self._task: Task | None = None
        session.scan_ended.connect(self.rank)
        session.folder_changed.connect(self.stop)

    @Slot()
    def rank(self) -> None:
        """Of the pictures that are scored and have no word of the user's; does nothing for another order."""
        session, loaded, rows = self._session, self._session.loaded, self._session.pictures.rows
        if session.pictures.order is not Order.USEFUL or loaded is None or session.is_scanning:
            return
        self.stop()
        stop = self._stop = threading.Event()
        asked = np.flatnonzero(rows.here & (rows.certainties >= 0) & ~rows.corrected).tolist()
        pictures, scores = [rows.path(row) for row in asked], rows.all_scores[asked].copy()
        parts = session.parts

        def find() -> list[int]:
            return [asked[index] for index in parts.useful_first(pictures, scores, loaded, stop)]

        if asked:
            self._task = session.background.run(find, self._take)

    def _take(self, rows: list[int]) -> None:
        self._session.pictures.rank(rows)
        self.ranked.emit()

    @Slot()
    def stop(self) -> None:
        self._stop.set()
        if self._task is not None:
            self._task.cancel()
