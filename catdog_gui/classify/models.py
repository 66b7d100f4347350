"""Records of classification."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from catdog_gui.messages import UserError


class ScoreKind(StrEnum):
    """How a model's logits become scores; the values are transformers' `problem_type`."""

    INDEPENDENT = "multi_label_classification"
    EXCLUSIVE = "single_label_classification"


@dataclass(frozen=True, slots=True)
class Policy:
    """The threshold that turns scores into a decision, and what it was measured to give.

    A class passes at `threshold` or above and is out at `1 - threshold` or below. `precision` is the share of right
    ones among the decided, `coverage` the share of decided ones, both on held-out pictures; None where not measured.
    Where those came from other sources than the training pictures, `precision_range` is the 95 % confidence interval of
    the precision, and `pictures` the number of decided ones behind it.
    """

    name: str
    threshold: float
    precision: float | None = None
    coverage: float | None = None
    precision_range: tuple[float, float] | None = None
    pictures: int | None = None


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """What became of one picture: scores in the order of the model's classes, or the sentence why there are none.

    `look` says which look at the picture decided: 1, or 2 where the first one was in doubt.
    """

    path: Path
    scores: tuple[float, ...] = ()
    error: str = ""
    look: int = 1


class ModelError(UserError):
    """A model that cannot be used."""
