"""The pictures that wait for the user: a strip of them, and the labels to give."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QPushButton, QVBoxLayout, QWidget

from catdog_gui.ui.common.label_keys import LabelKey, label_keys
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.tasks import Tasks
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.watching.pending_model import SIDE, PendingModel, PendingPicture
from catdog_gui.watching.models import Waiting


class _PendingView(QListView):
    """Letters typed on it are answers, not a search and not shortcuts of the window."""

    typed = Signal(str)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.text().isalnum():
            event.accept()
            return True
        return super().event(event)

    def keyboardSearch(self, search: str) -> None:
        self.typed.emit(search.upper())


class PendingStrip(QWidget):
    """Every answer moves on to the next picture."""

    corrected = Signal(object, str)
    retry_requested = Signal(object)
    show_in_folder_requested = Signal(Path)

    def __init__(self, tasks: Tasks, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys: tuple[LabelKey, ...] = ()
        self._classes: tuple[str, ...] = ()
        self._last_selected: tuple[Path, int] | None = None
        side = theme.px(SIDE)
        self.model = PendingModel(tasks, side, self.devicePixelRatioF(), self)
        self._view = self._make_view(side)
        self._name = quiet(label(""))
        self._label_buttons: list[QPushButton] = []
        self._label_layout = QHBoxLayout()
        self._label_layout.setSpacing(8)
        self._retry = button(self.tr("Try again"), self._on_retry_clicked)
        self._retry.setObjectName("retry")
        self._show_in_folder = button(self.tr("Show in folder"), self._on_show_clicked, flat=True)
        self._show_in_folder.setObjectName("show_in_folder")
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addLayout(self._label_layout)
        bottom.addWidget(self._retry)
        bottom.addWidget(self._show_in_folder)
        bottom.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._view)
        layout.addWidget(self._name)
        layout.addLayout(bottom)
        self._refresh()

    def _make_view(self, side: int) -> QListView:
        view = _PendingView(self)
        view.typed.connect(self._apply_label)
        view.setModel(self.model)
        view.setAccessibleName(self.tr("Pictures that wait for you"))
        view.setViewMode(QListView.ViewMode.IconMode)
        view.setFlow(QListView.Flow.LeftToRight)
        view.setWrapping(False)
        view.setMovement(QListView.Movement.Static)
        view.setUniformItemSizes(True)
        view.setIconSize(QSize(side, side))
        view.setGridSize(QSize(side + 16, side + self._theme.px(28)))
        view.setFixedHeight(side + self._theme.px(28) + 20)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.selectionModel().currentChanged.connect(self._refresh)
        self.model.modelReset.connect(self._restore_selection)
        return view

    def set_labels(self, labels: Labels) -> None:
        """A button for each class that has a folder."""
        if labels.classes == self._classes:
            return
        self._classes = labels.classes
        self._keys = label_keys(labels)[: len(labels.classes)]
        for old in self._label_buttons:
            old.deleteLater()
        self._label_buttons = []
        for key in self._keys:
            label_button = button(key.text, self._on_label_clicked)
            label_button.setProperty("answer", key.key)
            label_button.setToolTip(self.tr("Key {}").format(key.key))
            self._label_layout.addWidget(label_button)
            self._label_buttons.append(label_button)
        self._refresh()

    @property
    def tab_stops(self) -> list[QWidget]:
        return [self._view, *self._label_buttons, self._retry, self._show_in_folder]

    @property
    def current(self) -> PendingPicture | None:
        row = self._view.currentIndex().row()
        return self.model.item_at(row) if 0 <= row < self.model.rowCount() else None

    @Slot()
    def _restore_selection(self) -> None:
        """Selects the same picture again, or the one that took its place."""
        if not self.model.rowCount():
            self._last_selected = None
            self._refresh()
            return
        row = 0
        if self._last_selected is not None:
            found = self.model.row_of(self._last_selected[0])
            row = min(self._last_selected[1], self.model.rowCount() - 1) if found is None else found
        self._view.setCurrentIndex(self.model.index(row))

    @Slot()
    def _refresh(self) -> None:
        current = self.current
        if current is not None:
            self._last_selected = current.item.path, self._view.currentIndex().row()
        name = "" if current is None else f"{current.folder.name} › {current.item.path.name}"
        width = self._theme.px(480)
        self._name.setText(self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, width))
        readable = current is not None and isinstance(current.item, Waiting)
        for label_button in self._label_buttons:
            label_button.setEnabled(readable)
        self._retry.setVisible(current is not None and not readable)
        self._show_in_folder.setEnabled(current is not None)

    @Slot()
    def _on_label_clicked(self) -> None:
        self._apply_label(str(self.sender().property("answer")))

    @Slot(str)
    def _apply_label(self, pressed_key: str) -> None:
        current = self.current
        place = next((place for place, key in enumerate(self._keys) if key.key == pressed_key), None)
        if place is not None and current is not None and isinstance(current.item, Waiting):
            self.corrected.emit(current, self._classes[place])

    @Slot()
    def _on_retry_clicked(self) -> None:
        if self.current is not None:
            self.retry_requested.emit(self.current)

    @Slot()
    def _on_show_clicked(self) -> None:
        if self.current is not None:
            self.show_in_folder_requested.emit(self.current.item.path)
