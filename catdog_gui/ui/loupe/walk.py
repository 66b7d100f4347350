"""The pictures that the loupe walks through, and the place in them."""

from __future__ import annotations

from dataclasses import dataclass, replace

_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Walk:
    """A fixed list of rows, so that a picture whose label changes keeps its place.

    A review asks for an answer to each picture: an answer moves on, and after the last picture comes an end.
    """

    rows: tuple[int, ...]
    place: int = 0
    is_review: bool = False

    @property
    def row(self) -> int:
        """The picture on view, or the last one at the end."""
        return self.rows[min(self.place, len(self.rows) - 1)]

    @property
    def is_at_end(self) -> bool:
        return self.place == len(self.rows)

    @property
    def last_place(self) -> int:
        return len(self.rows) if self.is_review else len(self.rows) - 1

    def to_place(self, place: int) -> Walk:
        return replace(self, place=min(max(0, place), self.last_place))

    def moved_by(self, step: int) -> Walk:
        return self.to_place(self.place + step)

    def answered(self) -> Walk:
        """Where the walk is after the picture was given a label."""
        return self.moved_by(1) if self.is_review else self

    @property
    def neighbourhood(self) -> tuple[int, ...]:
        """The rows to have ready: the one on view, the next ones, the previous one."""
        following = self.rows[self.place + 1 : self.place + 1 + _AHEAD]
        previous = self.rows[self.place - 1 : self.place] if self.place else ()
        return (self.row, *following, *previous)

    @property
    def nearest_first(self) -> tuple[int, ...]:
        """The row on view, those after it, then those before it from the nearest on."""
        return (*self.rows[self.place :], *reversed(self.rows[: self.place]))
