"""Thumbnails that have just come fade in: says again and again which ones to paint, until they are there."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from catdog_gui.ui.common.theme import FADE_MS

_FRAME_MS = 16


class Fading(QObject):
    """Runs a timer only while something fades."""

    frame = Signal(list)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._until: dict[int, float] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._tick)

    @Slot(list)
    def begin(self, rows: list[int]) -> None:
        until = time.monotonic() + FADE_MS / 1000
        self._until.update(dict.fromkeys(rows, until))
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _tick(self) -> None:
        now, rows = time.monotonic(), list(self._until)
        self._until = {row: until for row, until in self._until.items() if until >= now}
        if not self._until:
            self._timer.stop()
        self.frame.emit(rows)
