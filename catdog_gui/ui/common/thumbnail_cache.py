"""Thumbnails for what is visible: newest request first, stale ones dropped, kept within a bound in bytes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QPainter, QPixmap

from catdog_gui.pictures.models import PictureError
from catdog_gui.pictures.thumbnails import thumbnail
from catdog_gui.ui.common.tasks import BatchQueue, join_all
from catdog_gui.ui.common.thread_priority import lower_thread_priority

RADIUS = 8
MAX_BYTES = 96 << 20
_SIDES = (128, 192, 256, 384, 512, 768)
_THREADS = 2
_FLUSH_INTERVAL_MS = 16
_MAX_BATCH_SIZE = 12

Load = Callable[[Path, int], np.ndarray]


@dataclass(frozen=True, slots=True)
class ThumbnailRequest:
    row: int
    path: Path


@dataclass(frozen=True, slots=True)
class _Loaded:
    generation: int
    row: int
    side: int
    image: QImage


@dataclass(slots=True)
class Thumbnail:
    """A thumbnail with rounded corners; `created` starts its fade. The pixmap is null if it cannot be read."""

    pixmap: QPixmap
    side: int
    created: float

    @property
    def bytes(self) -> int:
        return max(64, 4 * self.pixmap.width() * self.pixmap.height())


class ThumbnailCache(QObject):
    """The delegate reads it. Threads fill it with what the last `request` named."""

    loaded = Signal(list)

    def __init__(self, parent: QObject | None = None, load: Load = thumbnail) -> None:
        super().__init__(parent)
        self._load = load
        self._generation = 0
        self._side = _SIDES[1]
        self._radius = float(RADIUS)
        self._entries: OrderedDict[int, Thumbnail] = OrderedDict()
        self._bytes = 0
        self._requests: list[ThumbnailRequest] = []
        self._in_progress: set[tuple[int, int, int]] = set()
        self._condition = threading.Condition()
        self._closed = False
        self._batch_queue = BatchQueue(self._on_loaded, _FLUSH_INTERVAL_MS, _MAX_BATCH_SIZE, self)
        self._threads = [threading.Thread(target=self._work, name=f"thumb-{n}", daemon=True) for n in range(_THREADS)]
        for thread in self._threads:
            thread.start()

    def clear(self) -> None:
        """For another folder: thumbnails that are being decoded are dropped when they come."""
        with self._condition:
            self._generation += 1
            self._requests = []
            self._in_progress.clear()
        self._entries.clear()
        self._bytes = 0

    def remove_rows(self, rows: Sequence[int]) -> None:
        for row in rows:
            entry = self._entries.pop(row, None)
            self._bytes -= entry.bytes if entry else 0

    def set_size(self, pixels: float, radius: float) -> None:
        """How large thumbnails are shown, in device pixels; they are made in a few sizes only."""
        self._side = next((side for side in _SIDES if side >= pixels), _SIDES[-1])
        self._radius = radius * self._side / max(1.0, pixels)

    def get(self, row: int) -> Thumbnail | None:
        entry = self._entries.get(row)
        if entry is not None:
            self._entries.move_to_end(row)
        return entry

    def is_missing(self, row: int) -> bool:
        """Whether there is none yet, or only one of another size."""
        entry = self._entries.get(row)
        return entry is None or (entry.side != self._side and not entry.pixmap.isNull())

    def request(self, requests: Sequence[ThumbnailRequest]) -> None:
        """Replaces the requests that wait; the first one is decoded first."""
        with self._condition:
            self._requests = list(requests)[::-1]
            if requests:
                self._condition.notify_all()
        if requests:
            self._batch_queue.open()

    @property
    def bytes(self) -> int:
        return self._bytes

    def close(self, seconds: float) -> bool:
        with self._condition:
            self._closed = True
            self._requests = []
            self._condition.notify_all()
        self._batch_queue.close()
        return join_all(self._threads, seconds)

    def _work(self) -> None:
        lower_thread_priority()
        while (job := self._next_request()) is not None:
            generation, request, side, radius = job
            self._batch_queue.put(_Loaded(generation, request.row, side, self._image(request.path, side, radius)))

    def _next_request(self) -> tuple[int, ThumbnailRequest, int, float] | None:
        with self._condition:
            while not self._closed:
                while self._requests:
                    request = self._requests.pop()
                    key = (self._generation, request.row, self._side)
                    if key not in self._in_progress:
                        self._in_progress.add(key)
                        return self._generation, request, self._side, self._radius
                self._condition.wait()
        return None

    def _image(self, path: Path, side: int, radius: float) -> QImage:
        try:
            return _rounded(image_of(self._load(path, side)), radius)
        except PictureError:
            return QImage()

    def _on_loaded(self, batch: list[_Loaded]) -> None:
        rows = []
        for item in batch:
            if item.generation == self._generation:
                self._store(item)
                rows.append(item.row)
        with self._condition:
            for item in batch:
                self._in_progress.discard((item.generation, item.row, item.side))
            idle = not self._requests and not self._in_progress
        if idle and not len(self._batch_queue):
            self._batch_queue.close()
        if rows:
            self.loaded.emit(rows)

    def _store(self, item: _Loaded) -> None:
        old = self._entries.pop(item.row, None)
        self._bytes -= old.bytes if old else 0
        created = old.created if old else time.monotonic()
        entry = Thumbnail(QPixmap.fromImage(item.image), item.side, created)
        self._entries[item.row] = entry
        self._bytes += entry.bytes
        while self._bytes > MAX_BYTES and len(self._entries) > 1:
            _, dropped = self._entries.popitem(last=False)
            self._bytes -= dropped.bytes


def image_of(pixels: np.ndarray) -> QImage:
    """uint8 (height, width, 3) -> an image that owns its pixels."""
    height, width, _ = pixels.shape
    pixels = np.ascontiguousarray(pixels)
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _rounded(image: QImage, radius: float) -> QImage:
    canvas = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(image))
    painter.drawRoundedRect(QRectF(image.rect()), radius, radius)
    painter.end()
    return canvas
