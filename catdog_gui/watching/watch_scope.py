"""Which files are a watch's own business: not its outputs, nor what another watch covers."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable
from pathlib import Path

from catdog_gui.pictures.naming import collision_key
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import RunInfo
from catdog_gui.sorting.names import folder_name
from catdog_gui.watching.folder_lock import FolderLock, WatchRegistration, changed_at, other_watches
from catdog_gui.watching.models import WatchOptions
from catdog_gui.watching.names import is_within
from catdog_gui.watching.rescan import TICK_NS
from catdog_gui.watching.watch_store import WatchStore


def outputs_of(destination: Path, classes: Iterable[str]) -> tuple[Path, ...]:
    """The folders that pictures are sorted into."""
    return tuple(destination / folder_name(label) for label in classes)


class WatchScope:
    """Answers by names alone, and remembers the answer for each directory until it is refreshed.

    What lies in the folder of a class was put there, by a sort or by the user, and is no arrival: of every class that
    any model of this watch ever had.
    """

    def __init__(
        self, options: WatchOptions, journal: Journal, store: WatchStore, locks: Path, lock: FolderLock
    ) -> None:
        self._options = options
        self._journal = journal
        self._store = store
        self._locks = locks
        self._lock = lock
        self._labels = store.labels(options.folder)
        self._other_watches: list[WatchRegistration] = []
        self._locks_mtime_ns = 0
        self._has_grown = False
        self._outputs: frozenset[Path] = frozenset()
        self._outputs_by_key: dict[str, Path] = {}
        self._sorted_folders = _SortedFolders(journal)
        self._contains_cache: dict[Path, bool] = {}

    def set_classes(self, classes: Iterable[str]) -> None:
        """A model with these classes is in use from now on.

        Raises:
            WatchError: that cannot be kept, or told to other watches.
        """
        labels = self._labels.union(classes)
        self._store.save_labels(self._options.folder, labels)
        self._lock.register_outputs(outputs_of(self._options.destination, labels))
        self._labels = labels
        self.refresh()

    def refresh(self) -> None:
        """Looks at who else watches what, and where sorts have put pictures."""
        others = other_watches(self._locks, self._options.folder)
        destinations, outputs = {self._options.destination}, set[Path]()
        if self._options.recursive:
            history = self._journal.history()
            destinations.update(info.into for info in history)
            outputs.update(self._sorted_folders.folders(history))
        outputs.update(out for into in destinations for out in outputs_of(into, self._labels))
        self._has_grown |= any(
            card.folder.is_relative_to(self._options.folder) for card in self._other_watches if card not in others
        )
        if others != self._other_watches or outputs != self._outputs:
            self._other_watches, self._outputs = others, frozenset(outputs)
            self._outputs_by_key = {collision_key(output): output for output in outputs}
            self._contains_cache.clear()

    def has_grown(self) -> bool:
        """Whether nested watches ended since it was last asked: what was theirs may be ours."""
        changed = changed_at(self._locks)
        if changed != self._locks_mtime_ns:
            self.refresh()
            # Another change within the same tick of the clock would not show.
            self._locks_mtime_ns = changed if abs(time.time_ns() - changed) > TICK_NS else 0
        grown, self._has_grown = self._has_grown, False
        return grown

    def contains(self, path: Path) -> bool:
        """Whether a file is for this watch to handle."""
        parent = path.parent
        known = self._contains_cache.get(parent)
        if known is None:
            known = is_within(path, self._options.folder, recursive=self._options.recursive) and not self._is_excluded(
                path
            )
            self._contains_cache[parent] = known
        return known

    def excludes(self, folder: Path) -> bool:
        """Whether a sub-folder need not be looked into: an output, or wholly another watch's."""
        if self._is_output(folder) or any(folder in card.outputs for card in self._other_watches):
            return True
        return any(card.folder == folder and card.recursive for card in self._other_watches)

    def _is_excluded(self, path: Path) -> bool:
        inside = path.parents[: len(path.parts) - len(self._options.folder.parts)]
        below = [folder for folder in inside if folder != self._options.folder]
        # Of two watches that cover a file the one nearest to it has it.
        nearer = any(card.folder in below and card.covers(path) for card in self._other_watches)
        into_others = any(folder in card.outputs for card in self._other_watches for folder in path.parents)
        return nearer or into_others or any(map(self._is_output, below))

    def _is_output(self, folder: Path) -> bool:
        """By its name, or by another spelling of it that the file system takes for the same."""
        if folder in self._outputs:
            return True
        alike = self._outputs_by_key.get(collision_key(folder))
        with contextlib.suppress(OSError):
            return alike is not None and folder.samefile(alike)
        return False


class _SortedFolders:
    """The folders that sorts put pictures into, whatever their model was; reads of each run only what is new."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._moves: dict[int, int] = {}
        self._folders: set[Path] = set()

    def folders(self, history: Iterable[RunInfo]) -> frozenset[Path]:
        for info in history:
            moves = info.moved + info.restored + info.skipped + info.failed
            if moves != self._moves.get(info.id):
                self._folders.update(outputs_of(info.into, self._journal.labels(info.id)))
                self._moves[info.id] = moves
        return frozenset(self._folders)
