"""What a watch reads from the journal: the files that the user put back, and the run for the moves of today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import Mode, State
from catdog_gui.watching.models import WatchOptions
from catdog_gui.watching.watch_store import WatchStore

Today = Callable[[], date]


def today() -> date:
    return datetime.now().astimezone().date()


class RestoredFiles:
    """The files that an undo moved back. They must not be sorted again."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._restored: dict[int, int] = {}
        self._stamps: dict[Path, set[FileStamp]] = {}

    def refresh(self) -> None:
        """Reads what was undone since the last call; raises JournalError."""
        for info in self._journal.history():
            if info.restored != self._restored.get(info.id, 0):
                self._restored[info.id] = info.restored
                self._read(info.id)
        # An undo that is still running moves a file before it marks the file as restored.
        for run in self._journal.unfinished_runs():
            self._read(run)

    def has(self, path: Path, stamp: FileStamp) -> bool:
        return stamp in self._stamps.get(path, ())

    def _read(self, run: int) -> None:
        for entry in self._journal.entries(run, {State.RESTORED, State.RESTORING}):
            self._stamps.setdefault(entry.source, set()).add(entry.stamp)


class DailyRun:
    """The run that records all moves of a day; each folder and destination has its own."""

    def __init__(self, options: WatchOptions, journal: Journal, store: WatchStore, day: Today = today) -> None:
        self._options = options
        self._journal = journal
        self._store = store
        self._day = day

    def number(self) -> int | None:
        """The run of today. None if there is none yet, or it was undone: the next moves then begin a new run."""
        run = self._store.run_of(self._options.folder, self._options.destination, self._day())
        info = None if run is None else self._journal.run(run)
        is_usable = info is not None and info.undone is None and info.mode is Mode.MOVE
        return run if is_usable else None

    def save(self, run: int) -> None:
        self._store.save_run(self._options.folder, self._options.destination, self._day(), run)
