"""The loop of a watch: take events, scan, sort what is finished, sleep until an event comes or a file is due."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from catdog_gui.classify.decisions import NON_CLASS_LABELS
from catdog_gui.messages import Message, Text
from catdog_gui.pictures.stamp import regular_stamp
from catdog_gui.sorting.error_messages import error_message
from catdog_gui.sorting.journal import JournalError
from catdog_gui.watching.arrival_handler import ArrivalHandler
from catdog_gui.watching.candidate_scanner import CandidateScanner
from catdog_gui.watching.classifier import Classifier
from catdog_gui.watching.folder_monitor import FolderMonitor, RescanKind
from catdog_gui.watching.fs_events import FsEventBuffer
from catdog_gui.watching.groups import groups_of
from catdog_gui.watching.kept_files import KeepReason, KeptFiles
from catdog_gui.watching.models import EventCallback, Notice, StateChanged, WatchOptions, WatchState
from catdog_gui.watching.names import is_picture_candidate
from catdog_gui.watching.rescan import StampedPath
from catdog_gui.watching.settling import StabilityTracker

BATCH_SIZE = 256
_BATCH_DELAY = 0.05
_ERROR_DELAY = 5.0


@dataclass(slots=True)
class Commands:
    """What other threads ask of the loop; they set `wake` so that it looks at once."""

    wake: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    paused: threading.Event = field(default_factory=threading.Event)
    rescan: threading.Event = field(default_factory=threading.Event)
    classifiers: deque[Classifier] = field(default_factory=deque)
    corrections: deque[tuple[Path, str]] = field(default_factory=deque)


class WatchLoop:
    """Runs in one thread; only this thread may use the objects that it was given."""

    def __init__(
        self,
        options: WatchOptions,
        commands: Commands,
        event_buffer: FsEventBuffer,
        monitor: FolderMonitor,
        tracker: StabilityTracker,
        kept_files: KeptFiles,
        scanner: CandidateScanner,
        handler: ArrivalHandler,
        notify: EventCallback,
    ) -> None:
        self._options = options
        self._commands = commands
        self._event_buffer = event_buffer
        self._monitor = monitor
        self._tracker = tracker
        self._kept_files = kept_files
        self._scanner = scanner
        self._handler = handler
        self._notify = notify
        self._clock = monitor.clock
        self._must_reclassify = False

    def run(self) -> None:
        """Runs until it is stopped; raises WatchError if the program's own files cannot be used."""
        try:
            while not self._commands.stop.is_set():
                self._commands.wake.clear()
                try:
                    self._run_once()
                except (JournalError, OSError) as error:
                    self._notify(Notice(Text.TRYING_AGAIN(self._message(error))))
                    self._commands.stop.wait(_ERROR_DELAY)
                    self._monitor.retry_scan()
                self._sleep()
            self._apply_last_corrections()
        finally:
            self._monitor.close()

    def _run_once(self) -> None:
        rescan = self._monitor.poll()
        events = self._event_buffer.take()
        if events.watch_error is not None:
            self._monitor.on_watch_error(events.watch_error)
        if events.overflowed:
            self._notify(Notice(Text.TOO_MUCH_AT_ONCE(self._options.folder)))
        if self._commands.rescan.is_set():
            self._commands.rescan.clear()
            events.overflowed = True
            self._scanner.retry(KeepReason.UNREADABLE)
            self._tracker.expire_now()
        if self._monitor.is_available and (self._scanner.has_scope_grown() or events.overflowed):
            rescan = RescanKind.EVERYTHING
        self._apply_classifiers()
        self._scanner.apply_events(events)
        self._scanner.scan(rescan)
        self._notify_state()
        if self._monitor.is_available:
            self._apply_corrections()
            if not self._commands.paused.is_set():
                self._sort()

    def _sort(self) -> None:
        ready = dict(islice(self._ready(), BATCH_SIZE))
        if ready:
            self._handler.handle(ready, self._commands.stop)
            self._notify_state()

    def _ready(self) -> Iterable[StampedPath]:
        """The pictures that have not changed for the settle time. Late companions are moved on the way."""
        pictures = []
        for path in self._tracker.due():
            # A picture waits for its companions until they have settled, so these are handled first.
            if is_picture_candidate(path.name):
                pictures.append(path)
            elif (stamp := regular_stamp(path)) is None:
                self._tracker.discard(path)
            elif self._tracker.is_unchanged(path, stamp):
                self._handler.move_companion(path, stamp, self._commands.stop)
        for path in pictures:
            stamp = regular_stamp(path)
            if stamp is None or not stamp.size or self._kept_files.has(path, stamp):
                self._tracker.discard(path)
            elif self._tracker.is_unchanged(path, stamp):
                yield path, stamp

    def _apply_corrections(self) -> None:
        while self._commands.corrections:
            path, label = self._commands.corrections[0]
            stamp = regular_stamp(path)
            group = groups_of([path]).get(path)
            if stamp is None or group is None:
                self._kept_files.drop(path)
                self._notify(Notice(Text.PATH_NO_LONGER_THERE(path)))
            elif label in NON_CLASS_LABELS:
                self._scanner.skip(path, stamp)  # the user has decided, and there is no folder to move it to
            else:
                self._handler.apply_correction(group, label, stamp)
            self._commands.corrections.popleft()

    def _apply_last_corrections(self) -> None:
        """Carries out the corrections that the user made before the stop."""
        try:
            if self._monitor.is_available:
                self._apply_corrections()
        except (JournalError, OSError) as error:
            self._notify(Notice(self._message(error)))

    def _apply_classifiers(self) -> None:
        while self._commands.classifiers:
            self._handler.set_classifier(self._commands.classifiers.popleft())
            self._must_reclassify = True
        # Not during a pause: the waiting pictures would leave the list, and come back only after the pause.
        if self._must_reclassify and self._monitor.is_available and not self._commands.paused.is_set():
            self._must_reclassify = False
            self._scanner.retry(KeepReason.WAITING, KeepReason.UNREADABLE)

    def _notify_state(self) -> None:
        state = WatchState.WATCHING
        if not self._monitor.is_available:
            state = WatchState.LOST
        elif self._commands.paused.is_set():
            state = WatchState.PAUSED
        elif len(self._tracker):
            state = WatchState.SORTING
        self._notify(StateChanged(state, self._monitor.is_polling))

    def _sleep(self) -> None:
        now = self._clock()
        until = self._monitor.next_check
        due = self._tracker.next_due()
        if due is not None and self._monitor.is_available and not self._commands.paused.is_set():
            until = min(until, due)
        if until > now:
            self._commands.wake.wait(until - now)
            # Events come in groups: handle them together.
            self._commands.stop.wait(_BATCH_DELAY)

    def _message(self, error: JournalError | OSError) -> Message:
        if isinstance(error, JournalError):
            return error.message
        return Text.NAMED_REASON(error.filename or self._options.folder, error_message(error))
