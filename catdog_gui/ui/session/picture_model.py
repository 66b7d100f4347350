"""The pictures of the open folder, filtered and ordered, as the grid shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from catdog_gui.pictures.models import Group
from catdog_gui.ui.common.formatting import code_text, score_text
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.urls import url_of
from catdog_gui.ui.session.batches import Ids, NewPicture, PictureBatch, ScoreBatch
from catdog_gui.ui.session.filtering import EVERYTHING, Counts, Filter, Order, sort_indices
from catdog_gui.ui.session.picture_table import PictureTable
from catdog_gui.ui.session.stacks import Stacks
from catdog_gui.ui.session.text_search import Mask, TextSearch

ROWS_MIME = "application/x-catdog-rows"
_MAX_RANGES = 64
_MAX_URLS = 1000

_Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a delegate may ask of a picture."""

    ROW = Qt.ItemDataRole.UserRole + 1
    CODE = Qt.ItemDataRole.UserRole + 2
    SCORES = Qt.ItemDataRole.UserRole + 3
    CORRECTED = Qt.ItemDataRole.UserRole + 4
    ERROR = Qt.ItemDataRole.UserRole + 5


class PictureModel(QAbstractListModel):
    """Rows in display order. New labels do not move a picture; only an action of the user does."""

    counts_changed = Signal()

    def __init__(self, labels: Labels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = PictureTable(labels)
        self._filter = EVERYTHING
        self._search: TextSearch | None = None
        self._order = Order.NAME
        self._shown: Ids = np.empty(0, np.int32)
        self._place_cache: Ids | None = None
        self._counts: Counts | None = None
        self._stacks: Stacks | None = None
        self._stack_sizes: npt.NDArray[np.int64] | None = None

    # The interface of QAbstractItemModel.

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row = int(self._shown[index.row()])
        answer = _DATA_BY_ROLE.get(int(role))
        return answer(self, row) if answer else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else Qt.ItemFlag.NoItemFlags

    def mimeTypes(self) -> list[str]:
        return [ROWS_MIME, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return self.mime_for([self.row_at(index) for index in indexes])

    # For the views.

    def row_at(self, index: _Index) -> int:
        """The row of a valid index."""
        return int(self._shown[index.row()])

    def index_of(self, row: int) -> QModelIndex:
        """The index at which a row is shown; invalid if it is hidden."""
        place = self._places()[row] if row < len(self.table) else -1
        return self.index(int(place)) if place >= 0 else QModelIndex()

    @property
    def shown(self) -> Ids:
        """The rows that are shown, in display order."""
        return self._shown

    @property
    def filter(self) -> Filter:
        return self._filter

    @property
    def search_text(self) -> str:
        """What is searched for; "" for nothing."""
        return self._search.text if self._search else ""

    @property
    def shows_everything(self) -> bool:
        return self._filter == EVERYTHING and self._search is None

    @property
    def order(self) -> Order:
        return self._order

    def counts(self) -> Counts:
        if self._counts is None:
            self._counts = self._count()
        return self._counts

    def count_moving(self) -> int:
        """How many pictures a sort would move: those that are decided as a class."""
        counts = self.counts()
        return sum(counts.of(code) for code in range(len(self.table.labels.classes)))

    def _invalidate_counts(self) -> None:
        self._counts = None
        self.counts_changed.emit()

    def _count(self) -> Counts:
        present = self.table.present
        found = np.bincount(self.table.codes[present])
        by_code = {int(code): int(found[code]) for code in np.flatnonzero(found)}
        corrected, changed = (int((mask & present).sum()) for mask in (self.table.corrected, self.table.changed))
        return Counts(int(present.sum()), by_code, corrected, changed)

    def doubtful(self) -> list[int]:
        """The rows that need review, the most doubtful first; one of each stack."""
        found = np.flatnonzero(self.table.present & (self.table.codes == self.table.labels.unsure))
        rows: Ids = found[self.table.confidences[found].argsort(kind="stable")].astype(np.int32)
        return list(map(int, rows if self._stacks is None else self._stacks.first_of_each(rows)))

    def mime_for(self, rows: Sequence[int]) -> QMimeData:
        """What a drag carries: the rows for this window, the files for other programs."""
        data = QMimeData()
        data.setData(ROWS_MIME, np.array(rows, np.int32).tobytes())
        data.setUrls([url_of(self.table.path(row)) for row in rows[:_MAX_URLS]])
        return data

    def stack_size(self, row: int) -> int:
        """How many pictures a tile stands for."""
        sizes = self._stack_sizes
        return 1 if self._stacks is None or sizes is None or row >= len(sizes) else int(sizes[row])

    def with_stacks(self, rows: Sequence[int]) -> list[int]:
        """These rows, and all that are in one stack with any of them."""
        return list(rows) if self._stacks is None else self._stacks.members(rows, self.table.present)

    # Changes.

    def clear(self, labels: Labels) -> None:
        self.beginResetModel()
        threshold = self.table.threshold
        self.table = PictureTable(labels)
        self.table.threshold = threshold
        self._shown = np.empty(0, np.int32)
        self._place_cache = None
        self._filter = EVERYTHING
        self._search = None
        self._stacks = None
        self.endResetModel()
        self._invalidate_counts()

    def add(self, batches: Sequence[PictureBatch]) -> None:
        """Appends pictures; whatever the order, new ones come last until `put_in_order`."""
        new = np.concatenate([self.table.add(batch) for batch in batches])
        self._append(new[self._match_mask()[new]])
        self._invalidate_counts()

    def add_or_update(self, pictures: Sequence[NewPicture]) -> list[int]:
        """Adds pictures that are in the folder now, or updates their rows; returns the rows without a label."""
        with_rows = [(self.table.row_of(each.group.picture), each) for each in pictures]
        waiting = [row for row, each in with_rows if row is not None and self.table.update_row(row, each)]
        late = self.table.add_late(each for row, each in with_rows if row is None)
        self._rebuild()
        self._invalidate_counts()
        return [*waiting, *late.tolist()]

    def apply_scores(self, batches: Sequence[ScoreBatch]) -> None:
        """Takes new scores."""
        changed = np.concatenate([self.table.apply_scores(batch) for batch in batches])
        self._emit_data_changed(changed)
        if not self.shows_everything:
            self._append(changed[(self._places()[changed] < 0) & self._match_mask()[changed]])
        self._invalidate_counts()

    def set_threshold(self, threshold: float) -> None:
        self.table.set_threshold(threshold)
        self._refresh()

    def correct(self, rows: Sequence[int], code: int | None) -> None:
        """Sets the user's label; None removes it."""
        self.table.correct(rows, code)
        self._remove_or_update(rows)
        self._invalidate_counts()

    def set_present(self, rows: Sequence[int], *, present: bool) -> None:
        self.table.set_present(rows, present=present)
        self._rebuild()
        self._invalidate_counts()

    def rename(self, row: int, group: Group) -> None:
        """The picture of a row has another name; in an order by name it moves."""
        self.table.rename(row, group)
        if self._search is not None:
            self._search = self._search.again()
        self._rebuild()
        self._invalidate_counts()

    def set_waiting(self, rows: Sequence[int]) -> None:
        self.table.set_waiting(rows)
        self._refresh()

    def set_labels(self, labels: Labels) -> None:
        """For another model, with other labels. Until it has labelled the pictures, they stay in their order."""
        self._filter = EVERYTHING
        rows = self._rows_to_show()
        self.table.clear_scores(labels)
        self._show(rows)
        self._invalidate_counts()

    def set_filter(self, picture_filter: Filter) -> None:
        if picture_filter != self._filter:
            self._filter = picture_filter
            self._rebuild()

    def set_search(self, search: TextSearch | None) -> None:
        """Shows only those pictures of the filter that match; None for all of them."""
        self._search = search
        self._rebuild()

    def set_order(self, order: Order) -> None:
        if order != self._order:
            self._order = order
            self._rebuild()

    def set_stacks(self, stacks: Stacks | None) -> None:
        """Shows the pictures of a stack as one; None shows every picture."""
        self._stacks = stacks
        self._rebuild()

    def set_usefulness_order(self, rows: Sequence[int]) -> None:
        """Takes the rows that are most useful to label, best first."""
        self.table.usefulness_places = {row: place for place, row in enumerate(rows)}
        if self._order is Order.USEFUL:
            self.put_in_order()

    def clear_changes(self) -> None:
        """Clears the decisions of the previous model."""
        self.table.clear_previous()
        if self._filter.changed:
            self.set_filter(EVERYTHING)
        self._invalidate_counts()

    def put_in_order(self) -> None:
        """Moves new pictures to their places; does nothing if all are in order."""
        if not np.array_equal(self._shown, self._rows_to_show()):
            self._rebuild()

    # Internals.

    def _match_mask(self) -> Mask:
        """Whether each row is to be shown."""
        matches = self._filter_mask()
        return matches & self._search.mask(self.table) if self._search else matches

    def _filter_mask(self) -> Mask:
        if self._filter.corrected:
            return self.table.present & self.table.corrected
        if self._filter.changed:
            return self.table.present & self.table.changed
        if self._filter.code is not None:
            return np.asarray(self.table.present & (self.table.codes == self._filter.code), np.bool_)
        return self.table.present

    def _rows_to_show(self) -> Ids:
        rows = np.flatnonzero(self._match_mask()).astype(np.int32)
        rows = rows[sort_indices(self.table, rows, self._order)]
        if self._stacks is None:
            return rows
        self._stack_sizes = self._stacks.sizes(self.table.present)
        return self._stacks.first_of_each(rows)

    def _refresh(self) -> None:
        """Decisions changed everywhere."""
        if self.shows_everything:
            self._emit_all_changed()
        else:
            self._rebuild()
        self._invalidate_counts()

    def _rebuild(self) -> None:
        """Shows what matches now."""
        self._show(self._rows_to_show())

    def _show(self, rows: Ids) -> None:
        """It resets the model, as single changes would cost more the more there are."""
        if np.array_equal(rows, self._shown):
            self._emit_all_changed()
            return
        self.beginResetModel()
        self._shown = rows
        self._place_cache = None
        self.endResetModel()

    def _append(self, rows: Ids) -> None:
        if not len(rows):
            return
        if self._stacks is not None:
            self._rebuild()
            return
        start = len(self._shown)
        self.beginInsertRows(QModelIndex(), start, start + len(rows) - 1)
        self._shown = np.concatenate([self._shown, rows])
        self._place_cache = None
        self.endInsertRows()

    def _remove_or_update(self, rows: Sequence[int]) -> None:
        places, matches = self._places(), self._match_mask()
        leaving = sorted((int(places[row]) for row in rows if places[row] >= 0 and not matches[row]), reverse=True)
        if len(leaving) > _MAX_RANGES:
            self._rebuild()
            return
        for place in leaving:
            self.beginRemoveRows(QModelIndex(), place, place)
            self._shown = np.delete(self._shown, place)
            self._place_cache = None
            self.endRemoveRows()
        self._emit_data_changed(np.array(rows, np.int32))
        places = self._places()
        if any(places[row] < 0 and matches[row] for row in self._visible(rows)):
            self._rebuild()

    def _visible(self, rows: Sequence[int]) -> Sequence[int]:
        """Those of which none of the same stack is shown."""
        return rows if self._stacks is None else self._stacks.without(rows, self._shown)

    def _emit_data_changed(self, rows: Ids) -> None:
        """Notifies the views which of their rows changed, in as few ranges as there are."""
        places = self._places()[rows]
        places = np.sort(places[places >= 0])
        if not len(places):
            return
        breaks = np.flatnonzero(np.diff(places) > 1)
        firsts = places[np.concatenate([[0], breaks + 1])]
        lasts = places[np.concatenate([breaks, [len(places) - 1]])]
        if len(firsts) > _MAX_RANGES:
            firsts, lasts = places[:1], places[-1:]
        for first, last in zip(firsts, lasts, strict=True):
            self.dataChanged.emit(self.index(int(first)), self.index(int(last)))

    def _emit_all_changed(self) -> None:
        if len(self._shown):
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def _places(self) -> Ids:
        """For each row its place in the display order, or -1."""
        if self._place_cache is None or len(self._place_cache) != len(self.table):
            self._place_cache = np.full(len(self.table), -1, np.int32)
            self._place_cache[self._shown] = np.arange(len(self._shown), dtype=np.int32)
        return self._place_cache


def _accessible_text(model: PictureModel, row: int) -> str:
    """What a screen reader reads for a tile."""
    table = model.table
    texts = [table.name(row), code_text(table.code(row), table.labels)]
    size = model.stack_size(row)
    if size > 1:
        texts.append(QCoreApplication.translate("PictureModel", "stack of %n", None, size))
    score = table.confidence(row)
    if score is not None:
        texts.append(score_text(score))
    if row in table.errors:
        texts.append(translate_message(table.errors[row]))
    return ", ".join(texts)


_DATA_BY_ROLE: dict[int, Callable[[PictureModel, int], object]] = {
    Qt.ItemDataRole.DisplayRole: lambda model, row: model.table.name(row),
    Qt.ItemDataRole.ToolTipRole: lambda model, row: (
        translate_message(model.table.errors.get(row, "")) or model.table.name(row)
    ),
    Qt.ItemDataRole.AccessibleTextRole: _accessible_text,
    Role.ROW: lambda _model, row: row,
    Role.CODE: lambda model, row: model.table.code(row),
    Role.SCORES: lambda model, row: model.table.scores(row),
    Role.CORRECTED: lambda model, row: model.table.correction(row) is not None,
    Role.ERROR: lambda model, row: model.table.errors.get(row, ""),
}
