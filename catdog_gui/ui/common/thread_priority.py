"""Keeps threads that work hard from crowding out the interface thread."""

from __future__ import annotations

import os
import sys
import threading
import time

_NICER_BY, _NICEST = 5, 19
_WORK_SECONDS = 0.002
_LONGEST_REST_SECONDS = 0.02


def give_way() -> None:
    """Lets the calling thread, and those that it starts, run behind all others; only Linux can tell threads apart."""
    if sys.platform == "linux":
        # Behind the main thread, however low that runs itself: nobody but root may raise a thread again.
        behind = min(os.getpriority(os.PRIO_PROCESS, os.getpid()) + _NICER_BY, _NICEST)
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), behind)


class Pace:
    """Rests as long as it works, a few hundred times a second.

    Python runs one thread at a time, and a busy one gives way only when it is made to: each of the many small steps
    of the interface thread would wait for it anew. Work that took long because the interface thread was busy, too, is
    followed by a longer rest, so the busier that is the more of the interpreter it has.
    """

    def __init__(self) -> None:
        self._since = time.monotonic()

    def keep(self) -> None:
        """Called after every small piece of work; rests when it is time."""
        worked = time.monotonic() - self._since
        if worked > _WORK_SECONDS:
            time.sleep(min(worked, _LONGEST_REST_SECONDS))
            self._since = time.monotonic()
