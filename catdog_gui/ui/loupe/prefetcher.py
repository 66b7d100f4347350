"""Decodes the picture on view and its neighbours ahead of time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal

from catdog_gui.ui.common.preview_loader import Preview, load_preview
from catdog_gui.ui.common.tasks import Task, Tasks


class PicturePrefetcher(QObject):
    """Keeps what the last `prefetch` named, and drops all others, also those that wait to be decoded."""

    loaded = Signal(int)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._size = QSize()
        self._waiting: dict[int, Task] = {}
        self._previews: dict[int, Preview] = {}

    def prefetch(self, pictures: Mapping[int, Path], size: QSize) -> None:
        """Rows and their files, the most urgent first; no larger than `size` in device pixels."""
        if size != self._size:
            self._size = size
            self.clear()
        for row in [row for row in self._previews if row not in pictures]:
            del self._previews[row]
        for row in [row for row in self._waiting if row not in pictures]:
            self._waiting.pop(row).cancel()
        for row, path in pictures.items():
            if row not in self._previews and row not in self._waiting:
                self._waiting[row] = self._load(row, path, size)

    def get(self, row: int) -> Preview | None:
        """None while it is being decoded."""
        return self._previews.get(row)

    def clear(self) -> None:
        for task in self._waiting.values():
            task.cancel()
        self._waiting.clear()
        self._previews.clear()

    def _load(self, row: int, path: Path, size: QSize) -> Task:
        return self._tasks.run(lambda: (row, load_preview(path, size)), self._on_loaded)

    def _on_loaded(self, done: tuple[int, Preview]) -> None:
        row, preview = done
        self._waiting.pop(row, None)
        self._previews[row] = preview
        self.loaded.emit(row)
