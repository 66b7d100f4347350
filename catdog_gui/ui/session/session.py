"""The open folder: its pictures, their labels, and the words that the user gives them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from catdog_gui.classify.models import ModelError, Policy
from catdog_gui.ui.common.labels import FAILED, WAITING, Labels
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.tasks import Latest, Tasks, single_shot
from catdog_gui.ui.common.thumbnail_cache import Thumbnails
from catdog_gui.ui.session.backend import Loaded, Parts
from catdog_gui.ui.session.batches import Found
from catdog_gui.ui.session.filtering import Order
from catdog_gui.ui.session.model_switcher import ModelSwitch
from catdog_gui.ui.session.picture_model import PictureModel
from catdog_gui.ui.session.scan import Progress, Scan, Scope
from catdog_gui.ui.session.undo_commands import CorrectCommand

_DECIDE_AFTER_MS = 15
_TELL_EVERY_MS = 120
_LEAST_WAIT_SECONDS = 0.05


class Session(QObject):
    """Outlives the window that shows it. `files` has one thread, so that no two tasks touch files at once."""

    folder_changed = Signal()
    model_changed = Signal()
    progressed = Signal()
    scan_ended = Signal()
    threshold_changed = Signal(float)
    corrections_kept = Signal()
    problem = Signal(str)

    def __init__(self, parts: Parts, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.parts = parts
        self.settings = settings
        self.pictures = PictureModel(Labels(), self)
        self.thumbnails = Thumbnails(self)
        self.undo_stack = QUndoStack(self)
        self.background = Tasks(2, "background", self)
        self.files = Tasks(1, "files", self)
        self.switch = ModelSwitch(parts, self.files, self)
        self.switch.switched.connect(self.load_model)
        self.switch.refused.connect(self.problem)
        self._opening = Latest()
        self.folder: Path | None = None
        self.loaded: Loaded | None = None
        self.model_problem = ""
        self.cancelled = False
        # Why the open folder cannot be looked through; where there are no pictures, it stands in their place.
        self.folder_problem = ""
        self._scan: Scan | None = None
        self._old_scans: list[Scan] = []
        self._wanted_threshold = 0.9
        self._decide_soon = single_shot(self, _DECIDE_AFTER_MS, self._decide)

        self._tell_timer = single_shot(self, _TELL_EVERY_MS, self.progressed)

    # The model.

    @Slot()
    def load_model(self) -> None:
        """Opens the model in use; of two that are being opened the later one counts."""
        engine, parts, hear = self.settings.engine, self.parts, self._hear
        run = self.background.run
        self._opening.replace(run(lambda: parts.open_model(engine, hear), self._model_loaded, self._model_failed))

    def _model_loaded(self, loaded: Loaded) -> None:
        before, self.loaded = self.loaded, loaded
        self.model_problem = ""
        labels = Labels(loaded.model.classes, loaded.model.kind)
        is_another = before is not None and before.model.id != loaded.model.id
        if is_another or labels != self.pictures.rows.labels:
            self.pictures.use_labels(labels)
        self._wanted_threshold = self._remembered_threshold(loaded)
        self._decide()
        self.model_changed.emit()
        self._label_with(loaded, is_another=is_another)

    def _label_with(self, loaded: Loaded, *, is_another: bool) -> None:
        if self._scan is not None and self._scan.waits_for_model:
            self._scan.label_with(loaded, self.parts.workers(self.settings.workers))
        elif is_another and self.is_scanning:
            self.reopen()
        elif is_another and not self.cancelled:
            # Those that the user corrected too: what the new model says of them is of interest.
            rows = self.pictures.rows
            self.label_again([row for row in range(len(rows)) if not rows.is_gone(row)])
        elif not self.is_scanning and not self.cancelled:
            self.go_on()

    def _model_failed(self, error: Exception) -> None:
        if not isinstance(error, ModelError):
            raise error
        self.model_problem = str(error)
        self.loaded = None
        self.model_changed.emit()
        if self._scan is not None and self._scan.waits_for_model:
            self._scan.leave_unlabelled()
        self.problem.emit(str(error))

    def _hear(self, sentence: str) -> None:
        """A notice of the engine, from whatever thread."""
        self.problem.emit(sentence)

    def _remembered_threshold(self, loaded: Loaded) -> float:
        try:
            return min(max(float(self.settings.policy), 0.5), 1.0)
        except ValueError:
            return loaded.model.policy(self.settings.policy).threshold

    @property
    def policies(self) -> tuple[Policy, ...]:
        return self.loaded.model.policies if self.loaded else ()

    @property
    def settings_place(self) -> Path:
        """The folder in which the program keeps its files."""
        return self.parts.paths.journal_file.parent

    # The threshold.

    @property
    def threshold(self) -> float:
        return self._wanted_threshold

    def set_threshold(self, threshold: float) -> None:
        """Re-decides at once, but not more often than the screen can show."""
        if threshold == self._wanted_threshold:
            return
        self._wanted_threshold = threshold
        named = next((policy.name for policy in self.policies if abs(policy.threshold - threshold) < 1e-4), "")
        self.settings.policy = named or f"{threshold:.6f}"
        if not self._decide_soon.isActive():
            self._decide_soon.start()
        self.threshold_changed.emit(threshold)

    @Slot()
    def _decide(self) -> None:
        self.pictures.set_threshold(self._wanted_threshold)

    # The folder.

    def open(self, folder: Path) -> None:
        """Starts to look through a folder; what was open before is let go."""
        self._let_go()
        self.folder = folder
        self.folder_problem = ""
        self.cancelled = False
        labels = self.pictures.rows.labels
        self.thumbnails.forget()
        self.pictures.clear(labels)
        self.undo_stack.clear()
        self._scan = self._new_scan()
        self._scan.start(Scope(folder, self.settings.recursive, labels.classes))
        if self.loaded is not None:
            self._scan.label_with(self.loaded, self.parts.workers(self.settings.workers))
        elif self.model_problem:
            self._scan.leave_unlabelled()
        self.folder_changed.emit()

    @Slot()
    def reopen(self) -> None:
        if self.folder is not None:
            self.open(self.folder)

    @Slot()
    def cancel(self) -> None:
        """Stops looking; what is there stays."""
        self.cancelled = True
        self._let_go()
        self.progressed.emit()
        self.scan_ended.emit()

    def go_on(self) -> None:
        """Labels what still waits after a cancel."""
        self.label_again([row for row in range(len(self.pictures.rows)) if self.pictures.rows.code(row) == WAITING])

    def label_again(self, rows: Sequence[int]) -> None:
        """Tries failed or waiting pictures once more."""
        if self.loaded is None or not rows:
            return
        skipped = self.progress().skipped
        self._let_go()
        self.cancelled = False
        self.thumbnails.forget_rows(rows)
        self.pictures.wait_again(rows)
        self._scan = self._new_scan()
        pictures = [(row, str(self.pictures.rows.path(row))) for row in rows]
        self._scan.label_again(pictures, skipped, self.loaded, self.parts.workers(self.settings.workers))
        self.progressed.emit()

    @property
    def is_scanning(self) -> bool:
        return self._scan is not None and self._scan.is_running

    def progress(self) -> Progress:
        return self._scan.progress() if self._scan else Progress()

    def set_order(self, order: Order) -> None:
        self.settings.order = str(order)
        self.pictures.set_order(order)

    def failed_rows(self) -> list[int]:
        rows = self.pictures.rows
        return [row for row in rows.errors if rows.code(row) == FAILED and not rows.is_gone(row)]

    # Corrections.

    def correct(self, rows: Sequence[int], code: int | None) -> None:
        """The user's word for some pictures; None goes back to the model's."""
        known = self.pictures.rows
        word = known.labels.word(code)
        before = {row: known.labels.word(known.correction(row)) for row in rows}
        changed = {row: old for row, old in before.items() if old != word}
        if changed:
            self.undo_stack.push(CorrectCommand(self.apply_corrections, changed, word, known.size_and_time))

    def apply_corrections(self, words: Mapping[int, str | None]) -> None:
        """Shows corrections and keeps them; by the undo commands."""
        rows = self.pictures.rows
        for word in set(words.values()):
            code = None if word is None else rows.labels.code(word)
            self.pictures.correct([row for row, other in words.items() if other == word], code)
        kept = {rows.path(row): word for row, word in words.items()}
        self.files.run(lambda: self.parts.keep_corrections(kept), self._kept, self._not_kept)

    def _kept(self, _result: object) -> None:
        self.corrections_kept.emit()

    def _not_kept(self, error: Exception) -> None:
        if not isinstance(error, sqlite3.Error | OSError):
            raise error
        self.problem.emit(self.tr("Your corrections count, but could not be written down: {}").format(error))

    # Ends.

    def close(self, seconds: float) -> bool:
        """True where every thread ended in time."""
        self._decide_soon.stop()
        self._tell_timer.stop()
        scans = [*self._old_scans, *([self._scan] if self._scan else [])]
        for scan in scans:
            scan.stop()
        deadline = time.monotonic() + seconds
        # Files last: a move that is under way gets what time the others leave.
        waits = [*(scan.wait for scan in scans), self.thumbnails.close, self.background.close, self.files.close]
        ended = [wait(max(_LEAST_WAIT_SECONDS, deadline - time.monotonic())) for wait in waits]
        return all(ended)

    def _new_scan(self) -> Scan:
        scan = Scan(self.parts, self)
        scan.found.connect(self._take_found)
        scan.labelled.connect(self.pictures.take)
        scan.progressed.connect(self._tell_soon)
        scan.ended.connect(self._scan_done)
        scan.failed.connect(self._scan_failed)
        return scan

    def _let_go(self) -> None:
        """The old scan ends by itself; nobody waits for it, but its object stays until its threads are gone."""
        if self._scan is not None:
            self._scan.stop()
            self._old_scans.append(self._scan)
            self._scan = None
        for scan in [scan for scan in self._old_scans if scan.wait(0)]:
            self._old_scans.remove(scan)
            scan.deleteLater()

    @Slot()
    def _tell_soon(self) -> None:
        if not self._tell_timer.isActive():
            self._tell_timer.start()

    @Slot(list)
    def _take_found(self, found: list[Found]) -> None:
        self.pictures.add(found)

    @Slot()
    def _scan_done(self) -> None:
        self.pictures.put_in_order()
        if self.folder is not None and self._scan is not None:
            self._tell_unreadable(self._scan.unreadable)
            if len(self.pictures.rows):
                self.settings.remember(self.folder, len(self.pictures.rows))
        self.progressed.emit()
        self.scan_ended.emit()

    def _tell_unreadable(self, folders: Sequence[Path]) -> None:
        if self.folder is not None and self.folder in folders:
            gone = self._scan is not None and self._scan.folder_is_gone
            sentence = self.tr("“{}” is no longer there.") if gone else self.tr("“{}” cannot be read.")
            self.folder_problem = sentence.format(self.folder.name)
            if len(self.pictures.rows):
                self.problem.emit(self.folder_problem)
        elif folders:
            self.problem.emit(self.tr("%Ln sub-folder(s) could not be read.", "", len(folders)))

    @Slot(Exception)
    def _scan_failed(self, error: Exception) -> None:
        raise error
