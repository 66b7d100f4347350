"""Finds out which files there are to wait for: from hints, and from looking through the folder."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from catdog_gui.sorting.models import Stamp
from catdog_gui.watching.folder_monitor import Look, Lookout
from catdog_gui.watching.fs_events import Heard
from catdog_gui.watching.groups import is_gone, regular_stamp
from catdog_gui.watching.kept_files import Known, Why
from catdog_gui.watching.models import Answered, Existing, Tell, Wish
from catdog_gui.watching.rescan import Scanner, Seen
from catdog_gui.watching.settling import Settling
from catdog_gui.watching.watch_scope import Territory
from catdog_gui.watching.watch_store import Memory


class Finder:
    """Puts into `settling` every file of the territory that is not known to stay."""

    def __init__(
        self,
        wish: Wish,
        stop: threading.Event,
        lookout: Lookout,
        settling: Settling,
        territory: Territory,
        known: Known,
        memory: Memory,
        tell: Tell,
    ) -> None:
        self._wish = wish
        self._stop = stop
        self._lookout = lookout
        self._settling = settling
        self._territory = territory
        self._known = known
        self._memory = memory
        self._tell = tell
        self._scanner = Scanner(wish.folder, recursive=wish.recursive, is_foreign=territory.is_foreign)
        self._must_ask_memory = True

    def has_new_ground(self) -> bool:
        """Whether to look at everything, as a nested watch ended; raises WatchError."""
        has_grown = self._territory.has_grown()
        if has_grown and not self._must_ask_memory:
            self._leave_skipped()
        return has_grown

    def _leave_skipped(self) -> None:
        for path, stamp in self._memory.skipped(self._wish.folder).items():
            if not self._known.has_any(path):
                self._known.leave(path, stamp, Why.SKIPPED)

    def hear(self, heard: Heard) -> None:
        """Takes hints; what is true of each file, its stamp says."""
        for path, closed in heard.files.items():
            if not self._territory.is_ours(path):
                continue
            stamp = regular_stamp(path)
            if stamp is None:
                self._settling.forget(path)
                self._known.drop(path)
            elif not self._known.has(path, stamp):
                self._known.drop(path)
                self._settling.hear(path, stamp, closed=closed)
        if self._wish.recursive:
            for folder in heard.folders:
                self._see_folder(folder)

    def _see_folder(self, folder: Path) -> None:
        if not self._territory.is_ours(folder / "any.jpg"):
            return
        try:
            self._see(self._scanner.everything(folder))
        except OSError:
            # Gone, or not ours to read.
            if folder != self._wish.folder:
                self._drop_gone(
                    path for path in self._known.paths(Why.WAITING, Why.UNREADABLE) if folder in path.parents
                )

    def _drop_gone(self, paths: Iterable[Path]) -> None:
        for path in paths:
            if is_gone(path):
                self._known.drop(path)

    def look(self, look: Look) -> None:
        """Looks through what has to be looked through; raises WatchError where the memory cannot be used."""
        if look is Look.NOTHING:
            return
        began = self._lookout.clock()
        try:
            if self._must_ask_memory:
                self._look_for_the_first_time()
            elif look is Look.CHANGED:
                self._see(self._scanner.changed())
            else:
                self._look_at_everything()
        except OSError as error:
            self._lookout.scan_failed(error)
        else:
            self._lookout.scanned(began)

    def _look_for_the_first_time(self) -> None:
        found = {path: stamp for path, stamp in self._scanner.everything() if not self._stop.is_set()}
        if self._stop.is_set():
            return
        answer = self._wish.existing
        if answer is None and not self._memory.knows(self._wish.folder):
            answer = Existing.SKIP
        if answer is not None:
            self._memory.answer(self._wish.folder, found, answer)
            self._tell(Answered())
        self._leave_skipped()
        self._must_ask_memory = False
        self._see(found.items())
        self._drop_missing(found)

    def _look_at_everything(self) -> None:
        self._territory.refresh()
        found = dict(self._scanner.everything())
        self._see(found.items())
        self._drop_missing(found)

    def _see(self, seen: Iterable[Seen]) -> None:
        for path, stamp in seen:
            if self._stop.is_set():
                return
            if not self._known.has(path, stamp) and self._territory.is_ours(path):
                self._known.drop(path)
                self._settling.see(path, stamp)

    def _drop_missing(self, found: dict[Path, Stamp]) -> None:
        missing = [path for path in self._known.paths() if path not in found and is_gone(path)]
        skipped = set(self._known.paths(Why.SKIPPED)).intersection(missing)
        for path in missing:
            self._known.drop(path)
        if skipped:
            self._memory.forget(self._wish.folder, skipped)

    def try_again(self, *whys: Why) -> None:
        """Waits anew for files that stayed for one of these reasons."""
        for path in self._known.paths(*whys):
            self._known.drop(path)
            stamp = regular_stamp(path)
            if stamp is not None:
                self._settling.see(path, stamp)
