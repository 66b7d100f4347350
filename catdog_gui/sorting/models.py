"""The records of sorting: plan, moves, journal entries, outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.names import folder_name, output_names

if TYPE_CHECKING:
    from catdog_gui.pictures.models import Group
    from catdog_gui.sorting.attributes import FileAttributes


class Mode(StrEnum):
    """What a run does with the originals: they move, are copied, get a keyword in their sidecars, or another name."""

    MOVE = "move"
    COPY = "copy"
    KEYWORDS = "keywords"
    RENAME = "rename"

    @property
    def moves_originals(self) -> bool:
        """Whether the originals are elsewhere, or have another name, after the run."""
        return self in {Mode.MOVE, Mode.RENAME}


class State(StrEnum):
    """The state of one file of a run."""

    PLANNED = "planned"
    MOVED = "moved"
    COPIED = "copied"
    TAGGED = "tagged"
    SKIPPED = "left"
    FAILED = "failed"
    RESTORING = "restoring"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class SortOptions:
    """What the user chose for a sort.

    Attributes:
        folder: the folder that was scanned.
        into: holds the labels' folders; None for `folder` itself.
        mode: whether the originals are moved or stay.
        folder_names: the folder of each label that the user named; a label that is no class has a folder only so.
        device: that the files are meant to end on, from `destination.device_of`; None is found out by the plan.
    """

    folder: Path
    into: Path | None = None
    mode: Mode = Mode.MOVE
    folder_names: Mapping[str, str] = field(default_factory=dict)
    device: int | None = None

    @property
    def destination(self) -> Path:
        return self.into or self.folder

    def folder_name(self, label: str) -> str:
        return self.folder_names.get(label) or folder_name(label)

    def has_folder(self, label: str, classes: Collection[str]) -> bool:
        return label in classes or label in self.folder_names

    def output_folders(self, classes: Collection[str]) -> frozenset[Path]:
        """The folders that this sort puts files into, and those of the classes' own names, which may be there."""
        return frozenset(self.destination / name for name in output_names(classes, self.folder_names))


@dataclass(frozen=True, slots=True)
class LabelledGroup:
    """A group and its label; `reason` is the reason why it cannot be sorted, or empty."""

    group: Group
    label: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One file of a plan; moves with the same `group` go together or not at all.

    For keywords, the source is the picture, which stays as it is, and the target the sidecar that is written.
    """

    source: Path
    target: Path
    group: int
    label: str
    stamp: FileStamp


@dataclass(frozen=True, slots=True)
class Outcome:
    """The final state of one file; `reason` is a sentence for the user if it is not what was asked for."""

    source: Path
    target: Path | None
    label: str
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a sort would do, before anything is touched.

    Attributes:
        renamed: how many groups get a collision number.
        losses: sentences that say what the destination's disk cannot keep of the files.
    """

    options: SortOptions
    moves: tuple[Move, ...] = ()
    skipped: tuple[Outcome, ...] = ()
    renamed: int = 0
    losses: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return self.options.folder

    @property
    def into(self) -> Path:
        return self.options.destination

    @property
    def mode(self) -> Mode:
        return self.options.mode

    def folder_of(self, label: str) -> Path:
        """Where the files of a label go."""
        return self.into / self.options.folder_name(label)

    @property
    def counts(self) -> Counter[str]:
        """How many groups go to each label's folder."""
        return Counter(label for label, _ in dict.fromkeys((move.label, move.group) for move in self.moves))

    @property
    def bytes(self) -> int:
        return sum(move.stamp.size for move in self.moves)


@dataclass(frozen=True, slots=True)
class Entry:
    """A move as the journal records it."""

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
        """The stamp of the file at its target: some file systems store times less exactly."""
        return self.stamp if self.target_mtime_ns is None else FileStamp(self.stamp.size, self.target_mtime_ns)


@dataclass(frozen=True, slots=True)
class Intent:
    """A step that is recorded before it is taken, because after a crash the disk alone does not show what was done.

    Attributes:
        origin: where the file is.
        destination: where it goes.
        part: the complete, verified copy that is about to be renamed to `destination`.
        digest: SHA-256 of that copy.
        mtime_ns: modification time of that copy, as its file system stores it.
        reserving: an empty file may be at `destination`, to reserve the name.
        keep: the origin stays (a copy, not a move).
        attributes: what the origin has beside its content and its time, and the copy may have lost.
    """

    origin: Path
    destination: Path
    part: Path | None = None
    digest: str | None = None
    mtime_ns: int | None = None
    reserving: bool = False
    keep: bool = False
    attributes: FileAttributes | None = None


@dataclass(frozen=True, slots=True)
class SidecarChange:
    """What a sidecar was before it got a keyword, and the SHA-256 of what it became.

    `former` is None, and `mode` has no meaning, where there was no sidecar.
    """

    former: bytes | None
    mode: int
    digest: str


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
    """What `execute`, `undo` or `recover` did; `stop_reason` says why it ended early, or is empty."""

    run: int | None
    outcomes: tuple[Outcome, ...] = ()
    stop_reason: str = ""


CancelCheck = Callable[[], bool]
ProgressCallback = Callable[[int, int, Outcome], None]


def never_cancel() -> bool:
    """A `CancelCheck` that never cancels."""
    return False


def no_progress(_done: int, _total: int, _outcome: Outcome) -> None:
    """A `ProgressCallback` that does nothing."""
