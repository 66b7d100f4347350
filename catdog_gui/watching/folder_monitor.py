"""Keeps a folder in sight: goes from notification to polling and back, and notices when the folder comes and goes."""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from catdog_gui.watching.fs_events import Hints
from catdog_gui.watching.models import Notice, Pace, Tell, Wish
from catdog_gui.watching.mounts import is_mounted, mount_of
from catdog_gui.watching.settling import Clock
from catdog_gui.watching.sources import Source, SourceOpener

_LIMITS = {errno.ENOSPC: "fs.inotify.max_user_watches", errno.EMFILE: "fs.inotify.max_user_instances"}
_SHARE_OF_POLLING = 10

NetworkKind = Callable[[Path], str | None]


class Look(Enum):
    """What has to be looked through now."""

    NOTHING = auto()
    CHANGED = auto()
    EVERYTHING = auto()


class Lookout:
    """To be asked again and again; it says what to look through, and tells the user what happened to the folder."""

    def __init__(
        self,
        wish: Wish,
        pace: Pace,
        hints: Hints,
        clock: Clock,
        tell: Tell,
        open_source: SourceOpener,
        kind: NetworkKind,
    ) -> None:
        self._wish = wish
        self._pace = pace
        self._hints = hints
        self.clock = clock
        self._tell = tell
        self._open_source = open_source
        self._kind = kind
        self._source: Source | None = None
        self._said = ""
        self._identity: tuple[int, int] | None = None
        self._disks: frozenset[Path] = frozenset()
        self._failures = 0
        self._must_poll = wish.poll
        self._next_check = self._next_look = self._next_full = self._next_try = clock()
        self.is_there = True

    @property
    def is_polling(self) -> bool:
        return self._source is None and self.is_there

    @property
    def next_check(self) -> float:
        """When to ask again, by the clock."""
        return min(self._next_check, self._next_look)

    def close(self) -> None:
        if self._source is not None:
            self._source.close()
            self._source = None

    def supervise(self) -> Look:
        """Sees to the folder and its source; what has to be looked through now."""
        now = self.clock()
        if now >= self._next_check:
            self._next_check = now + self._pace.supervise
            if self._check_folder() or self._check_source(now):
                return self._everything(now)
        if not self.is_there:
            self._next_look = self._next_check
            return Look.NOTHING
        if now < self._next_look:
            return Look.NOTHING
        return self._everything(now) if self.is_polling or now >= self._next_full else self._changed(now)

    def scanned(self, began: float) -> None:
        """A look through the folder succeeded; a slow disk is not looked through all the time."""
        if self._failures:
            self._failures = 0
            self._say(f"{self._wish.folder} can be read again")
        if self.is_polling:
            now = self.clock()
            self._next_look = now + max(self._pace.poll, _SHARE_OF_POLLING * (now - began))

    def scan_failed(self, error: OSError) -> None:
        """A look through the folder failed; it is tried again, less and less often."""
        if not self._failures:
            self._say(f"{self._wish.folder} cannot be read ({_why(error)}); trying again")
        self._failures += 1
        now = self.clock()
        self._next_look = now + min(self._pace.poll * 2 ** min(self._failures - 1, 5), self._pace.retry)
        self._next_full = now  # the look that is due is one at everything
        self._next_check = min(self._next_check, self._next_look)

    def look_again(self) -> None:
        """What was to be looked through may not have been."""
        self._next_look = self._next_full = self.clock()

    def not_all_watched(self, error: OSError) -> None:
        """Some sub-folder is not watched: look for ourselves until everything can be."""
        self.close()
        self._fall_back(error)

    def _everything(self, now: float) -> Look:
        self._next_full = now + self._pace.full_rescan
        self._next_look = now + (self._pace.poll if self.is_polling else self._pace.rescan)
        return Look.EVERYTHING

    def _changed(self, now: float) -> Look:
        self._next_look = now + self._pace.rescan
        return Look.CHANGED

    def _check_folder(self) -> bool:
        """Whether the folder is another one than before, or back."""
        identity = self._look_at_folder()
        if identity is None:
            if self.is_there:
                self.close()
                self.is_there = False
                self._identity = None
                self._say(f"{self._missing()} is not there; waiting for it")
            return False
        if identity == self._identity:
            return False
        if not self.is_there:
            self._say(f"{self._wish.folder} is there again")
        self.close()
        self.is_there = True
        self._identity = identity
        self._disks = frozenset(map(mount_of, (self._wish.folder, self._wish.destination)))
        self._open()
        return True

    def _look_at_folder(self) -> tuple[int, int] | None:
        try:
            status = self._wish.folder.stat()
        except OSError:
            return None
        if not stat.S_ISDIR(status.st_mode) or not all(map(is_mounted, self._disks)):
            return None
        return status.st_dev, status.st_ino

    def _missing(self) -> Path:
        """What the watch waits for: a disk, of the folder or of the destination, or the folder itself."""
        return next((disk for disk in self._disks if not is_mounted(disk)), self._wish.folder)

    def _check_source(self, now: float) -> bool:
        """Whether notification had to be started anew, or could be at last."""
        if not self.is_there or self._must_poll:
            return False
        if self._source is None:
            return now >= self._next_try and self._open()
        if self._source.is_alive:
            return False
        self.close()
        self._say(f"watching {self._wish.folder} was interrupted; starting again")
        self._open()
        return True

    def _open(self) -> bool:
        kind = None if self._wish.poll else self._kind(self._wish.folder)
        self._must_poll = self._wish.poll or kind is not None
        if kind is not None:
            self._say(f"{self._wish.folder} is on a network ({kind}): looking every {self._pace.poll:g} s")
        if self._must_poll:
            return False
        try:
            self._source = self._open_source(self._wish.folder, self._wish.recursive, self._hints)
        except OSError as refusal:
            self._fall_back(refusal)
            return False
        error = self._hints.take_unwatched()
        if error is not None:
            self.not_all_watched(error)
            return False
        if self._said:
            self._said = ""
            self._say(f"the system tells of changes in {self._wish.folder} again")
        return True

    def _fall_back(self, error: OSError) -> None:
        self._next_try = self.clock() + self._pace.retry
        self._next_look = min(self._next_look, self.clock() + self._pace.poll)
        limit = _LIMITS.get(error.errno or 0)
        why = f"the limit {limit} is reached" if limit else _why(error)
        sentence = (
            f"the system cannot tell of changes in {self._wish.folder}: {why}; looking every {self._pace.poll:g} s"
        )
        if sentence != self._said:
            self._said = sentence
            self._say(sentence)

    def _say(self, sentence: str) -> None:
        self._tell(Notice(sentence))


def _why(error: OSError) -> str:
    return error.strerror or str(error)
