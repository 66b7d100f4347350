"""Keeps threads that work hard from crowding out the interface thread."""

from __future__ import annotations

import os
import sys
import threading
import time

_NICE_INCREMENT, _MAX_NICE = 5, 19
_WORK_SECONDS = 0.002
_MAX_REST_SECONDS = 0.02


def lower_thread_priority() -> None:
    """Lets the calling thread, and those that it starts, run behind all others; only Linux can tell threads apart."""
    if sys.platform == "linux":
        # Behind the main thread, however low that runs itself: nobody but root may raise a thread again.
        behind = min(os.getpriority(os.PRIO_PROCESS, os.getpid()) + _NICE_INCREMENT, _MAX_NICE)
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), behind)


class CpuThrottle:
    """Rests as long as it works, a few hundred times a second.

    Python runs one thread at a time, and a busy one gives way only when it is made to: each of the many small steps
    of the interface thread would wait for it anew. Work that took long because the interface thread was busy, too, is
    followed by a longer rest, so the busier that is the more of the interpreter it has.
    """

    def __init__(self) -> None:
        self._work_started = time.monotonic()

    def throttle(self) -> None:
        """Called after every small piece of work; rests when it is time."""
        worked = time.monotonic() - self._work_started
        if worked > _WORK_SECONDS:
            time.sleep(min(worked, _MAX_REST_SECONDS))
            self._work_started = time.monotonic()
