"""The exceptions that end a command with a message instead of a traceback."""

from __future__ import annotations


class TrainerError(Exception):
    """Wrong use or unusable input; `str()` says what to do. Commands end with exit code 2."""


class Interrupted(BaseException):
    """SIGINT or SIGTERM arrived; commands end with exit code 130 and leave no half-written output."""
