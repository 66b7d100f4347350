"""The pictures that wait for the user in watched folders, with thumbnails."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage, QPixmap

from catdog_gui.pictures.models import PictureError
from catdog_gui.pictures.thumbnails import thumbnail
from catdog_gui.ui.common.tasks import Tasks
from catdog_gui.ui.common.thumbnail_cache import image_of
from catdog_gui.ui.watching.texts import pending_item_text
from catdog_gui.ui.watching.watched_folder import PendingItem, WatchedFolder

SIDE = 72
_MAX_ITEMS = 300
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PendingPicture:
    """A picture that waits, and the watched folder that it is in."""

    folder: Path
    item: PendingItem


class PendingModel(QAbstractListModel):
    """Loads the picture of a row when it is first shown, for a screen of so many pixels to the point."""

    def __init__(self, tasks: Tasks, side: int, ratio: float, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._side = round(side * ratio)
        self._ratio = ratio
        self._items: list[PendingPicture] = []
        self._pixmaps: OrderedDict[Path, QPixmap] = OrderedDict()

    def show_folders(self, folders: Sequence[WatchedFolder]) -> None:
        """Shows what waits now; only the first ones if there are very many."""
        waiting = (PendingPicture(watched.settings.folder, item) for watched in folders for item in watched.pending)
        rows = list(islice(waiting, _MAX_ITEMS))
        if rows != self._items:
            self.beginResetModel()
            self._items = rows
            self.endResetModel()

    def row_of(self, picture: Path) -> int | None:
        return next((row for row, each in enumerate(self._items) if each.item.path == picture), None)

    def item_at(self, row: int) -> PendingPicture:
        return self._items[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self._items[index.row()].item
        if role == Qt.ItemDataRole.DisplayRole:
            return pending_item_text(item)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._pixmap(item.path)
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(item.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{item.path.name}, {pending_item_text(item)}"
        return None

    def _pixmap(self, path: Path) -> QPixmap:
        cached = self._pixmaps.get(path)
        if cached is not None:
            return cached
        blank = QPixmap(self._side, self._side)
        blank.fill(Qt.GlobalColor.transparent)
        self._cache_pixmap(path, blank)
        self._tasks.run(partial(_load_thumbnail, path, self._side), self._on_loaded)
        return blank

    def _on_loaded(self, loaded: tuple[Path, QImage]) -> None:
        path, image = loaded
        row = self.row_of(path)
        if row is not None and not image.isNull():
            self._cache_pixmap(path, QPixmap.fromImage(image))
            self.dataChanged.emit(self.index(row), self.index(row), [Qt.ItemDataRole.DecorationRole])

    def _cache_pixmap(self, path: Path, pixmap: QPixmap) -> None:
        # Without it the list takes a picture for larger than its cell, and leaves no room for the caption.
        pixmap.setDevicePixelRatio(self._ratio)
        self._pixmaps[path] = pixmap
        self._pixmaps.move_to_end(path)
        while len(self._pixmaps) > _MAX_ITEMS:
            self._pixmaps.popitem(last=False)


def _load_thumbnail(path: Path, side: int) -> tuple[Path, QImage]:
    try:
        return path, image_of(thumbnail(path, side))
    except PictureError:
        return path, QImage()
