"""Strings that are made when they are asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import overload


class LazyStrings(Sequence[str], ABC):
    """A sequence of strings, of which a subclass gives the length and one string at a time."""

    @abstractmethod
    def _at(self, index: int) -> str:
        """The string at `index`, from 0 on and within the length."""

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        places = range(len(self))[index]
        return [self._at(each) for each in places] if isinstance(places, range) else self._at(places)
