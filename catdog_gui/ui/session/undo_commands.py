"""The commands of the undo stack."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoCommand

_Apply = Callable[[Mapping[int, str | None]], None]
_SizeAndTime = tuple[int, float]


class CorrectCommand(QUndoCommand):
    """The user's label for some pictures. `before` has the user's earlier label of each.

    It keeps names of labels: their codes may mean others in another model.
    """

    def __init__(
        self,
        apply: _Apply,
        before: Mapping[int, str | None],
        label: str | None,
        size_and_time: Callable[[int], _SizeAndTime],
    ) -> None:
        super().__init__(QCoreApplication.translate("Commands", "correction of %n picture(s)", None, len(before)))
        self._apply = apply
        self._before = dict(before)
        self._label = label
        self._size_and_time = size_and_time
        self._original_size_and_time = {row: size_and_time(row) for row in before}

    @property
    def rows(self) -> tuple[int, ...]:
        """Without rows that hold another picture by now: the user did not label that one."""
        return tuple(
            row for row, original in self._original_size_and_time.items() if self._size_and_time(row) == original
        )

    def redo(self) -> None:
        self._apply(dict.fromkeys(self.rows, self._label))

    def undo(self) -> None:
        self._apply({row: self._before[row] for row in self.rows})


class RunCommand(QUndoCommand):
    """A run that is done. Undo and redo are runs of their own, in the background."""

    def __init__(
        self,
        text: str,
        run: int,
        rows: Sequence[int],
        undo_run: Callable[[RunCommand], None],
        redo_run: Callable[[RunCommand], None],
    ) -> None:
        super().__init__(text)
        self.run = run
        self.rows = tuple(rows)
        self._undo_run = undo_run
        self._redo_run = redo_run
        self._has_happened = True

    def redo(self) -> None:
        if self._has_happened:
            self._has_happened = False  # the stack calls this once when the command is put on it
            return
        self._redo_run(self)

    def undo(self) -> None:
        self._undo_run(self)
