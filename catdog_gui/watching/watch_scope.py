"""Which files a watch has to handle: not those in its output folders, nor those of another watch."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable
from pathlib import Path

from catdog_gui.pictures.naming import collision_key
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import RunInfo
from catdog_gui.sorting.names import output_names
from catdog_gui.watching.folder_lock import FolderLock, WatchRegistration, changed_at, other_watches
from catdog_gui.watching.models import WatchOptions
from catdog_gui.watching.names import is_within
from catdog_gui.watching.rescan import TICK_NS
from catdog_gui.watching.watch_store import WatchStore


class WatchScope:
    """Decides by paths alone, and remembers the answer for each directory until `refresh` finds a change.

    A file in the folder of a class is no new picture: a sort or the user moved it there. This holds for every class
    that any model of this watch ever had.
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
        """Uses the classes of another model from now on.

        Raises:
            WatchError: the classes cannot be saved, or the outputs cannot be registered for other watches.
        """
        labels = self._labels.union(classes)
        self._store.save_labels(self._options.folder, labels)
        self._lock.register_outputs(tuple(sorted(self._options.sort_options.output_folders(labels))))
        self._labels = labels
        self.refresh()

    def refresh(self) -> None:
        """Reads which other watches there are, and which folders pictures were sorted into."""
        others = other_watches(self._locks, self._options.folder)
        destinations, outputs = {self._options.destination}, set[Path]()
        if self._options.recursive:
            history = self._journal.history()
            destinations.update(info.into for info in history)
            outputs.update(self._sorted_folders.folders(history))
        names = output_names(self._labels, self._options.folder_names)
        outputs.update(into / name for into in destinations for name in names)
        self._has_grown |= any(
            watch.folder.is_relative_to(self._options.folder) for watch in self._other_watches if watch not in others
        )
        if others != self._other_watches or outputs != self._outputs:
            self._other_watches, self._outputs = others, frozenset(outputs)
            self._outputs_by_key = {collision_key(output): output for output in outputs}
            self._contains_cache.clear()

    def has_grown(self) -> bool:
        """Whether a nested watch ended since the last call: this watch now handles the pictures there."""
        changed = changed_at(self._locks)
        if changed != self._locks_mtime_ns:
            self.refresh()
            # A second change soon after the first may leave the time as it is: then ask again next time.
            self._locks_mtime_ns = changed if abs(time.time_ns() - changed) > TICK_NS else 0
        grown, self._has_grown = self._has_grown, False
        return grown

    def contains(self, path: Path) -> bool:
        """Whether this watch has to handle the file."""
        parent = path.parent
        if parent not in self._contains_cache:
            covered = is_within(path, self._options.folder, recursive=self._options.recursive)
            self._contains_cache[parent] = covered and not self._is_excluded(path)
        return self._contains_cache[parent]

    def excludes(self, folder: Path) -> bool:
        """Whether a scan can skip the sub-folder: it is an output, or another watch covers all of it."""
        if self._is_output(folder) or any(folder in watch.outputs for watch in self._other_watches):
            return True
        return any(watch.folder == folder and watch.recursive for watch in self._other_watches)

    def _is_excluded(self, path: Path) -> bool:
        inside = path.parents[: len(path.parts) - len(self._options.folder.parts)]
        below = [folder for folder in inside if folder != self._options.folder]
        # If two watches cover a file, the one with the deeper folder handles it.
        nearer = any(watch.folder in below and watch.covers(path) for watch in self._other_watches)
        into_others = any(folder in watch.outputs for watch in self._other_watches for folder in path.parents)
        return nearer or into_others or any(map(self._is_output, below))

    def _is_output(self, folder: Path) -> bool:
        """Compares the name, and other spellings of it that the file system treats as equal."""
        if folder in self._outputs:
            return True
        output = self._outputs_by_key.get(collision_key(folder))
        with contextlib.suppress(OSError):
            return output is not None and folder.samefile(output)
        return False


class _SortedFolders:
    """The folders that pictures were sorted into, by any model. Reads a run again only if it has changed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._moves: dict[int, int] = {}
        self._folders: set[Path] = set()

    def folders(self, history: Iterable[RunInfo]) -> frozenset[Path]:
        for info in history:
            moves = info.moved + info.restored + info.skipped + info.failed
            if moves != self._moves.get(info.id):
                self._folders.update(self._journal.output_folders(info))
                self._moves[info.id] = moves
        return frozenset(self._folders)
