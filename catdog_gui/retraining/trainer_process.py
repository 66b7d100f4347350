"""Runs the trainer as a child process: with low priority, its output read as events, its failures as messages."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from catdog_gui.messages import Message, Text, system_message
from catdog_gui.retraining.events import Event, Notice, parse_event
from catdog_gui.retraining.models import RetrainingError
from catdog_gui.retraining.trainer_package import PACKAGES, find_other_trainer

# -P: the folder that we were started in is the user's, and may hold modules.
TRAINER_COMMAND = (sys.executable, "-P", "-m", "trainer")

_log = logging.getLogger(__name__)
_NICENESS = 10
_TERMINATE_TIMEOUT_SECONDS = 3.0
_EXIT_WRONG_USE = 2
_EXIT_CANCELLED = 130


class CancelledError(Exception):
    """The trainer ended because `cancel` was called."""


class TrainerProcess:
    """Runs one command of the trainer. Call `events` in one thread; `cancel` may be called from any, at any time."""

    def __init__(self, log: Path, program: Sequence[str] = TRAINER_COMMAND) -> None:
        self._log = log
        self._program = program
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._cancelled = threading.Event()

    def events(self, arguments: Sequence[str]) -> Iterator[Event]:
        """Starts the trainer with `arguments` and yields its events until it has succeeded.

        Raises:
            CancelledError: it was stopped.
            RetrainingError: it failed, or cannot be started; the message says why.
        """
        last_message = ""
        with self._log.open("w", encoding="utf-8", errors="replace") as log:
            process = self._start([*self._program, *arguments, "--json"], log)
            try:
                assert process.stdout is not None
                for line in process.stdout:
                    event = parse_event(line)
                    if isinstance(event, Notice):
                        last_message = event.message
                    if event is not None:
                        yield event
                code = process.wait()
            finally:
                _terminate(process)
        if self._cancelled.is_set():
            raise CancelledError
        if code != 0:
            raise RetrainingError(_failure_message(code, last_message, self._log))

    def cancel(self) -> None:
        """Asks the trainer to stop, and kills it if it still runs after some seconds. Returns at once."""
        self._cancelled.set()
        with self._lock:
            process = self._process
        if process is not None:
            threading.Thread(target=_terminate, args=(process,), name="end-trainer", daemon=True).start()

    def _start(self, command: Sequence[str], log: IO[str]) -> subprocess.Popen[str]:
        with self._lock:
            if self._cancelled.is_set():
                raise CancelledError
            try:
                if (other := find_other_trainer()) is not None:
                    raise RetrainingError(Text.OTHER_TRAINER(other))
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env=_environment(),
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                    **_platform_options(),
                )
            except OSError as error:
                raise RetrainingError(Text.TRAINER_NOT_STARTED(system_message(error))) from None
            _lower_priority(self._process)
            return self._process


def _environment() -> dict[str, str]:
    """Our environment, with the path of the packages. OpenBLAS gets one thread: more are slower on a busy computer."""
    paths = [str(PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "OPENBLAS_NUM_THREADS": "1",
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


def _platform_options() -> dict[str, Any]:
    if os.name == "nt":
        flags = "BELOW_NORMAL_PRIORITY_CLASS", "CREATE_NO_WINDOW"
        return {"creationflags": sum(int(getattr(subprocess, flag)) for flag in flags)}
    # A session of its own: Ctrl+C in our terminal then stops the trainer only through `cancel`.
    return {"start_new_session": True}


def _lower_priority(process: subprocess.Popen[str]) -> None:
    if os.name != "nt":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)


def _terminate(process: subprocess.Popen[str]) -> None:
    if process.poll() is not None:
        return
    with contextlib.suppress(OSError):
        process.terminate()
    try:
        process.wait(_TERMINATE_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(OSError):
            process.kill()
        process.wait()


def _failure_message(code: int, last_message: str, log: Path) -> Message:
    if os.name != "nt" and code == -signal.SIGKILL:
        return Text.TRAINING_KILLED()
    if code < 0:
        return Text.TRAINING_ENDED_BY_SIGNAL(-code)
    if code == _EXIT_CANCELLED:
        return Text.TRAINING_STOPPED()
    if os.strerror(errno.ENOSPC) in last_message:
        return Text.NO_SPACE_FOR_MODEL()
    if code == _EXIT_WRONG_USE and isinstance(last_message, Message):
        return last_message
    # Words without an id are of the command line itself, which we wrote.
    if code == _EXIT_WRONG_USE and last_message:
        return Text.TRAINING_ENDED(last_message)
    # What Python says at the end of a program is for programmers.
    _log.warning("the trainer ended with exit code %s: %s", code, _last_line(log))
    return Text.TRAINING_ENDED(Text.EXIT_CODE(code))


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text("utf-8", "replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1][:300] if lines else ""
