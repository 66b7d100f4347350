"""Where tiles are: arithmetic alone, so that 100,000 of them need no layout."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRect

GAP = 12


@dataclass(frozen=True, slots=True)
class Grid:
    """Tiles of one size in rows; what is left of the width is shared out between the columns."""

    width: int
    count: int
    tile_width: int
    tile_height: int

    @property
    def columns(self) -> int:
        return max(1, (self.width - GAP) // (self.tile_width + GAP))

    @property
    def lines(self) -> int:
        return math.ceil(self.count / self.columns)

    @property
    def line_height(self) -> int:
        return self.tile_height + GAP

    @property
    def height(self) -> int:
        return GAP + self.lines * self.line_height if self.count else 0

    def rect(self, place: int) -> QRect:
        line, column = divmod(place, self.columns)
        return QRect(self._left(column), GAP + line * self.line_height, self.tile_width, self.tile_height)

    def place_at(self, x: int, y: int) -> int | None:
        """The tile under a point; None in the gaps and past the end."""
        line = (y - GAP) // self.line_height
        for place in self._line(line):
            if self.rect(place).contains(x, y):
                return place
        return None

    def places_in(self, area: QRect) -> list[int]:
        """The tiles that touch an area, in order."""
        first = max(0, (area.top() - GAP) // self.line_height)
        last = max(0, (area.bottom() - GAP) // self.line_height)
        return [
            place
            for line in range(first, min(last, self.lines - 1) + 1)
            for place in self._line(line)
            if self.rect(place).intersects(area)
        ]

    def _line(self, line: int) -> range:
        if line < 0 or line >= self.lines:
            return range(0)
        return range(line * self.columns, min((line + 1) * self.columns, self.count))

    def _left(self, column: int) -> int:
        room = self.width - self.columns * self.tile_width
        gap = room / (self.columns + 1)
        return round(gap + column * (self.tile_width + gap))
