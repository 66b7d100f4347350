"""Pictures made ready to be shown large, off the interface thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal, Slot
from PySide6.QtGui import QImage

from catdog_gui.pictures.image_info import ImageInfo, read_image_info
from catdog_gui.pictures.models import PictureError
from catdog_gui.pictures.thumbnails import preview
from catdog_gui.ui.common.tasks import LatestTask, Tasks, single_shot
from catdog_gui.ui.common.thumbnail_cache import image_of

_LOAD_DELAY_MS = 40


@dataclass(frozen=True, slots=True)
class Preview:
    """A decoded picture and its details; the image is null if it cannot be decoded."""

    image: QImage
    info: ImageInfo | None


def load_preview(path: Path, size: QSize) -> Preview:
    """Reads a picture, no larger than `size` in device pixels; not for the interface thread."""
    try:
        image = image_of(preview(path, size.width(), size.height()))
    except PictureError:
        image = QImage()
    try:
        info = read_image_info(path)
    except PictureError:
        info = None
    return Preview(image, info)


class PreviewLoader(QObject):
    """Loads one picture at a time; a new request cancels the one before it."""

    loaded = Signal(int, object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._load_task = LatestTask()
        self._pending: tuple[int, Path, QSize] | None = None
        self._delay_timer = single_shot(self, _LOAD_DELAY_MS, self._start)

    def request(self, row: int, path: Path, size: QSize) -> None:
        self._pending = (row, path, size)
        self._delay_timer.start()

    def cancel(self) -> None:
        self._delay_timer.stop()
        self._load_task.cancel()

    @Slot()
    def _start(self) -> None:
        if self._pending is None:
            return
        row, path, size = self._pending
        self._load_task.replace(self._tasks.run(lambda: (row, load_preview(path, size)), self._deliver))

    def _deliver(self, done: tuple[int, Preview]) -> None:
        self.loaded.emit(*done)
