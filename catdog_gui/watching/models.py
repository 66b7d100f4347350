"""The options of a watch, and the events that it reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from catdog_gui.messages import Text, UserError
from catdog_gui.sorting.models import SortOptions, State

SETTLE_SECONDS = 2.0


class Existing(StrEnum):
    """What to do with the pictures that were there before the folder was watched for the first time."""

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
        folder: the folder to watch.
        into: where the folders of the classes are; `folder` if not given.
        recursive: watch sub-folders too; a picture keeps its sub-folder below the folder of its class.
        poll: scan the folder again and again instead of using notification.
        settle: a file counts as finished if it did not change for this many seconds.
        existing: what to do with the pictures that are there; None: as the user answered before, else SKIP.
        folder_names: the folder of each label that the user named.
    """

    folder: Path
    into: Path | None = None
    recursive: bool = False
    poll: bool = False
    settle: float = SETTLE_SECONDS
    existing: Existing | None = None
    folder_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def destination(self) -> Path:
        return self.into or self.folder

    @property
    def sort_options(self) -> SortOptions:
        return SortOptions(self.folder, self.destination, folder_names=self.folder_names)


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often a watch checks what no event reports, in seconds.

    Attributes:
        tries: how often (not seconds) a file that cannot be read is tried again; the delay doubles, up to a minute.
        supervise: whether the folder and the event source are still there.
        poll: every file, while there is no notification.
        rescan: the directories that changed, in case an event was lost.
        full_rescan: every file, for the same reason.
        retry: whether notification works again.
    """

    tries: int = 6
    supervise: float = 2.0
    poll: float = 2.0
    rescan: float = 300.0
    full_rescan: float = 3600.0
    retry: float = 60.0


@dataclass(frozen=True, slots=True)
class Classifying:
    """A finished picture is being classified."""

    path: Path


@dataclass(frozen=True, slots=True)
class Sorted:
    """A file of a picture's group was moved; `undo(run, journal, only=[source])` moves the whole group back."""

    source: Path
    target: Path
    label: str
    run: int
    scores: Mapping[str, float] = field(default_factory=dict)
    state: State = State.MOVED


@dataclass(frozen=True, slots=True)
class Waiting:
    """A picture that stays until the user labels it, because the model could not decide.

    `reason` says why the picture stayed although the user labelled it.
    """

    path: Path
    label: str
    scores: Mapping[str, float]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A picture that could not be read after several tries; it is tried again when it changes."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class NotMoved:
    """A picture with a decision that could not be moved; it is tried again later."""

    path: Path
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A picture is no longer waiting or unreadable: it was removed, changed or corrected."""

    path: Path


@dataclass(frozen=True, slots=True)
class ExistingAnswerSaved:
    """The answer `WatchOptions.existing` is saved; later watches of the folder need not repeat it."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for the user about the watch itself."""

    message: str


@dataclass(frozen=True, slots=True)
class StateChanged:
    """What the watch is doing now; `is_polling` while it scans because there is no notification."""

    state: WatchState
    is_polling: bool = False


WatchEvent = (
    Classifying | Sorted | Waiting | Unreadable | NotMoved | Removed | ExistingAnswerSaved | Notice | StateChanged
)
EventCallback = Callable[[WatchEvent], None]


class WatchError(UserError):
    """A watch that cannot be started."""


class NotWatchedError(WatchError):
    """A watch that has ended cannot do what was asked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Text.NOT_WATCHED(folder))
