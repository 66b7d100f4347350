"""What the footer shows after a run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from catdog_gui.sorting.models import Mode, Outcome


class RunKind(Enum):
    SORT = auto()
    UNDO = auto()


@dataclass(frozen=True, slots=True)
class RunReport:
    """What the footer shows after a run. It counts pictures, not the files that move with them.

    `run` is what can be taken back: None where nothing was moved.
    """

    kind: RunKind
    picture_count: int
    run: int | None
    into: Path
    mode: Mode
    failures: tuple[Outcome, ...]
    stopped: str = ""
