"""What sort, undo and recovery share while they work on one run."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from catdog_gui.sorting.file_system import look
from catdog_gui.sorting.models import Entry, Mode, Outcome, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from catdog_gui.sorting.file_system import Disk
    from catdog_gui.sorting.journal import Journal
    from catdog_gui.sorting.models import Intent, Progress, RunInfo

Group = tuple[Entry, ...]

_FLUSH_FILES = 256
_FLUSH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Work:
    """One run with the journal that tells of it and the disk that it is about."""

    journal: Journal
    disk: Disk
    run: RunInfo

    @property
    def sorted_state(self) -> State:
        """The state of a file that is where the run puts it."""
        return State.COPIED if self.run.mode is Mode.COPY else State.MOVED

    def notes(self, entry: Entry) -> MoveNotes:
        return MoveNotes(self.journal, self.run, entry.n)


@dataclass(frozen=True, slots=True)
class MoveNotes:
    """The journal, as one move sees it."""

    journal: Journal
    run: RunInfo
    n: int

    @property
    def part_name(self) -> str:
        return f".catdog-{self.run.token}-{self.n}.part"

    def intend(self, intent: Intent) -> None:
        self.journal.intend(self.run.id, self.n, intent)

    def forget(self) -> None:
        self.journal.forget(self.run.id, self.n)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a move: for the journal (`state`) and for the user (`told`)."""

    entry: Entry
    state: State
    told: State
    reason: str = ""

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.entry.source, self.entry.target, self.entry.label, self.told, self.reason)


def by_group(entries: Iterable[Entry]) -> tuple[Group, ...]:
    """The moves group by group; they come in the order of the plan, where groups are in one piece."""
    return tuple(tuple(group) for _, group in groupby(entries, key=lambda entry: entry.group))


@dataclass(slots=True)
class Tally:
    """Collects verdicts; writes them to the journal now and then, once the disk has made them durable."""

    work: Work
    total: int
    on_progress: Progress
    outcomes: list[Outcome] = field(default_factory=list)
    _waiting: list[Verdict] = field(default_factory=list)
    _flushed: float = field(default_factory=time.monotonic)

    def add(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            self._waiting.append(verdict)
            self.outcomes.append(verdict.outcome)
            self.on_progress(len(self.outcomes), self.total, verdict.outcome)
        if len(self._waiting) >= _FLUSH_FILES or time.monotonic() - self._flushed > _FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        touched = dict.fromkeys(
            path.parent for each in self._waiting for path in (each.entry.source, each.entry.target)
        )
        for folder in touched:
            with contextlib.suppress(OSError):
                self.work.disk.sync(folder)
        # A move without a verdict keeps its state: recovery will look at the disk.
        known = [each for each in self._waiting if each.state not in {State.PLANNED, State.RESTORING}]
        if known:
            self.work.journal.record(self.work.run.id, [(each.entry.n, each.state, each.reason) for each in known])
        self._waiting.clear()
        self._flushed = time.monotonic()


def make_folders(work: Work, folder: Path) -> None:
    """Makes a target folder with its parents, and notes which of them undo has to take away.

    Raises:
        NotADirectoryError: a file is in the way.
        OSError: what the system said.
    """
    for missing in _missing(work.disk, folder):
        work.journal.add_folder(work.run.id, missing)
        try:
            work.disk.make_folder(missing)
        except OSError as error:
            work.journal.drop_folders(work.run.id, [missing])
            if not isinstance(error, FileExistsError):
                raise


def make_folders_again(disk: Disk, folder: Path) -> None:
    """Makes a folder with its parents that was there once; raises what `make_folders` raises."""
    for missing in _missing(disk, folder):
        with contextlib.suppress(FileExistsError):
            disk.make_folder(missing)


def remove_folders(work: Work) -> None:
    """Removes the folders that the run made, where they are empty."""
    removed = []
    for folder in sorted(work.journal.folders(work.run.id), key=lambda path: len(path.parts), reverse=True):
        try:
            work.disk.remove_folder(folder)
        except FileNotFoundError:
            removed.append(folder)
        except OSError:
            continue
        else:
            removed.append(folder)
    if removed:
        work.journal.drop_folders(work.run.id, removed)


def _missing(disk: Disk, folder: Path) -> Sequence[Path]:
    missing: list[Path] = []
    for path in (folder, *folder.parents):
        if look(disk, path) is not None:
            break
        missing.insert(0, path)
    return missing
