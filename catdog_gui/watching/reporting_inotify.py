"""The observer of Linux, taught to say what watchdog keeps to itself: lost events, and folders it could not watch."""

from __future__ import annotations

import errno
import os
import threading
import warnings
import weakref
from pathlib import Path
from typing import ClassVar

from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyEmitter
from watchdog.observers.inotify_c import CallbackId, InotifyEvent, InotifyFD, Mask, WatchCallback, WatchDescriptor

from catdog_gui.watching.fs_events import FsEventBuffer

# A folder that is made and filled at once is watched twice, which does no harm; the warning lists everything watched.
warnings.filterwarnings("ignore", message="Callback with id", category=RuntimeWarning)
_LIMITS = {errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


def new_inotify_observer(folder: Path, event_buffer: FsEventBuffer) -> BaseObserver:
    """An observer on the program's one inotify instance, of which a user may have 128 only.

    Raises:
        OSError: there can be no such instance.
    """
    inotify = ReportingInotify.shared()
    inotify.listeners[event_buffer] = os.fsencode(folder)
    return BaseObserver(InotifyEmitter, inotify_fd=inotify)


class ReportingInotify(InotifyFD):
    """watchdog's reader of inotify; tells those who listen of an overflow, and of limits met below their folder."""

    _shared: ClassVar[ReportingInotify | None] = None
    _shared_lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self) -> None:
        super().__init__()
        self.listeners: weakref.WeakKeyDictionary[FsEventBuffer, bytes] = weakref.WeakKeyDictionary()

    @classmethod
    def shared(cls) -> ReportingInotify:
        with cls._shared_lock:
            if cls._shared is None or not cls._shared.is_alive():
                fresh = cls()
                fresh.start()
                cls._shared = fresh
            return cls._shared

    def handle_event(self, event: InotifyEvent) -> None:
        super().handle_event(event)  # watchdog watches again first, so that what we find afterwards is all
        if event.is_queue_overflow:
            for hints in list(self.listeners):
                hints.add_overflow()

    def add_callback(self, path: bytes, mask: Mask, callback: WatchCallback, id_: CallbackId) -> WatchDescriptor:
        try:
            return super().add_callback(path, mask, callback, id_)
        except OSError as error:
            # watchdog swallows this for sub-folders.
            if error.errno in _LIMITS:
                for hints, folder in list(self.listeners.items()):
                    if path.startswith(folder + b"/"):
                        hints.add_watch_error(error)
            raise
