"""Records of retraining."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from catdog_gui.messages import UserError


class AcceptanceResult(StrEnum):
    """What the judging of a candidate came to."""

    GOOD = "good"
    """Better or equal: may become the release in use."""
    WORSE = "worse"
    """Kept aside."""
    UNKNOWN = "unknown"
    """What it knew before cannot be judged: kept aside until the user wants it."""


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """What one of two models makes of the same pictures, in pictures.

    `right` of all, with the nearest decision; `decided` under the model's default policy, `wrong` of these.
    """

    right: int
    decided: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the same `pictures`: which were wrong before and are right now (`gained`), and the reverse.

    `p` is the exact two-sided p-value of McNemar's test on these two numbers.
    """

    pictures: int
    before: ModelFigures
    after: ModelFigures
    gained: int
    lost: int
    p: float

    def share(self, count: int) -> float:
        return count / self.pictures if self.pictures else 0.0


@dataclass(frozen=True, slots=True)
class ChangedDecision:
    """A picture on which the two models do not decide the same; `label` is the user's word."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AcceptanceReport:
    """A candidate against the model in use: on the user's pictures, and on the reference, each where there is any."""

    verdict: AcceptanceResult
    reason: str
    own: Comparison | None = None
    reference: Comparison | None = None
    differences: tuple[ChangedDecision, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """A model that is or was used. `name` is its folder's name; `date` is aware.

    `counts` are the pictures of each label that it was taught by, `taught_until` the time of its newest correction.
    `problem` says why it cannot be used, where it cannot.
    """

    name: str
    path: Path
    date: datetime | None
    id: str = ""
    parent: str = ""
    origin: str = ""
    classes: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    report: AcceptanceReport | None = None
    seconds: float | None = None
    trained_until: datetime | None = None
    in_use: bool = False
    problem: str = ""


class RetrainingError(UserError):
    """Retraining or a change of releases that cannot be done."""
