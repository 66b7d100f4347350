"""A watched folder as the window knows it: what its watch told, put together."""

from __future__ import annotations

from dataclasses import replace

from catdog_gui.classify.models import NEITHER
from catdog_gui.ui.common.settings import FolderToWatch
from catdog_gui.watching.models import (
    Activity,
    Answered,
    Event,
    Gone,
    Notice,
    NotMoved,
    Sorted,
    StateChanged,
    Unreadable,
    Waiting,
)

Open = Waiting | Unreadable | NotMoved


class WatchedFolder:
    """Of one watch: one that begins anew begins with an empty list. For the interface thread alone."""

    def __init__(self, wanted: FolderToWatch) -> None:
        self.wanted = wanted
        self.state = StateChanged(Activity.STARTING)
        self.said = ""
        self._open: dict[object, Open] = {}

    @property
    def activity(self) -> Activity:
        return self.state.activity

    @property
    def has_problem(self) -> bool:
        return self.activity in (Activity.LOST, Activity.STOPPED)

    @property
    def open(self) -> list[Open]:
        """What waits for the user, in the order in which it came; last what shows no class at all."""
        return sorted(self._open.values(), key=_shows_neither)

    @property
    def needs_you(self) -> int:
        """How many pictures need a look: not those that clearly show something else."""
        return sum(not _shows_neither(item) for item in self._open.values())

    def take(self, event: Event) -> None:
        """Takes what the watch told."""
        match event:
            case StateChanged():
                self.state = event
                if event.activity is Activity.WATCHING:
                    self._forget_not_moved()
            case Waiting() | Unreadable() | NotMoved():
                self._open[event.path] = event
            case Gone():
                self._open.pop(event.path, None)
            case Sorted():
                self._open.pop(event.source, None)
                self.said = ""
            case Answered():
                self.wanted = replace(self.wanted, existing=None)
            case Notice():
                self.said = event.sentence

    def _forget_not_moved(self) -> None:
        """Nothing is on its way any more: what could not be moved at first was, or is gone."""
        self._open = {path: item for path, item in self._open.items() if not isinstance(item, NotMoved)}


def _shows_neither(item: Open) -> bool:
    return isinstance(item, Waiting) and item.label == NEITHER
