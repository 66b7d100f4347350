"""Records of what a sort will do, does and did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from catdog_gui.pictures.stamp import FileStamp

if TYPE_CHECKING:
    from catdog_gui.pictures.models import Group


class Mode(StrEnum):
    """Whether the originals go along or stay."""

    MOVE = "move"
    COPY = "copy"


class State(StrEnum):
    """What became of one file."""

    PLANNED = "planned"
    MOVED = "moved"
    COPIED = "copied"
    SKIPPED = "left"
    FAILED = "failed"
    RESTORING = "restoring"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class LabelledGroup:
    """A group and what was decided about it; `reason` says why where it cannot be sorted."""

    group: Group
    label: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One file of a plan; moves with the same `group` go together or not at all."""

    source: Path
    target: Path
    group: int
    label: str
    stamp: FileStamp


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, with a sentence for the user where it is not what was asked for."""

    source: Path
    target: Path | None
    label: str
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a sort would do, before anything is touched."""

    folder: Path
    into: Path
    mode: Mode
    moves: tuple[Move, ...] = ()
    skipped: tuple[Outcome, ...] = ()
    clashes: int = 0

    @property
    def counts(self) -> Counter[str]:
        """How many groups go to each label's folder."""
        return Counter(label for label, _ in dict.fromkeys((move.label, move.group) for move in self.moves))

    @property
    def bytes(self) -> int:
        return sum(move.stamp.size for move in self.moves)


@dataclass(frozen=True, slots=True)
class Entry:
    """A move as the journal holds it."""

    run: int
    n: int
    group: int
    source: Path
    target: Path
    label: str
    stamp: FileStamp
    target_mtime_ns: int | None = None
    digest: str | None = None
    state: State = State.PLANNED
    reason: str = ""

    @property
    def target_stamp(self) -> FileStamp:
        """How the file looks at its target: some file systems keep times less exactly than others."""
        return self.stamp if self.target_mtime_ns is None else FileStamp(self.stamp.size, self.target_mtime_ns)


@dataclass(frozen=True, slots=True)
class Intent:
    """A step that the disk alone could not explain after a crash; written before the step is taken.

    Attributes:
        origin: where the file is.
        destination: where it goes.
        part: the complete, verified copy that is about to be given the name `destination`.
        digest: SHA-256 of that copy.
        mtime_ns: modification time of that copy, as its file system keeps it.
        reserving: an empty file may stand at `destination` to hold the name.
        keep: the origin stays (a copy, not a move).
    """

    origin: Path
    destination: Path
    part: Path | None = None
    digest: str | None = None
    mtime_ns: int | None = None
    reserving: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One line of the history; the counts are of files."""

    id: int
    token: str
    started: datetime
    folder: Path
    into: Path
    mode: Mode
    finished: datetime | None
    undone: datetime | None
    moved: int
    restored: int
    skipped: int
    failed: int


@dataclass(frozen=True, slots=True)
class RunResult:
    """What `execute`, `undo` and `recover` did; `stopped` says why if they did not get through."""

    run: int | None
    outcomes: tuple[Outcome, ...] = ()
    stop_reason: str = ""


CancelCheck = Callable[[], bool]
ProgressCallback = Callable[[int, int, Outcome], None]


def never_cancel() -> bool:
    """A `CancelCheck` that lets everything run to its end."""
    return False


def no_progress(_done: int, _total: int, _outcome: Outcome) -> None:
    """A `Progress` that tells nobody."""
