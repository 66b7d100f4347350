"""The state of a watched folder in the window, put together from its watcher's events."""

from __future__ import annotations

from dataclasses import replace

from catdog_gui.classify.decisions import NEITHER
from catdog_gui.ui.common.settings import WatchedFolderSettings
from catdog_gui.watching.models import (
    ExistingAnswerSaved,
    Notice,
    NotMoved,
    Removed,
    Sorted,
    StateChanged,
    Unreadable,
    Waiting,
    WatchEvent,
    WatchState,
)

PendingItem = Waiting | Unreadable | NotMoved


class WatchedFolder:
    """Belongs to one watcher: a new watcher starts with an empty list. For the interface thread only."""

    def __init__(self, settings: WatchedFolderSettings) -> None:
        self.settings = settings
        self.state = StateChanged(WatchState.STARTING)
        self.message = ""
        self._pending: dict[object, PendingItem] = {}

    @property
    def activity(self) -> WatchState:
        return self.state.state

    @property
    def has_problem(self) -> bool:
        return self.activity in (WatchState.LOST, WatchState.STOPPED)

    @property
    def pending(self) -> list[PendingItem]:
        """What waits for the user, in the order in which it came; pictures decided as `neither` come last."""
        return sorted(self._pending.values(), key=_is_neither)

    @property
    def pending_count(self) -> int:
        return len(self._pending)

    def apply_event(self, event: WatchEvent) -> None:
        """Updates the state by an event of the watcher."""
        match event:
            case StateChanged():
                self.state = event
                if event.state is WatchState.WATCHING:
                    self._clear_not_moved()
            case Waiting() | Unreadable() | NotMoved():
                self._pending[event.path] = event
            case Removed():
                self._pending.pop(event.path, None)
            case Sorted():
                self._pending.pop(event.source, None)
                self.message = ""
            case ExistingAnswerSaved():
                self.settings = replace(self.settings, existing=None)
            case Notice():
                self.message = event.message

    def _clear_not_moved(self) -> None:
        """When everything is sorted, what could not be moved at first was moved later, or is gone."""
        self._pending = {path: item for path, item in self._pending.items() if not isinstance(item, NotMoved)}


def _is_neither(item: PendingItem) -> bool:
    return isinstance(item, Waiting) and item.label == NEITHER
