"""Which files are a watch's own business: not its outputs, nor what another watch covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.names import folder_name
from catdog_gui.watching.lock import Card, other_watches
from catdog_gui.watching.models import Wish
from catdog_gui.watching.names import is_within


def outputs_of(destination: Path, classes: Iterable[str]) -> tuple[Path, ...]:
    """The folders that pictures are sorted into."""
    return tuple(destination / folder_name(label) for label in classes)


class Territory:
    """Answers by names alone, and remembers the answer for each directory until it is refreshed."""

    def __init__(self, wish: Wish, classes: Sequence[str], journal: Journal, locks: Path) -> None:
        self._wish = wish
        self._classes = classes
        self._journal = journal
        self._locks = locks
        self._others: list[Card] = []
        self._outputs: frozenset[Path] = frozenset()
        self._known: dict[Path, bool] = {}
        self.refresh()

    def refresh(self) -> None:
        """Looks at who else watches what, and where sorts have put pictures."""
        others = other_watches(self._locks, self._wish.folder)
        destinations = {self._wish.destination}
        if self._wish.recursive:
            destinations.update(info.into for info in self._journal.history())
        outputs = frozenset(out for into in destinations for out in outputs_of(into, self._classes))
        if others != self._others or outputs != self._outputs:
            self._others, self._outputs = others, outputs
            self._known.clear()

    def is_ours(self, path: Path) -> bool:
        """Whether a file is for this watch to handle."""
        parent = path.parent
        known = self._known.get(parent)
        if known is None:
            known = is_within(path, self._wish.folder, recursive=self._wish.recursive) and not self._is_taken(path)
            self._known[parent] = known
        return known

    def is_foreign(self, folder: Path) -> bool:
        """Whether a sub-folder need not be looked into: an output, or wholly another watch's."""
        if folder in self._outputs or any(folder in card.outputs for card in self._others):
            return True
        return any(card.folder == folder and card.recursive for card in self._others)

    def _is_taken(self, path: Path) -> bool:
        inside = path.parents[: len(path.parts) - len(self._wish.folder.parts)]
        below = [folder for folder in inside if folder != self._wish.folder]
        # Of two watches that cover a file the one nearest to it has it.
        nearer = any(card.folder in below and card.covers(path) for card in self._others)
        into_others = any(folder in card.outputs for card in self._others for folder in path.parents)
        return nearer or into_others or any(folder in self._outputs for folder in below)
