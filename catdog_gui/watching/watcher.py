"""One watched folder: listens, waits until files are finished, has them sorted, and survives what happens to the disk.

    watch = Watch(wish, judge, journal, paths, tell)
    watch.start()                      # or watch.run(), which stays until another thread calls stop()
    watch.pause(), watch.resume(), watch.correct(path, "cat"), watch.waiting
    watch.stop()

`tell` is called from the thread of the watch with the frozen records of `models`, and must not block for long.
"""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path

from catdog_gui.paths import Paths
from catdog_gui.sorting.journal import Journal
from catdog_gui.watching.arrival_handler import Sorter
from catdog_gui.watching.candidate_scanner import Finder
from catdog_gui.watching.classifier import Judge
from catdog_gui.watching.daily_run import DaysRun, Today, today
from catdog_gui.watching.folder_lock import Held, folder_lock
from catdog_gui.watching.folder_monitor import Lookout, NetworkKind
from catdog_gui.watching.fs_events import Hints
from catdog_gui.watching.kept_files import Known
from catdog_gui.watching.loop import Loop, Orders
from catdog_gui.watching.models import (
    Activity,
    Event,
    Notice,
    NotWatchedError,
    Pace,
    StateChanged,
    Tell,
    Unreadable,
    Waiting,
    WatchError,
    Wish,
)
from catdog_gui.watching.mounts import network_file_system
from catdog_gui.watching.settling import Clock, Settling
from catdog_gui.watching.sources import SourceOpener, open_native
from catdog_gui.watching.watch_scope import Territory
from catdog_gui.watching.watch_store import Memory


def resolved(wish: Wish) -> Wish:
    """The wish with real paths: a folder that is reached through a link is the same folder."""
    folder = wish.folder.resolve()
    return Wish(folder, wish.destination.resolve(), wish.recursive, wish.poll, wish.settle, wish.existing)


class Watch:
    """Watches one folder, in a thread of its own or in the caller's. It is started once."""

    def __init__(
        self,
        wish: Wish,
        judge: Judge,
        journal: Journal,
        paths: Paths,
        tell: Tell,
        *,
        pace: Pace | None = None,
        clock: Clock = time.monotonic,
        open_source: SourceOpener = open_native,
        network_kind: NetworkKind = network_file_system,
        day: Today = today,
    ) -> None:
        self.wish = resolved(wish)
        self._judge = judge
        self._journal = journal
        self._paths = paths
        self._tell = tell
        self._pace = pace or Pace()
        self._clock = clock
        self._open_source = open_source
        self._network_kind = network_kind
        self._day = day
        self._state = StateChanged(Activity.STARTING)
        self._orders = Orders()
        self._known = Known(self._on_event)
        self._thread: threading.Thread | None = None
        self._failure = ""

    def start(self, after: Watch | None = None) -> None:
        """Watches in a thread, once `after`, which had the folder before, has ended.

        What hinders it is told as a notice, and the state becomes STOPPED.
        """
        name = f"watch-{self.wish.folder.name}"
        self._thread = threading.Thread(target=self._run_and_tell, args=(after,), name=name, daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Watches until `stop` is called from elsewhere.

        Raises:
            WatchError: another watch has the folder, or the program's own files cannot be used.
        """
        try:
            with contextlib.ExitStack() as stack:
                lock = folder_lock(self._paths.locks_dir, self.wish.folder, recursive=self.wish.recursive)
                held = stack.enter_context(lock)
                memory = stack.enter_context(contextlib.closing(Memory.at(self._paths)))
                self._loop(memory, held).run()
        finally:
            self._on_event(StateChanged(Activity.STOPPED))

    def stop(self, timeout: float | None = 1.0) -> bool:
        """Ends the watch, at the next whole move; whether it had ended when `timeout` was over."""
        self._orders.stop.set()
        self._orders.wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)
            return not self._thread.is_alive()
        return True

    def pause(self) -> None:
        """Moves nothing by itself from now on; what arrives meanwhile is handled after `resume`."""
        self._orders.paused.set()
        self._orders.wake.set()

    def resume(self) -> None:
        self._orders.paused.clear()
        self._orders.wake.set()

    def rescan(self) -> None:
        """Looks through everything, also at what was unreadable before."""
        self._orders.rescan.set()
        self._orders.wake.set()

    def reconsider(self, judge: Judge) -> None:
        """Another model or threshold from now on, also for what is waiting."""
        self._orders.judges.append(judge)
        self._orders.wake.set()

    def correct(self, path: Path, label: str) -> None:
        """The user says what a picture shows: it is moved, also when `stop` comes at once.

        Any file of the folder may be named.

        Raises:
            NotWatchedError: the watch has ended.
        """
        if self._state.activity is Activity.STOPPED:
            raise NotWatchedError(self.wish.folder)
        self._orders.corrections.append((path, label))
        self._orders.wake.set()

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """The pictures that stay until the user says what they are."""
        return self._known.waiting

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        return self._known.unreadable

    @property
    def state(self) -> StateChanged:
        """What it does now."""
        return self._state

    @property
    def is_running(self) -> bool:
        """Whether the thread that `start` began has not ended."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def failure(self) -> str:
        """Why a watch that was started has ended by itself."""
        return self._failure

    def _run_and_tell(self, after: Watch | None) -> None:
        try:
            if after is not None:
                after.stop(timeout=None)
            self.run()
        except WatchError as error:
            self._failure = str(error)
        except Exception as error:
            self._failure = f"watching {self.wish.folder} ended with an error: {error!r}"
            raise  # for the log
        finally:
            if self._failure:
                self._on_event(Notice(self._failure))

    def _on_event(self, event: Event) -> None:
        if isinstance(event, StateChanged):
            if event == self._state:
                return
            self._state = event
        self._tell(event)

    def _loop(self, memory: Memory, held: Held) -> Loop:
        tell = self._on_event
        hints = Hints(self._orders.wake)
        settling = Settling(self.wish.settle, self._clock, self._pace.tries)
        territory = Territory(self.wish, self._journal, memory, self._paths.locks_dir, held)
        lookout = Lookout(self.wish, self._pace, hints, self._clock, tell, self._open_source, self._network_kind)
        days_run = DaysRun(self.wish, self._journal, memory, self._day)
        sorter = Sorter(self.wish, self._judge, self._journal, territory, settling, self._known, days_run, tell)
        finder = Finder(self.wish, self._orders.stop, lookout, settling, territory, self._known, memory, tell)
        return Loop(self.wish, self._orders, hints, lookout, settling, self._known, finder, sorter, tell)
