"""Every model that was ever used: where it comes from, what it learned, how it was judged, and which one is in use."""

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

from catdog_gui.retraining.models import Release, RetrainingError, Verdict
from catdog_gui.retraining.pointer import BUNDLED_NAME
from catdog_gui.ui.common.formatting import date_text, number, word_of
from catdog_gui.ui.common.messages import in_words
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.session.session import Session

_Index = QModelIndex | QPersistentModelIndex


class ReleaseModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._releases: tuple[Release, ...] = ()

    def show_releases(self, releases: Sequence[Release]) -> None:
        self.beginResetModel()
        self._releases = tuple(releases)
        self.endResetModel()

    def release(self, row: int) -> Release:
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
        return (self.tr("Model"), self.tr("Made from"), self.tr("Learned from"), self.tr("Verdict"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        release = self._releases[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (self._name, self._parent, self._counts, self._verdict)[index.column()](release)
        if role == Qt.ItemDataRole.ToolTipRole:
            reason = release.report.reason if release.report else ""
            return in_words(release.problem or reason) or release.name
        return None

    def _name(self, release: Release) -> str:
        name = date_text(release.date) if release.date else self.tr("Came with the program")
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
            return self.tr("cannot be used")
        if release.report is None:
            return ""
        return {
            Verdict.GOOD: self.tr("no worse"),
            Verdict.WORSE: self.tr("worse"),
            Verdict.UNKNOWN: self.tr("not judged"),
        }[release.report.verdict]


class ReleasesDialog(QDialog):
    """The disk is asked in the thread for files."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Models"))
        self.resize(760, 400)
        self._session = session
        self._switch = session.switch
        self._store = session.parts.store()
        self._model = ReleaseModel(self)
        self._table = self._make_table()
        self._told = quiet(label("", wrap=True))
        self._use = button(self.tr("Use"), self._use_chosen, primary=True)
        self._back = button(self.tr("Back to the one before"), self._go_back)
        self._export = button(self.tr("Export…"), self._export_chosen)
        self._delete = button(self.tr("Delete"), self._delete_chosen)
        acts = QHBoxLayout()
        imports = button(self.tr("Import…"), self._import_one)
        for part in (self._use, self._back, self._export, imports, self._delete):
            acts.addWidget(part)
        acts.addStretch()
        acts.addWidget(button(self.tr("Close"), self.accept))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._told)
        layout.addLayout(acts)
        self._switch.switched.connect(self._in_use)
        self._switch.refused.connect(self._say)
        self._follow()
        self._list()

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
        table.selectionModel().currentRowChanged.connect(self._follow)
        return table

    def _list(self) -> None:
        self._session.files.run(self._store.all, self._show, self._refused)

    def _show(self, releases: tuple[Release, ...]) -> None:
        self._model.show_releases(releases)
        self._table.selectRow(self._model.row_in_use())

    @Slot()
    def _follow(self) -> None:
        chosen = self._chosen()
        may_switch = self._switch.is_possible
        self._use.setEnabled(chosen is not None and not chosen.in_use and not chosen.problem and may_switch)
        self._back.setEnabled(may_switch and self._model.rowCount() > 1)
        self._export.setEnabled(chosen is not None and not chosen.problem)
        self._delete.setEnabled(chosen is not None and not chosen.in_use and chosen.name != BUNDLED_NAME)

    def _chosen(self) -> Release | None:
        row = self._table.currentIndex().row()
        return self._model.release(row) if 0 <= row < self._model.rowCount() else None

    @Slot()
    def _use_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._switch.use(chosen.name)

    @Slot()
    def _go_back(self) -> None:
        self._switch.go_back()

    @Slot(object)
    def _in_use(self, release: Release) -> None:
        name = date_text(release.date) if release.date else self.tr("Came with the program")
        self._told.setText(self.tr("In use now: {}").format(name))
        self._list()

    @Slot()
    def _export_chosen(self) -> None:
        chosen = self._chosen()
        into = QFileDialog.getExistingDirectory(self, self.tr("Export into which folder?")) if chosen else ""
        if chosen is not None and into:
            store, name, target = self._store, chosen.name, Path(into) / f"catdog-{chosen.name}"
            self._told.setText(self.tr("Copying to {}…").format(target))
            self._do(lambda: store.export(name, target), self._exported)

    def _exported(self, _nothing: object) -> None:
        self._told.setText(self.tr("Exported."))

    @Slot()
    def _import_one(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder with a model"))
        if folder:
            self._told.setText(self.tr("Checking…"))
            store = self._store
            self._do(lambda: store.import_folder(Path(folder)), self._imported)

    def _imported(self, _release: Release) -> None:
        self._told.setText(self.tr("It is in the list now; it is not used before you choose it."))
        self._list()

    @Slot()
    def _delete_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        sure = QMessageBox.question(
            self,
            self.tr("Delete this model?"),
            self.tr("It cannot be brought back. Your corrections are kept."),
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
        )
        if sure == QMessageBox.StandardButton.Discard:
            store, name = self._store, chosen.name
            self._do(lambda: store.remove(name), self._deleted)

    def _deleted(self, _nothing: object) -> None:
        self._told.setText(self.tr("Deleted."))
        self._list()

    def _do(self, act: Callable[[], object], on_done: Callable[..., None]) -> None:
        self._session.files.run(act, on_done, self._refused)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, RetrainingError | OSError):
            raise error
        self._say(str(error))

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self._told.setText(in_words(sentence))


def counts_text(counts: Mapping[str, int]) -> str:
    """How many pictures of each label."""
    return ", ".join(f"{number(count)} {word_of(word)}" for word, count in counts.items())
