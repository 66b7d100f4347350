"""Opens the settings, and carries out what only other features can do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.bars.header import Header
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.help.controller import HelpController
from catdog_gui.ui.retraining.controller import RetrainController
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.sorting.controller import SortController
from catdog_gui.ui.watching.sheet import WatchSheet


@dataclass(frozen=True, slots=True)
class SettingsView:
    """Where the dialog is on the screen, and how far it is scrolled."""

    geometry: QRect
    scroll_offset: int


class SettingsController(QObject):
    language_changed = Signal()

    def __init__(
        self,
        session: FolderSession,
        sort_controller: SortController,
        retrain_controller: RetrainController,
        help_controller: HelpController,
        header: Header,
        watch_sheet: WatchSheet,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._sort_controller = sort_controller
        self._retrain_controller = retrain_controller
        self._help_controller = help_controller
        self._theme = theme
        self._window = parent
        self._dialog: SettingsDialog | None = None
        header.settings_requested.connect(self.open)
        watch_sheet.settings_requested.connect(self.open)

    @Slot()
    def open(self) -> None:
        self._open_dialog().open()

    @property
    def view(self) -> SettingsView | None:
        """Of the open dialog; None if it is closed."""
        return SettingsView(self._dialog.geometry(), self._dialog.scroll_offset) if self._dialog else None

    def reopen(self, view: SettingsView) -> None:
        """Shows the dialog as that of another window was, where its user has just chosen the language."""
        dialog = self._open_dialog()
        dialog.setGeometry(view.geometry)
        dialog.open()
        dialog.return_to_language(view.scroll_offset)

    def _open_dialog(self) -> SettingsDialog:
        self._dialog = dialog = SettingsDialog(self._session, self._theme, self._window)
        dialog.language_changed.connect(self.language_changed)
        dialog.releases_requested.connect(self._retrain_controller.open_releases)
        dialog.about_requested.connect(self._help_controller.open_about)
        dialog.finished.connect(self._on_finished)
        return dialog

    @Slot()
    def _on_finished(self) -> None:
        self._dialog = None
