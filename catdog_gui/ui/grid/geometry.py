"""Computes where tiles are, so that 100,000 of them need no layout."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractItemView

GAP = 12
_Move = QAbstractItemView.CursorAction


class Grid:
    """Tiles of one size in rows; what is left of the width is shared out between the columns."""

    def __init__(self, width: int, count: int, tile_width: int, tile_height: int) -> None:
        self.width = width
        self.count = count
        self.tile_width = tile_width
        self.tile_height = tile_height
        self.columns = max(1, (width - GAP) // (tile_width + GAP))
        self.lines = math.ceil(count / self.columns)
        self.line_height = tile_height + GAP
        self.height = GAP + self.lines * self.line_height if count else 0
        gap = (width - self.columns * tile_width) / (self.columns + 1)
        self._lefts = [round(gap + column * (tile_width + gap)) for column in range(self.columns)]

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
