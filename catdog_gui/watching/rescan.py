"""Lists the files of a folder that may be pictures or companions."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.watching.names import is_ignored_name, is_tracked

# File systems round times, up to 2 s: a change soon after a folder was listed may leave its time as it was.
TICK_NS = 2_000_000_000

StampedPath = tuple[Path, FileStamp]


@dataclass(frozen=True, slots=True)
class _DirectoryListing:
    mtime_ns: int
    folders: tuple[Path, ...]


class DirectoryScanner:
    """Lists files with their stamps. It remembers directories, so that unchanged ones are not listed again."""

    def __init__(self, folder: Path, *, recursive: bool, excludes: Callable[[Path], bool]) -> None:
        self._folder = folder
        self._recursive = recursive
        self._excludes = excludes
        self._listed: dict[Path, _DirectoryListing] = {}

    def scan_all(self, start: Path | None = None) -> Iterator[StampedPath]:
        """Every file below `start`, or below the whole folder.

        Raises:
            OSError: `start` cannot be listed. A sub-folder that cannot be listed is skipped.
        """
        return self._walk(start or self._folder, only_changed=False)

    def scan_changed(self) -> Iterator[StampedPath]:
        """The files of the directories that changed since they were last listed; raises OSError as `scan_all` does."""
        return self._walk(self._folder, only_changed=True)

    def _walk(self, start: Path, *, only_changed: bool) -> Iterator[StampedPath]:
        pending = [start]
        while pending:
            directory = pending.pop()
            try:
                listed = self._listed.get(directory)
                if only_changed and listed and directory.stat().st_mtime_ns == listed.mtime_ns:
                    folders = listed.folders
                else:
                    folders = yield from self._list(directory)
            except OSError:
                self._listed.pop(directory, None)
                if directory == start:
                    raise
                continue
            pending += folders

    def _list(self, directory: Path) -> Generator[StampedPath, None, tuple[Path, ...]]:
        mtime_ns = directory.stat().st_mtime_ns
        folders = []
        with os.scandir(directory) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    path = directory / entry.name
                    if self._recursive and not is_ignored_name(entry.name) and not self._excludes(path):
                        folders.append(path)
                elif is_tracked(entry.name) and entry.is_file(follow_symlinks=False):
                    try:
                        status = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue
                    yield directory / entry.name, FileStamp.of(status)
        if time.time_ns() - mtime_ns > TICK_NS:
            self._listed[directory] = _DirectoryListing(mtime_ns, tuple(folders))
        else:
            self._listed.pop(directory, None)
        return tuple(folders)
