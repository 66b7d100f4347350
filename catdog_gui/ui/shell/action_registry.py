"""Every action of the window, with its text and keys; the menus and the overlay of F1 are made of these."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.common.label_keys import LabelKey, label_keys
from catdog_gui.ui.common.labels import Labels

_Callback = Callable[[], object]


class ActionRegistry(QObject):
    """Holds the actions. Those of the grid have their keys only while the grid has the focus."""

    def __init__(self, window: QWidget, grid: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._grid = grid
        self._labels: list[QAction] = []
        self._all: list[QAction] = []

    def add(self, text: str, keys: str | Iterable[str], callback: _Callback, *, on_grid: bool = False) -> QAction:
        action = QAction(text, self)
        shortcuts = [keys] if isinstance(keys, str) else list(keys)
        action.setShortcuts([QKeySequence(key) for key in shortcuts if key])
        action.triggered.connect(callback)
        place = self._grid if on_grid else self._window
        context = Qt.ShortcutContext.WidgetShortcut if on_grid else Qt.ShortcutContext.WindowShortcut
        action.setShortcutContext(context)
        place.addAction(action)
        self._all.append(action)
        return action

    def set_labels(self, labels: Labels, correct: Callable[[LabelKey], object]) -> None:
        """One action for each label; replaced when another model comes into use."""
        for action in self._labels:
            self._window.removeAction(action)
            self._all.remove(action)
            action.deleteLater()
        self._labels = [self._label_action(key, correct) for key in label_keys(labels)]

    def _label_action(self, key: LabelKey, correct: Callable[[LabelKey], object]) -> QAction:
        text = key.text or self.tr("Reset to the model's label")
        return self.add(text, key.key, partial(correct, key))

    @property
    def labels(self) -> list[QAction]:
        return self._labels

    def shortcut_rows(self, actions: Iterable[QAction]) -> list[tuple[str, str]]:
        """The rows of the overlay: a key and what it does."""
        native = QKeySequence.SequenceFormat.NativeText
        return [(action.shortcut().toString(native), action.text().replace("…", "")) for action in actions]
