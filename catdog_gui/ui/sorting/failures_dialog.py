"""One list of all failures with their reasons, instead of a box for each file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.widgets.factories import button, label

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Failure:
    path: Path
    reason: str


class FailureModel(QAbstractTableModel):
    def __init__(self, failures: Sequence[Failure], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._failures = tuple(failures)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._failures)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("File"), self.tr("Reason"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        failure = self._failures[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (failure.path.name, translate_message(failure.reason))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(failure.path)
        return None

    def as_text(self) -> str:
        return "\n".join(f"{failure.path}\t{translate_message(failure.reason)}" for failure in self._failures)


class FailureDialog(QDialog):
    retry_requested = Signal()

    def __init__(self, title: str, failures: Sequence[Failure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(680, 420)
        self._model = FailureModel(failures, self)
        table = QTableView(self)
        table.setAccessibleName(title)
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(0, 240)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        button_row = QHBoxLayout()
        button_row.addWidget(button(self.tr("Copy the list"), self._copy))
        button_row.addStretch()
        button_row.addWidget(button(self.tr("Close"), self.accept))
        button_row.addWidget(button(self.tr("Try again"), self._retry, primary=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        heading = label(title)
        heading.setProperty("strong", "true")
        layout.addWidget(heading)
        layout.addWidget(table, 1)
        layout.addLayout(button_row)

    @Slot()
    def _retry(self) -> None:
        self.retry_requested.emit()
        self.accept()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._model.as_text())
