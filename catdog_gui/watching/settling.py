"""When is a file finished? A state machine without clock, disk or threads of its own.

A file is due when for the settle time nothing was heard of it and its size and time of change stayed the same. What is
due may still be incomplete: then it goes back, and waits longer each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from catdog_gui.pictures.stamp import FileStamp

_CLOSED_FACTOR = 0.25
_MAX_WAIT_SECONDS = 60.0

Clock = Callable[[], float]


@dataclass(slots=True)
class _Candidate:
    stamp: FileStamp
    due: float
    tries: int = 0
    postponements: int = 0


class StabilityTracker:
    """The files that are not finished yet, in the order in which they were first heard of."""

    def __init__(self, settle_seconds: float, clock: Clock, max_tries: int) -> None:
        self._settle_seconds = settle_seconds
        self._clock = clock
        self._max_tries = max_tries
        self._candidates: dict[Path, _Candidate] = {}

    def __len__(self) -> int:
        return len(self._candidates)

    def __contains__(self, path: Path) -> bool:
        return path in self._candidates

    def paths(self) -> Iterator[Path]:
        return iter(tuple(self._candidates))

    def touched(self, path: Path, stamp: FileStamp, *, closed: bool = False) -> None:
        """Something happened to a file, which now has this stamp; `closed`: a writer closed or renamed it."""
        due = self._clock() + self._settle_seconds * (_CLOSED_FACTOR if closed else 1)
        self._candidates[path] = _Candidate(stamp, due)

    def observed(self, path: Path, stamp: FileStamp) -> None:
        """A look at the folder found the file with this stamp; that alone does not disturb it."""
        candidate = self._candidates.get(path)
        if candidate is None or candidate.stamp != stamp:
            self.touched(path, stamp)

    def discard(self, path: Path) -> None:
        """The file is gone, or somebody else's business."""
        self._candidates.pop(path, None)

    def due(self) -> list[Path]:
        """The files to look at now: each is to be confirmed, forgotten or sent back."""
        now = self._clock()
        return [path for path, candidate in self._candidates.items() if candidate.due <= now]

    def next_due(self) -> float | None:
        """When the next file is due, by the clock."""
        return min((candidate.due for candidate in self._candidates.values()), default=None)

    def is_unchanged(self, path: Path, stamp: FileStamp) -> bool:
        """Whether a due file still has the stamp that it settled with; if not, it settles anew."""
        candidate = self._candidates.get(path)
        if candidate is not None and candidate.stamp == stamp:
            return True
        self.touched(path, stamp)
        return False

    def postpone(self, path: Path) -> None:
        """Somebody writes to it still, or what belongs to it is not there yet: wait on, for as long as it takes."""
        candidate = self._candidates.get(path)
        if candidate is not None:
            candidate.postponements += 1
            candidate.due = self._clock() + min(
                self._settle_seconds * candidate.postponements, 5 * self._settle_seconds
            )

    def retry_later(self, path: Path, *, unlimited: bool = False) -> bool:
        """It could not be read or moved: wait longer each time. False where patience is at its end."""
        candidate = self._candidates.get(path)
        if candidate is None:
            return True
        candidate.tries += 1
        if candidate.tries > self._max_tries and not unlimited:
            del self._candidates[path]
            return False
        candidate.due = self._clock() + min(self._settle_seconds * 2.0 ** min(candidate.tries, 16), self._max_wait)
        return True

    def expire_now(self) -> None:
        """What was sent back is due now."""
        for candidate in self._candidates.values():
            if candidate.tries:
                candidate.due = self._clock()

    @property
    def _max_wait(self) -> float:
        return max(self._settle_seconds, _MAX_WAIT_SECONDS)
