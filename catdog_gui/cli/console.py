"""Input and output that the commands share: lines for a person, JSON for a program, signals, progress."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any, TextIO

from catdog_gui.messages import shown

_UPDATE_INTERVAL_SECONDS = 0.1


class UsageError(Exception):
    """The command was used wrongly; `str()` is a sentence that says what to do. It ends with exit code 2."""


def quiet_native_libraries() -> None:
    """Drops what C libraries write to file descriptor 2; Python's own stderr stays.

    libtiff and others report damaged pictures there; the commands report these themselves.
    """
    try:
        stderr = os.fdopen(os.dup(sys.stderr.fileno()), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
        null = os.open(os.devnull, os.O_WRONLY)
    except (OSError, ValueError, AttributeError):
        return
    os.dup2(null, 2)
    os.close(null)
    sys.stderr = stderr


@contextlib.contextmanager
def stop_on_signals() -> Iterator[threading.Event]:
    """An event that Ctrl+C or SIGTERM sets; the second Ctrl+C interrupts at once."""
    stop = threading.Event()

    def on_signal(signal_number: int, _frame: FrameType | None) -> None:
        if stop.is_set() and signal_number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    previous_handlers = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in previous_handlers.items():
            signal.signal(number, handler)


def write_json(**content: Any) -> None:
    """One object on one line of stdout."""
    print(json.dumps(content, ensure_ascii=True), flush=True)


def print_out(text: str) -> None:
    """A line for the person, on stdout; characters that cannot be shown are escaped."""
    print(_printable(text, sys.stdout))


def print_err(message: str) -> None:
    """A line for the person, on stderr: a warning or progress, no part of the result."""
    print(_printable(f"catdog: {message}", sys.stderr), file=sys.stderr, flush=True)


def require_terminal() -> None:
    """Raises UsageError if stdin is no terminal, so that nobody can be asked."""
    if not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask on: add --yes to go on without asking")


def confirm(question: str) -> bool:
    """Asks on the terminal; raises UsageError if there is none."""
    require_terminal()
    print(_printable(f"{question} [y/N] ", sys.stderr), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _printable(line: str, stream: TextIO) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return shown(line).encode(encoding, "backslashreplace").decode(encoding)


class ProgressLine:
    """One line on stderr that is rewritten a few times a second; silent where stderr is no terminal."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._started = time.monotonic()
        self._last_update = 0.0
        self._is_enabled = sys.stderr.isatty()

    def update(self, done: int, total: int | None = None) -> None:
        now = time.monotonic()
        if not self._is_enabled or now - self._last_update < _UPDATE_INTERVAL_SECONDS:
            return
        self._last_update = now
        rate = done / max(now - self._started, 1e-6)
        of_total = "" if total is None else f" of {total:,}"
        left = "" if total is None or not rate else f"  {(total - done) / rate:.0f} s left"
        print(f"\r\x1b[K{self._title} {done:,}{of_total}  {rate:.0f}/s{left}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        if self._is_enabled and self._last_update:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
