"""The small pictures of a sheet, each with a caption; some kinds can be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

_Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    TILE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Tile:
    """`number` identifies a picture of the sheet. A `marked` one should be looked at; `note` says why."""

    number: int
    path: Path
    caption: str
    note: str = ""
    marked: bool = False


class TileModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles: tuple[Tile, ...] = ()

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        self.beginResetModel()
        self._tiles = tuple(tiles)
        self.endResetModel()

    def tile(self, row: int) -> Tile:
        return self._tiles[row]

    def row_of(self, number: int) -> int | None:
        return next((row for row, tile in enumerate(self._tiles) if tile.number == number), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._tiles)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        tile = self._tiles[index.row()]
        if role == Role.TILE:
            return tile
        if role == Qt.ItemDataRole.DisplayRole:
            return tile.caption
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (tile.path.name, tile.caption.replace("\n", " "), tile.note)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (str(tile.path), tile.note)))
        return None


class CheckableTileModel(TileModel):
    """Every picture is ticked until the user unticks it. Ticks are kept when the filter changes."""

    check_state_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unchecked: set[Path] = set()

    @property
    def unchecked_paths(self) -> frozenset[Path]:
        return frozenset(self._unchecked)

    def check_all(self) -> None:
        self._unchecked.clear()

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.isValid() and role == Qt.ItemDataRole.CheckStateRole:
            out = self.tile(index.row()).path in self._unchecked
            return Qt.CheckState.Unchecked if out else Qt.CheckState.Checked
        return super().data(index, role)

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        change = self._unchecked.discard if Qt.CheckState(value) == Qt.CheckState.Checked else self._unchecked.add
        change(self.tile(index.row()).path)
        self.dataChanged.emit(index, index)
        self.check_state_changed.emit()
        return True
