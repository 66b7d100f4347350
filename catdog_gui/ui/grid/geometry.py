"""Computes where tiles are, so that 100,000 of them need no layout."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractItemView

GAP = 12
_MAX_GROWTH = 1.5
_Move = QAbstractItemView.CursorAction


class Grid:
    """Tiles of one size in rows with gaps of one width; the tiles grow so that each row is filled."""

    def __init__(self, width: int, count: int, side: int, label_height: int) -> None:
        """`side` is that of the smallest picture that is wanted; below each is its label."""
        self.width = width
        self.count = count
        self.columns = count_columns(width, side)
        self.tile_width = max(1, (width - GAP) // self.columns - GAP)
        self.tile_height = tile_height = self.tile_width + label_height
        self.lines = math.ceil(count / self.columns)
        self.line_height = tile_height + GAP
        self.height = GAP + self.lines * self.line_height if count else 0
        margin = (width - self.columns * (self.tile_width + GAP) + GAP) // 2
        self._lefts = [margin + column * (self.tile_width + GAP) for column in range(self.columns)]

    def rect(self, place: int) -> QRect:
        line, column = divmod(place, self.columns)
        return QRect(self._lefts[column], GAP + line * self.line_height, self.tile_width, self.tile_height)

    def place_at(self, x: int, y: int) -> int | None:
        """The tile under a point; None in the gaps and past the end."""
        line, below = divmod(y - GAP, self.line_height)
        if line < 0 or below >= self.tile_height:
            return None
        for column, left in enumerate(self._lefts):
            place = line * self.columns + column
            if left <= x < left + self.tile_width and place < self.count:
                return place
        return None

    def nearest(self, x: int, y: int) -> int:
        """The tile whose cell a point is in, or the last one; for the ends of a selection."""
        line = min(max(0, y // self.line_height), max(0, self.lines - 1))
        column = min(max(0, x * self.columns // max(1, self.width)), self.columns - 1)
        return min(line * self.columns + column, max(0, self.count - 1))

    def places_in(self, area: QRect) -> list[int]:
        """The tiles that touch an area, in order."""
        first = max(0, (area.top() - GAP - self.tile_height) // self.line_height + 1)
        last = min((area.bottom() - GAP) // self.line_height, self.lines - 1)
        left, right = area.left(), area.right()
        columns = [n for n, x in enumerate(self._lefts) if x <= right and x + self.tile_width > left]
        places = (line * self.columns + column for line in range(first, last + 1) for column in columns)
        return [place for place in places if place < self.count]

    def place_after(self, move: QAbstractItemView.CursorAction, place: int, page_height: int) -> int:
        """Where a key moves to from a place; up from the first row stays."""
        page = max(1, page_height // self.line_height) * self.columns
        steps = {
            _Move.MoveLeft: -1,
            _Move.MovePrevious: -1,
            _Move.MoveRight: 1,
            _Move.MoveNext: 1,
            _Move.MoveUp: -self.columns if place >= self.columns else 0,
            _Move.MoveDown: self.columns,
            _Move.MovePageUp: -page,
            _Move.MovePageDown: page,
            _Move.MoveHome: -self.count,
            _Move.MoveEnd: self.count,
        }
        return min(max(place + steps.get(move, 0), 0), self.count - 1)


def count_columns(width: int, side: int) -> int:
    """As many as there is room for; two if a single one would be far larger than wanted."""
    fitting = max(1, (width - GAP) // (side + GAP))
    return 2 if fitting == 1 and width - 2 * GAP > _MAX_GROWTH * side else fitting
