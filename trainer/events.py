"""How a command reports while it runs: one JSON object a line for programs, or short lines for people."""

from __future__ import annotations

import json
import math
import sys
import time
from typing import Any, Protocol, TextIO

from catdog_gui.messages import Message

FIRST_STAGE = "starting"


class Events(Protocol):
    """Receives the events of a command."""

    def stage(self, name: str) -> None:
        """A new stage begins; `name` is a few words."""

    def progress(self, step: int, total: int, **figures: float) -> None:
        """`step` of `total` is done, 0 of 0 where that is not known; `figures` are such as loss, accuracy, epoch."""

    def metric(self, name: str, value: float, **details: Any) -> None:
        """A measured figure."""

    def done(self, **results: Any) -> None:
        """The command has succeeded."""

    def error(self, message: str) -> None:
        """The command has failed, or a part of its input was skipped."""


class JsonEvents:
    """`{"event": "stage"|"progress"|"metric"|"done"|"error", ...}`, one a line; progress at most 5 a second.

    Each progress has `stage`, `step`, `total`, `rate` (steps a second) and `seconds_left`, null while it is not known.
    """

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._stage = FIRST_STAGE
        self._throttle = _ProgressThrottle()

    def stage(self, name: str) -> None:
        self._stage = name
        self._throttle = _ProgressThrottle()
        self._write("stage", stage=name)

    def progress(self, step: int, total: int, **figures: float) -> None:
        if not self._throttle.is_due(step, total):
            return
        rate, left = self._throttle.rate_and_seconds_left(step, total)
        shown = {"rate": round(rate, 2), "seconds_left": None if left is None else round(left, 1)}
        self._write("progress", stage=self._stage, step=step, total=total, **shown, **figures)

    def metric(self, name: str, value: float, **details: Any) -> None:
        self._write("metric", name=name, value=value, **details)

    def done(self, **results: Any) -> None:
        self._write("done", **results)

    def error(self, message: str) -> None:
        # An argument may be a sentence itself: with the ids, the window can say all of it in another language.
        text = {"text": message.to_json()} if isinstance(message, Message) else {}
        self._write("error", message=message, **text)

    def _write(self, event: str, **content: Any) -> None:
        print(json.dumps({"event": event, **content}, default=str), file=self._out, flush=True)


class PlainEvents:
    """Lines for a person, on stderr; progress rewrites one line where that is a terminal."""

    def __init__(self, out: TextIO = sys.stderr) -> None:
        self._out = out
        self._throttle = _ProgressThrottle()
        self._is_terminal = out.isatty()
        self._has_open_line = False

    def stage(self, name: str) -> None:
        self._throttle = _ProgressThrottle()
        self._write_line(name)

    def progress(self, step: int, total: int, **figures: float) -> None:
        if total == 0 or not self._throttle.is_due(step, total, every=0.2 if self._is_terminal else 10.0):
            return
        rate, left = self._throttle.rate_and_seconds_left(step, total)
        pace = "" if left is None else f"  {rate:.1f}/s  {left:.0f} s left"
        shown = "".join(f"  {name} {value:.4g}" for name, value in figures.items())
        text = f"  {step:,} of {total:,}{pace}{shown}"
        if self._is_terminal:
            print(f"\r\x1b[K{text}", end="", file=self._out, flush=True)
            self._has_open_line = True
        else:
            self._write_line(text)

    def metric(self, name: str, value: float, **details: Any) -> None:
        shown = "".join(f"  {key} {detail}" for key, detail in details.items())
        self._write_line(f"  {name}: {value:.4f}{shown}")

    def done(self, **results: Any) -> None:
        for name, value in results.items():
            self._write_line(f"{name}: {value}")

    def error(self, message: str) -> None:
        self._write_line(f"error: {message}")

    def _write_line(self, text: str) -> None:
        if self._has_open_line:
            print(file=self._out)
            self._has_open_line = False
        print(text, file=self._out, flush=True)


class _ProgressThrottle:
    """Decides when progress is reported, and computes the rate and the time left.

    Both are measured from the first step that is reported, because a resumed run does not begin at step 0.
    """

    def __init__(self) -> None:
        self._first_sent: tuple[int, float] | None = None
        self._last_sent: tuple[int, float] = (-1, -math.inf)

    def is_due(self, step: int, total: int, every: float = 0.2) -> bool:
        now = time.monotonic()
        last_step, sent = self._last_sent
        has_ended = step >= total and step != last_step
        if now - sent < every and not has_ended:
            return False
        self._last_sent = step, now
        return True

    def rate_and_seconds_left(self, step: int, total: int) -> tuple[float, float | None]:
        """Steps a second, and the seconds; 0 and None until a second step is reported."""
        now = time.monotonic()
        if self._first_sent is None or step < self._first_sent[0]:
            # Some stages count more than once: features first, and then the strengths that are tried.
            self._first_sent = step, now
        first, began = self._first_sent
        rate = (step - first) / max(now - began, 1e-6)
        return rate, (total - step) / rate if rate else None
