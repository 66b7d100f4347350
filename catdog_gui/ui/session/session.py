"""The open folder: its pictures, and the scan that finds and labels them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from catdog_gui.sorting.models import Mode
from catdog_gui.sorting.names import output_names
from catdog_gui.ui.common.labels import FAILED, WAITING, Labels
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.tasks import Tasks, close_all, single_shot
from catdog_gui.ui.common.thumbnail_cache import ThumbnailCache
from catdog_gui.ui.session.backend import Backend, LoadedModel
from catdog_gui.ui.session.batches import PictureBatch
from catdog_gui.ui.session.correction_editor import CorrectionEditor
from catdog_gui.ui.session.filtering import Order
from catdog_gui.ui.session.model_in_use import ModelInUse
from catdog_gui.ui.session.picture_model import PictureModel
from catdog_gui.ui.session.scan import Scan, ScanProgress, ScanScope
from catdog_gui.ui.session.stacking import Stacking
from catdog_gui.ui.session.text_search import TextSearch

_DECIDE_DELAY_MS = 15
_PROGRESS_INTERVAL_MS = 120
_MIN_WAIT_SECONDS = 0.05


class FolderSession(QObject):
    """Outlives the window that shows it. `file_tasks` has one thread, so that no two tasks touch files at once."""

    folder_changed = Signal()
    # The pictures have the labels of another model, or there is none that can be used.
    model_changed = Signal()
    order_changed = Signal()
    recursive_changed = Signal(bool)
    folder_names_changed = Signal()
    sort_mode_changed = Signal()
    progressed = Signal()
    scan_ended = Signal()
    problem_reported = Signal(object)

    def __init__(self, backend: Backend, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.backend = backend
        self.settings = settings
        self.pictures = PictureModel(Labels(), self)
        self.thumbnails = ThumbnailCache(self)
        self.undo_stack = QUndoStack(self)
        self.background = Tasks(2, "background", self)
        self.file_tasks = Tasks(1, "files", self)
        self.model = ModelInUse(backend, settings, self.background, self.file_tasks, self)
        self.corrections = CorrectionEditor(self.pictures, self.undo_stack, backend, self.file_tasks, self)
        self.stacking = Stacking(self.pictures, backend, settings, self.background, self)
        self.folder: Path | None = None
        self.is_cancelled = False
        # Why the open folder cannot be read; shown in the place of pictures.
        self.folder_problem = ""
        self._scan: Scan | None = None
        self._old_scans: list[Scan] = []
        self._decide_timer = single_shot(self, _DECIDE_DELAY_MS, self._decide)
        self._progress_timer = single_shot(self, _PROGRESS_INTERVAL_MS, self.progressed)
        self.model.opened.connect(self._on_model_opened)
        self.model.failed.connect(self._on_model_failed)
        self.model.threshold_changed.connect(self._on_threshold_changed)
        self.model.problem_reported.connect(self.problem_reported)
        self.corrections.problem_reported.connect(self.problem_reported)
        self.folder_changed.connect(self.stacking.reset)
        self.scan_ended.connect(self.stacking.find)

    # The model.

    @Slot(bool)
    def _on_model_opened(self, is_another: bool) -> None:  # noqa: FBT001 - Qt's own signature
        loaded = self.model.loaded
        if loaded is None:
            return
        labels = Labels(loaded.model.classes, loaded.model.kind)
        if is_another or labels != self.pictures.table.labels:
            self.pictures.set_labels(labels)
        self._decide()
        self.model_changed.emit()
        self._start_labelling(loaded, is_another=is_another)

    def _start_labelling(self, loaded: LoadedModel, *, is_another: bool) -> None:
        if self._scan is not None and self._scan.is_waiting_for_model:
            self._scan.start_labelling(loaded, self._worker_count)
        elif is_another and self.is_scanning:
            self.reopen()
        elif is_another and not self.is_cancelled:
            # Corrected pictures too: the user wants to see what the new model makes of them.
            table = self.pictures.table
            self.relabel([row for row in range(len(table)) if not table.is_absent(row)])
        elif not self.is_scanning and not self.is_cancelled:
            self.resume()

    @Slot()
    def _on_model_failed(self) -> None:
        self.model_changed.emit()
        if self._scan is not None and self._scan.is_waiting_for_model:
            self._scan.skip_labelling()

    @Slot()
    def _on_threshold_changed(self) -> None:
        """Decides again, but while a slider is dragged not more often than the screen can show."""
        if not self._decide_timer.isActive():
            self._decide_timer.start()

    @Slot()
    def _decide(self) -> None:
        self.pictures.set_threshold(self.model.threshold)

    # The folder.

    def open(self, folder: Path) -> None:
        """Starts to scan a folder, and closes the one before."""
        self._dispose_scan()
        self.folder = folder
        self.folder_problem = ""
        self.is_cancelled = False
        labels = self.pictures.table.labels
        self.thumbnails.clear()
        self.pictures.clear(labels)
        self.undo_stack.clear()
        self._scan = self._new_scan()
        self._scan.start(ScanScope(folder, self.settings.recursive, self.output_names))
        if self.model.loaded is not None:
            self._scan.start_labelling(self.model.loaded, self._worker_count)
        elif self.model.problem:
            self._scan.skip_labelling()
        self.folder_changed.emit()

    @Slot(bool)
    def set_recursive(self, recursive: bool) -> None:  # noqa: FBT001 - Qt's own signature
        """Whether sub-folders are looked through too."""
        if recursive != self.settings.recursive:
            self.settings.recursive = recursive
            self.recursive_changed.emit(recursive)
            self.reopen()

    def set_folder_names(self, own_names: Mapping[str, str], also_sorted: Collection[str]) -> None:
        """The user's names for the folders of labels, and which labels have one although they are no class."""
        before = self.settings.folder_names
        self.settings.own_folder_names, self.settings.also_sorted = own_names, also_sorted
        if self.settings.folder_names != before:
            self.folder_names_changed.emit()

    @Slot(object)
    def set_sort_mode(self, mode: Mode) -> None:
        """Whether a sort moves, copies, or writes keywords."""
        if mode is not self.settings.sort_mode:
            self.settings.sort_mode = mode
            self.sort_mode_changed.emit()

    @Slot()
    def include_subfolders(self) -> None:
        self.set_recursive(True)

    @Slot()
    def reopen(self) -> None:
        if self.folder is not None:
            self.open(self.folder)

    @Slot()
    def cancel(self) -> None:
        """Stops the scan; the pictures found so far stay."""
        self.is_cancelled = True
        self._dispose_scan()
        self.pictures.put_in_order()
        self.progressed.emit()
        self.scan_ended.emit()

    @Slot()
    def resume(self) -> None:
        """Labels what still waits after a cancel."""
        self.relabel([row for row in range(len(self.pictures.table)) if self.pictures.table.code(row) == WAITING])

    def relabel(self, rows: Sequence[int]) -> None:
        """Labels failed or waiting pictures again."""
        if self.model.loaded is None or not rows:
            return
        skipped = self.progress().skipped
        self._dispose_scan()
        self.is_cancelled = False
        self.thumbnails.remove_rows(rows)
        self.pictures.set_waiting(rows)
        self._scan = self._new_scan()
        pictures = [(row, str(self.pictures.table.path(row))) for row in rows]
        self._scan.relabel(pictures, skipped, self.model.loaded, self._worker_count)
        self.progressed.emit()

    def find(self, text: str) -> None:
        """Shows only the pictures that have the words of the text; "" for all."""
        search = TextSearch(text, self.folder) if self.folder and text.strip() else None
        self.pictures.set_search(search)

    @property
    def output_names(self) -> tuple[str, ...]:
        """The names of the folders that pictures are sorted into."""
        return tuple(output_names(self.pictures.table.labels.classes, self.settings.folder_names))

    @property
    def is_scanning(self) -> bool:
        return self._scan is not None and self._scan.is_running

    def progress(self) -> ScanProgress:
        return self._scan.progress() if self._scan else ScanProgress()

    def count_moving(self) -> int:
        """How many pictures a sort would move, or give a keyword: those whose label has one, or a folder."""
        labels, counts = self.pictures.table.labels, self.pictures.counts()
        # Only classes are keywords.
        others = () if self.settings.sort_mode is Mode.KEYWORDS else self.settings.also_sorted
        return self.pictures.count_moving() + sum(counts.of(labels.names.index(label)) for label in others)

    def set_order(self, order: Order) -> None:
        self.settings.order = str(order)
        self.pictures.set_order(order)
        self.order_changed.emit()

    def failed_rows(self) -> list[int]:
        table = self.pictures.table
        return [row for row in table.errors if table.code(row) == FAILED and not table.is_absent(row)]

    # Ends.

    def close(self, seconds: float) -> bool:
        """True if every thread ended in time."""
        self._decide_timer.stop()
        self._progress_timer.stop()
        self.stacking.cancel()
        scans = [*self._old_scans, *([self._scan] if self._scan else [])]
        for scan in scans:
            scan.stop()
        # Files last: a move that is under way gets the time that the others leave.
        waits = [*(scan.wait for scan in scans), self.thumbnails.close, self.background.close, self.file_tasks.close]
        return close_all(waits, seconds, _MIN_WAIT_SECONDS)

    @property
    def _worker_count(self) -> int:
        return self.backend.worker_count(self.settings.workers)

    def _new_scan(self) -> Scan:
        scan = Scan(self.backend, self)
        scan.found.connect(self._on_found)
        scan.labelled.connect(self.pictures.apply_scores)
        scan.progressed.connect(self._on_scan_progressed)
        scan.ended.connect(self._on_scan_ended)
        return scan

    def _dispose_scan(self) -> None:
        """Does not wait for the old scan, but keeps its object until its threads have ended."""
        if self._scan is not None:
            self._scan.stop()
            self._old_scans.append(self._scan)
            self._scan = None
        for scan in [scan for scan in self._old_scans if scan.wait(0)]:
            self._old_scans.remove(scan)
            scan.deleteLater()

    @Slot()
    def _on_scan_progressed(self) -> None:
        if not self._progress_timer.isActive():
            self._progress_timer.start()

    @Slot(list)
    def _on_found(self, found: list[PictureBatch]) -> None:
        self.pictures.add(found)

    @Slot()
    def _on_scan_ended(self) -> None:
        self.pictures.put_in_order()
        if self.folder is not None and self._scan is not None:
            self._report_unreadable(self._scan.unreadable)
            if len(self.pictures.table):
                self.settings.add_recent(self.folder, len(self.pictures.table))
        self.progressed.emit()
        self.scan_ended.emit()

    def _report_unreadable(self, folders: Sequence[Path]) -> None:
        if self.folder is not None and self.folder in folders:
            is_missing = self._scan is not None and self._scan.is_folder_missing
            sentence = self.tr("“{}” is no longer there.") if is_missing else self.tr("“{}” cannot be read.")
            self.folder_problem = sentence.format(self.folder.name)
            if len(self.pictures.table):
                self.problem_reported.emit(self.folder_problem)
        elif folders:
            self.problem_reported.emit(self.tr("%Ln sub-folder(s) could not be read.", "", len(folders)))
