"""Everything that is known about the pictures of one folder, in columns: 100,000 of them cost a few megabytes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.head import Floats
from catdog_gui.classify.policy import Codes, confidences, decision_codes
from catdog_gui.pictures.models import Group
from catdog_gui.pictures.naming import natural_key
from catdog_gui.ui.common.labels import FAILED, WAITING, Labels
from catdog_gui.ui.session.batches import Ids, NewPicture, PictureBatch, ScoreBatch

_NO_CODE = 32_765
_FIRST_CAPACITY = 1024

_Places = npt.NDArray[np.signedinteger[Any]]


class PictureTable:
    """A row is a picture; its number never changes as long as the folder is open."""

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.threshold = 0.5
        self.errors: dict[int, str] = {}
        # Which pictures are the most useful ones to label: the place of each, best first.
        self.usefulness_places: dict[int, int] = {}
        # Names and folders apart: a Path for each picture would cost five times the memory, and slower collections.
        self._names: list[str] = []
        self._folders: list[Path] = []
        self._folder_index: dict[Path, int] = {}
        self._rows_by_name: list[dict[str, int]] = []
        self._companions: dict[int, tuple[Path, ...]] = {}
        self._scores: Floats
        self._decided: Codes
        self._corrected: Codes
        self._previous_decided: Codes
        self._absent: npt.NDArray[np.bool_]
        self._folder_indices: Ids
        self._ranks: Ids
        self._make_columns(_FIRST_CAPACITY)

    def __len__(self) -> int:
        return len(self._names)

    def add(self, batch: PictureBatch) -> Ids:
        """Appends pictures; returns their rows. Batches must come in order."""
        start, end = batch.first, batch.first + len(batch.names)
        if start != len(self):
            raise ValueError(f"row {start} cannot follow row {len(self) - 1}")
        while end > len(self._decided):
            self._grow()
        folder = self._folder_index_of(batch.folder)
        self._names += batch.names
        self._rows_by_name[folder].update(zip(batch.names, range(start, end), strict=True))
        self._folder_indices[start:end] = folder
        self._times[start:end] = batch.times
        self._sizes[start:end] = batch.sizes
        self._companions.update((start + place, files) for place, files in batch.companions.items())
        for place, name in batch.labels.items():
            self._corrected[start + place] = self._correction_code(name)
        self._ranks[start:end] = rows = np.arange(start, end, dtype=np.int32)
        return rows

    def add_late(self, pictures: Iterable[NewPicture]) -> Ids:
        """Appends pictures that came after the scan, and ranks them by name among the others."""
        first = len(self)
        late = sorted(pictures, key=self._late_key)
        for each in late:
            batch = PictureBatch(each.group.picture.parent, len(self))
            batch.add(each.group, each.size, each.time, each.label)
            self.add(batch)
        order = self._ranks[:first].argsort(kind="stable")
        folders = self._folder_indices[order]
        blocks = {
            folder: np.flatnonzero(folders == folder)
            for folder in set(self._folder_indices[first : len(self)].tolist())
        }
        rows = np.arange(first, len(self), dtype=np.int32)
        places = [self._place_by_name(row, order, blocks[int(self._folder_indices[row])]) for row in rows.tolist()]
        self._ranks[np.insert(order, places, rows)] = np.arange(len(self), dtype=np.int32)
        return rows

    def _late_key(self, new_picture: NewPicture) -> tuple[int, str]:
        picture = new_picture.group.picture
        return self._folder_index_of(picture.parent), natural_key(picture.name)

    def _place_by_name(self, row: int, order: _Places, block: _Places) -> int:
        """The place by name at which to insert a picture, within the block of places of its folder."""
        if not len(block):
            return len(order)
        start, end = int(block[0]), int(block[-1]) + 1
        return bisect_left(
            order, natural_key(self._names[row]), start, end, key=lambda other: natural_key(self._names[other])
        )

    def update_row(self, row: int, new_picture: NewPicture) -> bool:
        """The picture of a row is in the folder. If it is another file now, what was known of the old one is dropped.

        Returns whether it needs a label.
        """
        came_back = bool(self._absent[row])
        self._absent[row] = False
        self._companions.pop(row, None)
        if new_picture.group.companions:
            self._companions[row] = new_picture.group.companions
        if (new_picture.size, new_picture.time) != self.size_and_time(row):
            self._sizes[row], self._times[row] = new_picture.size, new_picture.time
            self._corrected[row] = self._correction_code(new_picture.label)
            self._previous_decided[row] = WAITING
            self.set_waiting([row])
        elif came_back and new_picture.label:
            # A label may have been given elsewhere. If the picture never left, a newer label may not be saved yet.
            self._corrected[row] = self._correction_code(new_picture.label)
        return bool(self._decided[row] == WAITING)

    def _correction_code(self, label: str) -> int:
        code = self.labels.code(label)
        return _NO_CODE if code is None else code

    def _folder_index_of(self, folder: Path) -> int:
        number = self._folder_index.get(folder)
        if number is None:
            number = self._folder_index[folder] = len(self._folders)
            self._folders.append(folder)
            self._rows_by_name.append({})
        return number

    def rename(self, row: int, group: Group) -> None:
        """The picture of a row, and what belongs to it, have other names in the same folder."""
        rows_by_name = self._rows_by_name[int(self._folder_indices[row])]
        if rows_by_name.get(self._names[row]) == row:
            del rows_by_name[self._names[row]]
        # A row that had the name was sorted away, or was added when another part saw the new name first.
        other = rows_by_name.get(group.picture.name)
        if other is not None:
            self._absent[other] = True
        rows_by_name[group.picture.name] = row
        self._names[row] = group.picture.name
        self._companions.pop(row, None)
        if group.companions:
            self._companions[row] = group.companions
        self._absent[row] = False
        self._rank_again(row)

    def _rank_again(self, row: int) -> None:
        """Gives a row its place by name among those of its folder."""
        order = self._ranks[: len(self)].argsort(kind="stable")
        order = order[order != row]
        block = np.flatnonzero(self._folder_indices[order] == self._folder_indices[row])
        # Where the folder has no other row, its place among the folders need not change.
        place = self._place_by_name(row, order, block) if len(block) else int(self._ranks[row])
        self._ranks[np.insert(order, place, row)] = np.arange(len(self), dtype=np.int32)

    def row_of(self, path: Path) -> int | None:
        number = self._folder_index.get(path.parent)
        return None if number is None else self._rows_by_name[number].get(path.name)

    def apply_scores(self, batch: ScoreBatch) -> Ids:
        """Stores scores and errors; returns their rows."""
        if batch.scores.shape[1] != len(self.labels.classes):
            return np.empty(0, np.int32)  # of a model that is no longer in use
        for row in self.errors.keys() & set(batch.rows.tolist()):
            del self.errors[row]
        self._scores[batch.rows] = batch.scores
        self._decide(batch.rows)
        failed = np.array(list(batch.errors), np.int32)
        self._decided[failed] = FAILED
        self.errors.update(batch.errors)
        return np.concatenate([batch.rows, failed])

    def clear_scores(self, labels: Labels) -> None:
        """For another model: everything waits again; corrections with labels that it does not have are dropped."""
        count = len(self)
        names = [self.labels.names[code] if code != _NO_CODE else "" for code in self._corrected[:count]]
        self._previous_decided[:count] = _translate_codes(self._decided[:count], self.labels, labels)
        self.labels = labels
        self._scores = np.zeros((len(self._decided), len(labels.classes)), np.float32)
        self._decided[:] = WAITING
        self.errors.clear()
        codes = [labels.code(name) for name in names]
        self._corrected[:count] = [_NO_CODE if code is None else code for code in codes]

    def clear_previous(self) -> None:
        """Clears the decisions of the previous model."""
        self._previous_decided[:] = WAITING

    def set_waiting(self, rows: Iterable[int]) -> None:
        """Marks rows that will be labelled again."""
        for row in rows:
            self._decided[row] = WAITING
            self.errors.pop(row, None)

    def set_threshold(self, threshold: float) -> None:
        self.threshold = threshold
        self._decide(np.flatnonzero(self._scored).astype(np.int32))

    def correct(self, rows: Iterable[int], code: int | None) -> None:
        self._corrected[list(rows)] = _NO_CODE if code is None else code

    def correction(self, row: int) -> int | None:
        code = int(self._corrected[row])
        return None if code == _NO_CODE else code

    def set_present(self, rows: Iterable[int], *, present: bool) -> None:
        """Pictures that were sorted away are no longer shown; an undo brings them back to the same rows."""
        self._absent[list(rows)] = not present

    def code(self, row: int) -> int:
        """The decision in force: the user's, else the model's."""
        corrected = int(self._corrected[row])
        return int(self._decided[row]) if corrected == _NO_CODE else corrected

    def is_absent(self, row: int) -> bool:
        return bool(self._absent[row])

    def scores(self, row: int) -> tuple[float, ...]:
        """In the order of the classes; empty if the picture waits or failed."""
        if self._decided[row] in (WAITING, FAILED):
            return ()
        return tuple(self._scores[row].tolist())

    def confidence(self, row: int) -> float | None:
        """How sure the model is of its own decision."""
        if self._decided[row] in (WAITING, FAILED):
            return None
        return float(confidences(self._scores[row : row + 1], self.labels.kind)[0])

    def path(self, row: int) -> Path:
        return self._folders[int(self._folder_indices[row])] / self._names[row]

    def name(self, row: int) -> str:
        return self._names[row]

    def group(self, row: int) -> Group:
        return Group(self.path(row), self._companions.get(row, ()))

    def size(self, row: int) -> int:
        return int(self._sizes[row])

    def time(self, row: int) -> float:
        return float(self._times[row])

    def size_and_time(self, row: int) -> tuple[int, float]:
        """Cheap to compare: if it differs, there is another picture under the same name."""
        return self.size(row), self.time(row)

    @property
    def names(self) -> list[str]:
        return self._names

    @property
    def folders(self) -> list[Path]:
        """The folders that have pictures."""
        return self._folders

    @property
    def folder_indices(self) -> Ids:
        """For each row the place of its folder among `folders`."""
        return self._folder_indices[: len(self)]

    @property
    def codes(self) -> Codes:
        """The decision in force for every row."""
        decided, corrected = self._decided[: len(self)], self._corrected[: len(self)]
        return np.where(corrected == _NO_CODE, decided, corrected).astype(np.int16)

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        return np.asarray(np.logical_not(self._absent[: len(self)]), np.bool_)

    @property
    def corrected(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self._corrected[: len(self)] != _NO_CODE, np.bool_)

    @property
    def changed(self) -> npt.NDArray[np.bool_]:
        """Which rows the model before decided differently; without those that the user has decided."""
        before, decided = self._previous_decided[: len(self)], self._decided[: len(self)]
        return np.asarray((before != WAITING) & self._scored & (before != decided) & ~self.corrected, np.bool_)

    @property
    def ranks(self) -> Ids:
        """The place of each row in the order of names, folder by folder."""
        return self._ranks[: len(self)]

    @property
    def times(self) -> npt.NDArray[np.float64]:
        return self._times[: len(self)]

    @property
    def all_scores(self) -> Floats:
        """(rows, classes); zeros for pictures without scores."""
        return self._scores[: len(self)]

    @property
    def confidences(self) -> Floats:
        """How sure each decision is; -1 while the picture waits, -2 if it failed."""
        values = confidences(self._scores[: len(self)], self.labels.kind).astype(np.float32)
        decided = self._decided[: len(self)]
        return np.where(decided == WAITING, np.float32(-1), np.where(decided == FAILED, np.float32(-2), values))

    @property
    def _scored(self) -> npt.NDArray[np.bool_]:
        decided = self._decided[: len(self)]
        return np.asarray((decided != WAITING) & (decided != FAILED), np.bool_)

    def _decide(self, rows: Ids) -> None:
        if len(rows):
            self._decided[rows] = decision_codes(self._scores[rows], self.labels.kind, self.threshold)

    def _make_columns(self, capacity: int) -> None:
        self._scores = np.zeros((capacity, len(self.labels.classes)), np.float32)
        self._decided = np.full(capacity, WAITING, np.int16)
        self._corrected = np.full(capacity, _NO_CODE, np.int16)
        self._previous_decided = np.full(capacity, WAITING, np.int16)
        self._absent = np.zeros(capacity, bool)
        self._times = np.zeros(capacity, np.float64)
        self._sizes = np.zeros(capacity, np.int64)
        self._folder_indices = np.zeros(capacity, np.int32)
        self._ranks = np.zeros(capacity, np.int32)

    def _grow(self) -> None:
        old = self._columns()
        self._make_columns(2 * len(self._decided))
        for before, after in zip(old, self._columns(), strict=True):
            after[: len(before)] = before

    def _columns(self) -> tuple[npt.NDArray[Any], ...]:
        decided = (self._scores, self._decided, self._corrected, self._previous_decided)
        return (*decided, self._absent, self._times, self._sizes, self._folder_indices, self._ranks)


def _translate_codes(codes: Codes, old: Labels, new: Labels) -> Codes:
    """Decisions in the codes of other labels: _NO_CODE if these have no such label, WAITING if there is none."""
    table = np.full(FAILED + 1, WAITING, np.int16)
    for code, name in enumerate(old.names):
        other = new.code(name)
        table[code] = _NO_CODE if other is None else other
    return table[codes]
