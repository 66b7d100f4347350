"""Fades new thumbnails in: says which rows to repaint until their fade is over."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from catdog_gui.ui.common.theme import FADE_MS

_FRAME_MS = 16


class FadeAnimation(QObject):
    """Runs a timer only while something fades."""

    rows_updated = Signal(list)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._end_times: dict[int, float] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._on_tick)

    @Slot(list)
    def start(self, rows: list[int]) -> None:
        until = time.monotonic() + FADE_MS / 1000
        self._end_times.update(dict.fromkeys(rows, until))
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_tick(self) -> None:
        now, rows = time.monotonic(), list(self._end_times)
        self._end_times = {row: until for row, until in self._end_times.items() if until >= now}
        if not self._end_times:
            self._timer.stop()
        self.rows_updated.emit(rows)
