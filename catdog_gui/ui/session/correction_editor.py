"""The labels that the user gives to pictures: shown at once, written down in the background, and undone by a key."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from catdog_gui.sorting.error_messages import ReportableError, error_message
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.tasks import Tasks
from catdog_gui.ui.session.backend import Backend
from catdog_gui.ui.session.picture_model import PictureModel
from catdog_gui.ui.session.undo_commands import CorrectCommand


class CorrectionEditor(QObject):
    """Corrects the pictures of the open folder."""

    saved = Signal()
    problem_reported = Signal(object)

    def __init__(
        self, pictures: PictureModel, undo_stack: QUndoStack, backend: Backend, file_tasks: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._undo_stack = undo_stack
        self._backend = backend
        self._file_tasks = file_tasks

    @Slot(list, int)
    def correct(self, rows: Sequence[int], code: int | None) -> None:
        """The user's label for some pictures and their stacks; None goes back to the model's."""
        table, rows = self._pictures.table, self._pictures.with_stacks(rows)
        label = table.labels.name(code)
        before = {row: table.labels.name(table.correction(row)) for row in rows}
        changed = {row: old for row, old in before.items() if old != label}
        if changed:
            self._undo_stack.push(CorrectCommand(self._apply, changed, label, table.size_and_time))

    def _apply(self, labels: Mapping[int, str | None]) -> None:
        """By the commands, when they are done and undone."""
        table = self._pictures.table
        for label in set(labels.values()):
            code = None if label is None else table.labels.code(label)
            self._pictures.correct([row for row, other in labels.items() if other == label], code)
        by_path = {table.path(row): label for row, label in labels.items()}
        self._file_tasks.run(
            lambda: self._backend.save_corrections(by_path),
            self._on_saved,
            self._on_save_failed,
            expected=(sqlite3.Error, OSError),
        )

    def _on_saved(self, _result: object) -> None:
        self.saved.emit()

    def _on_save_failed(self, error: ReportableError) -> None:
        why = translate_message(error_message(error))
        self.problem_reported.emit(self.tr("Your corrections are in effect, but could not be saved: {}").format(why))
