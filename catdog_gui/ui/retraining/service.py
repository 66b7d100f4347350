"""Retraining from the window: what it would use, the retraining itself, and the switch to what it made."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from catdog_gui.classify.models import ModelError
from catdog_gui.retraining.events import Cancelled, Ended, Event, Failed
from catdog_gui.retraining.models import RetrainingError
from catdog_gui.retraining.requirements import missing_for_full
from catdog_gui.ui.common.tasks import Inbox, Latest, Tasks
from catdog_gui.ui.common.thumbnail_cache import Thumbnails
from catdog_gui.ui.session.session import Session

if TYPE_CHECKING:
    from catdog_gui.retraining.retraining import Retraining, Wish

_EVERY_MS = 50
_AT_MOST = 200


class Teacher(QObject):
    """Outlives the window. A thread of its own hears the trainer, so that neither files nor scores wait for it.

    `heard` is all that the retraining on view has told, for a window that is built while it runs, or before its end
    was looked at.
    """

    counted = Signal(int)
    told = Signal(object)
    ended = Signal(object)
    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.switch = session.switch
        self._thread = Tasks(1, "retraining", self)
        self._inbox = Inbox(self._pass_on, _EVERY_MS, _AT_MOST, self)
        self._retraining: Retraining | None = None
        self._counting = Latest()
        self._looking = Latest()
        self._measuring = Latest()
        self._doubting = Latest()
        self._no_more_doubts = threading.Event()
        self.heard: list[Event] = []
        self.thumbnails = Thumbnails(self)
        self.new_corrections = 0
        session.corrections_kept.connect(self.count)
        session.model_changed.connect(self.count)

    @property
    def is_possible(self) -> bool:
        """Not where the window could not use what is learned."""
        return self.switch.is_possible

    @property
    def bundled(self) -> Path:
        """The model that came with the program."""
        return self._session.parts.store().bundled

    @property
    def is_busy(self) -> bool:
        return self._retraining is not None

    # Before.

    @Slot()
    def count(self) -> None:
        """Counts the corrections that the model in use does not know."""
        files, parts = self._session.files, self._session.parts
        self._counting.replace(files.run(parts.new_corrections, self._counted, self._not_counted))

    def _counted(self, number: int) -> None:
        self.new_corrections = number
        self.counted.emit(number)

    def _not_counted(self, error: Exception) -> None:
        """The button works without its number; the sheet says what is wrong when it is asked for."""
        if not isinstance(error, sqlite3.Error | OSError):
            raise error

    def look(self, folders: Sequence[Path], on_lesson: Callable[[Wish], None]) -> None:
        """What would be learned from: the corrections, and folders whose sub-folders are labels."""
        parts, automatic = self._session.parts, self._session.settings.uses_better_models
        run = self._session.files.run
        self._looking.replace(run(lambda: parts.lesson(folders, use_if_good=automatic), on_lesson, self._not_possible))

    def _not_possible(self, error: Exception) -> None:
        if not isinstance(error, RetrainingError | sqlite3.Error | OSError):
            raise error
        self.failed.emit(str(error))

    def find_missing(self, on_sentence: Callable[[str], None]) -> None:
        """What a full retrain needs and is not there."""
        self._session.files.run(missing_for_full, on_sentence)

    def doubt(self, wish: Wish, on_doubts: Callable[[Mapping[int, str]], None]) -> None:
        """Which labels may be wrong; says nothing where that cannot be told."""
        self._stop_doubting()
        stop = self._no_more_doubts = threading.Event()
        loaded, parts = self._session.loaded, self._session.parts
        if loaded is not None and wish.pictures:
            run = self._session.background.run
            pictures = wish.pictures
            self._doubting.replace(
                run(lambda: parts.doubtful_labels(pictures, loaded, stop), on_doubts, self._not_doubted)
            )

    def _stop_doubting(self) -> None:
        self._no_more_doubts.set()
        self._doubting.drop()

    def measure(self, wish: Wish, on_seconds: Callable[[float | None], None]) -> None:
        """How long it will take; None where that cannot be told."""
        self._measuring.drop()
        loaded, parts = self._session.loaded, self._session.parts
        if loaded is not None and wish.pictures:
            run = self._session.background.run
            self._measuring.replace(run(lambda: parts.seconds_for(wish, loaded.model), on_seconds))

    def forget(self) -> None:
        """Nobody looks any more at what came of the last retraining, or waits for what would be learned from."""
        if not self.is_busy:
            self.heard = []
        self._forget_lesson()

    def _forget_lesson(self) -> None:
        self._looking.drop()
        self._measuring.drop()
        self._stop_doubting()

    def _not_doubted(self, error: Exception) -> None:
        if not isinstance(error, ModelError | sqlite3.Error | OSError):
            raise error

    # While.

    def teach(self, wish: Wish) -> None:
        """Starts; `told` gives what happens, and `ended` the last event."""
        if self.is_busy:
            return
        self._forget_lesson()
        self.heard = []
        retraining = self._retraining = self._session.parts.retraining(wish)
        self._inbox.open()
        self._thread.run(lambda: self._listen(retraining), self._ended, self._broke)

    def _listen(self, retraining: Retraining) -> Event:
        """In the thread: passes events on, and gives the last one."""
        last: Event = Cancelled()
        for last in retraining.events():
            self._inbox.put(last)
        return last

    def cancel(self) -> None:
        """The child ends by itself from now on; nobody waits for it."""
        self._stop_doubting()
        if self._retraining is not None:
            self._retraining.cancel()

    def _pass_on(self, events: list[Event]) -> None:
        for event in events:
            if not isinstance(event, Ended | Failed | Cancelled):
                self.heard.append(event)
                self.told.emit(event)

    # After.

    def _ended(self, last: Event) -> None:
        self._inbox.hand_over()
        self._inbox.close()
        self._retraining = None
        self._tell_end(last)
        if isinstance(last, Ended) and last.release.in_use:
            self.switch.switched.emit(last.release)

    def _broke(self, error: Exception) -> None:
        self._inbox.close()
        self._retraining = None
        self._tell_end(Failed(str(error)))
        raise error

    def _tell_end(self, last: Event) -> None:
        self.heard = [] if isinstance(last, Cancelled) else [*self.heard, last]
        self.ended.emit(last)

    # Ends.

    def close(self, seconds: float) -> bool:
        """True where the threads ended in time; `cancel` first."""
        self._inbox.close()
        deadline = time.monotonic() + seconds
        ended = self._thread.close(seconds)
        return self.thumbnails.close(max(0.0, deadline - time.monotonic())) and ended
