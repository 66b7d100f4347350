"""What the main window can be told to do, by key and by menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu

from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.shell.action_registry import ActionRegistry
from catdog_gui.ui.shell.shortcut_overlay import ShortcutGroup

if TYPE_CHECKING:
    from catdog_gui.ui.shell.main_window import MainWindow


class MainWindowActions(QObject):
    """Makes the actions of a window and the menu of its grid."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._actions = ActionRegistry(window, window.grid)
        session = window._session  # noqa: SLF001 - one thing in two files
        add, grid = self._actions.add, window.grid
        self._review = add(self.tr("Review the doubtful ones"), "Space", window.review_controller.open, on_grid=True)
        self._open = add(self.tr("Open in the picture viewer"), ("Return", "Enter"), grid.open_current, on_grid=True)
        self._show = add(self.tr("Show in its folder"), "Ctrl+Return", grid.show_current, on_grid=True)
        self._choose = add(self.tr("Choose a folder…"), "Ctrl+O", window.folder_opener.choose)
        self._rescan = add(self.tr("Look again"), "F5", session.reopen)
        self._sort = add(self.tr("Sort…"), "Ctrl+S", window.sort_controller.open_sheet)
        self._undo = add(self.tr("Undo"), "Ctrl+Z", window.sort_controller.undo)
        self._redo = add(self.tr("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), window.sort_controller.redo)
        self._history = add(self.tr("History"), "Ctrl+H", window.sort_controller.open_history)
        self._retrain = add(self.tr("Retrain…"), "Ctrl+R", window.retrain_controller.open_sheet)
        self._watch = add(self.tr("Watch this folder"), "F7", window.watch_controller.toggle_watching)
        self._watched_folders = add(self.tr("Watched folders"), "F8", window.watch_controller.open_list)
        self._settings = add(self.tr("Settings"), "Ctrl+,", window.settings_controller.open)
        self._zoom_in = add(self.tr("Larger pictures"), ("Ctrl++", "Ctrl+="), grid.zoom_in)
        self._zoom_out = add(self.tr("Smaller pictures"), "Ctrl+-", grid.zoom_out)
        self._select_all = add(self.tr("Select all"), "Ctrl+A", grid.selectAll)
        self._stop = add(self.tr("Cancel"), "Esc", window.cancel)
        self._show_shortcuts = add(self.tr("All keys"), "F1", window.show_shortcuts)
        self._filters = add(self.tr("To the decisions"), "Ctrl+L", window.decisions.setFocus)
        self._quit = add(self.tr("Quit"), "Ctrl+Q", window.quit_requested.emit)
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(self._on_context_menu_requested)

    def set_labels(self, labels: Labels) -> None:
        self._actions.set_labels(labels, self._window.selection_corrector.correct)

    def shortcut_groups(self) -> list[ShortcutGroup]:
        """The parts of the overlay."""
        pictures = [
            ("←↑↓→", self.tr("Walk")),
            (self.tr("Shift+←↑↓→"), self.tr("Choose several")),
            *self._actions.shortcut_rows(
                [self._select_all, *self._actions.labels, self._review, self._open, self._show]
            ),
        ]
        review = [
            (self.tr("Space"), self.tr("Next, without an answer")),
            (self.tr("Backspace"), self.tr("One back")),
        ]
        window = [
            *(self._choose, self._rescan, self._sort, self._undo, self._redo, self._history, self._retrain),
            *(self._watch, self._watched_folders),
            *(
                self._settings,
                self._zoom_in,
                self._zoom_out,
                self._filters,
                self._stop,
                self._show_shortcuts,
                self._quit,
            ),
        ]
        return [
            ShortcutGroup(self.tr("Pictures"), tuple(pictures)),
            ShortcutGroup(self.tr("Full screen"), tuple(review)),
            ShortcutGroup(self.tr("Window"), tuple(self._actions.shortcut_rows(window))),
        ]

    @Slot(QPoint)
    def _on_context_menu_requested(self, position: QPoint) -> None:
        if not self._window.grid.selected_rows():
            return
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._actions.labels)
        menu.addSeparator()
        menu.addActions([self._open, self._show, self._review])
        menu.popup(self._window.grid.viewport().mapToGlobal(position))
