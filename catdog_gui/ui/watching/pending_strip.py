"""The pictures that wait for the user: a strip of them, and the labels to give."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QVBoxLayout, QWidget

from catdog_gui.ui.common.label_keys import LabelKey, label_keys
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.tasks import Tasks
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.common.widgets.label_buttons import LabelButtons
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
        self._labels: Labels | None = None
        self._last_selected: tuple[Path, int] | None = None
        side = theme.px(SIDE)
        self.model = PendingModel(tasks, side, self.devicePixelRatioF(), self)
        self._view = self._make_view(side)
        self._name = quiet(label(""))
        self._label_buttons = LabelButtons(theme, self)
        self._label_buttons.chosen.connect(self._apply_key)
        self._retry = button(self.tr("Try again"), self._on_retry_clicked)
        self._retry.setObjectName("retry")
        self._show_in_folder = button(self.tr("Show in folder"), self._on_show_clicked, flat=True)
        self._show_in_folder.setObjectName("show_in_folder")
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(self._retry)
        bottom.addWidget(self._show_in_folder)
        bottom.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._view)
        layout.addWidget(self._name)
        layout.addWidget(self._label_buttons)
        layout.addLayout(bottom)
        self._refresh()

    def _make_view(self, side: int) -> QListView:
        view = _PendingView(self)
        view.typed.connect(self._on_typed)
        view.setModel(self.model)
        view.setAccessibleName(self.tr("Pictures to review"))
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
        """A button for each class, and for both and neither: what waits is nothing to reset."""
        if labels != self._labels:
            self._labels = labels
            self._keys = tuple(key for key in label_keys(labels) if key.code is not None)
            self._label_buttons.show_keys(self._keys, labels)
            self._refresh()

    @property
    def tab_stops(self) -> list[QWidget]:
        return [self._view, *self._label_buttons.buttons, self._retry, self._show_in_folder]

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
        self._label_buttons.setEnabled(readable)
        self._retry.setVisible(current is not None and not readable)
        self._show_in_folder.setEnabled(current is not None)

    @Slot(str)
    def _on_typed(self, pressed_key: str) -> None:
        for key in self._keys:
            if key.key == pressed_key:
                self._apply_key(key)

    @Slot(object)
    def _apply_key(self, key: LabelKey) -> None:
        current = self.current
        label_ = self._labels.name(key.code) if self._labels else None
        if label_ is not None and current is not None and isinstance(current.item, Waiting):
            self.corrected.emit(current, label_)

    @Slot()
    def _on_retry_clicked(self) -> None:
        if self.current is not None:
            self.retry_requested.emit(self.current)

    @Slot()
    def _on_show_clicked(self) -> None:
        if self.current is not None:
            self.show_in_folder_requested.emit(self.current.item.path)
