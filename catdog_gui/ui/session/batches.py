"""What the threads of a scan deliver: columns, prepared there to save work on the interface thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catdog_gui.pictures.models import Group

FloatArray = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int32]


@dataclass(slots=True)
class PictureBatch:
    """Pictures of one folder in the order in which they were found, which is the order of their rows.

    `first` is the row of the first one. `labels` are the user's earlier labels, by place in the batch.
    """

    folder: Path
    first: int
    names: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    companions: dict[int, tuple[Path, ...]] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)

    def add(self, group: Group, size: int, time: float, label: str = "") -> None:
        place = len(self.names)
        self.names.append(group.picture.name)
        self.sizes.append(size)
        self.times.append(time)
        if group.companions:
            self.companions[place] = group.companions
        if label:
            self.labels[place] = label


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture that is in the open folder now; `label` is the user's earlier label, if any."""

    group: Group
    size: int
    time: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class ScoreBatch:
    """Scores (rows, classes) of some rows, and the error messages of those that could not be scored."""

    rows: Ids
    scores: FloatArray
    errors: dict[int, str]

    @classmethod
    def of(
        cls, scored: Sequence[tuple[int, tuple[float, ...]]], errors: dict[int, str], class_count: int
    ) -> ScoreBatch:
        rows = np.array([row for row, _ in scored], np.int32)
        scores = np.array([values for _, values in scored], np.float32).reshape(-1, class_count)
        return cls(rows, scores, errors)

    def __len__(self) -> int:
        return len(self.rows) + len(self.errors)
