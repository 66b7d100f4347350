"""Everything that is known about the pictures of one folder, in columns: 100,000 of them cost a few megabytes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from catdog_gui.pictures.models import Group
from catdog_gui.pictures.naming import natural_key
from catdog_gui.ui.common.labels import FAILED, WAITING, Labels
from catdog_gui.ui.session.batches import Arrived, Found, Ids, Labelled
from catdog_gui.ui.session.vectorised_policy import Codes, Numbers, certainties, decide_all

_NONE = 253
_FIRST_CAPACITY = 1024

_Places = npt.NDArray[np.signedinteger[Any]]


class Rows:
    """A row is a picture; its number never changes as long as the folder is open."""

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.threshold = 0.5
        self.errors: dict[int, str] = {}
        # Which pictures are the most useful ones to label: the place of each, best first.
        self.useful: dict[int, int] = {}
        # Names and folders apart: a Path for each picture would cost five times the memory, and slow the collector.
        self._names: list[str] = []
        self._folders: list[Path] = []
        self._folder_numbers: dict[Path, int] = {}
        self._rows_by_name: list[dict[str, int]] = []
        self._companions: dict[int, tuple[Path, ...]] = {}
        self._scores: Numbers
        self._decided: Codes
        self._corrected: Codes
        self._before: Codes
        self._gone: npt.NDArray[np.bool_]
        self._in_folder: Ids
        self._ranks: Ids
        self._make_columns(_FIRST_CAPACITY)

    def __len__(self) -> int:
        return len(self._names)

    def add(self, found: Found) -> Ids:
        """Appends pictures; returns their rows. Batches must come in order."""
        start, end = found.first, found.first + len(found.names)
        if start != len(self):
            raise ValueError(f"row {start} cannot follow row {len(self) - 1}")
        while end > len(self._decided):
            self._grow()
        folder = self._number_of(found.folder)
        self._names += found.names
        self._rows_by_name[folder].update(zip(found.names, range(start, end), strict=True))
        self._in_folder[start:end] = folder
        self._times[start:end] = found.times
        self._sizes[start:end] = found.sizes
        self._companions.update((start + place, files) for place, files in found.companions.items())
        for place, word in found.words.items():
            self._corrected[start + place] = self._own_code(word)
        self._ranks[start:end] = rows = np.arange(start, end, dtype=np.int32)
        return rows

    def add_late(self, arrived: Iterable[Arrived]) -> Ids:
        """Appends pictures that came after the others were found, and ranks them where they belong by name."""
        first = len(self)
        late = sorted(arrived, key=self._late_key)
        for each in late:
            batch = Found(each.group.picture.parent, len(self))
            batch.add(each.group, each.size, each.time, each.word)
            self.add(batch)
        order = self._ranks[:first].argsort(kind="stable")
        folders = self._in_folder[order]
        blocks = {
            folder: np.flatnonzero(folders == folder) for folder in set(self._in_folder[first : len(self)].tolist())
        }
        rows = np.arange(first, len(self), dtype=np.int32)
        places = [self._place_by_name(row, order, blocks[int(self._in_folder[row])]) for row in rows.tolist()]
        self._ranks[np.insert(order, places, rows)] = np.arange(len(self), dtype=np.int32)
        return rows

    def _late_key(self, arrived: Arrived) -> tuple[int, str]:
        picture = arrived.group.picture
        return self._number_of(picture.parent), natural_key(picture.name)

    def _place_by_name(self, row: int, order: _Places, block: _Places) -> int:
        """Before which place in the order a picture stands, whose folder has this block of places."""
        if not len(block):
            return len(order)
        start, end = int(block[0]), int(block[-1]) + 1
        return bisect_left(
            order, natural_key(self._names[row]), start, end, key=lambda other: natural_key(self._names[other])
        )

    def renew(self, row: int, arrived: Arrived) -> bool:
        """The picture of a row lies in its place; of one that is not known, all is new. Whether it has no label."""
        came_back = bool(self._gone[row])
        self._gone[row] = False
        self._companions.pop(row, None)
        if arrived.group.companions:
            self._companions[row] = arrived.group.companions
        if (arrived.size, arrived.time) != self.size_and_time(row):
            self._sizes[row], self._times[row] = arrived.size, arrived.time
            self._corrected[row] = self._own_code(arrived.word)
            self._before[row] = WAITING
            self.wait_again([row])
        elif came_back and arrived.word:
            # It may have been given elsewhere. Of one that stayed, a newer word may still be on its way to the disk.
            self._corrected[row] = self._own_code(arrived.word)
        return bool(self._decided[row] == WAITING)

    def _own_code(self, word: str) -> int:
        code = self.labels.code(word)
        return _NONE if code is None else code

    def _number_of(self, folder: Path) -> int:
        number = self._folder_numbers.get(folder)
        if number is None:
            number = self._folder_numbers[folder] = len(self._folders)
            self._folders.append(folder)
            self._rows_by_name.append({})
        return number

    def row_of(self, path: Path) -> int | None:
        number = self._folder_numbers.get(path.parent)
        return None if number is None else self._rows_by_name[number].get(path.name)

    def take(self, labelled: Labelled) -> Ids:
        """Notes scores and errors; returns the rows concerned."""
        if labelled.scores.shape[1] != len(self.labels.classes):
            return np.empty(0, np.int32)  # of a model that is no longer in use
        for row in self.errors.keys() & set(labelled.rows.tolist()):
            del self.errors[row]
        self._scores[labelled.rows] = labelled.scores
        self._decide(labelled.rows)
        failed = np.array(list(labelled.errors), np.int32)
        self._decided[failed] = FAILED
        self.errors.update(labelled.errors)
        return np.concatenate([labelled.rows, failed])

    def forget_scores(self, labels: Labels) -> None:
        """Another model is in use: everything waits again, and corrections that it has no word for are dropped."""
        here = len(self)
        words = [self.labels.words[code] if code != _NONE else "" for code in self._corrected[:here]]
        self._before[:here] = _translated(self._decided[:here], self.labels, labels)
        self.labels = labels
        self._scores = np.zeros((len(self._decided), len(labels.classes)), np.float32)
        self._decided[:] = WAITING
        self.errors.clear()
        codes = [labels.code(word) for word in words]
        self._corrected[:here] = [_NONE if code is None else code for code in codes]

    def forget_before(self) -> None:
        """What another model decided is of no more interest."""
        self._before[:] = WAITING

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

    def sureness(self, row: int) -> float | None:
        """How sure the model is of its own decision, whatever that is."""
        if self._decided[row] in (WAITING, FAILED):
            return None
        return float(certainties(self._scores[row : row + 1], self.labels.kind)[0])

    def path(self, row: int) -> Path:
        return self._folders[int(self._in_folder[row])] / self._names[row]

    def name(self, row: int) -> str:
        return self._names[row]

    def group(self, row: int) -> Group:
        return Group(self.path(row), self._companions.get(row, ()))

    def size(self, row: int) -> int:
        return int(self._sizes[row])

    def time(self, row: int) -> float:
        return float(self._times[row])

    def size_and_time(self, row: int) -> tuple[int, float]:
        """What tells cheaply that another picture lies under the same name."""
        return self.size(row), self.time(row)

    @property
    def codes(self) -> Codes:
        """The decision that counts, for every row."""
        decided, corrected = self._decided[: len(self)], self._corrected[: len(self)]
        return np.where(corrected == _NONE, decided, corrected).astype(np.uint8)

    @property
    def here(self) -> npt.NDArray[np.bool_]:
        return np.asarray(np.logical_not(self._gone[: len(self)]), np.bool_)

    @property
    def corrected(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self._corrected[: len(self)] != _NONE, np.bool_)

    @property
    def changed(self) -> npt.NDArray[np.bool_]:
        """Which are decided otherwise than by the model that was in use before; not those that the user decides."""
        before, decided = self._before[: len(self)], self._decided[: len(self)]
        return np.asarray((before != WAITING) & self._scored & (before != decided) & ~self.corrected, np.bool_)

    @property
    def ranks(self) -> Ids:
        """The place of each row in the order of names, folder by folder."""
        return self._ranks[: len(self)]

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
        return np.asarray((decided != WAITING) & (decided != FAILED), np.bool_)

    def _decide(self, rows: Ids) -> None:
        if len(rows):
            self._decided[rows] = decide_all(self._scores[rows], self.labels.kind, self.threshold)

    def _make_columns(self, capacity: int) -> None:
        self._scores = np.zeros((capacity, len(self.labels.classes)), np.float32)
        self._decided = np.full(capacity, WAITING, np.uint8)
        self._corrected = np.full(capacity, _NONE, np.uint8)
        self._before = np.full(capacity, WAITING, np.uint8)
        self._gone = np.zeros(capacity, bool)
        self._times = np.zeros(capacity, np.float64)
        self._sizes = np.zeros(capacity, np.int64)
        self._in_folder = np.zeros(capacity, np.int32)
        self._ranks = np.zeros(capacity, np.int32)

    def _grow(self) -> None:
        old = self._columns()
        self._make_columns(2 * len(self._decided))
        for before, after in zip(old, self._columns(), strict=True):
            after[: len(before)] = before

    def _columns(self) -> tuple[npt.NDArray[Any], ...]:
        decided = (self._scores, self._decided, self._corrected, self._before)
        return (*decided, self._gone, self._times, self._sizes, self._in_folder, self._ranks)


def _translated(codes: Codes, old: Labels, new: Labels) -> Codes:
    """Decisions in the codes of other labels: _NONE where these have no such word, WAITING where there is none."""
    table = np.full(256, WAITING, np.uint8)
    for code, word in enumerate(old.words):
        other = new.code(word)
        table[code] = _NONE if other is None else other
    return table[codes]
