"""Python's garbage collector, on the interface thread alone and when it does not disturb.

Left to itself it runs in whatever thread allocates, where it may destroy a widget in the wrong thread, and it looks
at every object of the program while everybody waits: a fifth of a second with 100,000 pictures.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MS = 200
_MIDDLE_GENERATION, _OLDEST_GENERATION = 1, 2
_FULL_COLLECTION_EVERY = 20
_MIN_NEW_OBJECTS = 700


class GcTimer(QObject):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rounds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        gc.disable()
        # What exists at the start stays until the end, so the collector need not look at it.
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _collect(self) -> None:
        # Without new objects there is nothing to collect: an idle program should not scan its memory every few seconds.
        if gc.get_count()[0] < _MIN_NEW_OBJECTS:
            return
        self._rounds += 1
        gc.collect(_OLDEST_GENERATION if self._rounds % _FULL_COLLECTION_EVERY == 0 else _MIDDLE_GENERATION)
