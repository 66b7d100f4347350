"""The files of one run: where each came from and went to, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from catdog_gui.sorting.models import Entry, Mode, RunInfo, State
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.open_externally import show_in_folder

_ROW_PADDING = 8
_AT_ITS_SOURCE = frozenset({State.PLANNED, State.SKIPPED, State.FAILED, State.RESTORED})
_Index = QModelIndex | QPersistentModelIndex


def can_undo(entry: Entry) -> bool:
    """Whether the file is where the run put it."""
    return entry.state not in _AT_ITS_SOURCE


class RunFilesModel(QAbstractTableModel):
    """Those files of a run that contain the text that is searched for; of many thousands, at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._names: list[tuple[str, str]] = []
        self._keys: list[str] = []
        self._shown: Sequence[int] = ()
        self._text = ""
        self._mode = Mode.MOVE

    def show_entries(self, info: RunInfo, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self._entries = tuple(entries)
        self._mode = info.mode
        self._names = [(_inside(entry.source, info.folder), _inside(entry.target, info.into)) for entry in entries]
        self._keys = ["\n".join(names).casefold() for names in self._names]
        self._search()
        self.endResetModel()

    def set_text(self, text: str) -> None:
        self.beginResetModel()
        self._text = text.strip().casefold()
        self._search()
        self.endResetModel()

    def _search(self) -> None:
        self._shown = [number for number, key in enumerate(self._keys) if self._text in key]

    def entry_at(self, row: int) -> Entry:
        return self._entries[self._shown[row]]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("From"), self.tr("To"), self.tr("Status"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self.entry_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return (*self._names[self._shown[index.row()]], self._state_text(entry.state))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (str(entry.source), str(entry.target), translate_message(entry.reason))[index.column()]
        return None

    def _state_text(self, state: State) -> str:
        texts = {
            State.MOVED: self.tr("Renamed") if self._mode is Mode.RENAME else self.tr("Moved"),
            State.COPIED: self.tr("Copied"),
            State.TAGGED: self.tr("Keyword written"),
            State.RESTORED: self.tr("Undone"),
            State.RESTORING: self.tr("Interrupted"),
            State.PLANNED: self.tr("Interrupted"),
            State.SKIPPED: self.tr("Stayed"),
            State.FAILED: self.tr("Failed"),
        }
        return texts.get(state, "")


class RunFiles(QWidget):
    """A table of the files, and a field to find some of them."""

    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: int | None = None
        self._model = RunFilesModel(self)
        self._search = QLineEdit(self)
        self._search.setObjectName("search")
        self._search.setPlaceholderText(self.tr("Find a file"))
        self._search.setAccessibleName(self.tr("Find a file"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._model.set_text)
        self._table = QTableView(self)
        self._table.setObjectName("files")
        self._table.setAccessibleName(self.tr("Files of the sort"))
        self._table.setModel(self._model)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        rows, columns = self._table.verticalHeader(), self._table.horizontalHeader()
        rows.hide()
        # All alike: to measure ten thousand rows would take seconds.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + _ROW_PADDING)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        columns.setSectionResizeMode(2, QHeaderView.ResizeMode.Interactive)
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._table.selectionModel().selectionChanged.connect(self.selection_changed)
        self._model.modelReset.connect(self.selection_changed)
        self._table.doubleClicked.connect(self._on_double_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._search)
        layout.addWidget(self._table, 1)

    def clear_for(self, info: RunInfo) -> None:
        """Another run's files are no longer shown while those of this one are read."""
        if info.id != self._run:
            self._run = info.id
            self._model.show_entries(info, ())

    def show_entries(self, info: RunInfo, entries: Sequence[Entry]) -> None:
        """Shows the files of a run; those that were in view stay there if it is the same run."""
        bar = self._table.verticalScrollBar()
        place = bar.value()
        self._model.show_entries(info, entries)
        bar.setValue(place)

    def selected(self) -> list[Entry]:
        return [self._model.entry_at(index.row()) for index in self._table.selectionModel().selectedRows()]

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        show_file(self._model.entry_at(index.row()))


def show_file(entry: Entry) -> None:
    """Opens the folder in which the file is now."""
    show_in_folder(entry.target if can_undo(entry) else entry.source)


def _inside(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
