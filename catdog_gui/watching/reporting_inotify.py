"""An observer for Linux that also reports lost events and folders that cannot be watched, as watchdog does not."""

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

# watchdog may watch a new folder twice, which does no harm, but the warning lists every watched folder.
warnings.filterwarnings("ignore", message="Callback with id", category=RuntimeWarning)
_LIMITS = {errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


def new_inotify_observer(folder: Path, event_buffer: FsEventBuffer) -> BaseObserver:
    """An observer that shares the program's one inotify instance; the limit for a user is 128 instances.

    Raises:
        OSError: the instance cannot be made.
    """
    inotify = ReportingInotify.shared()
    inotify.listeners[event_buffer] = os.fsencode(folder)
    return BaseObserver(InotifyEmitter, inotify_fd=inotify)


class ReportingInotify(InotifyFD):
    """watchdog's reader of inotify; also reports to `listeners` an overflow, and limits reached below their folder."""

    _shared: ClassVar[ReportingInotify | None] = None
    _shared_lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self) -> None:
        super().__init__()
        self.listeners: weakref.WeakKeyDictionary[FsEventBuffer, bytes] = weakref.WeakKeyDictionary()

    @classmethod
    def shared(cls) -> ReportingInotify:
        with cls._shared_lock:
            if cls._shared is None or not cls._shared.is_alive():
                inotify = cls()
                inotify.start()
                cls._shared = inotify
            return cls._shared

    def handle_event(self, event: InotifyEvent) -> None:
        super().handle_event(event)  # first, because watchdog renews its watches: a scan after that misses nothing
        if event.is_queue_overflow:
            for event_buffer in list(self.listeners):
                event_buffer.add_overflow()

    def add_callback(self, path: bytes, mask: Mask, callback: WatchCallback, id_: CallbackId) -> WatchDescriptor:
        try:
            return super().add_callback(path, mask, callback, id_)
        except OSError as error:
            # watchdog ignores this error for sub-folders.
            if error.errno in _LIMITS:
                for event_buffer, folder in list(self.listeners.items()):
                    if path.startswith(folder + b"/"):
                        event_buffer.add_watch_error(error)
            raise
