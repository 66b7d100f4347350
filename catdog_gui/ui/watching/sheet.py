"""The sheet of watched folders: what each does, what waits for the user, what was sorted last."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catdog_gui.ui.common.open_externally import show_in_folder
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet, small
from catdog_gui.ui.common.widgets.sheet import Sheet
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.watching.empty_state import WatchEmptyState
from catdog_gui.ui.watching.folder_rows import FolderRows
from catdog_gui.ui.watching.pending_model import PendingPicture
from catdog_gui.ui.watching.pending_strip import PendingStrip
from catdog_gui.ui.watching.recent_list import RecentList
from catdog_gui.ui.watching.service import WatchService
from catdog_gui.ui.watching.texts import closing_text, pending_count_text

_WIDTH, _EMPTY_WIDTH = 640, 480


class WatchSheet(Sheet):
    """Is kept up to date while it is open."""

    folder_requested = Signal(Path)
    watch_requested = Signal()
    open_requested = Signal()
    settings_requested = Signal()

    def __init__(self, watch_service: WatchService, session: FolderSession, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._watch_service = watch_service
        self._session = session
        self._tab_stops: list[QWidget] = []
        self.folder_rows = FolderRows(theme, self._card)
        self.pending_strip = PendingStrip(session.background, theme, self._card)
        self.recent_list = RecentList(theme, self._card)
        self._title = label(self.tr("Watched folders"))
        self._title.setProperty("large", "true")
        self.empty_state = WatchEmptyState(theme, self._card)
        self._pending_heading = small(label(""))
        self._events = QWidget(self._card)
        self._events.setObjectName("events")
        self._nothing_pending = quiet(label(self.tr("Nothing to review."), wrap=True))
        self._recent_heading = small(label(self.tr("Recently sorted")))
        self._close = button(self.tr("Close"), self.close_sheet)
        self._close.setObjectName("close")
        self._closing_note = small(label("", wrap=True))
        self._settings = button(self.tr("Settings…"), self.settings_requested, flat=True)
        self._settings.setObjectName("settings")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        events = QVBoxLayout(self._events)
        events.setContentsMargins(0, 0, 0, 0)
        events.setSpacing(8)
        events.addWidget(self._pending_heading)
        events.addWidget(self._nothing_pending)
        events.addWidget(self.pending_strip)
        events.addSpacing(8)
        events.addWidget(self._recent_heading)
        events.addWidget(self.recent_list)
        button_row = QHBoxLayout()
        button_row.addWidget(self._closing_note, 1)
        button_row.addWidget(self._settings)
        button_row.addWidget(self._close)
        layout = self._make_card_layout(12)
        layout.addWidget(self._title)
        layout.addWidget(self.empty_state)
        layout.addWidget(self.folder_rows)
        layout.addWidget(self._events)
        self._pin_to_bottom(button_row)

    def _connect(self) -> None:
        service = self._watch_service
        service.changed.connect(self._refresh)
        service.restore_failed.connect(self.recent_list.on_restore_failed)
        self.empty_state.watch_requested.connect(self._on_watch_requested)
        self.empty_state.open_requested.connect(self._on_open_requested)
        self.folder_rows.pause_requested.connect(service.pause)
        self.folder_rows.resume_requested.connect(service.resume)
        self.folder_rows.stop_requested.connect(service.stop_watching)
        self.folder_rows.folder_requested.connect(self._on_folder_requested)
        self.pending_strip.corrected.connect(self._on_corrected)
        self.pending_strip.retry_requested.connect(self._on_retry_requested)
        self.pending_strip.show_in_folder_requested.connect(show_in_folder)
        self.recent_list.restore_requested.connect(service.restore)

    def open_list(self) -> None:
        self.open_sheet()
        self._refresh()
        (self._close if self._watch_service.folders else self.empty_state.primary_button).setFocus()
        self.slide_in()

    def accept(self) -> None:
        """What the primary button does."""
        (self._close if self._watch_service.folders else self.empty_state.primary_button).click()

    @Slot()
    def _refresh(self) -> None:
        if not self.is_open:
            return
        folders = self._watch_service.folders
        self.folder_rows.show_folders(folders)
        self.folder_rows.setVisible(bool(folders))
        self.empty_state.show_folder(self._session.folder)
        self.empty_state.setVisible(not folders)
        self.pending_strip.set_labels(self._session.pictures.table.labels)
        self.pending_strip.model.show_folders(folders)
        has_pending = self.pending_strip.model.rowCount() > 0
        self.pending_strip.setVisible(has_pending)
        pending_count = self._watch_service.pending_count
        self._pending_heading.setText(pending_count_text(pending_count) if pending_count else self.tr("Needs review"))
        self._nothing_pending.setVisible(not has_pending)
        recent = list(self._watch_service.recent)
        self.recent_list.show_recent(recent)
        self._recent_heading.setVisible(bool(recent))
        has_events = bool(folders or recent)
        self._events.setVisible(has_events)
        self._width = self._theme.px(_WIDTH if has_events else _EMPTY_WIDTH)
        self._closing_note.setText(closing_text(stays=self._session.settings.stays_in_tray) if folders else "")
        self._update_tab_order()
        self.fit_to_parent()

    def _update_tab_order(self) -> None:
        """Rows and label buttons are made when needed, and a new widget comes last in the tab order."""
        widgets = (self.folder_rows, self.pending_strip, self.recent_list)
        stops = [
            self.empty_state.primary_button,
            *(stop for widget in widgets for stop in widget.tab_stops),
            self._settings,
            self._close,
        ]
        if stops != self._tab_stops:
            self._tab_stops = stops
            for one, following in pairwise(stops):
                self.setTabOrder(one, following)

    @Slot()
    def _on_watch_requested(self) -> None:
        self.close_sheet()
        self.watch_requested.emit()

    @Slot()
    def _on_open_requested(self) -> None:
        self.close_sheet()
        self.open_requested.emit()

    @Slot(Path)
    def _on_folder_requested(self, folder: Path) -> None:
        self.close_sheet()
        self.folder_requested.emit(folder)

    @Slot(object, str)
    def _on_corrected(self, picture: PendingPicture, label_: str) -> None:
        self._watch_service.correct(picture.folder, picture.item.path, label_)

    @Slot(object)
    def _on_retry_requested(self, picture: PendingPicture) -> None:
        self._watch_service.retry(picture.folder)
