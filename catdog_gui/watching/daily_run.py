"""What the journal says to a watch: which files the user put back, and which run the moves of today belong to."""

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
    """The files that an undo took back to where they were: they are not to be sorted again."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._restored: dict[int, int] = {}
        self._stamps: dict[Path, set[FileStamp]] = {}

    def refresh(self) -> None:
        """Reads what was undone since the last time; raises JournalError."""
        for info in self._journal.history():
            if info.restored != self._restored.get(info.id, 0):
                self._restored[info.id] = info.restored
                self._read(info.id)
        # An undo that is under way has moved files already that it has not marked yet.
        for run in self._journal.unfinished_runs():
            self._read(run)

    def has(self, path: Path, stamp: FileStamp) -> bool:
        return stamp in self._stamps.get(path, ())

    def _read(self, run: int) -> None:
        for entry in self._journal.entries(run, {State.RESTORED, State.RESTORING}):
            self._stamps.setdefault(entry.source, set()).add(entry.stamp)


class DailyRun:
    """The run that takes the moves of a day; one for each folder and destination."""

    def __init__(self, options: WatchOptions, journal: Journal, store: WatchStore, day: Today = today) -> None:
        self._options = options
        self._journal = journal
        self._store = store
        self._day = day

    def number(self) -> int | None:
        """The run of today, None if there is none yet, or it was undone: then what comes is a new run."""
        run = self._store.run_of(self._options.folder, self._options.destination, self._day())
        info = None if run is None else self._journal.run(run)
        usable = info is not None and info.undone is None and info.mode is Mode.MOVE
        return run if usable else None

    def save(self, run: int) -> None:
        self._store.save_run(self._options.folder, self._options.destination, self._day(), run)
