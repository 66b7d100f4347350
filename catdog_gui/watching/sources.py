"""Sources of events: the notification of the operating system, through watchdog."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)

from catdog_gui.watching.fs_events import FsEventBuffer
from catdog_gui.watching.names import is_ignored_name, is_tracked

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

# watchdog logs an error if an emitter is used once more after it was stopped.
logging.getLogger("watchdog").setLevel(logging.CRITICAL)
# Without the events for opening and reading: the program itself opens and reads every file.
_EVENTS: list[type[FileSystemEvent]] = [
    *(FileCreatedEvent, FileModifiedEvent, FileClosedEvent, FileMovedEvent, FileDeletedEvent),
    *(DirCreatedEvent, DirMovedEvent, DirDeletedEvent),
]


class EventSource(Protocol):
    """Adds events to a buffer until it is closed."""

    @property
    def is_alive(self) -> bool:
        """Whether events can still come."""

    def close(self) -> None:
        """Stops; does not wait."""


EventSourceOpener = Callable[[Path, bool, FsEventBuffer], EventSource]


def open_native(folder: Path, recursive: bool, event_buffer: FsEventBuffer) -> EventSource:  # noqa: FBT001
    """Starts the notification for a folder.

    Raises:
        OSError: the folder is not there, or a limit is reached (ENOSPC, EMFILE).
    """
    return _NativeSource(folder, event_buffer, recursive=recursive)


class _NativeSource:
    def __init__(self, folder: Path, event_buffer: FsEventBuffer, *, recursive: bool) -> None:
        self._observer = _new_observer(folder, event_buffer)
        self._observer.schedule(_Handler(folder, event_buffer), str(folder), recursive=recursive, event_filter=_EVENTS)
        self._observer.start()

    @property
    def is_alive(self) -> bool:
        emitters = self._observer.emitters
        return self._observer.is_alive() and bool(emitters) and all(emitter.is_alive() for emitter in emitters)

    def close(self) -> None:
        # An emitter may sleep for half a second because of an unfinished move; the caller need not wait for it.
        threading.Thread(target=self._observer.stop, name="close-observer", daemon=True).start()


def _new_observer(folder: Path, event_buffer: FsEventBuffer) -> BaseObserver:
    if sys.platform == "linux":
        from catdog_gui.watching.reporting_inotify import new_inotify_observer

        return new_inotify_observer(folder, event_buffer)
    from watchdog.observers import Observer

    return Observer()


class _Handler(FileSystemEventHandler):
    """Passes the events of watchdog to the buffer, in the thread of the observer."""

    def __init__(self, folder: Path, event_buffer: FsEventBuffer) -> None:
        self._folder = folder
        self._event_buffer = event_buffer

    def dispatch(self, event: FileSystemEvent) -> None:
        source, target = os.fsdecode(event.src_path), os.fsdecode(event.dest_path or "")
        if event.is_directory:
            for name in filter(None, (source, target)):
                self._on_folder(name)
            return
        is_closed = isinstance(event, FileClosedEvent)
        for name, closed in ((source, is_closed), (target, True)):
            if name and is_tracked(os.path.basename(name)):  # noqa: PTH119 - for each of 10,000 files at once
                self._event_buffer.add_file(Path(name), closed=closed)

    def _on_folder(self, name: str) -> None:
        if not is_ignored_name(os.path.basename(name)):  # noqa: PTH119
            self._event_buffer.add_folder(Path(name))
