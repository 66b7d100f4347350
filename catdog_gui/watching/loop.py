"""The loop of a watch: hear, look, sort what is finished, sleep until something happens or is due."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from catdog_gui.sorting.journal import JournalError
from catdog_gui.watching.arrival_handler import Sorter
from catdog_gui.watching.candidate_scanner import Finder
from catdog_gui.watching.classifier import Judge
from catdog_gui.watching.folder_monitor import Look, Lookout
from catdog_gui.watching.fs_events import Hints
from catdog_gui.watching.groups import groups_of, regular_stamp
from catdog_gui.watching.kept_files import Known, Why
from catdog_gui.watching.models import Activity, Notice, StateChanged, Tell, Wish
from catdog_gui.watching.names import may_be_picture
from catdog_gui.watching.rescan import Seen
from catdog_gui.watching.settling import Settling

AT_ONCE = 256
_BREATH = 0.05
_AFTER_ERROR = 5.0


@dataclass(slots=True)
class Orders:
    """What other threads want of the loop; `wake` makes it look."""

    wake: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    paused: threading.Event = field(default_factory=threading.Event)
    rescan: threading.Event = field(default_factory=threading.Event)
    judges: deque[Judge] = field(default_factory=deque)
    corrections: deque[tuple[Path, str]] = field(default_factory=deque)


class Loop:
    """Runs in one thread, which is the only one that touches what it holds."""

    def __init__(
        self,
        wish: Wish,
        orders: Orders,
        hints: Hints,
        lookout: Lookout,
        settling: Settling,
        known: Known,
        finder: Finder,
        sorter: Sorter,
        tell: Tell,
    ) -> None:
        self._wish = wish
        self._orders = orders
        self._hints = hints
        self._lookout = lookout
        self._settling = settling
        self._known = known
        self._finder = finder
        self._sorter = sorter
        self._tell = tell
        self._clock = lookout.clock
        self._must_judge_again = False

    def run(self) -> None:
        """Goes on until it is to stop; raises WatchError where the program's own files cannot be used."""
        try:
            while not self._orders.stop.is_set():
                self._orders.wake.clear()
                try:
                    self._turn()
                except (JournalError, OSError) as error:
                    self._tell(Notice(f"{error} Trying again."))
                    self._orders.stop.wait(_AFTER_ERROR)
                    self._lookout.look_again()
                self._sleep()
            self._correct_to_the_last()
        finally:
            self._lookout.close()

    def _turn(self) -> None:
        look = self._lookout.supervise()
        heard = self._hints.take()
        if heard.unwatched is not None:
            self._lookout.not_all_watched(heard.unwatched)
        if heard.lost_track:
            self._tell(Notice(f"more happened in {self._wish.folder} than the system could tell; looking through it"))
        if self._orders.rescan.is_set():
            self._orders.rescan.clear()
            heard.lost_track = True
            self._finder.try_again(Why.UNREADABLE)
            self._settling.hurry()
        if self._lookout.is_there and (self._finder.has_new_ground() or heard.lost_track):
            look = Look.EVERYTHING
        self._follow_judges()
        self._finder.hear(heard)
        self._finder.look(look)
        self._tell_state()
        if self._lookout.is_there:
            self._correct()
            if not self._orders.paused.is_set():
                self._sort()

    def _sort(self) -> None:
        ready = dict(islice(self._ready(), AT_ONCE))
        if ready:
            self._sorter.handle(ready, self._orders.stop)
            self._tell_state()

    def _ready(self) -> Iterable[Seen]:
        """The pictures that are left alone for long enough."""
        pictures = []
        for path in self._settling.due():
            # Companions first: a picture waits for those that are not at rest.
            if may_be_picture(path.name):
                pictures.append(path)
            elif (stamp := regular_stamp(path)) is None:
                self._settling.forget(path)
            elif self._settling.is_unchanged(path, stamp):
                self._sorter.follow(path, stamp, self._orders.stop)
        for path in pictures:
            stamp = regular_stamp(path)
            if stamp is None or not stamp.size or self._known.has(path, stamp):
                self._settling.forget(path)
            elif self._settling.is_unchanged(path, stamp):
                yield path, stamp

    def _correct(self) -> None:
        while self._orders.corrections:
            path, label = self._orders.corrections[0]
            stamp = regular_stamp(path)
            group = groups_of([path]).get(path)
            if stamp is None or group is None:
                self._known.drop(path)
                self._tell(Notice(f"{path} is no longer there"))
            else:
                self._sorter.obey(group, label, stamp)
            self._orders.corrections.popleft()

    def _correct_to_the_last(self) -> None:
        """What the user said before the stop is done."""
        try:
            if self._lookout.is_there:
                self._correct()
        except (JournalError, OSError) as error:
            self._tell(Notice(str(error)))

    def _follow_judges(self) -> None:
        while self._orders.judges:
            self._sorter.follow_judge(self._orders.judges.popleft())
            self._must_judge_again = True
        # During a pause what waits goes on waiting: it would leave the list, and not come back before the end of it.
        if self._must_judge_again and self._lookout.is_there and not self._orders.paused.is_set():
            self._must_judge_again = False
            self._finder.try_again(Why.WAITING, Why.UNREADABLE)

    def _tell_state(self) -> None:
        activity = Activity.WATCHING
        if not self._lookout.is_there:
            activity = Activity.LOST
        elif self._orders.paused.is_set():
            activity = Activity.PAUSED
        elif len(self._settling):
            activity = Activity.SORTING
        self._tell(StateChanged(activity, self._lookout.is_polling))

    def _sleep(self) -> None:
        now = self._clock()
        until = self._lookout.next_check
        due = self._settling.next_due()
        if due is not None and self._lookout.is_there and not self._orders.paused.is_set():
            until = min(until, due)
        if until > now:
            self._orders.wake.wait(until - now)
            # One event seldom comes alone.
            self._orders.stop.wait(_BREATH)
