"""Every sort that was ever done, newest first, and the files of each: with their undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from catdog_gui.sorting.models import Entry, Mode, RunInfo
from catdog_gui.ui.common.formatting import date_text, number_text
from catdog_gui.ui.common.open_externally import open_externally
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.sorting.run_files import RunFiles, can_undo, show_file

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
        texts = [self._done_text(run.mode)]
        if not run.moved and not run.restored:
            texts = [self._nothing_done_text(run.mode)]
        elif run.undone:
            texts = [self.tr("Undone")]
        elif run.restored:
            texts.append(self.tr("partly undone"))
        if run.failed:
            texts.append(self.tr("%Ln failed", "", run.failed))
        return ", ".join(texts)

    def _done_text(self, mode: Mode) -> str:
        texts = {
            Mode.MOVE: self.tr("Moved"),
            Mode.COPY: self.tr("Copied"),
            Mode.KEYWORDS: self.tr("Keywords written"),
            Mode.RENAME: self.tr("Renamed"),
        }
        return texts[mode]

    def _nothing_done_text(self, mode: Mode) -> str:
        if mode is Mode.KEYWORDS:
            return self.tr("Nothing written")
        return self.tr("Not renamed") if mode is Mode.RENAME else self.tr("Nothing moved")


class HistoryDialog(QDialog):
    """The runs above, the files of the selected run below. It is given what it shows, and asks for what is done."""

    runs_requested = Signal()
    files_requested = Signal(object)
    undo_requested = Signal(object)
    # A run, and the files of it to take back.
    files_undo_requested = Signal(object, list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("History"))
        self.resize(760, 600)
        self._model = HistoryModel(self)
        self._table = QTableView(self)
        self._table.setObjectName("runs")
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
        self._files = RunFiles(self)
        self._empty_label = quiet(label(self.tr("Nothing has been sorted yet.")))
        self._empty_label.setObjectName("empty")
        self._empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty_label.hide()
        self._undo = button(self.tr("Undo this sort"), self._undo_selected)
        self._undo.setObjectName("undo")
        self._undo_files = button("", self._undo_selected_files)
        self._undo_files.setObjectName("undo_files")
        self._show = button(self.tr("Show in folder"), self._show_selected)
        self._show.setObjectName("show")
        self._table.selectionModel().currentRowChanged.connect(self._on_run_changed)
        self._files.selection_changed.connect(self._refresh)
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        self._both = QSplitter(Qt.Orientation.Vertical, self)
        self._both.setChildrenCollapsible(False)
        self._both.setHandleWidth(12)
        for widget, stretch in ((self._table, 2), (self._files, 3)):
            self._both.addWidget(widget)
            self._both.setStretchFactor(self._both.count() - 1, stretch)
        button_row = QHBoxLayout()
        for each in (self._undo, self._undo_files, self._show):
            button_row.addWidget(each)
        button_row.addStretch()
        button_row.addWidget(button(self.tr("Close"), self.accept))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._empty_label, 1)
        layout.addWidget(self._both, 1)
        layout.addLayout(button_row)

    @Slot()
    def reload(self) -> None:
        self.runs_requested.emit()

    def show_runs(self, runs: Sequence[RunInfo]) -> None:
        """Shows the runs; the selected one stays selected, and its files are asked for again."""
        selected = self._selected_run()
        self._model.show_runs(runs)
        self._empty_label.setVisible(not runs)
        self._both.setVisible(bool(runs))
        if runs:
            rows = (row for row, run in enumerate(runs) if selected is not None and run.id == selected.id)
            self._table.selectRow(next(rows, 0))

    def show_files(self, loaded: tuple[RunInfo, tuple[Entry, ...]]) -> None:
        """Shows the files of a run, unless another one was selected since they were asked for."""
        info, entries = loaded
        if info == self._selected_run():
            self._files.show_entries(info, entries)

    def _selected_run(self) -> RunInfo | None:
        row = self._table.currentIndex().row()
        return self._model.run_at(row) if 0 <= row < self._model.rowCount() else None

    @Slot()
    def _on_run_changed(self) -> None:
        run = self._selected_run()
        if run is not None:
            self._files.clear_for(run)
            self.files_requested.emit(run)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        run, count = self._selected_run(), sum(map(can_undo, self._files.selected()))
        self._undo.setEnabled(run is not None and run.undone is None and run.moved > 0)
        self._undo_files.setEnabled(count > 0)
        self._undo_files.setText(self.tr("Undo %Ln file(s)", "", count) if count else self.tr("Undo these files"))
        self._show.setEnabled(run is not None)

    @Slot()
    def _undo_selected(self) -> None:
        run = self._selected_run()
        if run is not None:
            self.undo_requested.emit(run)
            self.accept()

    @Slot()
    def _undo_selected_files(self) -> None:
        run, files = self._selected_run(), [entry.source for entry in self._files.selected() if can_undo(entry)]
        if run is not None and files:
            self._undo_files.setEnabled(False)
            self.files_undo_requested.emit(run, files)

    @Slot()
    def _show_selected(self) -> None:
        run, files = self._selected_run(), self._files.selected()
        if files:
            show_file(files[0])
        elif run is not None:
            open_externally(run.into)
