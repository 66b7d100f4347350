"""Keeps busy threads from slowing down the interface thread."""

from __future__ import annotations

import os
import sys
import threading
import time

_NICE_INCREMENT, _MAX_NICE = 5, 19
_WORK_SECONDS = 0.002
_MAX_REST_SECONDS = 0.02


def lower_thread_priority() -> None:
    """Lowers the priority of the calling thread and of those that it starts. Only Linux has it for each thread."""
    if sys.platform == "linux":
        # Relative to the main thread, which may run at a low priority itself: only root may raise it again.
        behind = min(os.getpriority(os.PRIO_PROCESS, os.getpid()) + _NICE_INCREMENT, _MAX_NICE)
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), behind)


class CpuThrottle:
    """Pauses a thread for as long as it worked, a few hundred times a second.

    Python runs one thread at a time, and a busy one holds the interpreter until it is made to release it, so each small
    step of the interface thread would have to wait. Work also takes longer while the interface thread is busy, and is
    then followed by a longer pause: the busier the interface is, the more time it gets.
    """

    def __init__(self) -> None:
        self._work_started = time.monotonic()

    def throttle(self) -> None:
        """To be called after every small piece of work; sleeps when a pause is due."""
        worked = time.monotonic() - self._work_started
        if worked > _WORK_SECONDS:
            time.sleep(min(worked, _MAX_REST_SECONDS))
            self._work_started = time.monotonic()
