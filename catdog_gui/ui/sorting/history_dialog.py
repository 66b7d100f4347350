"""Every sort that was ever done, newest first, each with its undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from catdog_gui.sorting.models import Mode, RunInfo
from catdog_gui.ui.common.formatting import date_text, number_text
from catdog_gui.ui.common.widgets.factories import button, label, quiet

_FILES_COLUMN = 2
_Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[RunInfo, ...] = ()

    def show_runs(self, runs: Sequence[RunInfo]) -> None:
        self.beginResetModel()
        self._runs = tuple(runs)
        self.endResetModel()

    def run_at(self, row: int) -> RunInfo:
        return self._runs[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and section == _FILES_COLUMN:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("When"), self.tr("Folder"), self.tr("Files"), self.tr("Status"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        run = self._runs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                date_text(run.started),
                run.folder.name,
                number_text(run.moved + run.restored),
                self._state_text(run),
            )[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(run.folder)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _FILES_COLUMN:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _state_text(self, run: RunInfo) -> str:
        texts = [self.tr("Copied") if run.mode is Mode.COPY else self.tr("Moved")]
        if not run.moved and not run.restored:
            texts = [self.tr("Nothing moved")]
        elif run.undone:
            texts = [self.tr("Undone")]
        elif run.restored:
            texts.append(self.tr("Partly undone"))
        if run.failed:
            texts.append(self.tr("%Ln failed", "", run.failed))
        return ", ".join(texts)


class HistoryDialog(QDialog):
    undo_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("History"))
        self.resize(640, 400)
        self._model = HistoryModel(self)
        self._table = QTableView(self)
        self._table.setAccessibleName(self.tr("Sorts, newest first"))
        self._table.setModel(self._model)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setShowGrid(False)
        self._table.verticalHeader().hide()
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._empty_label = quiet(label(self.tr("Nothing has been sorted yet.")))
        self._empty_label.setObjectName("empty")
        self._empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty_label.hide()
        self._undo = button(self.tr("Undo this sort"), self._undo_selected)
        self._undo.setObjectName("undo")
        self._table.selectionModel().currentRowChanged.connect(self._refresh)
        self._model.modelReset.connect(self._refresh)
        button_row = QHBoxLayout()
        button_row.addWidget(self._undo)
        button_row.addStretch()
        button_row.addWidget(button(self.tr("Close"), self.accept))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._empty_label, 1)
        layout.addWidget(self._table, 1)
        layout.addLayout(button_row)
        self._refresh()

    def show_runs(self, runs: Sequence[RunInfo]) -> None:
        self._model.show_runs(runs)
        self._empty_label.setVisible(not runs)
        self._table.setVisible(bool(runs))
        if runs:
            self._table.selectRow(0)

    @Slot()
    def _refresh(self) -> None:
        row = self._table.currentIndex().row()
        run = self._model.run_at(row) if 0 <= row < self._model.rowCount() else None
        self._undo.setEnabled(run is not None and run.undone is None and run.moved > 0)

    @Slot()
    def _undo_selected(self) -> None:
        row = self._table.currentIndex().row()
        if row >= 0:
            self.undo_requested.emit(self._model.run_at(row))
            self.accept()
