"""What a watch is asked to do, and what it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from catdog_gui.messages import Text, UserError
from catdog_gui.sorting.models import State

SETTLE_SECONDS = 2.0


class Existing(StrEnum):
    """What becomes of the pictures that were there before the folder was watched for the first time."""

    SKIP = "skip"
    SORT = "sort"


class WatchState(StrEnum):
    """What a watch is doing."""

    STARTING = "starting"
    WATCHING = "watching"
    SORTING = "sorting"
    PAUSED = "paused"
    LOST = "lost"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """One folder to watch, and how.

    Attributes:
        folder: what is watched.
        into: where the classes' folders are; `folder` if not given.
        recursive: sub-folders too; they are kept under each class.
        poll: never rely on the system to tell of changes: look again and again.
        settle: for so many seconds a file must be left alone before it counts as finished.
        existing: the user's answer on what is there already; None: as the user answered before, else SKIP.
    """

    folder: Path
    into: Path | None = None
    recursive: bool = False
    poll: bool = False
    settle: float = SETTLE_SECONDS
    existing: Existing | None = None

    @property
    def destination(self) -> Path:
        return self.into or self.folder


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often a watch looks at things that nothing tells it about, in seconds.

    Attributes:
        tries: how often a file that cannot be read is tried again; each time after twice as long, a minute at most.
        supervise: whether the folder and the observer are still there.
        poll: everything, where the system tells nothing.
        rescan: the directories that changed, in case something was not told.
        full_rescan: every file, for the same reason.
        retry: whether the system can tell of changes after all.
    """

    tries: int = 6
    supervise: float = 2.0
    poll: float = 2.0
    rescan: float = 300.0
    full_rescan: float = 3600.0
    retry: float = 60.0


@dataclass(frozen=True, slots=True)
class Classifying:
    """A finished picture is being looked at."""

    path: Path


@dataclass(frozen=True, slots=True)
class Sorted:
    """A file of a picture's group was moved; `undo(run, journal, only=[source])` takes it back with its group."""

    source: Path
    target: Path
    label: str
    run: int
    scores: Mapping[str, float] = field(default_factory=dict)
    state: State = State.MOVED


@dataclass(frozen=True, slots=True)
class Waiting:
    """A picture that stays until the user says what it is: the model could not decide.

    `reason` says why it stayed although the user did say so.
    """

    path: Path
    label: str
    scores: Mapping[str, float]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A picture that could not be read however long it was waited for; it is tried again when it changes."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class NotMoved:
    """A picture that is decided but could not be moved; it is tried again by and by."""

    path: Path
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A picture that was waiting for the user, or unreadable, and no longer is: removed, changed or corrected."""

    path: Path


@dataclass(frozen=True, slots=True)
class ExistingAnswerSaved:
    """The wish's answer on what was there already is kept, and need not be given again."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the user about the watch itself."""

    message: str


@dataclass(frozen=True, slots=True)
class StateChanged:
    """What the watch is doing now; `polling` where the system does not tell of changes."""

    state: WatchState
    is_polling: bool = False


WatchEvent = (
    Classifying | Sorted | Waiting | Unreadable | NotMoved | Removed | ExistingAnswerSaved | Notice | StateChanged
)
EventCallback = Callable[[WatchEvent], None]


class WatchError(UserError):
    """A watch that cannot be started."""


class NotWatchedError(WatchError):
    """What is asked of a watch that has ended."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Text.NOT_WATCHED(folder))
