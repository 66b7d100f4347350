"""Everything that is known about the pictures of one folder, in columns: 100,000 of them cost a few megabytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.models import BOTH, NEITHER, UNSURE, Result, ScoreKind
from catdog_gui.pictures.models import Group
from catdog_gui.ui.deciding import Codes, Numbers, certainties, decide_all

WAITING = 254
FAILED = 255
_NONE = 253
_FIRST_CAPACITY = 1024

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Labels:
    """The model's words in the order of their codes: its classes, then both, neither, unsure."""

    classes: tuple[str, ...] = ("cat", "dog")
    kind: ScoreKind = ScoreKind.INDEPENDENT

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.classes, BOTH, NEITHER, UNSURE)

    @property
    def both(self) -> int:
        return len(self.classes)

    @property
    def neither(self) -> int:
        return len(self.classes) + 1

    @property
    def unsure(self) -> int:
        return len(self.classes) + 2

    def code(self, word: str) -> int | None:
        return self.words.index(word) if word in self.words else None


@dataclass(frozen=True, slots=True)
class Found:
    """A group as the finder saw it: size and time (in seconds) of its picture, and the user's word from earlier."""

    group: Group
    size: int
    time: float
    word: str = ""


class Rows:
    """A row is a picture; its number never changes as long as the folder is open."""

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.threshold = 0.5
        self.groups: list[Group] = []
        self.errors: dict[int, str] = {}
        self._row_of: dict[Path, int] = {}
        self._make_columns(_FIRST_CAPACITY)

    def __len__(self) -> int:
        return len(self.groups)

    def add(self, found: Iterable[Found]) -> range:
        """Appends pictures that are not known yet; returns their rows."""
        start = len(self.groups)
        for item in found:
            path = item.group.picture
            if path in self._row_of:
                continue
            row = len(self.groups)
            if row == len(self._decided):
                self._grow()
            self._row_of[path] = row
            self.groups.append(item.group)
            self._times[row] = item.time
            self._sizes[row] = item.size
            code = self.labels.code(item.word)
            self._corrected[row] = _NONE if code is None else code
        return range(start, len(self.groups))

    def row_of(self, path: Path) -> int | None:
        return self._row_of.get(path)

    def take(self, results: Sequence[Result]) -> Ids:
        """Notes scores and errors; returns the rows concerned."""
        rows, scores = [], []
        failed = []
        for result in results:
            row = self._row_of.get(result.path)
            if row is None:
                continue
            if result.error or len(result.scores) != len(self.labels.classes):
                self.errors[row] = result.error
                failed.append(row)
            else:
                self.errors.pop(row, None)
                rows.append(row)
                scores.append(result.scores)
        if rows:
            self._scores[rows] = scores
            self._decide(np.array(rows, np.int32))
        self._decided[failed] = FAILED
        return np.array(rows + failed, np.int32)

    def forget_scores(self, labels: Labels) -> None:
        """Another model is in use: everything waits again, and corrections that it has no word for are dropped."""
        words = [self.labels.words[code] if code != _NONE else "" for code in self._corrected[: len(self)]]
        self.labels = labels
        self._scores = np.zeros((len(self._decided), len(labels.classes)), np.float32)
        self._decided[:] = WAITING
        self.errors.clear()
        codes = [labels.code(word) for word in words]
        self._corrected[: len(self)] = [_NONE if code is None else code for code in codes]

    def wait_again(self, rows: Iterable[int]) -> None:
        """These are about to be tried once more."""
        for row in rows:
            self._decided[row] = WAITING
            self.errors.pop(row, None)

    def set_threshold(self, threshold: float) -> None:
        self.threshold = threshold
        self._decide(np.flatnonzero(self._scored).astype(np.int32))

    def correct(self, rows: Iterable[int], code: int | None) -> None:
        self._corrected[list(rows)] = _NONE if code is None else code

    def correction(self, row: int) -> int | None:
        code = int(self._corrected[row])
        return None if code == _NONE else code

    def set_gone(self, rows: Iterable[int], *, gone: bool) -> None:
        """Pictures that were sorted away are no longer shown; an undo brings them back to the same rows."""
        self._gone[list(rows)] = gone

    def code(self, row: int) -> int:
        """The decision that counts: the user's word before the model's."""
        corrected = int(self._corrected[row])
        return int(self._decided[row]) if corrected == _NONE else corrected

    def is_gone(self, row: int) -> bool:
        return bool(self._gone[row])

    def scores(self, row: int) -> tuple[float, ...]:
        """In the order of the classes; empty while the picture waits or after it failed."""
        if self._decided[row] in (WAITING, FAILED):
            return ()
        return tuple(self._scores[row].tolist())

    def path(self, row: int) -> Path:
        return self.groups[row].picture

    def size(self, row: int) -> int:
        return int(self._sizes[row])

    def time(self, row: int) -> float:
        return float(self._times[row])

    @property
    def codes(self) -> Codes:
        """The decision that counts, for every row."""
        decided, corrected = self._decided[: len(self)], self._corrected[: len(self)]
        return np.where(corrected == _NONE, decided, corrected).astype(np.uint8)

    @property
    def here(self) -> npt.NDArray[np.bool_]:
        return ~self._gone[: len(self)]

    @property
    def corrected(self) -> npt.NDArray[np.bool_]:
        return self._corrected[: len(self)] != _NONE

    @property
    def times(self) -> npt.NDArray[np.float64]:
        return self._times[: len(self)]

    @property
    def all_scores(self) -> Numbers:
        """(rows, classes); zeros where there are none yet."""
        return self._scores[: len(self)]

    @property
    def certainties(self) -> Numbers:
        """How sure each decision is; -1 where there is none yet, -2 where there will be none."""
        sure = certainties(self._scores[: len(self)], self.labels.kind)
        decided = self._decided[: len(self)]
        return np.where(decided == WAITING, np.float32(-1), np.where(decided == FAILED, np.float32(-2), sure))

    @property
    def _scored(self) -> npt.NDArray[np.bool_]:
        decided = self._decided[: len(self)]
        return (decided != WAITING) & (decided != FAILED)

    def _decide(self, rows: Ids) -> None:
        if len(rows):
            self._decided[rows] = decide_all(self._scores[rows], self.labels.kind, self.threshold)

    def _make_columns(self, capacity: int) -> None:
        self._scores = np.zeros((capacity, len(self.labels.classes)), np.float32)
        self._decided = np.full(capacity, WAITING, np.uint8)
        self._corrected = np.full(capacity, _NONE, np.uint8)
        self._gone = np.zeros(capacity, bool)
        self._times = np.zeros(capacity, np.float64)
        self._sizes = np.zeros(capacity, np.int64)

    def _grow(self) -> None:
        old = (self._scores, self._decided, self._corrected, self._gone, self._times, self._sizes)
        self._make_columns(2 * len(self._decided))
        new = (self._scores, self._decided, self._corrected, self._gone, self._times, self._sizes)
        for before, after in zip(old, new, strict=True):
            after[: len(before)] = before
