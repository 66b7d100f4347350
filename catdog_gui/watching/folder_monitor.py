"""Decides when to read a folder: changes between notification and polling, and notices when the folder disappears."""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from catdog_gui.messages import Message, Text, system_message
from catdog_gui.sorting.mounts import is_mounted, mount_of
from catdog_gui.watching.fs_events import FsEventBuffer
from catdog_gui.watching.models import EventCallback, Intervals, Notice, WatchOptions
from catdog_gui.watching.settling import Clock
from catdog_gui.watching.sources import EventSource, EventSourceOpener

_LIMITS = {errno.ENOSPC: "fs.inotify.max_user_watches", errno.EMFILE: "fs.inotify.max_user_instances"}
_SCAN_TIME_FACTOR = 10

NetworkKind = Callable[[Path], str | None]


class RescanKind(Enum):
    """Which part of the folder has to be read now."""

    NOTHING = auto()
    CHANGED = auto()
    EVERYTHING = auto()


class FolderMonitor:
    """The loop calls `poll` again and again. The user is notified of what happens to the folder."""

    def __init__(
        self,
        options: WatchOptions,
        intervals: Intervals,
        event_buffer: FsEventBuffer,
        clock: Clock,
        notify: EventCallback,
        open_source: EventSourceOpener,
        network_kind: NetworkKind,
    ) -> None:
        self._options = options
        self._intervals = intervals
        self._event_buffer = event_buffer
        self.clock = clock
        self._notify = notify
        self._open_source = open_source
        self._network_kind = network_kind
        self._source: EventSource | None = None
        self._last_notice: Message | None = None
        self._identity: tuple[int, int] | None = None
        self._mount_points: frozenset[Path] = frozenset()
        self._failures = 0
        self._must_poll = options.poll
        self._next_check = self._next_scan = self._next_full_scan = self._next_retry = clock()
        self.is_available = True

    @property
    def is_polling(self) -> bool:
        return self._source is None and self.is_available

    @property
    def next_check(self) -> float:
        """When to call `poll` again, by the clock."""
        return min(self._next_check, self._next_scan)

    def close(self) -> None:
        if self._source is not None:
            self._source.close()
            self._source = None

    def poll(self) -> RescanKind:
        """Checks the folder and the event source; returns which part of the folder to read now."""
        now = self.clock()
        if now >= self._next_check:
            self._next_check = now + self._intervals.supervise
            if self._check_folder() or self._check_source(now):
                return self._start_full_rescan(now)
        if not self.is_available:
            self._next_scan = self._next_check
            return RescanKind.NOTHING
        if now < self._next_scan:
            return RescanKind.NOTHING
        return (
            self._start_full_rescan(now)
            if self.is_polling or now >= self._next_full_scan
            else self._start_changed_rescan(now)
        )

    def scan_succeeded(self, began: float) -> None:
        """The scan succeeded. After a slow scan the next poll is later, so that the disk is not read all the time."""
        if self._failures:
            self._failures = 0
            self._show_notice(Text.READABLE_AGAIN(self._options.folder))
        if self.is_polling:
            now = self.clock()
            self._next_scan = now + max(self._intervals.poll, _SCAN_TIME_FACTOR * (now - began))

    def scan_failed(self, error: OSError) -> None:
        """The scan failed. It is tried again, after a longer delay each time."""
        if not self._failures:
            self._show_notice(Text.UNREADABLE_FOR_NOW(self._options.folder, system_message(error)))
        self._failures += 1
        now = self.clock()
        self._next_scan = now + min(self._intervals.poll * 2 ** min(self._failures - 1, 5), self._intervals.retry)
        self._next_full_scan = now  # the next scan reads everything
        self._next_check = min(self._next_check, self._next_scan)

    def retry_scan(self) -> None:
        """A scan may not have come to its end: everything is read again."""
        self._next_scan = self._next_full_scan = self.clock()

    def on_watch_error(self, error: OSError) -> None:
        """A sub-folder cannot be watched: the watch polls until notification works for all of them."""
        self.close()
        self._fall_back_to_polling(error)

    def _start_full_rescan(self, now: float) -> RescanKind:
        self._next_full_scan = now + self._intervals.full_rescan
        self._next_scan = now + (self._intervals.poll if self.is_polling else self._intervals.rescan)
        return RescanKind.EVERYTHING

    def _start_changed_rescan(self, now: float) -> RescanKind:
        self._next_scan = now + self._intervals.rescan
        return RescanKind.CHANGED

    def _check_folder(self) -> bool:
        """Whether the folder is back, or another folder has taken its place."""
        identity = self._stat_folder()
        if identity is None:
            if self.is_available:
                self.close()
                self.is_available = False
                self._identity = None
                self._show_notice(Text.PATH_NOT_THERE(self._missing_path()))
            return False
        if identity == self._identity:
            return False
        if not self.is_available:
            self._show_notice(Text.THERE_AGAIN(self._options.folder))
        self.close()
        self.is_available = True
        self._identity = identity
        self._mount_points = frozenset(map(mount_of, (self._options.folder, self._options.destination)))
        self._open()
        return True

    def _stat_folder(self) -> tuple[int, int] | None:
        try:
            status = self._options.folder.stat()
        except OSError:
            return None
        if not stat.S_ISDIR(status.st_mode) or not all(map(is_mounted, self._mount_points)):
            return None
        return status.st_dev, status.st_ino

    def _missing_path(self) -> Path:
        """What the watch waits for: the disk of the folder or of the destination, or the folder itself."""
        return next((disk for disk in self._mount_points if not is_mounted(disk)), self._options.folder)

    def _check_source(self, now: float) -> bool:
        """Whether notification was started again."""
        if not self.is_available or self._must_poll:
            return False
        if self._source is None:
            return now >= self._next_retry and self._open()
        if self._source.is_alive:
            return False
        self.close()
        self._show_notice(Text.WATCH_INTERRUPTED(self._options.folder))
        self._open()
        return True

    def _open(self) -> bool:
        kind = None if self._options.poll else self._network_kind(self._options.folder)
        self._must_poll = self._options.poll or kind is not None
        if kind is not None:
            self._show_notice(Text.ON_A_NETWORK(self._options.folder, kind, f"{self._intervals.poll:g}"))
        if self._must_poll:
            return False
        try:
            self._source = self._open_source(self._options.folder, self._options.recursive, self._event_buffer)
        except OSError as error:
            self._fall_back_to_polling(error)
            return False
        watch_error = self._event_buffer.take_watch_error()
        if watch_error is not None:
            self.on_watch_error(watch_error)
            return False
        if self._last_notice:
            self._last_notice = None
            self._show_notice(Text.NOTIFIED_AGAIN(self._options.folder))
        return True

    def _fall_back_to_polling(self, error: OSError) -> None:
        self._next_retry = self.clock() + self._intervals.retry
        self._next_scan = min(self._next_scan, self.clock() + self._intervals.poll)
        limit = _LIMITS.get(error.errno or 0)
        why = Text.LIMIT_REACHED(limit) if limit else system_message(error)
        sentence = Text.CANNOT_NOTIFY(self._options.folder, why, f"{self._intervals.poll:g}")
        if sentence != self._last_notice:
            self._last_notice = sentence
            self._show_notice(sentence)

    def _show_notice(self, message: Message) -> None:
        self._notify(Notice(message))
