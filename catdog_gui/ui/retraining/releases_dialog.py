"""The dialog of all releases: parent, examples, result of the comparison, and which one is in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QMessageBox,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from catdog_gui.retraining.models import AcceptanceResult, Release, RetrainingError
from catdog_gui.retraining.pointer import BUNDLED_NAME
from catdog_gui.sorting.error_messages import ReportableError, error_message
from catdog_gui.ui.common.formatting import date_text, label_text, number_text
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.session.session import FolderSession

_Index = QModelIndex | QPersistentModelIndex


class ReleaseModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._releases: tuple[Release, ...] = ()

    def show_releases(self, releases: Sequence[Release]) -> None:
        self.beginResetModel()
        self._releases = tuple(releases)
        self.endResetModel()

    def release_at(self, row: int) -> Release:
        return self._releases[row]

    def row_in_use(self) -> int:
        return next((row for row, release in enumerate(self._releases) if release.in_use), 0)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._releases)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Model"), self.tr("Based on"), self.tr("Trained on"), self.tr("Result"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        release = self._releases[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (self._name, self._parent, self._counts, self._verdict)[index.column()](release)
        if role == Qt.ItemDataRole.ToolTipRole:
            reason = release.report.reason if release.report else ""
            return translate_message(release.problem or reason) or release.name
        return None

    def _name(self, release: Release) -> str:
        name = date_text(release.date) if release.date else self.tr("Included with the program")
        return self.tr("{} (in use)").format(name) if release.in_use else name

    def _parent(self, release: Release) -> str:
        if release.origin == "imported":
            return self.tr("elsewhere")
        parents = [each for each in self._releases if each.id and each.id == release.parent]
        if parents and parents[0].date:
            return date_text(parents[0].date)
        return self.tr("the model of the program") if release.parent else ""

    def _counts(self, release: Release) -> str:
        return counts_text(release.counts)

    def _verdict(self, release: Release) -> str:
        if release.problem:
            return self.tr("Cannot be used")
        if release.report is None:
            return ""
        return {
            AcceptanceResult.GOOD: self.tr("At least as good"),
            AcceptanceResult.WORSE: self.tr("Worse"),
            AcceptanceResult.UNKNOWN: self.tr("Not tested"),
        }[release.report.result]


class ReleasesDialog(QDialog):
    """Everything that needs the disk runs in the thread for files."""

    def __init__(self, session: FolderSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Models"))
        self.resize(760, 400)
        self._session = session
        self._model_switcher = session.model.switcher
        self._store = session.backend.store()
        self._model = ReleaseModel(self)
        self._table = self._make_table()
        self._message = quiet(label("", wrap=True))
        self._message.setObjectName("message")
        self._use = button(self.tr("Use"), self._use_selected, primary=True)
        self._roll_back_button = button(self.tr("Use previous"), self._roll_back)
        self._export = button(self.tr("Export…"), self._export_selected)
        self._delete = button(self.tr("Delete"), self._delete_selected)
        button_row = QHBoxLayout()
        imports = button(self.tr("Import…"), self._import_folder)
        for part in (self._use, self._roll_back_button, self._export, imports, self._delete):
            button_row.addWidget(part)
        button_row.addStretch()
        button_row.addWidget(button(self.tr("Close"), self.accept))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._message)
        layout.addLayout(button_row)
        self._model_switcher.switched.connect(self._on_switched)
        self._model_switcher.refused.connect(self._show_message)
        self._update_buttons()
        self._load_releases()

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setAccessibleName(self.tr("Models, newest first"))
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.selectionModel().currentRowChanged.connect(self._update_buttons)
        return table

    def _load_releases(self) -> None:
        self._run(self._store.all, self._show_releases)

    def _show_releases(self, releases: tuple[Release, ...]) -> None:
        self._model.show_releases(releases)
        self._table.selectRow(self._model.row_in_use())

    @Slot()
    def _update_buttons(self) -> None:
        chosen = self._selected_release()
        may_switch = self._model_switcher.can_switch
        self._use.setEnabled(chosen is not None and not chosen.in_use and not chosen.problem and may_switch)
        self._roll_back_button.setEnabled(may_switch and self._model.rowCount() > 1)
        self._export.setEnabled(chosen is not None and not chosen.problem)
        self._delete.setEnabled(chosen is not None and not chosen.in_use and chosen.name != BUNDLED_NAME)

    def _selected_release(self) -> Release | None:
        row = self._table.currentIndex().row()
        return self._model.release_at(row) if 0 <= row < self._model.rowCount() else None

    @Slot()
    def _use_selected(self) -> None:
        chosen = self._selected_release()
        if chosen is not None:
            self._model_switcher.use(chosen.name)

    @Slot()
    def _roll_back(self) -> None:
        self._model_switcher.roll_back()

    @Slot(object)
    def _on_switched(self, release: Release) -> None:
        name = date_text(release.date) if release.date else self.tr("Included with the program")
        self._message.setText(self.tr("In use now: {}").format(name))
        self._load_releases()

    @Slot()
    def _export_selected(self) -> None:
        chosen = self._selected_release()
        into = QFileDialog.getExistingDirectory(self, self.tr("Export into which folder?")) if chosen else ""
        if chosen is not None and into:
            store, name, target = self._store, chosen.name, Path(into) / f"catdog-{chosen.name}"
            self._message.setText(self.tr("Copying to {}…").format(target))
            self._run(lambda: store.export(name, target), self._on_exported)

    def _on_exported(self, _nothing: object) -> None:
        self._message.setText(self.tr("Exported."))

    @Slot()
    def _import_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder with a model"))
        if folder:
            self._message.setText(self.tr("Checking…"))
            store = self._store
            self._run(lambda: store.import_folder(Path(folder)), self._on_imported)

    def _on_imported(self, _release: Release) -> None:
        self._message.setText(self.tr("Imported. Select it in the list to use it."))
        self._load_releases()

    @Slot()
    def _delete_selected(self) -> None:
        chosen = self._selected_release()
        if chosen is None:
            return
        answer = QMessageBox.question(
            self,
            self.tr("Delete this model?"),
            self.tr("This cannot be undone. Your corrections are kept."),
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Discard:
            store, name = self._store, chosen.name
            self._run(lambda: store.remove(name), self._on_deleted)

    def _on_deleted(self, _nothing: object) -> None:
        self._message.setText(self.tr("Deleted."))
        self._load_releases()

    def _run(self, action: Callable[[], object], on_done: Callable[..., None]) -> None:
        self._session.file_tasks.run(action, on_done, self._on_failed, expected=(RetrainingError, OSError))

    def _on_failed(self, error: ReportableError) -> None:
        self._show_message(error_message(error))

    @Slot(object)
    def _show_message(self, message: str) -> None:
        self._message.setText(translate_message(message))


def counts_text(counts: Mapping[str, int]) -> str:
    """How many pictures of each label."""
    return ", ".join(f"{number_text(count)} {label_text(name)}" for name, count in counts.items())
