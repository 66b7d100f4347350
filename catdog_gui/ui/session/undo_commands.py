"""What can be undone: each command knows how to do itself and how to take itself back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QUndoCommand

from catdog_gui.ui.session.backend import SortWish

_Apply = Callable[[Mapping[int, str | None]], None]
_SizeAndTime = tuple[int, float]


class CorrectCommand(QUndoCommand):
    """The user's word for some pictures. `before` is what the user had said of each.

    Words, as the codes of another model may mean others.
    """

    def __init__(
        self,
        apply: _Apply,
        before: Mapping[int, str | None],
        word: str | None,
        look: Callable[[int], _SizeAndTime],
    ) -> None:
        super().__init__(QCoreApplication.translate("Commands", "correction of %n picture(s)", None, len(before)))
        self._apply = apply
        self._before = dict(before)
        self._word = word
        self._look = look
        self._seen = {row: look(row) for row in before}

    @property
    def rows(self) -> tuple[int, ...]:
        """Not those where another picture lies by now: nothing was said of that one."""
        return tuple(row for row, seen in self._seen.items() if self._look(row) == seen)

    def redo(self) -> None:
        self._apply(dict.fromkeys(self.rows, self._word))

    def undo(self) -> None:
        self._apply({row: self._before[row] for row in self.rows})


class SortCommand(QUndoCommand):
    """A sort that has happened. Taking it back and doing it again are runs of their own, in the background."""

    def __init__(
        self,
        run: int,
        rows: Sequence[int],
        wish: SortWish,
        take_back: Callable[[SortCommand], None],
        do_again: Callable[[SortCommand], None],
    ) -> None:
        super().__init__(QCoreApplication.translate("Commands", "sorting of %n picture(s)", None, len(rows)))
        self.run = run
        self.rows = tuple(rows)
        self.wish = wish
        self._take_back = take_back
        self._do_again = do_again
        self._has_happened = True

    def redo(self) -> None:
        if self._has_happened:
            self._has_happened = False  # the stack calls this once when the command is put on it
            return
        self._do_again(self)

    def undo(self) -> None:
        self._take_back(self)
