"""Watched folders from the window: starts, pauses and stops watchers, and handles their events."""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from catdog_gui.sorting.error_messages import ReportableError, error_message
from catdog_gui.sorting.journal import Journal, JournalError
from catdog_gui.sorting.models import RunResult, State
from catdog_gui.ui.common.settings import WatchedFolderSettings
from catdog_gui.ui.common.tasks import Tasks, close_all, single_shot
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.watching.watched_folder import WatchedFolder
from catdog_gui.watching.classifier import Classifier
from catdog_gui.watching.models import (
    Classifying,
    Existing,
    ExistingAnswerSaved,
    Notice,
    NotMoved,
    NotWatchedError,
    Removed,
    Sorted,
    StateChanged,
    Unreadable,
    Waiting,
    WatchError,
    WatchEvent,
    WatchOptions,
    WatchState,
)
from catdog_gui.watching.names import is_picture_candidate

if TYPE_CHECKING:
    from catdog_gui.watching.watcher import FolderWatcher

_NOTIFY_INTERVAL_MS = 120
_QUIET_DELAY_MS = 1000
_RECONSIDER_DELAY_MS = 2000
_MAX_RECENT = 50
_EXPECTED = (WatchError, JournalError, sqlite3.Error, OSError)


class WatchService(QObject):
    """Outlives the window. What may wait for a disk runs in one thread; each watcher has its own thread."""

    changed = Signal()
    counted = Signal(object, int)
    pictures_sorted = Signal(list)
    paths_changed = Signal(list)
    restored = Signal(list)
    restore_failed = Signal(list)
    problem_reported = Signal(object)
    _event_received = Signal(object, object)

    def __init__(self, session: FolderSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = session.settings
        self._disk_tasks = Tasks(1, "watching", self)
        # Separate, so that a command of the user never waits for slow work, and `stop` comes after all commands.
        self._command_tasks = Tasks(1, "answers", self)
        self._folders = {
            folder_settings.folder: WatchedFolder(folder_settings) for folder_settings in self._settings.watched
        }
        self._watchers: dict[Path, FolderWatcher] = {}
        self._stopping: dict[Path, FolderWatcher] = {}
        self._counting: set[Path] = set()
        self._classifier: Classifier | None = None
        self._journal: Journal | None = None
        self._is_closed = False
        self._unreported: list[Sorted] = []
        self._changed_paths: list[Path] = []
        self.recent: deque[Sorted] = deque(maxlen=_MAX_RECENT)
        self._event_received.connect(self._on_event_received, Qt.ConnectionType.QueuedConnection)
        self._notify_timer = single_shot(self, _NOTIFY_INTERVAL_MS, self._notify_changed)
        self._sorted_timer = single_shot(self, _QUIET_DELAY_MS, self._notify_sorted)
        self._reconsider_timer = single_shot(self, _RECONSIDER_DELAY_MS, self._update_classifier)
        session.model_changed.connect(self._update_classifier)
        session.model.threshold_changed.connect(self._reconsider_timer.start)
        self._rename_timer = single_shot(self, _RECONSIDER_DELAY_MS, self._restart_all)
        session.folder_names_changed.connect(self._rename_timer.start)

    @property
    def folders(self) -> tuple[WatchedFolder, ...]:
        return tuple(self._folders.values())

    def is_watched(self, folder: Path | None) -> bool:
        return folder in self._folders

    @property
    def pending_count(self) -> int:
        """How many pictures wait for the user, in all folders."""
        return sum(watched.pending_count for watched in self._folders.values())

    @property
    def is_paused(self) -> bool:
        """Whether every watched folder is paused."""
        return bool(self._folders) and all(watched.settings.paused for watched in self._folders.values())

    # Start.

    def request_watching(self, folder_settings: WatchedFolderSettings) -> None:
        """Counts the pictures in the folder. `counted` asks the user about them; if there are none, watching starts."""
        if self._session.model.loaded is None:
            self.problem_reported.emit(self._session.model.problem or self.tr("The model is still being opened."))
            self.changed.emit()
            return
        self._counting.add(folder_settings.folder)
        classes, backend = self._session.model.loaded.model.classes, self._session.backend
        options = self._watch_options(folder_settings)
        self._disk_tasks.run(
            lambda: backend.count_unanswered(options, classes),
            partial(self._on_counted, folder_settings),
            self._on_failed,
            expected=_EXPECTED,
        )

    def _on_counted(self, folder_settings: WatchedFolderSettings, count: int) -> None:
        if folder_settings.folder not in self._counting:
            return  # the user changed their mind, or was asked already
        self._counting.discard(folder_settings.folder)
        if count:
            self.counted.emit(folder_settings, count)
        else:
            self.start_watching(folder_settings)

    def start_watching(self, folder_settings: WatchedFolderSettings, existing: Existing | None = None) -> None:
        """Watches a folder from now on; `existing` is the user's answer on what is there already."""
        watched = self._folders[folder_settings.folder] = WatchedFolder(
            replace(folder_settings, existing=existing or folder_settings.existing)
        )
        self._save()
        self._start(watched)

    def _start(self, watched: WatchedFolder) -> None:
        self._disk_tasks.run(
            partial(self._open_watcher, watched),
            on_error=partial(self._on_start_failed, watched),
            expected=(JournalError, OSError),
        )

    def _open_watcher(self, watched: WatchedFolder) -> None:
        """In the thread."""
        backend, folder_settings, classifier = self._session.backend, watched.settings, self._classifier
        if not self._is_current(watched) or classifier is None:
            return
        if self._journal is None:
            self._journal = backend.journal()
        options = self._watch_options(folder_settings)
        watcher = backend.make_watcher(options, classifier, self._journal, partial(self._on_watcher_event, watched))
        self._stop_watcher(folder_settings.folder)
        # From here on the interface thread reaches the watcher; what it asked for before is done here.
        self._watchers[folder_settings.folder] = watcher
        if watched.settings.paused:
            watcher.pause()
        if self._classifier is not classifier and self._classifier is not None:
            watcher.set_classifier(self._classifier)
        watcher.start(after=self._stopping.pop(folder_settings.folder, None))

    def _watch_options(self, folder_settings: WatchedFolderSettings) -> WatchOptions:
        return WatchOptions(
            folder_settings.folder,
            recursive=folder_settings.recursive,
            existing=folder_settings.existing,
            folder_names=self._settings.folder_names,
        )

    @Slot()
    def _restart_all(self) -> None:
        """The user gave other names to the folders that pictures are sorted into."""
        for watched in self.folders:
            self.start_watching(watched.settings)

    def _on_start_failed(self, watched: WatchedFolder, error: ReportableError) -> None:
        for event in (StateChanged(WatchState.STOPPED), Notice(error_message(error))):
            self._on_event_received(watched, event)

    def _is_current(self, watched: WatchedFolder) -> bool:
        """Whether the folder is still watched, and was not started again since."""
        return self._folders.get(watched.settings.folder) is watched

    # Commands.

    def stop_watching(self, folder: Path) -> None:
        """Stops watching a folder; sorted pictures stay sorted."""
        self._counting.discard(folder)
        if self._folders.pop(folder, None) is not None:
            self._save()
            if (watcher := self._watchers.get(folder)) is None:
                self._disk_tasks.run(partial(self._stop_watcher, folder))
            else:
                self._command_tasks.run(partial(watcher.stop, timeout=0), partial(self._on_watcher_stopped, folder))

    def _on_watcher_stopped(self, folder: Path, _result: object) -> None:
        """If the folder is watched again by now, its start has removed the old watcher."""
        if folder not in self._folders:
            self._disk_tasks.run(partial(self._stop_watcher, folder))

    def _stop_watcher(self, folder: Path) -> None:
        """In the thread. Only the next watcher of the folder waits until this one has ended."""
        watcher = self._watchers.pop(folder, None)
        if watcher is not None:
            watcher.stop(timeout=0)
            self._stopping[folder] = watcher

    def pause(self, folder: Path) -> None:
        self._set_paused(folder, paused=True)
        if (watcher := self._watchers.get(folder)) is not None:
            watcher.pause()

    def resume(self, folder: Path) -> None:
        """Resumes a paused watcher, or starts one that has ended by itself again."""
        self._set_paused(folder, paused=False)
        watched, watcher = self._folders.get(folder), self._watchers.get(folder)
        if watched is not None and watched.activity is WatchState.STOPPED:
            self.start_watching(watched.settings)
        elif watcher is not None:
            watcher.resume()

    def pause_all(self) -> None:
        for folder in self._folders:
            self.pause(folder)

    def resume_all(self) -> None:
        for folder in self._folders:
            self.resume(folder)

    def retry(self, folder: Path) -> None:
        """Tries again to read or move what failed."""
        if (watcher := self._watchers.get(folder)) is not None:
            watcher.rescan()

    def correct(self, folder: Path, picture: Path, label: str) -> None:
        """The user labels a waiting picture: it is moved, and saved as a correction."""
        work = partial(self._save_and_move, folder, picture, label)
        self._command_tasks.run(work, self._on_corrected, self._on_failed, expected=_EXPECTED)

    def _save_and_move(self, folder: Path, picture: Path, label: str) -> None:
        """In the thread. A correction is saved with the picture's content, so before the picture moves."""
        try:
            self._session.backend.save_corrections({picture: label})
        finally:
            watcher = self._watchers.get(folder)
            if watcher is None:
                raise NotWatchedError(folder)
            watcher.correct(picture, label)

    def _on_corrected(self, _result: object) -> None:
        self._session.corrections.saved.emit()

    def restore(self, events: Sequence[Sorted]) -> None:
        """Takes pictures back to where they were; they are not sorted again until they change."""
        backend = self._session.backend
        work = partial(backend.restore_pictures, [(event.run, event.source) for event in events])
        self._disk_tasks.run(
            work, partial(self._on_restored, events), partial(self._on_restore_failed, events), expected=_EXPECTED
        )

    def _on_restored(self, events: Sequence[Sorted], results: Sequence[RunResult]) -> None:
        outcomes = [outcome for result in results for outcome in result.outcomes]
        paths = {outcome.source for outcome in outcomes if outcome.state is State.RESTORED}
        self._forget_sorted(paths)
        restored = [event for event in events if event.source in paths]
        if restored:
            self.paths_changed.emit(list(paths))
            self.restored.emit(restored)
            self.changed.emit()
        if len(restored) < len(events):
            reasons = [result.stop_reason for result in results] + [outcome.reason for outcome in outcomes]
            self.problem_reported.emit(next(filter(None, reasons), self.tr("There is nothing to undo.")))
            self.restore_failed.emit([event for event in events if event.source not in paths])

    def _forget_sorted(self, restored: Collection[Path]) -> None:
        self.recent = deque((event for event in self.recent if event.source not in restored), _MAX_RECENT)
        self._unreported = [event for event in self._unreported if event.source not in restored]

    def _on_restore_failed(self, events: Sequence[Sorted], error: ReportableError) -> None:
        self.restore_failed.emit(list(events))
        self._on_failed(error)

    def _set_paused(self, folder: Path, *, paused: bool) -> None:
        watched = self._folders.get(folder)
        if watched is not None and watched.settings.paused is not paused:
            watched.settings = replace(watched.settings, paused=paused)
            self._save()

    def _save(self) -> None:
        self._settings.watched = [watched.settings for watched in self._folders.values()]
        self.changed.emit()

    def _on_failed(self, error: ReportableError) -> None:
        self.problem_reported.emit(error_message(error))
        self.changed.emit()

    # The model.

    @Slot()
    def _update_classifier(self) -> None:
        """Gives the watchers the model and threshold of the window; while a slider is dragged, only after a while."""
        loaded = self._session.model.loaded
        if loaded is None:
            return
        session = self._session
        workers = session.backend.worker_count(self._settings.workers)
        is_first, self._classifier = (
            self._classifier is None,
            session.backend.make_classifier(loaded, workers, session.model.threshold),
        )
        if is_first:
            self._read_recent()
            for watched in self._folders.values():
                self._start(watched)
        else:
            for watcher in list(self._watchers.values()):
                watcher.set_classifier(self._classifier)

    def _read_recent(self) -> None:
        """Before the watchers start, so that nothing is listed twice."""
        read = partial(self._session.backend.recently_sorted, tuple(self._folders), _MAX_RECENT)
        self._disk_tasks.run(read, self._on_recent_read, self._on_failed, expected=_EXPECTED)

    def _on_recent_read(self, events: Sequence[Sorted]) -> None:
        self.recent.extend(events[: _MAX_RECENT - len(self.recent)])
        self.changed.emit()

    # Events.

    def _on_watcher_event(self, watched: WatchedFolder, event: WatchEvent) -> None:
        """In the thread of a watcher."""
        if isinstance(event, Classifying):
            return
        try:
            self._event_received.emit(watched, event)
        except RuntimeError:
            return  # the program is ending

    @Slot(object, object)
    def _on_event_received(self, watched: WatchedFolder, event: WatchEvent) -> None:
        if self._is_closed:
            return
        if isinstance(event, Sorted) and is_picture_candidate(event.source.name):
            self.recent.appendleft(event)
            self._unreported.append(event)
            self._sorted_timer.start()
        if (place := _changed_path(event)) is not None:
            self._changed_paths.append(place)
        if self._is_current(watched):
            before = watched.activity
            watched.apply_event(event)
            if _is_reportable(before, watched.activity, event):
                self.problem_reported.emit(watched.message)
            if isinstance(event, ExistingAnswerSaved):
                self._save()
        if not self._notify_timer.isActive():
            self._notify_timer.start()

    @Slot()
    def _notify_changed(self) -> None:
        paths, self._changed_paths = self._changed_paths, []
        self.paths_changed.emit(paths)
        self.changed.emit()

    @Slot()
    def _notify_sorted(self) -> None:
        events, self._unreported = self._unreported, []
        if events:
            self.pictures_sorted.emit(events)

    # Ends.

    def stop(self) -> None:
        """Asks all watchers to end after the user's last command; does not wait for them."""
        self._command_tasks.run(self._stop_all)

    def _stop_all(self) -> None:
        """In the thread of the commands."""
        for watcher in list(self._watchers.values()):
            watcher.stop(timeout=0)

    def close(self, seconds: float) -> bool:
        """True if every thread ended in time."""
        deadline = time.monotonic() + seconds
        # Events that are in the queue already would start the timers again.
        self._is_closed = True
        for timer in (self._notify_timer, self._sorted_timer, self._reconsider_timer, self._rename_timer):
            timer.stop()
        ended = close_all([self._command_tasks.close, self._disk_tasks.close], seconds)
        # Only now: those threads may have started or stopped another watcher.
        watchers = [*self._watchers.values(), *self._stopping.values()]
        ended &= close_all([watcher.stop for watcher in watchers], deadline - time.monotonic())
        if ended and self._journal is not None:
            self._journal.close()
        return ended


def _changed_path(event: WatchEvent) -> Path | None:
    """The path at which a picture came or went."""
    match event:
        case Waiting() | Unreadable() | NotMoved() | Removed():
            return event.path
        case Sorted() if is_picture_candidate(event.source.name):
            return event.source
    return None


def _is_reportable(before: WatchState, now: WatchState, event: WatchEvent) -> bool:
    """Whether the message of a watcher is about a new problem, or the end of one.

    A watcher that stops sends the reason after its state; one that loses or finds its folder sends it before.
    """
    if now is WatchState.STOPPED:
        return isinstance(event, Notice)
    return before is not now and WatchState.LOST in (before, now)
