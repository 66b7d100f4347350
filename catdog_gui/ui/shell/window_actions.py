"""The actions of the main window: keys and menus."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QPoint, Qt, SignalInstance, Slot
from PySide6.QtWidgets import QMenu, QWidget

from catdog_gui.ui.common.label_keys import ZOOM
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.grid.clipboard import ClipboardCopier
from catdog_gui.ui.grid.selection_corrector import SelectionCorrector
from catdog_gui.ui.grid.view import GridView
from catdog_gui.ui.help.controller import HelpController
from catdog_gui.ui.help.shortcut_overlay import ShortcutGroup
from catdog_gui.ui.loupe.controller import LoupeController
from catdog_gui.ui.retraining.controller import RetrainController
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.settings.controller import SettingsController
from catdog_gui.ui.shell.action_registry import ActionRegistry
from catdog_gui.ui.shell.folder_opener import FolderOpener
from catdog_gui.ui.sidebar.decision_list import DecisionView
from catdog_gui.ui.sorting.controller import SortController
from catdog_gui.ui.sorting.rename_controller import RenameController
from catdog_gui.ui.sorting.trash_controller import TrashController
from catdog_gui.ui.watching.controller import WatchController


class ActionTarget(Protocol):
    """What the actions need of the main window."""

    grid: GridView
    decisions: DecisionView
    selection_corrector: SelectionCorrector
    clipboard_copier: ClipboardCopier
    trash_controller: TrashController
    rename_controller: RenameController
    folder_opener: FolderOpener
    sort_controller: SortController
    loupe_controller: LoupeController
    retrain_controller: RetrainController
    watch_controller: WatchController
    settings_controller: SettingsController
    help_controller: HelpController

    @property
    def quit_requested(self) -> SignalInstance: ...

    def cancel(self) -> None: ...

    def find_pictures(self) -> None: ...


class MainWindowActions(QObject):
    """Makes the actions of a window and the menu of its grid."""

    def __init__(self, window: ActionTarget, session: FolderSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = window
        self._actions = ActionRegistry(parent, window.grid)
        add, grid = self._actions.add, window.grid
        self._loupe = add(
            self.tr("Show large"), ("Space", "Return", "Enter"), window.loupe_controller.open, on_grid=True
        )
        self._review = add(self.tr("Review"), "F9", window.loupe_controller.review)
        self._open = add(
            self.tr("Open in the picture viewer"), ("Shift+Return", "Shift+Enter"), grid.open_current, on_grid=True
        )
        self._show = add(self.tr("Show in its folder"), "Ctrl+Return", grid.show_current, on_grid=True)
        self._select_like = add(
            self.tr("Select all like this"), "Ctrl+Shift+A", grid.select_all_like_current, on_grid=True
        )
        self._copy = add(self.tr("Copy picture"), "Ctrl+C", window.clipboard_copier.copy_pictures, on_grid=True)
        self._copy_path = add(self.tr("Copy path"), "Ctrl+Shift+C", window.clipboard_copier.copy_paths, on_grid=True)
        self._rename = add(self.tr("Rename…"), "F2", window.rename_controller.open_sheet, on_grid=True)
        self._trash = add(self.tr("Move to trash"), "Delete", window.trash_controller.trash_selected, on_grid=True)
        self._choose = add(self.tr("Choose a folder…"), "Ctrl+O", window.folder_opener.choose)
        self._rescan = add(self.tr("Refresh"), "F5", session.reopen)
        self._find = add(self.tr("Find…"), ("Ctrl+F", "/"), window.find_pictures)
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
        self._stack = add(self.tr("Stack similar pictures"), "Ctrl+G", session.stacking.toggle)
        self._select_all = add(self.tr("Select all"), "Ctrl+A", grid.selectAll)
        self._stop = add(self.tr("Cancel"), "Esc", window.cancel)
        self._guide = add(self.tr("Guide"), "F1", window.help_controller.open_guide)
        self._whats_this = add(self.tr("What's this?"), "Shift+F1", window.help_controller.explain)
        self._show_shortcuts = add(self.tr("All keys"), "?", window.help_controller.show_shortcuts)
        self._about = add(self.tr("About catdog"), "", window.help_controller.open_about)
        self._filters = add(self.tr("Go to the labels"), "Ctrl+L", window.decisions.setFocus)
        self._quit = add(self.tr("Quit"), "Ctrl+Q", window.quit_requested.emit)
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(self._on_context_menu_requested)

    def set_labels(self, labels: Labels) -> None:
        self._actions.set_labels(labels, self._window.selection_corrector.correct)

    def shortcut_groups(self) -> list[ShortcutGroup]:
        """What the shortcut overlay shows."""
        pictures = [
            ("←↑↓→", self.tr("Walk")),
            (self.tr("Shift+←↑↓→"), self.tr("Choose several")),
            *self._actions.shortcut_rows(
                [
                    *(self._select_all, self._select_like, *self._actions.labels),
                    *(self._loupe, self._review, self._open, self._show),
                    *(self._copy, self._copy_path, self._rename, self._trash),
                ]
            ),
        ]
        large = [
            ("← →", self.tr("Previous and next picture")),
            (ZOOM, self.tr("100 %, or the whole picture")),
            ("+ −", self.tr("Zoom in and out")),
            (self.tr("Shift+←↑↓→"), self.tr("Move the picture")),
            (self.tr("Backspace"), self.tr("Back to the pictures")),
        ]
        window = [
            *(self._choose, self._find, self._rescan, self._sort, self._undo, self._redo, self._history, self._retrain),
            *(self._watch, self._watched_folders),
            *(
                self._settings,
                self._zoom_in,
                self._zoom_out,
                self._stack,
                self._filters,
                self._stop,
                self._guide,
                self._whats_this,
                self._show_shortcuts,
                self._quit,
            ),
        ]
        return [
            ShortcutGroup(self.tr("Pictures"), tuple(pictures)),
            ShortcutGroup(self.tr("Large picture"), tuple(large)),
            ShortcutGroup(self.tr("Window"), tuple(self._actions.shortcut_rows(window))),
        ]

    def make_help_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        menu.addActions([self._guide, self._show_shortcuts, self._whats_this])
        menu.addSeparator()
        menu.addAction(self._about)
        return menu

    @Slot(QPoint)
    def _on_context_menu_requested(self, position: QPoint) -> None:
        if not self._window.grid.selected_rows():
            return
        menu = QMenu(self._window.grid.window())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._actions.labels)
        menu.addSeparator()
        menu.addActions([self._loupe, self._review, self._open, self._show])
        menu.addSeparator()
        menu.addActions([self._select_like, self._stack])
        menu.addSeparator()
        menu.addActions([self._copy, self._copy_path])
        menu.addSeparator()
        self._rename.setEnabled(len(self._window.grid.selected_rows()) == 1)
        menu.addActions([self._rename, self._trash])
        menu.popup(self._window.grid.viewport().mapToGlobal(position))
