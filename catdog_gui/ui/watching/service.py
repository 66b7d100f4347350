"""Watched folders from the window: begins, pauses and ends watches, and hears what they tell."""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from catdog_gui.sorting.journal import Journal, JournalError
from catdog_gui.sorting.models import Result, State
from catdog_gui.ui.common.settings import FolderToWatch
from catdog_gui.ui.common.tasks import Tasks, single_shot
from catdog_gui.ui.session.session import Session
from catdog_gui.ui.watching.watched_folder import WatchedFolder
from catdog_gui.watching.classifier import Judge
from catdog_gui.watching.models import (
    Activity,
    Answered,
    Event,
    Existing,
    Gone,
    Notice,
    NotMoved,
    NotWatchedError,
    Sorted,
    StateChanged,
    Taken,
    Unreadable,
    Waiting,
    WatchError,
    Wish,
)
from catdog_gui.watching.names import may_be_picture

if TYPE_CHECKING:
    from catdog_gui.watching.watcher import Watch

_TELL_EVERY_MS = 120
_QUIET_AFTER_MS = 1000
_RECONSIDER_AFTER_MS = 2000
_REMEMBERED = 50


class Watches(QObject):
    """Outlives the window. What may wait for a disk goes through one thread; each watch has a thread of its own."""

    changed = Signal()
    counted = Signal(object, int)
    arrived = Signal(list)
    touched = Signal(list)
    is_back = Signal(object)
    problem = Signal(str)
    _told = Signal(object, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = session.settings
        self._thread = Tasks(1, "watching", self)
        # Apart, so that nothing slow comes before what the user says, and the end only after it.
        self._answers = Tasks(1, "answers", self)
        self._folders = {wanted.folder: WatchedFolder(wanted) for wanted in self._settings.watched}
        self._watches: dict[Path, Watch] = {}
        self._ending: dict[Path, Watch] = {}
        self._considered: set[Path] = set()
        self._judge: Judge | None = None
        self._journal: Journal | None = None
        self._fresh: list[Sorted] = []
        self._touched: list[Path] = []
        self.recent: deque[Sorted] = deque(maxlen=_REMEMBERED)
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._tell_soon = single_shot(self, _TELL_EVERY_MS, self._tell)
        self._tell_when_quiet = single_shot(self, _QUIET_AFTER_MS, self._tell_arrived)
        self._reconsider_soon = single_shot(self, _RECONSIDER_AFTER_MS, self._follow_model)
        session.model_changed.connect(self._follow_model)
        session.threshold_changed.connect(self._reconsider_soon.start)

    @property
    def folders(self) -> tuple[WatchedFolder, ...]:
        return tuple(self._folders.values())

    def is_watched(self, folder: Path | None) -> bool:
        return folder in self._folders

    @property
    def needs_you(self) -> int:
        """How many pictures need a look, in all folders."""
        return sum(watched.needs_you for watched in self._folders.values())

    @property
    def are_paused(self) -> bool:
        """Whether all of them are."""
        return bool(self._folders) and all(watched.wanted.paused for watched in self._folders.values())

    # Begin.

    def consider(self, wanted: FolderToWatch) -> None:
        """Counts what is in the folder: `counted` asks the user about it; where there is nothing, watching begins."""
        if self._session.loaded is None:
            self.problem.emit(self._session.model_problem or self.tr("The model is still being opened."))
            self.changed.emit()
            return
        self._considered.add(wanted.folder)
        classes, parts = self._session.loaded.model.classes, self._session.parts
        wish = Wish(wanted.folder, recursive=wanted.recursive)
        self._thread.run(
            lambda: parts.count_unanswered(wish, classes), partial(self._counted, wanted), self._not_possible
        )

    def _counted(self, wanted: FolderToWatch, count: int) -> None:
        if wanted.folder not in self._considered:
            return  # the user thought better of it, or was asked already
        self._considered.discard(wanted.folder)
        if count:
            self.counted.emit(wanted, count)
        else:
            self.begin(wanted)

    def begin(self, wanted: FolderToWatch, existing: Existing | None = None) -> None:
        """Watches a folder from now on; `existing` is the user's answer on what is there already."""
        watched = self._folders[wanted.folder] = WatchedFolder(replace(wanted, existing=existing or wanted.existing))
        self._keep()
        self._start(watched)

    def _start(self, watched: WatchedFolder) -> None:
        self._thread.run(partial(self._open, watched), on_error=partial(self._not_started, watched))

    def _open(self, watched: WatchedFolder) -> None:
        """In the thread."""
        parts, wanted, judge = self._session.parts, watched.wanted, self._judge
        if not self._is_current(watched) or judge is None:
            return
        if self._journal is None:
            self._journal = parts.journal()
        wish = Wish(wanted.folder, recursive=wanted.recursive, existing=wanted.existing)
        watch = parts.watch(wish, judge, self._journal, partial(self._hear, watched))
        self._shut(wanted.folder)
        # From here on the interface thread reaches it; what was asked for before that is done here.
        self._watches[wanted.folder] = watch
        if watched.wanted.paused:
            watch.pause()
        if self._judge is not judge and self._judge is not None:
            watch.reconsider(self._judge)
        watch.start(after=self._ending.pop(wanted.folder, None))

    def _not_started(self, watched: WatchedFolder, error: Exception) -> None:
        if not isinstance(error, JournalError | OSError):
            raise error
        for event in (StateChanged(Activity.STOPPED), Notice(str(error))):
            self._take(watched, event)

    def _is_current(self, watched: WatchedFolder) -> bool:
        """Whether the user still wants it, and did not begin it anew."""
        return self._folders.get(watched.wanted.folder) is watched

    # Orders.

    def end(self, folder: Path) -> None:
        """Watches a folder no more; what was sorted stays sorted."""
        self._considered.discard(folder)
        if self._folders.pop(folder, None) is not None:
            self._keep()
            if (watch := self._watches.get(folder)) is None:
                self._thread.run(partial(self._shut, folder))
            else:
                self._answers.run(partial(watch.stop, timeout=0), partial(self._shut_ended, folder))

    def _shut_ended(self, folder: Path, _result: object) -> None:
        """Where the folder is watched anew by now, that shuts the watch before."""
        if folder not in self._folders:
            self._thread.run(partial(self._shut, folder))

    def _shut(self, folder: Path) -> None:
        """In the thread. Nobody waits for its end but the next watch of the folder."""
        watch = self._watches.pop(folder, None)
        if watch is not None:
            watch.stop(timeout=0)
            self._ending[folder] = watch

    def pause(self, folder: Path) -> None:
        self._set_paused(folder, paused=True)
        if (watch := self._watches.get(folder)) is not None:
            watch.pause()

    def resume(self, folder: Path) -> None:
        """Goes on, or begins again where it ended by itself."""
        self._set_paused(folder, paused=False)
        watched, watch = self._folders.get(folder), self._watches.get(folder)
        if watched is not None and watched.activity is Activity.STOPPED:
            self.begin(watched.wanted)
        elif watch is not None:
            watch.resume()

    def pause_all(self) -> None:
        for folder in self._folders:
            self.pause(folder)

    def resume_all(self) -> None:
        for folder in self._folders:
            self.resume(folder)

    def look_again(self, folder: Path) -> None:
        """Tries what could not be read or moved once more."""
        if (watch := self._watches.get(folder)) is not None:
            watch.rescan()

    def correct(self, folder: Path, picture: Path, label: str) -> None:
        """The user says what a waiting picture shows: it is moved, and learned from like any correction."""
        work = partial(self._note_and_move, folder, picture, label)
        self._answers.run(work, self._corrected, self._not_possible)

    def _note_and_move(self, folder: Path, picture: Path, label: str) -> None:
        """In the thread. It is noted by what it contains, and so before it moves."""
        try:
            self._session.parts.keep_corrections({picture: label})
        finally:
            watch = self._watches.get(folder)
            if watch is None:
                raise NotWatchedError(folder)
            watch.correct(picture, label)

    def _corrected(self, _result: object) -> None:
        self._session.corrections_kept.emit()

    def put_back(self, event: Sorted) -> None:
        """Takes one picture back to where it was; it is not sorted again until it changes."""
        parts = self._session.parts
        work = partial(parts.put_back, event.run, event.source)
        self._thread.run(work, partial(self._is_back, event), self._not_possible)

    def _is_back(self, event: Sorted, result: Result) -> None:
        back = {outcome.source for outcome in result.outcomes if outcome.state is State.RESTORED}
        if event.source not in back:
            reasons = [outcome.reason for outcome in result.outcomes if outcome.reason]
            self.problem.emit(result.stopped or next(iter(reasons), self.tr("There is nothing to undo.")))
            return
        self.recent = deque((other for other in self.recent if other.source not in back), _REMEMBERED)
        self._fresh = [other for other in self._fresh if other.source not in back]
        self.touched.emit(list(back))
        self.is_back.emit(event)
        self.changed.emit()

    def _set_paused(self, folder: Path, *, paused: bool) -> None:
        watched = self._folders.get(folder)
        if watched is not None and watched.wanted.paused is not paused:
            watched.wanted = replace(watched.wanted, paused=paused)
            self._keep()

    def _keep(self) -> None:
        self._settings.watched = [watched.wanted for watched in self._folders.values()]
        self.changed.emit()

    def _not_possible(self, error: Exception) -> None:
        if not isinstance(error, WatchError | JournalError | sqlite3.Error | OSError):
            raise error
        self.problem.emit(str(error))
        self.changed.emit()

    # The model.

    @Slot()
    def _follow_model(self) -> None:
        """What is watched is judged as the window judges; a slider that is being pulled is not followed at once."""
        loaded = self._session.loaded
        if loaded is None:
            return
        session = self._session
        workers = session.parts.workers(self._settings.workers)
        is_first, self._judge = self._judge is None, session.parts.judge(loaded, workers, session.threshold)
        if is_first:
            for watched in self._folders.values():
                self._start(watched)
        else:
            for watch in list(self._watches.values()):
                watch.reconsider(self._judge)

    # What they tell.

    def _hear(self, watched: WatchedFolder, event: Event) -> None:
        """From the thread of a watch."""
        if isinstance(event, Taken):
            return
        try:
            self._told.emit(watched, event)
        except RuntimeError:
            return  # the program is ending

    @Slot(object, object)
    def _take(self, watched: WatchedFolder, event: Event) -> None:
        if isinstance(event, Sorted) and may_be_picture(event.source.name):
            self.recent.appendleft(event)
            self._fresh.append(event)
            self._tell_when_quiet.start()
        if (place := _place_of(event)) is not None:
            self._touched.append(place)
        if self._is_current(watched):
            before = watched.activity
            watched.take(event)
            if _is_news(before, watched.activity, event):
                self.problem.emit(watched.said)
            if isinstance(event, Answered):
                self._keep()
        if not self._tell_soon.isActive():
            self._tell_soon.start()

    @Slot()
    def _tell(self) -> None:
        touched, self._touched = self._touched, []
        self.touched.emit(touched)
        self.changed.emit()

    @Slot()
    def _tell_arrived(self) -> None:
        fresh, self._fresh = self._fresh, []
        if fresh:
            self.arrived.emit(fresh)

    # Ends.

    def stop(self) -> None:
        """All of them end by themselves from now on, after what the user said; nobody waits for it."""
        self._answers.run(self._stop_all)

    def _stop_all(self) -> None:
        """In the thread of the answers."""
        for watch in list(self._watches.values()):
            watch.stop(timeout=0)

    def close(self, seconds: float) -> bool:
        """True where every thread ended in time."""
        deadline = time.monotonic() + seconds
        self._told.disconnect(self._take)
        for timer in (self._tell_soon, self._tell_when_quiet, self._reconsider_soon):
            timer.stop()
        waits = [self._answers.close, self._thread.close]
        ended = [wait(max(0.0, deadline - time.monotonic())) for wait in waits]
        watches = [*self._watches.values(), *self._ending.values()]
        ended += [watch.stop(max(0.0, deadline - time.monotonic())) for watch in watches]
        if all(ended) and self._journal is not None:
            self._journal.close()
        return all(ended)


def _place_of(event: Event) -> Path | None:
    """Where a picture came to lie, or no longer lies."""
    match event:
        case Waiting() | Unreadable() | NotMoved() | Gone():
            return event.path
        case Sorted() if may_be_picture(event.source.name):
            return event.source
    return None


def _is_news(before: Activity, now: Activity, event: Event) -> bool:
    """A watch says why it ended after it did; that it lost its folder, or found it again, it says before it tells."""
    if now is Activity.STOPPED:
        return isinstance(event, Notice)
    return before is not now and Activity.LOST in (before, now)
