"""Finds the files that the watch has to handle: from events, and by reading the folder."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from catdog_gui.pictures.stamp import FileStamp, regular_stamp
from catdog_gui.watching.folder_monitor import FolderMonitor, RescanKind
from catdog_gui.watching.fs_events import FsEvents
from catdog_gui.watching.groups import is_missing
from catdog_gui.watching.kept_files import KeepReason, KeptFiles
from catdog_gui.watching.models import EventCallback, Existing, ExistingAnswerSaved, WatchOptions
from catdog_gui.watching.rescan import DirectoryScanner, StampedPath
from catdog_gui.watching.settling import StabilityTracker
from catdog_gui.watching.watch_scope import WatchScope
from catdog_gui.watching.watch_store import WatchStore


class CandidateScanner:
    """Adds to `tracker` every file in the scope of the watch that is not in `kept_files`."""

    def __init__(
        self,
        options: WatchOptions,
        stop: threading.Event,
        monitor: FolderMonitor,
        tracker: StabilityTracker,
        scope: WatchScope,
        kept_files: KeptFiles,
        store: WatchStore,
        notify: EventCallback,
    ) -> None:
        self._options = options
        self._stop = stop
        self._monitor = monitor
        self._tracker = tracker
        self._scope = scope
        self._kept_files = kept_files
        self._store = store
        self._notify = notify
        self._scanner = DirectoryScanner(options.folder, recursive=options.recursive, excludes=scope.excludes)
        self._is_first_scan = True

    def has_scope_grown(self) -> bool:
        """Whether a full scan is needed because a nested watch ended; raises WatchError."""
        has_grown = self._scope.has_grown()
        if has_grown and not self._is_first_scan:
            self._add_skipped()
        return has_grown

    def _add_skipped(self) -> None:
        for path, stamp in self._store.skipped(self._options.folder).items():
            if not self._kept_files.has_any(path):
                self._kept_files.add(path, stamp, KeepReason.SKIPPED)

    def apply_events(self, events: FsEvents) -> None:
        """Checks the files and folders that the events name; only their stamps count."""
        for path, closed in events.files.items():
            if not self._scope.contains(path):
                continue
            stamp = regular_stamp(path)
            if stamp is None:
                self._tracker.discard(path)
                self._kept_files.drop(path)
            elif not self._kept_files.has(path, stamp):
                self._kept_files.drop(path)
                self._tracker.touched(path, stamp, closed=closed)
        if self._options.recursive:
            for folder in events.folders:
                self._scan_folder(folder)

    def _scan_folder(self, folder: Path) -> None:
        if not self._scope.contains(folder / "any.jpg"):
            return
        try:
            self._add_candidates(self._scanner.scan_all(folder))
        except OSError:
            # It was removed, or may not be read.
            if folder != self._options.folder:
                self._drop_if_missing(
                    path
                    for path in self._kept_files.paths(KeepReason.WAITING, KeepReason.UNREADABLE)
                    if folder in path.parents
                )

    def _drop_if_missing(self, paths: Iterable[Path]) -> None:
        for path in paths:
            if is_missing(path):
                self._kept_files.drop(path)

    def scan(self, kind: RescanKind) -> None:
        """Reads what `kind` asks for; raises WatchError if the store cannot be used."""
        if kind is RescanKind.NOTHING:
            return
        began = self._monitor.clock()
        try:
            if self._is_first_scan:
                self._first_scan()
            elif kind is RescanKind.CHANGED:
                self._add_candidates(self._scanner.scan_changed())
            else:
                self._full_scan()
        except OSError as error:
            self._monitor.scan_failed(error)
        else:
            self._monitor.scan_succeeded(began)

    def _first_scan(self) -> None:
        found = {path: stamp for path, stamp in self._scanner.scan_all() if not self._stop.is_set()}
        if self._stop.is_set():
            return
        answer = self._options.existing
        if answer is None and not self._store.has_answer(self._options.folder):
            answer = Existing.SKIP
        if answer is not None:
            self._store.save_answer(self._options.folder, found, answer)
            self._notify(ExistingAnswerSaved())
        self._add_skipped()
        self._is_first_scan = False
        self._add_candidates(found.items())
        self._drop_missing(found)

    def _full_scan(self) -> None:
        self._scope.refresh()
        found = dict(self._scanner.scan_all())
        self._add_candidates(found.items())
        self._drop_missing(found)

    def _add_candidates(self, files: Iterable[StampedPath]) -> None:
        for path, stamp in files:
            if self._stop.is_set():
                return
            if not self._kept_files.has(path, stamp) and self._scope.contains(path):
                self._kept_files.drop(path)
                self._tracker.observed(path, stamp)

    def _drop_missing(self, found: dict[Path, FileStamp]) -> None:
        missing = [path for path in self._kept_files.paths() if path not in found and is_missing(path)]
        skipped = set(self._kept_files.paths(KeepReason.SKIPPED)).intersection(missing)
        for path in missing:
            self._kept_files.drop(path)
        if skipped:
            self._store.clear_skipped(self._options.folder, skipped)

    def skip(self, path: Path, stamp: FileStamp) -> None:
        """Leaves a file where it is until it changes, also after a restart; raises WatchError."""
        self._store.skip(self._options.folder, path, stamp)
        self._tracker.discard(path)
        self._kept_files.add(path, stamp, KeepReason.SKIPPED)

    def retry(self, *reasons: KeepReason) -> None:
        """Tries the files again that were kept for one of these reasons."""
        for path in self._kept_files.paths(*reasons):
            self._kept_files.drop(path)
            stamp = regular_stamp(path)
            if stamp is not None:
                self._tracker.observed(path, stamp)
