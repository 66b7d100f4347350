"""Pictures that show the same, as one tile of the grid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from catdog_gui.ui.session.batches import Ids

_Mask = npt.NDArray[np.bool_]


class Stacks:
    """Each row has a leader: the first row of its stack. Rows that came later stand alone."""

    def __init__(self, rows: Ids, leaders: Ids) -> None:
        """The rows that were compared, and for each the place in `rows` of its leader."""
        self._leaders = np.arange(int(rows.max(initial=-1)) + 1, dtype=np.int32)
        self._leaders[rows] = rows[leaders]

    def first_of_each(self, rows: Ids) -> Ids:
        """The rows, without those after the first of their stack."""
        _, first = np.unique(self._leaders_of(rows), return_index=True)
        return rows[np.sort(first)]

    def members(self, rows: Sequence[int], present: _Mask) -> list[int]:
        """The rows, and all others of their stacks that are present."""
        others = np.flatnonzero(np.isin(self._all_leaders(len(present)), self._leaders_of(np.array(rows, np.int32))))
        return list(dict.fromkeys([*rows, *others[present[others]].tolist()]))

    def sizes(self, present: _Mask) -> npt.NDArray[np.int64]:
        """For each row how many pictures of its stack are present."""
        leaders = self._all_leaders(len(present))
        return np.bincount(leaders[present], minlength=len(leaders))[leaders]

    def without(self, rows: Sequence[int], shown: Ids) -> list[int]:
        """The rows of whose stack no row is shown."""
        seen = set(self._leaders_of(shown).tolist())
        leaders = self._leaders_of(np.array(rows, np.int32)).tolist()
        return [row for row, leader in zip(rows, leaders, strict=True) if leader not in seen]

    def count(self) -> int:
        """How many stacks of several pictures there are."""
        return int((np.bincount(self._leaders, minlength=1) > 1).sum())

    def _leaders_of(self, rows: Ids) -> Ids:
        return self._all_leaders(int(rows.max(initial=-1)) + 1)[rows]

    def _all_leaders(self, length: int) -> Ids:
        late = np.arange(len(self._leaders), length, dtype=np.int32)
        return np.concatenate([self._leaders, late])
