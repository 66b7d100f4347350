"""Watched folders in the window: the switch, the question, the list, and the bar for what was just sorted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.bars.header import Header
from catdog_gui.ui.bars.notice_bar import NoticeBar
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.settings import WatchedFolderSettings
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.watching.existing_pictures_sheet import ExistingPicturesSheet
from catdog_gui.ui.watching.service import WatchService
from catdog_gui.ui.watching.sheet import WatchSheet
from catdog_gui.ui.watching.sorted_bar import SortedBar
from catdog_gui.ui.watching.texts import pending_count_text


class WatchController(QObject):
    """Connects the watch service, which knows no widgets, with the widgets that show it."""

    def __init__(
        self,
        watch_service: WatchService,
        session: FolderSession,
        header: Header,
        sheet: WatchSheet,
        existing_pictures_sheet: ExistingPicturesSheet,
        sorted_bar: SortedBar,
        notice_bar: NoticeBar,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._watch_service = watch_service
        self._session = session
        self._header = header
        self._sheet = sheet
        self._existing_pictures_sheet = existing_pictures_sheet
        self._notice_bar = notice_bar
        header.watch_toggled.connect(self._set_watching)
        header.watched_folders_requested.connect(self.open_list)
        session.folder_changed.connect(self.refresh)
        watch_service.changed.connect(self.refresh)
        watch_service.counted.connect(self._on_counted)
        watch_service.problem_reported.connect(self._on_problem_reported)
        watch_service.pictures_sorted.connect(sorted_bar.show_sorted)
        watch_service.restored.connect(sorted_bar.show_restored)
        watch_service.restore_failed.connect(sorted_bar.on_restore_failed)
        sheet.watch_requested.connect(self.toggle_watching)
        existing_pictures_sheet.answered.connect(watch_service.start_watching)
        existing_pictures_sheet.closed.connect(self.refresh)
        sorted_bar.restore_requested.connect(watch_service.restore)
        sorted_bar.list_requested.connect(self.open_list)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Updates the header: whether the open folder is watched, and how many pictures wait in all."""
        self._header.show_watched(
            is_watched=self._watch_service.is_watched(self._session.folder),
            has_any=bool(self._watch_service.folders),
            pending_count=self._watch_service.pending_count,
            needs_text=pending_count_text(self._watch_service.pending_count),
        )

    @Slot()
    def toggle_watching(self) -> None:
        """For the key: starts or stops watching the open folder."""
        folder = self._session.folder
        if folder is not None and not self._existing_pictures_sheet.is_open:
            self._set_watching(not self._watch_service.is_watched(folder))

    @Slot(bool)
    def _set_watching(self, enabled: bool) -> None:  # noqa: FBT001 - Qt's own signature
        folder = self._session.folder
        if folder is None:
            return
        if enabled:
            self._watch_service.request_watching(WatchedFolderSettings(folder, self._session.settings.recursive))
        else:
            self._watch_service.stop_watching(folder)

    @Slot(object, int)
    def _on_counted(self, folder_settings: WatchedFolderSettings, count: int) -> None:
        self._existing_pictures_sheet.ask(folder_settings, count)

    @Slot()
    def open_list(self) -> None:
        if not self._sheet.is_open and not self._existing_pictures_sheet.is_open:
            self._sheet.open_list()

    @Slot(object)
    def _on_problem_reported(self, message: str) -> None:
        self._notice_bar.show_message(translate_message(message))
