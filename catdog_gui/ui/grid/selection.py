"""Converts between places in the display order and Qt's selections. It works on ranges, as 100,000 are one range."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from PySide6.QtCore import QAbstractListModel, QItemSelection, QItemSelectionModel, QItemSelectionRange


def selection_of(model: QAbstractListModel, places: Sequence[int]) -> QItemSelection:
    """Places in ascending order as a selection of as few ranges as possible."""
    selection = QItemSelection()
    start = 0
    for end in range(1, len(places) + 1):
        if end == len(places) or places[end] != places[end - 1] + 1:
            selection.select(model.index(places[start]), model.index(places[end - 1]))
            start = end
    return selection


def selected_ranges(selected: QItemSelectionModel) -> list[QItemSelectionRange]:
    """The ranges that are selected; the stubs of PySide do not say that a selection is a list of them."""
    return list(cast("Iterable[QItemSelectionRange]", selected.selection()))
