"""Retraining from the window: what it would use, the retraining itself, and the switch to what it made."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text, detail
from catdog_gui.retraining.events import Cancelled, Event, Failed, Succeeded
from catdog_gui.retraining.models import RetrainingError
from catdog_gui.retraining.requirements import missing_packages_message
from catdog_gui.sorting.error_messages import ReportableError, error_message
from catdog_gui.ui.common.tasks import BatchQueue, LatestTask, Tasks, close_all
from catdog_gui.ui.common.thumbnail_cache import ThumbnailCache
from catdog_gui.ui.session.session import FolderSession

if TYPE_CHECKING:
    from catdog_gui.retraining.retraining import Retraining, RetrainRequest

_FLUSH_INTERVAL_MS = 50
_MAX_EVENTS = 200


class RetrainService(QObject):
    """Outlives the window. It reads the trainer's events in its own thread, so that other tasks need not wait for it.

    `received_events` are all events of the last retraining, for a window that is built while it runs, or before the
    user saw its result.
    """

    counted = Signal(int)
    event_received = Signal(object)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, session: FolderSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model_switcher = session.model.switcher
        self._trainer_tasks = Tasks(1, "retraining", self)
        self._event_queue = BatchQueue(self._on_events, _FLUSH_INTERVAL_MS, _MAX_EVENTS, self)
        self._retraining: Retraining | None = None
        self._count_task = LatestTask()
        self._request_task = LatestTask()
        self._estimate_task = LatestTask()
        self._suspect_task = LatestTask()
        self._suspects_cancelled = threading.Event()
        self.received_events: list[Event] = []
        self.thumbnails = ThumbnailCache(self)
        self.new_corrections = 0
        session.corrections.saved.connect(self.count_new_corrections)
        session.model_changed.connect(self.count_new_corrections)

    @property
    def can_retrain(self) -> bool:
        """False if the window could not switch to the new model."""
        return self.model_switcher.can_switch

    @property
    def bundled(self) -> Path:
        """The model that came with the program."""
        return self._session.backend.store().bundled

    @property
    def is_busy(self) -> bool:
        return self._retraining is not None

    # Before.

    @Slot()
    def count_new_corrections(self) -> None:
        """Counts the corrections that the model in use does not know."""
        files, backend = self._session.file_tasks, self._session.backend
        # If they cannot be counted, the button has no number; the sheet will say what is wrong.
        self._count_task.replace(
            files.run(backend.count_new_corrections, self._on_counted, expected=(sqlite3.Error, OSError))
        )

    def _on_counted(self, number: int) -> None:
        self.new_corrections = number
        self.counted.emit(number)

    def prepare_request(self, folders: Sequence[Path], on_request: Callable[[RetrainRequest], None]) -> None:
        """Collects what to learn from: the corrections, and folders whose sub-folders are labels."""
        backend, automatic = self._session.backend, self._session.settings.uses_better_models
        run = self._session.file_tasks.run
        self._request_task.replace(
            run(
                lambda: backend.make_retrain_request(folders, use_if_good=automatic),
                on_request,
                self._on_failed,
                expected=(RetrainingError, sqlite3.Error, OSError),
            )
        )

    def _on_failed(self, error: ReportableError) -> None:
        self.failed.emit(error_message(error))

    def find_missing_requirements(self, on_message: Callable[[str], None]) -> None:
        """Calls back with a message about packages that a full retraining needs and are not installed."""
        self._session.file_tasks.run(missing_packages_message, on_message)

    def find_suspect_labels(self, request: RetrainRequest, on_suspects: Callable[[Mapping[int, str]], None]) -> None:
        """Finds labels that may be wrong; does not call back if that is impossible."""
        self._cancel_suspect_labels()
        stop = self._suspects_cancelled = threading.Event()
        loaded, backend = self._session.model.loaded, self._session.backend
        if loaded is not None and request.pictures:
            run = self._session.background.run
            pictures = request.pictures
            self._suspect_task.replace(
                run(
                    lambda: backend.find_suspect_labels(pictures, loaded, stop),
                    on_suspects,
                    expected=(ModelError, sqlite3.Error, OSError),
                )
            )

    def _cancel_suspect_labels(self) -> None:
        self._suspects_cancelled.set()
        self._suspect_task.cancel()

    def estimate_seconds(self, request: RetrainRequest, on_seconds: Callable[[float | None], None]) -> None:
        """Estimates how long it will take; None if that is unknown."""
        self._estimate_task.cancel()
        loaded, backend = self._session.model.loaded, self._session.backend
        if loaded is not None and request.pictures:
            run = self._session.background.run
            self._estimate_task.replace(run(lambda: backend.estimate_seconds(request, loaded.model), on_seconds))

    def clear(self) -> None:
        """The sheet was closed: drops the last result, and cancels what was prepared."""
        if not self.is_busy:
            self.received_events = []
        self._cancel_preparation()

    def _cancel_preparation(self) -> None:
        self._request_task.cancel()
        self._estimate_task.cancel()
        self._cancel_suspect_labels()

    # While.

    def retrain(self, request: RetrainRequest) -> None:
        """Starts a retraining; `event_received` has its events, and `ended` the last one."""
        if self.is_busy:
            return
        self._cancel_preparation()
        self.received_events = []
        retraining = self._retraining = self._session.backend.retraining(request)
        self._event_queue.open()
        # Whatever the error is, the sheet must not wait for ever.
        self._trainer_tasks.run(
            lambda: self._forward_events(retraining), self._on_ended, self._on_error, expected=(Exception,)
        )

    def _forward_events(self, retraining: Retraining) -> Event:
        """In the thread: passes events on, and returns the last one."""
        last: Event = Cancelled()
        for last in retraining.events():
            self._event_queue.put(last)
        return last

    def cancel(self) -> None:
        """Asks the child process to end; does not wait for it."""
        self._cancel_suspect_labels()
        if self._retraining is not None:
            self._retraining.cancel()

    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if not isinstance(event, Succeeded | Failed | Cancelled):
                self.received_events.append(event)
                self.event_received.emit(event)

    # After.

    def _on_ended(self, last: Event) -> None:
        self._event_queue.flush()
        self._event_queue.close()
        self._retraining = None
        self._notify_ended(last)
        if isinstance(last, Succeeded) and last.release.in_use:
            self.model_switcher.switched.emit(last.release)

    def _on_error(self, error: Exception) -> None:
        self._event_queue.close()
        self._retraining = None
        self._notify_ended(Failed(Text.TRAINING_ENDED(detail(error))))
        raise error

    def _notify_ended(self, last: Event) -> None:
        self.received_events = [] if isinstance(last, Cancelled) else [*self.received_events, last]
        self.ended.emit(last)

    # Ends.

    def close(self, seconds: float) -> bool:
        """True if the threads ended in time; call `cancel` first."""
        self._event_queue.close()
        return close_all([self._trainer_tasks.close, self.thumbnails.close], seconds)
