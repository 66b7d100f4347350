"""The files that a sort leaves where they are: the reasons, and behind each reason its files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from catdog_gui.sorting.models import Outcome
from catdog_gui.ui.common.formatting import number_text
from catdog_gui.ui.common.messages import translate_message

_MAX_ROWS = 5
_REASON = 0
_Index = QModelIndex | QPersistentModelIndex


class SkippedModel(QAbstractItemModel):
    """Two levels: reasons, the commonest first, and files. The internal id of a file is 1 + the row of its reason."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = Path()
        self._reasons: list[tuple[str, list[Path]]] = []

    def show_outcomes(self, folder: Path, outcomes: Sequence[Outcome]) -> None:
        files: dict[str, list[Path]] = defaultdict(list)
        for outcome in outcomes:
            files[outcome.reason].append(outcome.source)
        self.beginResetModel()
        self._folder = folder
        self._reasons = sorted(files.items(), key=lambda item: -len(item[1]))
        self.endResetModel()

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own signature
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _REASON)

    def parent(self, index: _Index) -> QModelIndex:  # type: ignore[override]
        reason = index.internalId() if index.isValid() else _REASON
        return self.createIndex(reason - 1, 0, _REASON) if reason != _REASON else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        if not parent.isValid():
            return len(self._reasons)
        return len(self._reasons[parent.row()][1]) if parent.internalId() == _REASON else 0

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.internalId() == _REASON:
            reason, files = self._reasons[index.row()]
            return f"{number_text(len(files))} – {translate_message(reason)}"
        path = self._reasons[index.internalId() - 1][1][index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(path)
        return str(path.relative_to(self._folder) if path.is_relative_to(self._folder) else path)


class SkippedFiles(QTreeView):
    """As high as its rows, up to a limit."""

    height_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = SkippedModel(self)
        self.setModel(self._model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Why files stay, and which"))
        self.clicked.connect(self._on_clicked)
        self.expanded.connect(self._fit)
        self.collapsed.connect(self._fit)

    def show_outcomes(self, folder: Path, outcomes: Sequence[Outcome]) -> None:
        self._model.show_outcomes(folder, outcomes)
        self.setVisible(bool(outcomes))
        self._fit()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        """The whole line opens and closes a reason, not only the small arrow."""
        if not index.parent().isValid():
            self.setExpanded(index, not self.isExpanded(index))

    @Slot()
    def _fit(self) -> None:
        reasons = [self._model.index(row, 0) for row in range(self._model.rowCount())]
        rows = len(reasons) + sum(self._model.rowCount(reason) for reason in reasons if self.isExpanded(reason))
        self.setFixedHeight(min(rows, _MAX_ROWS) * self.sizeHintForRow(0))
        self.height_changed.emit()
