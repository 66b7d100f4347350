"""What sort, undo and recovery share: the context of a run, the recording of results, the making of folders."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from catdog_gui.messages import Text
from catdog_gui.sorting.error_messages import error_message
from catdog_gui.sorting.file_system import lstat_or_none
from catdog_gui.sorting.models import Entry, Mode, Outcome, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from catdog_gui.messages import UserError
    from catdog_gui.sorting.attributes import FileAttributes
    from catdog_gui.sorting.file_system import FileSystem
    from catdog_gui.sorting.journal import Journal
    from catdog_gui.sorting.models import Intent, ProgressCallback, RunInfo

EntryGroup = tuple[Entry, ...]

SORTED_STATES = {
    Mode.MOVE: State.MOVED,
    Mode.COPY: State.COPIED,
    Mode.KEYWORDS: State.TAGGED,
    Mode.RENAME: State.MOVED,
}
_FLUSH_FILES = 256
_FLUSH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class RunContext:
    """A run, its journal, and the file system that it works on."""

    journal: Journal
    disk: FileSystem
    run: RunInfo

    @property
    def sorted_state(self) -> State:
        """The state of a file with which everything was done."""
        return SORTED_STATES[self.run.mode]

    def intent_log(self, entry: Entry) -> MoveIntentLog:
        return MoveIntentLog(self.journal, self.run, entry.n)


@dataclass(frozen=True, slots=True)
class MoveIntentLog:
    """The part of the journal that one move writes to."""

    journal: Journal
    run: RunInfo
    n: int

    @property
    def part_name(self) -> str:
        return f".catdog-{self.run.token}-{self.n}.part"

    def attributes_at(self, path: Path) -> FileAttributes | None:
        return self.journal.attributes_at(self.run.id, self.n, path)

    def write_intent(self, intent: Intent) -> None:
        self.journal.write_intent(self.run.id, self.n, intent)

    def clear_intent(self) -> None:
        self.journal.clear_intent(self.run.id, self.n)


@dataclass(frozen=True, slots=True)
class MoveResult:
    """The result of a move: for the journal (`state`) and for the user (`reported_state`)."""

    entry: Entry
    state: State
    reported_state: State
    reason: str = ""

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.entry.source, self.entry.target, self.entry.label, self.reported_state, self.reason)


def left_to_recovery(group: EntryGroup, state: State, error: OSError | UserError) -> list[MoveResult]:
    """The results of a group that failed and cannot be put right now; in the journal it keeps its state."""
    reason = Text.PUT_RIGHT_AT_NEXT_START(error_message(error))
    return [MoveResult(entry, state, State.FAILED, reason) for entry in group]


def by_group(entries: Iterable[Entry]) -> tuple[EntryGroup, ...]:
    """The moves of each group; they must be in the order of the plan, where a group's moves follow each other."""
    return tuple(tuple(group) for _, group in groupby(entries, key=lambda entry: entry.group))


@dataclass(slots=True)
class ResultRecorder:
    """Collects results, and writes them to the journal in batches, after the folders are synced to the disk."""

    context: RunContext
    total: int
    on_progress: ProgressCallback
    outcomes: list[Outcome] = field(default_factory=list)
    _pending: list[MoveResult] = field(default_factory=list)
    _flushed_at: float = field(default_factory=time.monotonic)

    def add(self, results: Iterable[MoveResult]) -> None:
        for result in results:
            self._pending.append(result)
            self.outcomes.append(result.outcome)
            self.on_progress(len(self.outcomes), self.total, result.outcome)
        if len(self._pending) >= _FLUSH_FILES or time.monotonic() - self._flushed_at > _FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        touched = dict.fromkeys(
            path.parent for each in self._pending for path in (each.entry.source, each.entry.target)
        )
        _sync(self.context.disk, touched)
        # A move whose result is not known keeps its state, and recovery will look at the disk.
        known = [each for each in self._pending if each.state not in {State.PLANNED, State.RESTORING}]
        if known:
            self.context.journal.record(
                self.context.run.id, [(each.entry.n, each.state, each.reason) for each in known]
            )
        self._pending.clear()
        self._flushed_at = time.monotonic()


def make_folders(context: RunContext, folder: Path) -> None:
    """Makes a target folder with its parents, and records each of them in the journal, for undo to remove.

    Raises:
        NotADirectoryError: a file is in the way.
        OSError: a folder cannot be made.
    """
    for missing in _missing_folders(context.disk, folder):
        context.journal.add_folder(context.run.id, missing)
        # After another error the record stays, as the folder may be there all the same; `remove_folders` finds out.
        try:
            _make_durable_folder(context.disk, missing)
        except FileExistsError:
            context.journal.drop_folders(context.run.id, [missing])


def recreate_folders(disk: FileSystem, folder: Path) -> None:
    """Makes a folder again that was there before the run; raises what `make_folders` raises."""
    for missing in _missing_folders(disk, folder):
        with contextlib.suppress(FileExistsError):
            _make_durable_folder(disk, missing)


def _make_durable_folder(disk: FileSystem, folder: Path) -> None:
    """Makes a folder that survives a power cut: what is synced in it would be lost with its own name."""
    disk.make_folder(folder)
    disk.sync(folder.parent)


def remove_folders(context: RunContext) -> None:
    """Removes the folders that the run made, where they are empty."""
    removed = []
    for folder in sorted(context.journal.folders(context.run.id), key=lambda path: len(path.parts), reverse=True):
        try:
            context.disk.remove_folder(folder)
        except (FileNotFoundError, NotADirectoryError):
            removed.append(folder)
        except OSError:
            continue
        else:
            removed.append(folder)
    if removed:
        _sync(context.disk, {folder.parent for folder in removed})
        context.journal.drop_folders(context.run.id, removed)


def _sync(disk: FileSystem, folders: Iterable[Path]) -> None:
    """Makes the names in folders durable before the journal says so, as far as the folders are there."""
    for folder in folders:
        with contextlib.suppress(OSError):
            disk.sync(folder)


def _missing_folders(disk: FileSystem, folder: Path) -> Sequence[Path]:
    missing: list[Path] = []
    for path in (folder, *folder.parents):
        if lstat_or_none(disk, path) is not None:
            break
        missing.insert(0, path)
    return missing
