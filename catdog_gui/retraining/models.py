"""Records of retraining."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from catdog_gui.messages import UserError


class AcceptanceResult(StrEnum):
    """Whether a candidate may replace the model in use."""

    GOOD = "good"
    """The candidate is better or equal."""
    WORSE = "worse"
    """The candidate is worse: it is installed but not used."""
    UNKNOWN = "unknown"
    """There is no common reference to compare with: it is installed, and used only if the user chooses it."""


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """The figures of one of two models on the same pictures, in numbers of pictures.

    `right`: the decisions without a threshold that are right. `decided`: the pictures that are not unsure under the
    model's default policy. `wrong`: the wrong ones among these.
    """

    right: int
    decided: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the same number of `pictures`. `gained` were wrong before and are right now; `lost` the reverse.

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
    """A picture that the two models decide differently; `label` is the user's."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AcceptanceReport:
    """The comparison of a candidate with the model in use: on the user's `own` pictures, and on the `reference`."""

    result: AcceptanceResult
    reason: str
    own: Comparison | None = None
    reference: Comparison | None = None
    differences: tuple[ChangedDecision, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As `release.json` and the command line write it, where `result` is called `verdict`."""
        content = asdict(self)
        return {"verdict": content.pop("result"), **content}


@dataclass(frozen=True, slots=True)
class Release:
    """An installed model. `name` is the name of its folder; `date` has a time zone.

    `counts` are the numbers of pictures of each label that it was trained on, `trained_until` is the time of the newest
    correction among them. `problem` says why it cannot be used; it is empty if it can.
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
