"""The watched folders: what each does, what waits for the user, what was sorted last. Slides over the grid."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catdog_gui.ui.common.open_externally import show_in_folder
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet, small
from catdog_gui.ui.common.widgets.sheet import Sheet
from catdog_gui.ui.session.session import Session
from catdog_gui.ui.watching.empty_state import WatchNothing
from catdog_gui.ui.watching.folder_rows import WatchRows
from catdog_gui.ui.watching.pending_model import OpenPicture
from catdog_gui.ui.watching.pending_strip import WaitingStrip
from catdog_gui.ui.watching.recent_list import RecentLines
from catdog_gui.ui.watching.service import Watches
from catdog_gui.ui.watching.texts import closing_words, needs_words

_WIDTH, _HEIGHT = 820, 330
_EMPTY_WIDTH = 480


class WatchSheet(Sheet):
    """Follows the watches while it is open."""

    folder_wanted = Signal(Path)
    watch_wanted = Signal()
    open_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, watches: Watches, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._watches = watches
        self._session = session
        self._stops: list[QWidget] = []
        self.rows = WatchRows(theme, self._card)
        self.waiting = WaitingStrip(session.background, theme, self._card)
        self.recent = RecentLines(theme, self._card)
        self._title = label(self.tr("Watched folders"))
        self._title.setProperty("large", "true")
        self.nothing = WatchNothing(theme, self._card)
        self._needs = small(label(""))
        self._events = QWidget(self._card)
        self._nothing_waits = quiet(label(self.tr("Nothing waits for you."), wrap=True))
        self._last = small(label(self.tr("Last sorted")))
        self._close = button(self.tr("Close"), self.close_sheet)
        self._closing = small(label("", wrap=True))
        self._settings = button(self.tr("Settings…"), self.settings_wanted, flat=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout(self._events)
        right.setContentsMargins(0, 0, 0, 0)
        for column, parts in (
            (left, (self.nothing, self.rows)),
            (right, (self._needs, self._nothing_waits, self.waiting, self._last, self.recent)),
        ):
            column.setSpacing(8)
            for part in parts:
                column.addWidget(part)
        left.setStretchFactor(self.rows, 1)
        right.addStretch()
        columns = QHBoxLayout()
        columns.setSpacing(32)
        columns.addLayout(left, 1)
        columns.addWidget(self._events, 1)
        ends = QHBoxLayout()
        ends.addWidget(self._closing, 1)
        ends.addWidget(self._settings)
        ends.addWidget(self._close)
        layout = self._card_column(12)
        layout.addWidget(self._title)
        layout.addLayout(columns, 1)
        layout.addLayout(ends)

    def _connect(self) -> None:
        watches = self._watches
        watches.changed.connect(self._follow)
        self.nothing.watch_wanted.connect(self._begin)
        self.nothing.open_wanted.connect(self._choose)
        self.rows.pause_wanted.connect(watches.pause)
        self.rows.resume_wanted.connect(watches.resume)
        self.rows.end_wanted.connect(watches.end)
        self.rows.folder_wanted.connect(self._open_folder)
        self.waiting.corrected.connect(self._correct)
        self.waiting.again_wanted.connect(self._try_again)
        self.waiting.show_wanted.connect(show_in_folder)
        self.recent.put_back_wanted.connect(watches.put_back)

    def open_list(self) -> None:
        self.open_sheet()
        self._follow()
        (self._close if self._watches.folders else self.nothing.begin).setFocus()
        self.slide_in()

    def accept(self) -> None:
        """What the primary button does."""
        (self._close if self._watches.folders else self.nothing.begin).click()

    @Slot()
    def _follow(self) -> None:
        if not self.is_open:
            return
        folders = self._watches.folders
        self.rows.show_folders(folders)
        self.rows.setVisible(bool(folders))
        self.nothing.offer(self._session.folder)
        self.nothing.setVisible(not folders)
        self.waiting.set_labels(self._session.pictures.rows.labels)
        self.waiting.model.show_folders(folders)
        has_waiting = self.waiting.model.rowCount() > 0
        self.waiting.setVisible(has_waiting)
        needs = self._watches.needs_you
        self._needs.setText(needs_words(needs) if needs else self.tr("Waiting for you"))
        self._nothing_waits.setVisible(not has_waiting)
        recent = list(self._watches.recent)
        self.recent.show_recent(recent)
        self._last.setVisible(bool(recent))
        self._fit_card(has_folders=bool(folders), has_events=bool(folders or recent))
        self._closing.setText(closing_words(stays=self._session.settings.stays_in_tray) if folders else "")
        self._order_stops()
        self.follow_parent()

    def _fit_card(self, *, has_folders: bool, has_events: bool) -> None:
        """A card without lists is a small one."""
        px = self._theme.px
        self._events.setVisible(has_events)
        self._width = px(_WIDTH if has_events else _EMPTY_WIDTH)
        self._card.setMinimumHeight(px(_HEIGHT) if has_folders else 0)

    def _order_stops(self) -> None:
        """Rows and answers are made as they are needed, and a new widget comes last for the Tab key."""
        parts = (self.rows, self.waiting, self.recent)
        stops = [self.nothing.begin, *(stop for part in parts for stop in part.tab_stops), self._settings, self._close]
        if stops != self._stops:
            self._stops = stops
            for one, following in pairwise(stops):
                self.setTabOrder(one, following)

    @Slot()
    def _begin(self) -> None:
        self.close_sheet()
        self.watch_wanted.emit()

    @Slot()
    def _choose(self) -> None:
        self.close_sheet()
        self.open_wanted.emit()

    @Slot(Path)
    def _open_folder(self, folder: Path) -> None:
        self.close_sheet()
        self.folder_wanted.emit(folder)

    @Slot(object, str)
    def _correct(self, picture: OpenPicture, label_: str) -> None:
        self._watches.correct(picture.folder, picture.item.path, label_)

    @Slot(object)
    def _try_again(self, picture: OpenPicture) -> None:
        self._watches.look_again(picture.folder)
