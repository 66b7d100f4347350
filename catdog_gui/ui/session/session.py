"""The open folder: its pictures, their labels, and the words that the user gives them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from catdog_gui.classify.models import ModelError, Policy
from catdog_gui.messages import Message
from catdog_gui.sorting.error_messages import error_message
from catdog_gui.ui.common.labels import FAILED, WAITING, Labels
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.tasks import LatestTask, Tasks, single_shot
from catdog_gui.ui.common.thumbnail_cache import ThumbnailCache
from catdog_gui.ui.session.backend import Backend, LoadedModel
from catdog_gui.ui.session.batches import PictureBatch
from catdog_gui.ui.session.filtering import Order
from catdog_gui.ui.session.model_switcher import ModelSwitcher
from catdog_gui.ui.session.picture_model import PictureModel
from catdog_gui.ui.session.scan import Scan, ScanProgress, ScanScope
from catdog_gui.ui.session.undo_commands import CorrectCommand

_DECIDE_DELAY_MS = 15
_PROGRESS_INTERVAL_MS = 120
_MIN_WAIT_SECONDS = 0.05


class FolderSession(QObject):
    """Outlives the window that shows it. `files` has one thread, so that no two tasks touch files at once."""

    folder_changed = Signal()
    model_changed = Signal()
    progressed = Signal()
    scan_ended = Signal()
    threshold_changed = Signal(float)
    corrections_saved = Signal()
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
        self.model_switcher = ModelSwitcher(backend, self.file_tasks, self)
        self.model_switcher.switched.connect(self.load_model)
        self.model_switcher.refused.connect(self.problem_reported)
        self._model_load = LatestTask()
        self.folder: Path | None = None
        self.loaded: LoadedModel | None = None
        self.model_problem: str = ""
        self.is_cancelled = False
        # Why the open folder cannot be looked through; where there are no pictures, it stands in their place.
        self.folder_problem = ""
        self._scan: Scan | None = None
        self._old_scans: list[Scan] = []
        self._threshold = 0.9
        self._decide_timer = single_shot(self, _DECIDE_DELAY_MS, self._decide)

        self._progress_timer = single_shot(self, _PROGRESS_INTERVAL_MS, self.progressed)

    # The model.

    @Slot()
    def load_model(self) -> None:
        """Opens the model in use; of two that are being opened the later one counts."""
        engine, parts, hear = self.settings.engine, self.backend, self._on_engine_warning
        run = self.background.run
        self._model_load.replace(
            run(lambda: parts.open_model(engine, hear), self._on_model_loaded, self._on_model_failed)
        )

    def _on_model_loaded(self, loaded: LoadedModel) -> None:
        before, self.loaded = self.loaded, loaded
        self.model_problem = ""
        labels = Labels(loaded.model.classes, loaded.model.kind)
        is_another = before is not None and before.model.id != loaded.model.id
        if is_another or labels != self.pictures.table.labels:
            self.pictures.set_labels(labels)
        self._threshold = self._saved_threshold(loaded)
        self._decide()
        self.model_changed.emit()
        self._start_labelling(loaded, is_another=is_another)

    def _start_labelling(self, loaded: LoadedModel, *, is_another: bool) -> None:
        if self._scan is not None and self._scan.is_waiting_for_model:
            self._scan.start_labelling(loaded, self.backend.workers(self.settings.workers))
        elif is_another and self.is_scanning:
            self.reopen()
        elif is_another and not self.is_cancelled:
            # Those that the user corrected too: what the new model says of them is of interest.
            rows = self.pictures.table
            self.relabel([row for row in range(len(rows)) if not rows.is_absent(row)])
        elif not self.is_scanning and not self.is_cancelled:
            self.resume()

    def _on_model_failed(self, error: Exception) -> None:
        if not isinstance(error, ModelError):
            raise error
        self.model_problem = error.message
        self.loaded = None
        self.model_changed.emit()
        if self._scan is not None and self._scan.is_waiting_for_model:
            self._scan.skip_labelling()
        self.problem_reported.emit(error.message)

    def _on_engine_warning(self, message: Message) -> None:
        """A notice of the engine, from whatever thread."""
        self.problem_reported.emit(message)

    def _saved_threshold(self, loaded: LoadedModel) -> float:
        try:
            return min(max(float(self.settings.policy), 0.5), 1.0)
        except ValueError:
            return loaded.model.policy(self.settings.policy).threshold

    @property
    def policies(self) -> tuple[Policy, ...]:
        return self.loaded.model.policies if self.loaded else ()

    @property
    def settings_folder(self) -> Path:
        """The folder in which the program keeps its files."""
        return self.backend.paths.journal_file.parent

    # The threshold.

    @property
    def threshold(self) -> float:
        return self._threshold

    def set_threshold(self, threshold: float) -> None:
        """Re-decides at once, but not more often than the screen can show."""
        if threshold == self._threshold:
            return
        self._threshold = threshold
        named = next((policy.name for policy in self.policies if abs(policy.threshold - threshold) < 1e-4), "")
        self.settings.policy = named or f"{threshold:.6f}"
        if not self._decide_timer.isActive():
            self._decide_timer.start()
        self.threshold_changed.emit(threshold)

    @Slot()
    def _decide(self) -> None:
        self.pictures.set_threshold(self._threshold)

    # The folder.

    def open(self, folder: Path) -> None:
        """Starts to look through a folder; what was open before is let go."""
        self._dispose_scan()
        self.folder = folder
        self.folder_problem = ""
        self.is_cancelled = False
        labels = self.pictures.table.labels
        self.thumbnails.clear()
        self.pictures.clear(labels)
        self.undo_stack.clear()
        self._scan = self._new_scan()
        self._scan.start(ScanScope(folder, self.settings.recursive, labels.classes))
        if self.loaded is not None:
            self._scan.start_labelling(self.loaded, self.backend.workers(self.settings.workers))
        elif self.model_problem:
            self._scan.skip_labelling()
        self.folder_changed.emit()

    @Slot()
    def reopen(self) -> None:
        if self.folder is not None:
            self.open(self.folder)

    @Slot()
    def cancel(self) -> None:
        """Stops looking; what is there stays."""
        self.is_cancelled = True
        self._dispose_scan()
        self.progressed.emit()
        self.scan_ended.emit()

    def resume(self) -> None:
        """Labels what still waits after a cancel."""
        self.relabel([row for row in range(len(self.pictures.table)) if self.pictures.table.code(row) == WAITING])

    def relabel(self, rows: Sequence[int]) -> None:
        """Tries failed or waiting pictures once more."""
        if self.loaded is None or not rows:
            return
        skipped = self.progress().skipped
        self._dispose_scan()
        self.is_cancelled = False
        self.thumbnails.remove_rows(rows)
        self.pictures.set_waiting(rows)
        self._scan = self._new_scan()
        pictures = [(row, str(self.pictures.table.path(row))) for row in rows]
        self._scan.relabel(pictures, skipped, self.loaded, self.backend.workers(self.settings.workers))
        self.progressed.emit()

    @property
    def is_scanning(self) -> bool:
        return self._scan is not None and self._scan.is_running

    def progress(self) -> ScanProgress:
        return self._scan.progress() if self._scan else ScanProgress()

    def set_order(self, order: Order) -> None:
        self.settings.order = str(order)
        self.pictures.set_order(order)

    def failed_rows(self) -> list[int]:
        rows = self.pictures.table
        return [row for row in rows.errors if rows.code(row) == FAILED and not rows.is_absent(row)]

    # Corrections.

    def correct(self, rows: Sequence[int], code: int | None) -> None:
        """The user's word for some pictures; None goes back to the model's."""
        known = self.pictures.table
        word = known.labels.name(code)
        before = {row: known.labels.name(known.correction(row)) for row in rows}
        changed = {row: old for row, old in before.items() if old != word}
        if changed:
            self.undo_stack.push(CorrectCommand(self.apply_corrections, changed, word, known.size_and_time))

    def apply_corrections(self, labels: Mapping[int, str | None]) -> None:
        """Shows corrections and keeps them; by the undo commands."""
        rows = self.pictures.table
        for word in set(labels.values()):
            code = None if word is None else rows.labels.code(word)
            self.pictures.correct([row for row, other in labels.items() if other == word], code)
        kept = {rows.path(row): word for row, word in labels.items()}
        self.file_tasks.run(
            lambda: self.backend.save_corrections(kept), self._on_corrections_saved, self._on_save_failed
        )

    def _on_corrections_saved(self, _result: object) -> None:
        self.corrections_saved.emit()

    def _on_save_failed(self, error: Exception) -> None:
        if not isinstance(error, sqlite3.Error | OSError):
            raise error
        why = translate_message(error_message(error))
        self.problem_reported.emit(self.tr("Your corrections count, but could not be written down: {}").format(why))

    # Ends.

    def close(self, seconds: float) -> bool:
        """True where every thread ended in time."""
        self._decide_timer.stop()
        self._progress_timer.stop()
        scans = [*self._old_scans, *([self._scan] if self._scan else [])]
        for scan in scans:
            scan.stop()
        deadline = time.monotonic() + seconds
        # Files last: a move that is under way gets what time the others leave.
        waits = [*(scan.wait for scan in scans), self.thumbnails.close, self.background.close, self.file_tasks.close]
        ended = [wait(max(_MIN_WAIT_SECONDS, deadline - time.monotonic())) for wait in waits]
        return all(ended)

    def _new_scan(self) -> Scan:
        scan = Scan(self.backend, self)
        scan.found.connect(self._on_found)
        scan.labelled.connect(self.pictures.apply_scores)
        scan.progressed.connect(self._on_scan_progressed)
        scan.ended.connect(self._on_scan_ended)
        scan.failed.connect(self._on_scan_failed)
        return scan

    def _dispose_scan(self) -> None:
        """The old scan ends by itself; nobody waits for it, but its object stays until its threads are gone."""
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
            gone = self._scan is not None and self._scan.is_folder_missing
            sentence = self.tr("“{}” is no longer there.") if gone else self.tr("“{}” cannot be read.")
            self.folder_problem = sentence.format(self.folder.name)
            if len(self.pictures.table):
                self.problem_reported.emit(self.folder_problem)
        elif folders:
            self.problem_reported.emit(self.tr("%Ln sub-folder(s) could not be read.", "", len(folders)))

    @Slot(Exception)
    def _on_scan_failed(self, error: Exception) -> None:
        raise error
