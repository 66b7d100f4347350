"""Filter and order of the pictures, and how many there are of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from catdog_gui.ui.common.labels import WAITING
from catdog_gui.ui.session.batches import Ids
from catdog_gui.ui.session.picture_table import PictureTable


class Order(StrEnum):
    NAME = "name"
    DATE = "date"
    SURE = "sure"
    DOUBT = "doubt"
    USEFUL = "useful"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which pictures are shown: those of one decision, the corrected ones, what a new model changed, or all."""

    code: int | None = None
    corrected: bool = False
    changed: bool = False


EVERYTHING = Filter()
CORRECTED = Filter(corrected=True)
CHANGED = Filter(changed=True)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pictures there are of each decision; `by_code` has no entry for what does not occur."""

    total: int
    by_code: dict[int, int]
    corrected: int
    changed: int = 0

    def of(self, code: int) -> int:
        return self.by_code.get(code, 0)

    @property
    def waiting(self) -> int:
        return self.of(WAITING)

    def matching(self, picture_filter: Filter) -> int:
        if picture_filter.corrected:
            return self.corrected
        if picture_filter.changed:
            return self.changed
        return self.total if picture_filter.code is None else self.of(picture_filter.code)


def sort_indices(table: PictureTable, row_ids: Ids, order: Order) -> Ids:
    """The places of some rows (n,) in the order in which they are to be shown."""
    if order is Order.DATE:
        key = np.negative(table.times[row_ids])
    elif order is Order.SURE:
        key = np.negative(table.confidences[row_ids], dtype=np.float64)
    elif order is Order.DOUBT:
        key = _doubt_keys(table, row_ids)
    elif order is Order.USEFUL:
        last = len(table.usefulness_places)
        places = np.array([table.usefulness_places.get(row, last) for row in row_ids.tolist()], np.int64)
        return np.lexsort((_doubt_keys(table, row_ids), places)).astype(np.int32)
    else:
        key = table.ranks[row_ids]
    return key.argsort(kind="stable").astype(np.int32)


def _doubt_keys(table: PictureTable, row_ids: Ids) -> npt.NDArray[np.float64]:
    """Sort keys that rise with the confidence; pictures without a score come last."""
    confidences = table.confidences[row_ids].astype(np.float64)
    return np.where(confidences < 0, 2 - confidences, confidences)
