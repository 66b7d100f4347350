"""Everything about watched folders in the window: the switch, the question, the list, and what has just arrived."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.bars.header import Header
from catdog_gui.ui.bars.notice_bar import NoticeBar
from catdog_gui.ui.common.messages import in_words
from catdog_gui.ui.common.settings import FolderToWatch
from catdog_gui.ui.session.session import Session
from catdog_gui.ui.watching.existing_pictures_sheet import WatchQuestion
from catdog_gui.ui.watching.service import Watches
from catdog_gui.ui.watching.sheet import WatchSheet
from catdog_gui.ui.watching.sorted_bar import ArrivalsBar
from catdog_gui.ui.watching.texts import needs_words


class WatchDesk(QObject):
    """Stands between the watches, which know nothing of windows, and the parts of the window that show them."""

    sheet_opened = Signal()

    def __init__(
        self,
        watches: Watches,
        session: Session,
        header: Header,
        sheet: WatchSheet,
        question: WatchQuestion,
        bar: ArrivalsBar,
        notice: NoticeBar,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._watches = watches
        self._session = session
        self._header = header
        self._sheet = sheet
        self._question = question
        self._notice = notice
        header.watch_wanted.connect(self._switch)
        header.watched_wanted.connect(self.open_list)
        session.folder_changed.connect(self.follow)
        watches.changed.connect(self.follow)
        watches.counted.connect(self._ask)
        watches.problem.connect(self._tell_problem)
        watches.arrived.connect(bar.tell)
        watches.is_back.connect(bar.tell_back)
        sheet.watch_wanted.connect(self.switch_over)
        question.answered.connect(watches.begin)
        question.closed.connect(self.follow)
        bar.put_back_wanted.connect(watches.put_back)
        bar.list_wanted.connect(self.open_list)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """The header shows whether the open folder is watched, and how much waits in any."""
        self._header.show_watched(
            is_watched=self._watches.is_watched(self._session.folder),
            has_any=bool(self._watches.folders),
            needs_you=self._watches.needs_you,
            needs_text=needs_words(self._watches.needs_you),
        )

    @Slot()
    def switch_over(self) -> None:
        """By key: watches the open folder, or no longer."""
        folder = self._session.folder
        if folder is not None and not self._question.is_open:
            self._switch(not self._watches.is_watched(folder))

    @Slot(bool)
    def _switch(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's own signature
        folder = self._session.folder
        if folder is None:
            return
        if wanted:
            self._watches.consider(FolderToWatch(folder, self._session.settings.recursive))
        else:
            self._watches.end(folder)

    @Slot(object, int)
    def _ask(self, wanted: FolderToWatch, count: int) -> None:
        self.sheet_opened.emit()
        self._question.ask(wanted, count)

    @Slot()
    def open_list(self) -> None:
        if not self._sheet.is_open and not self._question.is_open:
            self.sheet_opened.emit()
            self._sheet.open_list()

    @Slot(str)
    def _tell_problem(self, sentence: str) -> None:
        self._notice.tell(in_words(sentence))
