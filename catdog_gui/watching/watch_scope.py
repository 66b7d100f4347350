"""Which files are a watch's own business: not its outputs, nor what another watch covers."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable
from pathlib import Path

from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import RunInfo
from catdog_gui.sorting.names import folder_name, key
from catdog_gui.watching.folder_lock import Card, Held, changed_at, other_watches
from catdog_gui.watching.models import Wish
from catdog_gui.watching.names import is_within
from catdog_gui.watching.rescan import TICK_NS
from catdog_gui.watching.watch_store import Memory


def outputs_of(destination: Path, classes: Iterable[str]) -> tuple[Path, ...]:
    """The folders that pictures are sorted into."""
    return tuple(destination / folder_name(label) for label in classes)


class Territory:
    """Answers by names alone, and remembers the answer for each directory until it is refreshed.

    What lies in the folder of a class was put there, by a sort or by the user, and is no arrival: of every class that
    any model of this watch ever had.
    """

    def __init__(self, wish: Wish, journal: Journal, memory: Memory, locks: Path, held: Held) -> None:
        self._wish = wish
        self._journal = journal
        self._memory = memory
        self._locks = locks
        self._held = held
        self._labels = memory.labels(wish.folder)
        self._others: list[Card] = []
        self._seen = 0
        self._grown = False
        self._outputs: frozenset[Path] = frozenset()
        self._alike: dict[str, Path] = {}
        self._put_out = _PutOut(journal)
        self._known: dict[Path, bool] = {}

    def claim(self, classes: Iterable[str]) -> None:
        """A model with these classes is in use from now on.

        Raises:
            WatchError: that cannot be kept, or told to other watches.
        """
        labels = self._labels.union(classes)
        self._memory.keep_labels(self._wish.folder, labels)
        self._held.tell(outputs_of(self._wish.destination, labels))
        self._labels = labels
        self.refresh()

    def refresh(self) -> None:
        """Looks at who else watches what, and where sorts have put pictures."""
        others = other_watches(self._locks, self._wish.folder)
        destinations, outputs = {self._wish.destination}, set[Path]()
        if self._wish.recursive:
            history = self._journal.history()
            destinations.update(info.into for info in history)
            outputs.update(self._put_out.folders(history))
        outputs.update(out for into in destinations for out in outputs_of(into, self._labels))
        self._grown |= any(card.folder.is_relative_to(self._wish.folder) for card in self._others if card not in others)
        if others != self._others or outputs != self._outputs:
            self._others, self._outputs = others, frozenset(outputs)
            self._alike = {key(output): output for output in outputs}
            self._known.clear()

    def has_grown(self) -> bool:
        """Whether nested watches ended since it was last asked: what was theirs may be ours."""
        changed = changed_at(self._locks)
        if changed != self._seen:
            self.refresh()
            # Another change within the same tick of the clock would not show.
            self._seen = changed if abs(time.time_ns() - changed) > TICK_NS else 0
        grown, self._grown = self._grown, False
        return grown

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
        if self._is_output(folder) or any(folder in card.outputs for card in self._others):
            return True
        return any(card.folder == folder and card.recursive for card in self._others)

    def _is_taken(self, path: Path) -> bool:
        inside = path.parents[: len(path.parts) - len(self._wish.folder.parts)]
        below = [folder for folder in inside if folder != self._wish.folder]
        # Of two watches that cover a file the one nearest to it has it.
        nearer = any(card.folder in below and card.covers(path) for card in self._others)
        into_others = any(folder in card.outputs for card in self._others for folder in path.parents)
        return nearer or into_others or any(map(self._is_output, below))

    def _is_output(self, folder: Path) -> bool:
        """By its name, or by another spelling of it that the file system takes for the same."""
        if folder in self._outputs:
            return True
        alike = self._alike.get(key(folder))
        with contextlib.suppress(OSError):
            return alike is not None and folder.samefile(alike)
        return False


class _PutOut:
    """The folders that sorts put pictures into, whatever their model was; reads of each run only what is new."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._moves: dict[int, int] = {}
        self._folders: set[Path] = set()

    def folders(self, history: Iterable[RunInfo]) -> frozenset[Path]:
        for info in history:
            moves = info.moved + info.restored + info.left + info.failed
            if moves != self._moves.get(info.id):
                self._folders.update(outputs_of(info.into, self._journal.labels(info.id)))
                self._moves[info.id] = moves
        return frozenset(self._folders)
