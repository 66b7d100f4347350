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
from catdog_gui.ui.common.tasks import Inbox, join_all
from catdog_gui.ui.common.thread_priority import give_way

RADIUS = 8
MAX_BYTES = 96 << 20
_SIDES = (128, 192, 256, 384, 512, 768)
_THREADS = 2
_HAND_OVER_MS = 16
_HAND_OVER_AT_MOST = 12

Load = Callable[[Path, int], np.ndarray]


@dataclass(frozen=True, slots=True)
class Wish:
    row: int
    path: Path


@dataclass(frozen=True, slots=True)
class _Loaded:
    generation: int
    row: int
    side: int
    image: QImage


@dataclass(slots=True)
class Thumb:
    """A thumbnail with rounded corners; `born` is when it came, for the fade. A null pixmap stands for a failure."""

    pixmap: QPixmap
    side: int
    born: float

    @property
    def bytes(self) -> int:
        return max(64, 4 * self.pixmap.width() * self.pixmap.height())


class Thumbnails(QObject):
    """Asked by the delegate, filled by threads that decode what `want` named last."""

    arrived = Signal(list)

    def __init__(self, parent: QObject | None = None, load: Load = thumbnail) -> None:
        super().__init__(parent)
        self._load = load
        self._generation = 0
        self._side = _SIDES[1]
        self._radius = float(RADIUS)
        self._kept: OrderedDict[int, Thumb] = OrderedDict()
        self._bytes = 0
        self._wishes: list[Wish] = []
        self._under_way: set[tuple[int, int, int]] = set()
        self._changed = threading.Condition()
        self._closed = False
        self._inbox = Inbox(self._take, _HAND_OVER_MS, _HAND_OVER_AT_MOST, self)
        self._threads = [threading.Thread(target=self._work, name=f"thumb-{n}", daemon=True) for n in range(_THREADS)]
        for thread in self._threads:
            thread.start()

    def forget(self) -> None:
        """Another folder: what is under way no longer matters."""
        with self._changed:
            self._generation += 1
            self._wishes = []
            self._under_way.clear()
        self._kept.clear()
        self._bytes = 0

    def forget_rows(self, rows: Sequence[int]) -> None:
        for row in rows:
            thumb = self._kept.pop(row, None)
            self._bytes -= thumb.bytes if thumb else 0

    def set_size(self, pixels: float, radius: float) -> None:
        """How large thumbnails are shown, in device pixels; they are made in a few sizes only."""
        self._side = next((side for side in _SIDES if side >= pixels), _SIDES[-1])
        self._radius = radius * self._side / max(1.0, pixels)

    def get(self, row: int) -> Thumb | None:
        thumb = self._kept.get(row)
        if thumb is not None:
            self._kept.move_to_end(row)
        return thumb

    def is_missing(self, row: int) -> bool:
        """Whether there is none yet, or only one of another size."""
        thumb = self._kept.get(row)
        return thumb is None or (thumb.side != self._side and not thumb.pixmap.isNull())

    def want(self, wishes: Sequence[Wish]) -> None:
        """Replaces what was wanted before; the first wish is granted first."""
        with self._changed:
            self._wishes = list(wishes)[::-1]
            if wishes:
                self._changed.notify_all()
        if wishes:
            self._inbox.open()

    @property
    def bytes(self) -> int:
        return self._bytes

    def close(self, seconds: float) -> bool:
        with self._changed:
            self._closed = True
            self._wishes = []
            self._changed.notify_all()
        self._inbox.close()
        return join_all(self._threads, seconds)

    def _work(self) -> None:
        give_way()
        while (job := self._next_wish()) is not None:
            generation, wish, side, radius = job
            self._inbox.put(_Loaded(generation, wish.row, side, self._image(wish.path, side, radius)))

    def _next_wish(self) -> tuple[int, Wish, int, float] | None:
        with self._changed:
            while not self._closed:
                while self._wishes:
                    wish = self._wishes.pop()
                    key = (self._generation, wish.row, self._side)
                    if key not in self._under_way:
                        self._under_way.add(key)
                        return self._generation, wish, self._side, self._radius
                self._changed.wait()
        return None

    def _image(self, path: Path, side: int, radius: float) -> QImage:
        try:
            return _rounded(image_of(self._load(path, side)), radius)
        except PictureError:
            return QImage()

    def _take(self, loaded: list[_Loaded]) -> None:
        rows = []
        for item in loaded:
            if item.generation == self._generation:
                self._keep(item)
                rows.append(item.row)
        with self._changed:
            for item in loaded:
                self._under_way.discard((item.generation, item.row, item.side))
            idle = not self._wishes and not self._under_way
        if idle and not len(self._inbox):
            self._inbox.close()
        if rows:
            self.arrived.emit(rows)

    def _keep(self, item: _Loaded) -> None:
        old = self._kept.pop(item.row, None)
        self._bytes -= old.bytes if old else 0
        born = old.born if old else time.monotonic()
        thumb = Thumb(QPixmap.fromImage(item.image), item.side, born)
        self._kept[item.row] = thumb
        self._bytes += thumb.bytes
        while self._bytes > MAX_BYTES and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
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
