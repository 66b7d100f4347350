"""The list at the left: every decision with its count, which filters the grid and takes drops."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot

from catdog_gui.classify.decisions import BOTH, NEITHER, NON_CLASS_LABELS, UNSURE
from catdog_gui.ui.common.decision_looks import DECISION_LOOKS
from catdog_gui.ui.common.formatting import code_text, number_text
from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.session.filtering import CORRECTED, EVERYTHING, Counts, Filter
from catdog_gui.ui.session.picture_model import ROWS_MIME, PictureModel

_Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    COUNT = Qt.ItemDataRole.UserRole + 1
    FILTER = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One row; a heading if it has no filter. `drop_code` is the label that pictures dropped on it get.

    `explanation` is for a reader who does not know what the row has; "" where its text says it.
    """

    text: str
    filter: Filter | None = None
    drop_code: int | None = None
    explanation: str = ""


class DecisionModel(QAbstractListModel):
    """Follows the counts of a PictureModel."""

    dropped = Signal(list, int)

    def __init__(self, pictures: PictureModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._entries: list[Entry] = []
        self._counts = Counts(0, {}, 0)
        pictures.counts_changed.connect(self.recount)
        self.rebuild()

    @Slot()
    def rebuild(self) -> None:
        """After another model, with other labels, came into use."""
        labels = self._pictures.table.labels
        self.beginResetModel()
        decided = [self._label_entry(code) for code in range(len(labels.classes))]
        doubtful = [self._label_entry(labels.names.index(name)) for name in DECISION_LOOKS]
        self._entries = [
            Entry(self.tr("Everything"), EVERYTHING),
            Entry(self.tr("Ready to sort")),
            *decided,
            Entry(self.tr("Needs review")),
            *doubtful,
            Entry(
                code_text(FAILED, labels),
                Filter(FAILED),
                explanation=self.tr("Files that cannot be read. Each says why; they stay where they are."),
            ),
            Entry(
                self.tr("Corrected"),
                CORRECTED,
                explanation=self.tr("Pictures whose label is yours. It always wins, and Retrain learns from it."),
            ),
        ]
        self._counts = self._pictures.counts()
        self.endResetModel()

    @Slot()
    def recount(self) -> None:
        counts = self._pictures.counts()
        if counts != self._counts:
            self._counts = counts
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    def entry(self, index: _Index) -> Entry:
        return self._entries[index.row()]

    def index_of(self, picture_filter: Filter) -> QModelIndex:
        places = [place for place, entry in enumerate(self._entries) if entry.filter == picture_filter]
        return self.index(places[0]) if places else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self.entry(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.WhatsThisRole:
            return entry.explanation
        if role == Role.FILTER:
            return entry.filter
        if entry.filter is None:
            return None
        count = self._counts.matching(entry.filter)
        if role == Role.COUNT:
            return count
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.text}, {number_text(count)}"
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        entry = self.entry(index) if index.isValid() else Entry("")
        if entry.filter is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if entry.drop_code is None else flags | Qt.ItemFlag.ItemIsDropEnabled

    def mimeTypes(self) -> list[str]:
        return [ROWS_MIME]

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def canDropMimeData(self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: _Index) -> bool:
        return parent.isValid() and self.entry(parent).drop_code is not None and data.hasFormat(ROWS_MIME)

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index) -> bool:
        drop_code = self.entry(parent).drop_code if parent.isValid() else None
        if drop_code is None or not self.canDropMimeData(data, action, row, column, parent):
            return False
        packed = memoryview(data.data(ROWS_MIME).data()).cast("i")
        self.dropped.emit(list(packed), drop_code)
        return True

    def _label_entry(self, code: int) -> Entry:
        labels = self._pictures.table.labels
        is_label = labels.names[code] in (*labels.classes, *NON_CLASS_LABELS)
        drop_code = code if is_label else None
        return Entry(code_text(code, labels), Filter(code), drop_code, self._explanation(labels.names[code]))

    def _explanation(self, name: str) -> str:
        """Of a label; a class needs none."""
        return {
            UNSURE: self.tr(
                "The model is in doubt, so these pictures wait for you. Review shows them one at a time; a single key "
                "answers. The handle below says how much doubt is too much."
            ),
            BOTH: self.tr("Pictures that show more than one of the animals. They stay, unless you give them a folder."),
            NEITHER: self.tr("Pictures that show none of the animals. They stay, unless you give them a folder."),
        }.get(name, "")
