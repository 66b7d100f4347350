"""Everything about retraining in the window: the button with its number, the sheet, and what a new model changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from catdog_gui.retraining.events import Cancelled, Event
from catdog_gui.ui.bars.header import Header
from catdog_gui.ui.retraining.changes_bar import ChangesBar
from catdog_gui.ui.retraining.releases_dialog import ReleasesDialog
from catdog_gui.ui.retraining.service import RetrainService
from catdog_gui.ui.retraining.sheet import RetrainSheet
from catdog_gui.ui.retraining.usefulness_order import UsefulnessOrder
from catdog_gui.ui.session.filtering import CHANGED, EVERYTHING
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.sorting.service import SortService


class RetrainController(QObject):
    """Connects the retraining service, which knows no widgets, with the widgets that show it."""

    ranked = Signal()
    retraining_ended = Signal(str)

    def __init__(
        self,
        session: FolderSession,
        retrain_service: RetrainService,
        sort_service: SortService,
        sheet: RetrainSheet,
        header: Header,
        changes_bar: ChangesBar,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._retrain_service = retrain_service
        self._sort_service = sort_service
        self._sheet = sheet
        self._changes_bar = changes_bar
        self._window = parent
        self._has_new_model = False
        self._model_id = session.model.loaded.model.id if session.model.loaded else ""
        self._usefulness_order = UsefulnessOrder(session, self)
        self._usefulness_order.ranked.connect(self.ranked)
        header.retrain_requested.connect(self.open_sheet)
        header.set_retraining_enabled(enabled=retrain_service.can_retrain)
        header.show_new_corrections(retrain_service.new_corrections)
        retrain_service.counted.connect(header.show_new_corrections)
        retrain_service.ended.connect(self._on_retraining_ended)
        session.model_changed.connect(self._on_model_changed)
        session.scan_ended.connect(self._on_scan_ended)
        session.folder_changed.connect(self.clear_changes)
        changes_bar.show_requested.connect(self._toggle_changes_filter)
        changes_bar.dismissed.connect(self.clear_changes)
        session.pictures.modelReset.connect(self._on_model_reset)

    @Slot()
    def open_sheet(self) -> None:
        """Not while files are moved: the model learns from those files."""
        if self._retrain_service.can_retrain and not self._sheet.is_open and not self._sort_service.is_busy:
            self._sheet.open_for_corrections()

    def resume(self) -> None:
        """Opens the sheet if this window was built during a retraining, or before the user saw its result."""
        if self._retrain_service.is_busy or self._retrain_service.received_events:
            self._sheet.resume()

    @Slot(object)
    def _on_retraining_ended(self, last: Event) -> None:
        if not isinstance(last, Cancelled):
            self.retraining_ended.emit(self._sheet.outcome)

    @Slot()
    def open_releases(self) -> None:
        dialog = ReleasesDialog(self._session, self._window)
        dialog.open()

    # Closing.

    @property
    def is_busy(self) -> bool:
        return self._retrain_service.is_busy

    def confirm_stop(self) -> bool:
        """Asks whether to stop the retraining, and stops it."""
        answer = QMessageBox.question(
            self._window,
            self.tr("Stop retraining?"),
            self.tr("A new model is being trained. Its progress will be lost; your corrections are kept."),
            QMessageBox.StandardButton.Close | QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Close:
            self._retrain_service.cancel()
            return True
        return False

    # What a new model changed.

    @Slot()
    def _on_model_changed(self) -> None:
        loaded = self._session.model.loaded
        if loaded is not None:
            self._has_new_model = self._model_id not in ("", loaded.model.id)
            self._model_id = loaded.model.id

    @Slot()
    def _on_scan_ended(self) -> None:
        if self._has_new_model and self._session.folder is not None:
            self._has_new_model = False
            self._changes_bar.show_change_count(self._session.pictures.counts().changed)

    @Slot()
    def _toggle_changes_filter(self) -> None:
        """Shows only the changed pictures, or everything again."""
        pictures = self._session.pictures
        pictures.set_filter(EVERYTHING if pictures.filter == CHANGED else CHANGED)

    @Slot()
    def _on_model_reset(self) -> None:
        self._changes_bar.set_filter_active(active=self._session.pictures.filter == CHANGED)

    @Slot()
    def clear_changes(self) -> None:
        self._has_new_model = False
        self._changes_bar.close_bar()
        self._session.pictures.clear_changes()
