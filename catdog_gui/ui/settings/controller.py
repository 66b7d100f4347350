"""Opens the settings, and carries out what only other features can do."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.bars.header import Header
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.retraining.controller import RetrainController
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.sorting.controller import SortController
from catdog_gui.ui.watching.sheet import WatchSheet


class SettingsController(QObject):
    language_changed = Signal()

    def __init__(
        self,
        session: FolderSession,
        sort_controller: SortController,
        retrain_controller: RetrainController,
        header: Header,
        watch_sheet: WatchSheet,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._sort_controller = sort_controller
        self._retrain_controller = retrain_controller
        self._theme = theme
        self._window = parent
        header.settings_requested.connect(self.open)
        watch_sheet.settings_requested.connect(self.open)

    @Slot()
    def open(self) -> None:
        dialog = SettingsDialog(self._session, self._theme, self._window)
        dialog.language_changed.connect(self.language_changed)
        dialog.releases_requested.connect(self._retrain_controller.open_releases)
        # The footer says whether files are moved or copied.
        dialog.finished.connect(self._sort_controller.refresh)
        dialog.open()
