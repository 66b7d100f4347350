"""The write-ahead record of runs and moves. When a method that writes returns, what it wrote is durable."""

from __future__ import annotations

import contextlib
import operator
import os
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, Self, TypeVar

from catdog_gui.messages import Text
from catdog_gui.sorting import schema
from catdog_gui.sorting.attributes import FileAttributes
from catdog_gui.sorting.database import JournalError, connect
from catdog_gui.sorting.error_messages import error_message
from catdog_gui.sorting.models import Mode, SidecarChange, State
from catdog_gui.sorting.schema import blob
from catdog_gui.storage import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from catdog_gui.sorting.models import Entry, Intent, Move, Plan, RunInfo

__all__ = ["Journal", "JournalError"]

Record = TypeVar("Record")

# The modes whose targets are in folders of labels.
_SORTING_MODES = (Mode.MOVE, Mode.COPY)


class Journal:
    """One SQLite file. Threads may share it, and processes may open it at once.

    Raises:
        JournalError: from every method.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._db = connect(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def begin(self, plan: Plan, token: str) -> int:
        """Writes a whole plan as a new run and returns its number."""
        with self._transaction() as db:
            cursor = db.execute(
                "INSERT INTO runs (token, started, folder, into_folder, mode) VALUES (?, ?, ?, ?, ?)",
                (token, time.time(), blob(plan.folder), blob(plan.into), plan.mode),
            )
            run = int(cursor.lastrowid or 0)
            schema.add_moves(db, run, plan.moves)
            return run

    def append(self, run: int, moves: Sequence[Move]) -> None:
        """Adds moves to a run, which is unfinished from then on."""
        with self._transaction() as db:
            db.execute("UPDATE runs SET finished = NULL, undone = NULL WHERE id = ?", (run,))
            schema.add_moves(db, run, moves)

    def retarget(self, run: int, targets: Mapping[int, Path]) -> None:
        """Gives planned moves other targets, and drops what was recorded about the old ones."""
        with self._transaction() as db:
            for n, target in targets.items():
                db.execute("DELETE FROM intents WHERE run = ? AND n = ?", (run, n))
                db.execute(
                    "UPDATE moves SET target = ?, digest = NULL, target_mtime_ns = NULL WHERE run = ? AND n = ?",
                    (blob(target), run, n),
                )

    def record(self, run: int, states: Iterable[tuple[int, State, str]]) -> None:
        """Writes the states of moves, and drops their intents, and the sidecars that are not changed any more."""
        with self._transaction() as db:
            for n, state, reason in states:
                db.execute("UPDATE moves SET state = ?, reason = ? WHERE run = ? AND n = ?", (state, reason, run, n))
                db.execute("DELETE FROM intents WHERE run = ? AND n = ?", (run, n))
                if state not in {State.TAGGED, State.RESTORING}:
                    db.execute("DELETE FROM sidecars WHERE run = ? AND n = ?", (run, n))

    def write_intent(self, run: int, n: int, intent: Intent) -> None:
        """Records a step before it is taken."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO intents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", schema.intent_row(run, n, intent)
            )
            if intent.digest is not None:
                db.execute("UPDATE moves SET digest = ? WHERE run = ? AND n = ?", (intent.digest, run, n))
                db.execute(
                    "UPDATE moves SET target_mtime_ns = ?, attributes = ? WHERE run = ? AND n = ? AND target = ?",
                    (
                        intent.mtime_ns,
                        intent.attributes and intent.attributes.to_json(),
                        run,
                        n,
                        blob(intent.destination),
                    ),
                )

    def clear_intent(self, run: int, n: int) -> None:
        """Drops the intent of a step that was not taken."""
        with self._transaction() as db:
            db.execute("DELETE FROM intents WHERE run = ? AND n = ?", (run, n))

    def save_sidecar(self, run: int, n: int, change: SidecarChange) -> None:
        """Records what a sidecar is before it is changed."""
        with self._transaction() as db:
            row = (run, n, change.former, change.mode, change.digest)
            db.execute("INSERT OR REPLACE INTO sidecars VALUES (?, ?, ?, ?, ?)", row)

    def add_folder(self, run: int, folder: Path) -> None:
        """Records a folder that the run is about to make."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO folders VALUES (?, ?)", (run, blob(folder)))

    def drop_folders(self, run: int, folders: Iterable[Path]) -> None:
        """Drops folders that the run did not make, or that are removed."""
        with self._transaction() as db:
            db.executemany("DELETE FROM folders WHERE run = ? AND path = ?", [(run, blob(path)) for path in folders])

    def finish(self, run: int) -> None:
        with self._transaction() as db:
            db.execute("UPDATE runs SET finished = ? WHERE id = ?", (time.time(), run))

    def mark_undone(self, run: int) -> None:
        with self._transaction() as db:
            db.execute("UPDATE runs SET undone = ? WHERE id = ?", (time.time(), run))

    def history(self) -> tuple[RunInfo, ...]:
        """All runs, newest first."""
        return self._read_as(schema.run_of, f"{schema.RUNS} ORDER BY id DESC")

    def run(self, run: int) -> RunInfo | None:
        """One run, or None if there is no such number."""
        return next(iter(self._read_as(schema.run_of, f"{schema.RUNS} WHERE id = ?", run)), None)

    def unfinished_runs(self) -> tuple[int, ...]:
        """The runs that were interrupted or are still at work, oldest first."""
        return self._read_as(
            lambda row: operator.index(row[0]),
            "SELECT id FROM runs WHERE finished IS NULL UNION SELECT run FROM intents"
            " UNION SELECT run FROM moves WHERE state IN ('planned', 'restoring') ORDER BY 1",
        )

    def entries(self, run: int, states: Collection[State] = tuple(State)) -> tuple[Entry, ...]:
        """The moves of a run that are in one of the states, in the order of the plan."""
        marks = ", ".join("?" * len(states))
        return self._read_as(
            schema.entry_of,
            f"SELECT {schema.ENTRY_COLUMNS} FROM moves WHERE run = ? AND state IN ({marks}) ORDER BY n",  # noqa: S608
            run,
            *states,
        )

    def output_folders(self, info: RunInfo) -> frozenset[Path]:
        """The folders below its destination that a run sorted into, whatever their names; it may have been undone."""
        return self._output_folders(info.id, info.into) if info.mode in _SORTING_MODES else frozenset()

    def sorted_folders(self, destination: Path) -> frozenset[Path]:
        """The folders in `destination` that hold what runs sorted into them, as far as it was not undone."""
        rows = self._read(
            "SELECT id FROM runs WHERE into_folder = ? AND mode IN (?, ?) AND EXISTS"
            " (SELECT 1 FROM moves WHERE run = id AND state IN ('moved', 'copied', 'restoring'))",
            blob(destination),
            *_SORTING_MODES,
        )
        return frozenset(folder for (run,) in rows for folder in self._output_folders(run, destination))

    def _output_folders(self, run: int, destination: Path) -> frozenset[Path]:
        prefix, separator = blob(destination / "_")[:-1], os.fsencode(os.sep)
        # In the database: making a Path for each of 100,000 moves would take a second.
        inside = self._read_as(
            lambda row: schema.unblob(row[0]),
            "SELECT DISTINCT substr(inside, 1, instr(inside, ?) - 1) FROM"
            " (SELECT substr(target, ?) AS inside FROM moves WHERE run = ? AND substr(target, 1, ?) = ?)"
            " WHERE instr(inside, ?) > 0",
            *(separator, len(prefix) + 1, run, len(prefix), prefix, separator),
        )
        return frozenset(destination / folder for folder in inside)

    def relocations(self, run: int, paths: Iterable[Path]) -> dict[Path, Path]:
        """Where a run moved the files that were at these paths: to their targets, or back from there."""
        # Compared as stored: making a Path for each of 100,000 moves would take a second.
        wanted = {blob(path) for path in paths}
        rows = self._read(
            "SELECT source, target, state FROM moves WHERE run = ? AND state IN (?, ?) ORDER BY n",
            run,
            State.MOVED,
            State.RESTORED,
        )
        relocations = ((source, target) if state == State.MOVED else (target, source) for source, target, state in rows)
        return {schema.unblob(start): schema.unblob(end) for start, end in relocations if start in wanted}

    def intent(self, run: int, n: int) -> Intent | None:
        """The recorded step of a move, if there is one."""
        intents = self._read_as(
            schema.intent_of,
            "SELECT origin, destination, part, digest, mtime_ns, reserving, keep FROM intents WHERE run = ? AND n = ?",
            run,
            n,
        )
        return next(iter(intents), None)

    def sidecar(self, run: int, n: int) -> SidecarChange | None:
        """What was recorded of the sidecar of a picture, if it was."""
        rows = self._read("SELECT former, mode, digest FROM sidecars WHERE run = ? AND n = ?", run, n)
        return SidecarChange(*rows[0]) if rows else None

    def attributes_at(self, run: int, n: int, path: Path) -> FileAttributes | None:
        """What a file had beside its content at `path`, if it was copied from there to another disk."""
        attributes = self._read_as(
            lambda row: FileAttributes.from_json(row[0]),
            "SELECT attributes FROM moves WHERE run = ? AND n = ? AND source = ? AND attributes IS NOT NULL",
            run,
            n,
            blob(path),
        )
        return next(iter(attributes), None)

    def sidecar_before(self, target: Path, digest: str, run: int) -> tuple[int, SidecarChange] | None:
        """The newest run before `run` that gave a sidecar this content, and what it recorded."""
        rows = self._read(
            "SELECT run, former, mode, sidecars.digest FROM sidecars JOIN moves USING (run, n)"
            " WHERE sidecars.digest = ? AND target = ? AND state = ? AND run < ? ORDER BY run DESC LIMIT 1",
            digest,
            blob(target),
            State.TAGGED,
            run,
        )
        return (int(rows[0][0]), SidecarChange(*rows[0][1:])) if rows else None

    def folders(self, run: int) -> tuple[Path, ...]:
        """The folders that the run made."""
        return self._read_as(lambda row: schema.unblob(row[0]), "SELECT path FROM folders WHERE run = ?", run)

    def _read_as(self, convert: Callable[[schema.Row], Record], query: str, *values: object) -> tuple[Record, ...]:
        """The rows as records. A row may hold what no version of the program wrote: then the file is damaged."""
        rows = self._read(query, *values)
        try:
            return tuple(map(convert, rows))
        except (ValueError, TypeError, OverflowError, OSError, AttributeError, LookupError) as error:
            raise JournalError(Text.JOURNAL_NOT_READ(self.path, Text.DATABASE_DAMAGED())) from error

    def _read(self, query: str, *values: object) -> list[schema.Row]:
        try:
            with self._lock:
                return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise JournalError(Text.JOURNAL_NOT_READ(self.path, error_message(error))) from error

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock, transaction(self._db) as db:
                yield db
        except sqlite3.Error as error:
            raise JournalError(Text.JOURNAL_NOT_WRITTEN(self.path, error_message(error))) from error
