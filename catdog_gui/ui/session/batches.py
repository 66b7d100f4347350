"""What the threads of a scan hand over: columns, made ready there, so that the interface thread has next to no work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catdog_gui.pictures.models import Group

Numbers = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int32]


@dataclass(slots=True)
class Found:
    """Pictures of one folder in the order in which they were found, which is the order of their rows.

    `first` is the row of the first one. `words` are the user's own labels from earlier, by place in the batch.
    """

    folder: Path
    first: int
    names: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    companions: dict[int, tuple[Path, ...]] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)

    def add(self, group: Group, size: int, time: float, word: str = "") -> None:
        place = len(self.names)
        self.names.append(group.picture.name)
        self.sizes.append(size)
        self.times.append(time)
        if group.companions:
            self.companions[place] = group.companions
        if word:
            self.words[place] = word


@dataclass(frozen=True, slots=True)
class Arrived:
    """One picture that lies in the open folder now; `word` is the user's own label from earlier."""

    group: Group
    size: int
    time: float
    word: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Scores (rows, classes) of some rows, and the sentences of those that have none."""

    rows: Ids
    scores: Numbers
    errors: dict[int, str]

    @classmethod
    def of(cls, scored: Sequence[tuple[int, tuple[float, ...]]], errors: dict[int, str], classes: int) -> Labelled:
        rows = np.array([row for row, _ in scored], np.int32)
        scores = np.array([values for _, values in scored], np.float32).reshape(-1, classes)
        return cls(rows, scores, errors)

    def __len__(self) -> int:
        return len(self.rows) + len(self.errors)
