"""Which of several training processes this is, as `torchrun` and `accelerate launch` say in the environment."""

from __future__ import annotations

import os
from typing import Any


def rank() -> int:
    return int(os.environ.get("RANK", "0"))


def world_size() -> int:
    return int(os.environ.get("WORLD_SIZE", "1"))


def machine() -> int:
    """The number of this computer among those that train together, from 0."""
    return int(os.environ.get("GROUP_RANK", "0"))


def is_main_process() -> bool:
    """Whether this process is the one that reports, and writes the result."""
    return rank() == 0


def is_main_on_machine() -> bool:
    """Whether this process is the one that writes the checkpoints of this computer."""
    return int(os.environ.get("LOCAL_RANK", rank())) == 0


class NullEvents:
    """Discards all events; for the processes that do not report."""

    def stage(self, name: str) -> None: ...

    def progress(self, step: int, total: int, **figures: float) -> None: ...

    def metric(self, name: str, value: float, **details: Any) -> None: ...

    def done(self, **results: Any) -> None: ...

    def error(self, message: str) -> None: ...
