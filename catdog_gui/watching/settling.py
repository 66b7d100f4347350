"""Decides when a file is finished. A state machine: the caller gives it the clock and the stamps of the files.

A file is due if for the settle time there was no event for it and its stamp stayed the same. A file that is due may
still be incomplete: then the caller asks to retry it later, and the delay is longer each time.
"""

from __future__ import annotations

from collections.abc import Callable
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
    """The files that are not finished yet, in the order in which they were first seen."""

    def __init__(self, settle_seconds: float, clock: Clock, max_tries: int) -> None:
        self._settle_seconds = settle_seconds
        self._clock = clock
        self._max_tries = max_tries
        self._candidates: dict[Path, _Candidate] = {}

    def __len__(self) -> int:
        return len(self._candidates)

    def __contains__(self, path: Path) -> bool:
        return path in self._candidates

    def touched(self, path: Path, stamp: FileStamp, *, closed: bool = False) -> None:
        """The file changed and now has this stamp; `closed`: a writer closed or renamed it."""
        due = self._clock() + self._settle_seconds * (_CLOSED_FACTOR if closed else 1)
        self._candidates[path] = _Candidate(stamp, due)

    def observed(self, path: Path, stamp: FileStamp) -> None:
        """A scan found the file with this stamp. If the stamp is not new, the settle time goes on."""
        candidate = self._candidates.get(path)
        if candidate is None or candidate.stamp != stamp:
            self.touched(path, stamp)

    def discard(self, path: Path) -> None:
        """The file is handled, was removed, or is not one for this watch."""
        self._candidates.pop(path, None)

    def due(self) -> list[Path]:
        """The files to handle now. The caller must then discard, postpone or retry each of them."""
        now = self._clock()
        return [path for path, candidate in self._candidates.items() if candidate.due <= now]

    def next_due(self) -> float | None:
        """When the next file is due, by the clock."""
        return min((candidate.due for candidate in self._candidates.values()), default=None)

    def is_unchanged(self, path: Path, stamp: FileStamp) -> bool:
        """Whether a file that is due still has the same stamp; if not, its settle time begins again."""
        candidate = self._candidates.get(path)
        if candidate is not None and candidate.stamp == stamp:
            return True
        self.touched(path, stamp)
        return False

    def postpone(self, path: Path) -> None:
        """A program still writes to the file or to a companion: waits on, with no limit of tries."""
        candidate = self._candidates.get(path)
        if candidate is not None:
            candidate.postponements += 1
            candidate.due = self._clock() + min(
                self._settle_seconds * candidate.postponements, 5 * self._settle_seconds
            )

    def retry_later(self, path: Path, *, unlimited: bool = False) -> bool:
        """The file could not be read or moved: waits longer each time. False after the last try."""
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
        """Makes every file due that waits for another try."""
        for candidate in self._candidates.values():
            if candidate.tries:
                candidate.due = self._clock()

    @property
    def _max_wait(self) -> float:
        return max(self._settle_seconds, _MAX_WAIT_SECONDS)
