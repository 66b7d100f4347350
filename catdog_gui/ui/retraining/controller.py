"""Everything about retraining in the window: the button with its number, the sheet, and what a new model changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from catdog_gui.retraining.events import Cancelled, Event
from catdog_gui.ui.bars.header import Header
from catdog_gui.ui.retraining.changes_bar import ChangesBar
from catdog_gui.ui.retraining.releases_dialog import ReleasesDialog
from catdog_gui.ui.retraining.service import Teacher
from catdog_gui.ui.retraining.sheet import RetrainSheet
from catdog_gui.ui.retraining.usefulness_order import Ranking
from catdog_gui.ui.session.filtering import CHANGED, EVERYTHING
from catdog_gui.ui.session.session import Session
from catdog_gui.ui.sorting.service import Sorter


class RetrainDesk(QObject):
    """Stands between the teacher, which knows nothing of windows, and the parts of the window that show it."""

    sheet_opened = Signal()
    ranked = Signal()
    learned = Signal(str)

    def __init__(
        self,
        session: Session,
        teacher: Teacher,
        sorter: Sorter,
        sheet: RetrainSheet,
        header: Header,
        changes: ChangesBar,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._teacher = teacher
        self._sorter = sorter
        self._sheet = sheet
        self._changes = changes
        self._window = parent
        self._is_new = False
        self._model_id = session.loaded.model.id if session.loaded else ""
        self._ranking = Ranking(session, self)
        self._ranking.ranked.connect(self.ranked)
        header.retrain_wanted.connect(self.open_sheet)
        header.allow_retraining(allowed=teacher.is_possible)
        header.show_new_corrections(teacher.new_corrections)
        teacher.counted.connect(header.show_new_corrections)
        teacher.ended.connect(self._tell_outcome)
        session.model_changed.connect(self._follow_model)
        session.scan_ended.connect(self._tell_changes)
        session.folder_changed.connect(self.forget_changes)
        changes.show_wanted.connect(self._show_changes)
        changes.dismissed.connect(self.forget_changes)
        session.pictures.modelReset.connect(self._follow_filter)

    @Slot()
    def open_sheet(self) -> None:
        """Not while files are on their way: those would be what is learned from."""
        if self._teacher.is_possible and not self._sheet.is_open and not self._sorter.is_busy:
            self.sheet_opened.emit()
            self._sheet.open_for_corrections()

    def go_on(self) -> None:
        """The window was built while a retraining ran, or before anybody looked at what came of it."""
        if self._teacher.is_busy or self._teacher.heard:
            self.sheet_opened.emit()
            self._sheet.go_on()

    @Slot(object)
    def _tell_outcome(self, last: Event) -> None:
        if not isinstance(last, Cancelled):
            self.learned.emit(self._sheet.outcome)

    @Slot()
    def open_releases(self) -> None:
        dialog = ReleasesDialog(self._session, self._window)
        dialog.open()

    @Slot()
    def rank(self) -> None:
        """The order may be that of use now."""
        self._ranking.rank()

    # Closing.

    @property
    def is_busy(self) -> bool:
        return self._teacher.is_busy

    def may_stop(self) -> bool:
        """Asks whether to give up what is being learned, and stops it."""
        answer = QMessageBox.question(
            self._window,
            self.tr("Stop learning?"),
            self.tr("A new model is being made. What was learned so far is lost; your corrections are kept."),
            QMessageBox.StandardButton.Close | QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Close:
            self._teacher.cancel()
            return True
        return False

    # What a new model changed.

    @Slot()
    def _follow_model(self) -> None:
        loaded = self._session.loaded
        if loaded is not None:
            self._is_new = self._model_id not in ("", loaded.model.id)
            self._model_id = loaded.model.id

    @Slot()
    def _tell_changes(self) -> None:
        if self._is_new and self._session.folder is not None:
            self._is_new = False
            self._changes.tell(self._session.pictures.counts().changed)

    @Slot()
    def _show_changes(self) -> None:
        """The changed ones alone, or everything again."""
        pictures = self._session.pictures
        pictures.set_filter(EVERYTHING if pictures.filter == CHANGED else CHANGED)

    @Slot()
    def _follow_filter(self) -> None:
        self._changes.follow(alone=self._session.pictures.filter == CHANGED)

    @Slot()
    def forget_changes(self) -> None:
        self._is_new = False
        self._changes.hide()
        self._session.pictures.forget_changes()
