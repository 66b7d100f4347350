"""Watches one folder: sorts each new picture when its file is finished, also after the folder was away for a time.

    watcher = FolderWatcher(options, classifier, journal, paths, notify)
    watcher.start()                    # or watcher.run(), which returns when another thread calls stop()
    watcher.pause(), watcher.resume(), watcher.correct(path, "cat"), watcher.waiting
    watcher.stop()

`notify` is called in the thread of the watch with the events of `models`; it must not block for long.
"""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import replace
from pathlib import Path

from catdog_gui.messages import Message, Text, detail
from catdog_gui.paths import Paths
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.mounts import network_file_system
from catdog_gui.watching.arrival_handler import ArrivalHandler
from catdog_gui.watching.candidate_scanner import CandidateScanner
from catdog_gui.watching.classifier import Classifier
from catdog_gui.watching.daily_run import DailyRun, Today, today
from catdog_gui.watching.folder_lock import FolderLock, folder_lock
from catdog_gui.watching.folder_monitor import FolderMonitor, NetworkKind
from catdog_gui.watching.fs_events import FsEventBuffer
from catdog_gui.watching.kept_files import KeptFiles
from catdog_gui.watching.loop import Commands, WatchLoop
from catdog_gui.watching.models import (
    EventCallback,
    Intervals,
    Notice,
    NotWatchedError,
    StateChanged,
    Unreadable,
    Waiting,
    WatchError,
    WatchEvent,
    WatchOptions,
    WatchState,
)
from catdog_gui.watching.settling import Clock, StabilityTracker
from catdog_gui.watching.sources import EventSourceOpener, open_native
from catdog_gui.watching.watch_scope import WatchScope
from catdog_gui.watching.watch_store import WatchStore


def resolved(options: WatchOptions) -> WatchOptions:
    """The options with real paths, so that a folder and a link to it count as the same folder."""
    return replace(options, folder=options.folder.resolve(), into=options.destination.resolve())


class FolderWatcher:
    """Watches one folder, in a thread of its own or in the caller's. It can be started only once."""

    def __init__(
        self,
        options: WatchOptions,
        classifier: Classifier,
        journal: Journal,
        paths: Paths,
        notify: EventCallback,
        *,
        intervals: Intervals | None = None,
        clock: Clock = time.monotonic,
        open_source: EventSourceOpener = open_native,
        network_kind: NetworkKind = network_file_system,
        day: Today = today,
    ) -> None:
        self.options = resolved(options)
        self._classifier = classifier
        self._journal = journal
        self._paths = paths
        self._notify = notify
        self._intervals = intervals or Intervals()
        self._clock = clock
        self._open_source = open_source
        self._network_kind = network_kind
        self._day = day
        self._status = StateChanged(WatchState.STARTING)
        self._commands = Commands()
        self._kept_files = KeptFiles(self._on_event)
        self._thread: threading.Thread | None = None
        self._failure: Message | None = None

    def start(self, after: FolderWatcher | None = None) -> None:
        """Watches in a thread, as soon as `after`, the earlier watch of the folder, has ended.

        If it cannot watch, a Notice says why, and the state becomes STOPPED.
        """
        name = f"watch-{self.options.folder.name}"
        self._thread = threading.Thread(target=self._run_and_report, args=(after,), name=name, daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Watches until `stop` is called from elsewhere.

        Raises:
            WatchError: another watch holds the folder, or the program's own files cannot be used.
        """
        try:
            with contextlib.ExitStack() as stack:
                lock = folder_lock(self._paths.locks_dir, self.options.folder, recursive=self.options.recursive)
                held_lock = stack.enter_context(lock)
                store = stack.enter_context(contextlib.closing(WatchStore.at(self._paths)))
                self._build_loop(store, held_lock).run()
        finally:
            self._on_event(StateChanged(WatchState.STOPPED))

    def stop(self, timeout: float | None = 1.0) -> bool:
        """Ends the watch after the move that is under way; returns whether it ended before `timeout`."""
        self._commands.stop.set()
        self._commands.wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)
            return not self._thread.is_alive()
        return True

    def pause(self) -> None:
        """Sorts nothing until `resume`; new pictures are handled then. Corrections are still carried out."""
        self._commands.paused.set()
        self._commands.wake.set()

    def resume(self) -> None:
        self._commands.paused.clear()
        self._commands.wake.set()

    def rescan(self) -> None:
        """Scans the whole folder, and tries unreadable files again."""
        self._commands.rescan.set()
        self._commands.wake.set()

    def set_classifier(self, classifier: Classifier) -> None:
        """Uses another model or threshold from now on, also for the waiting pictures."""
        self._commands.classifiers.append(classifier)
        self._commands.wake.set()

    def correct(self, path: Path, label: str) -> None:
        """Moves a picture to the class that the user chose, even if `stop` is called at once; both or neither stays.

        `path` may be any file of the folder.

        Raises:
            NotWatchedError: the watch has ended.
        """
        if self._status.state is WatchState.STOPPED:
            raise NotWatchedError(self.options.folder)
        self._commands.corrections.append((path, label))
        self._commands.wake.set()

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """The pictures that stay until the user labels them."""
        return self._kept_files.waiting

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        return self._kept_files.unreadable

    @property
    def status(self) -> StateChanged:
        """What the watch is doing now."""
        return self._status

    @property
    def is_running(self) -> bool:
        """Whether the thread that `start` began is still running."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def failure(self) -> Message | None:
        """Why a watch that was started has ended by itself."""
        return self._failure

    def _run_and_report(self, after: FolderWatcher | None) -> None:
        try:
            if after is not None:
                after.stop(timeout=None)
            self.run()
        except WatchError as error:
            self._failure = error.message
        except Exception as error:
            self._failure = Text.WATCH_ENDED(self.options.folder, detail(error))
            raise  # for the log
        finally:
            if self._failure:
                self._on_event(Notice(self._failure))

    def _on_event(self, event: WatchEvent) -> None:
        if isinstance(event, StateChanged):
            if event == self._status:
                return
            self._status = event
        self._notify(event)

    def _build_loop(self, store: WatchStore, lock: FolderLock) -> WatchLoop:
        event_buffer = FsEventBuffer(self._commands.wake)
        tracker = StabilityTracker(self.options.settle, self._clock, self._intervals.tries)
        scope = WatchScope(self.options, self._journal, store, self._paths.locks_dir, lock)
        notify = self._on_event
        monitor = FolderMonitor(
            self.options, self._intervals, event_buffer, self._clock, notify, self._open_source, self._network_kind
        )
        daily_run = DailyRun(self.options, self._journal, store, self._day)
        handler = ArrivalHandler(
            self.options, self._classifier, self._journal, scope, tracker, self._kept_files, daily_run, notify
        )
        scanner = CandidateScanner(
            self.options, self._commands.stop, monitor, tracker, scope, self._kept_files, store, notify
        )
        return WatchLoop(
            self.options, self._commands, event_buffer, monitor, tracker, self._kept_files, scanner, handler, notify
        )
