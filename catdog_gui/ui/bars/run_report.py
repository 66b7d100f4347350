"""What the bar after a run says."""

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
    """What the bar after a run says. Counts are of pictures, not of the files that go along with them.

    `run` is what can be taken back: None where nothing was moved.
    """

    kind: RunKind
    picture_count: int
    run: int | None
    into: Path
    mode: Mode
    failures: tuple[Outcome, ...]
    stopped: str = ""
