"""What a report of a problem needs, without the name of any file of the user's."""

from __future__ import annotations

import hashlib
import platform
import re
import traceback
from pathlib import Path

from PySide6.QtCore import qVersion

from catdog_gui import __version__

_ID_LENGTH = 8
_ID_IN_LOG = re.compile(rf"^(\d{{4}}-\d{{2}}-\d{{2}}) .* unexpected \[([0-9a-f]{{{_ID_LENGTH}}})\]", re.MULTILINE)
_MAX_IDS = 5


def environment_text() -> str:
    return f"catdog {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"


def error_id(error: BaseException) -> str:
    """The same for the same kind of error in the same place of the program, on every computer.

    It is made of the error's type, and of the functions and lines that it came through; not of its message, which may
    name files.
    """
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        type(error).__qualname__,
        *(f"{Path(frame.filename).name}:{frame.name}:{frame.lineno}" for frame in frames),
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_ID_LENGTH]


def log_line(identifier: str, text: str) -> str:
    """How an unexpected error stands in the log, from where `recent_errors` reads it."""
    return f"unexpected [{identifier}]: {text}"


def recent_errors(log_file: Path) -> list[str]:
    """The days and ids of the last unexpected errors in the log, the newest last; none if it cannot be read."""
    try:
        text = log_file.read_text("utf-8", errors="replace")
    except OSError:
        return []
    return [f"{day} {identifier}" for day, identifier in _ID_IN_LOG.findall(text)][-_MAX_IDS:]
