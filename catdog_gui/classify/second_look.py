"""When a picture is looked at twice: the band of first scores that are in doubt, and how two looks become one score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.head import Floats, scores_of
from catdog_gui.classify.models import ModelError, ScoreKind
from catdog_gui.messages import Text

_SMALLEST = 1e-7


@dataclass(frozen=True, slots=True)
class Joining:
    """The entry `second_look` of catdog.json.

    A picture is in doubt when any of its first scores lies above `low` and below `high`. Its final log-odds are those
    of the second look times `weight`, plus those of the first times the rest.
    """

    low: float
    high: float
    weight: float = 1.0

    def in_doubt(self, first: Floats) -> npt.NDArray[np.bool_]:
        """first scores (n, classes) -> (n,), whether the second look is asked."""
        return np.asarray(((first > self.low) & (first < self.high)).any(axis=1), np.bool_)

    def joined(self, first: Floats, second: Floats, kind: ScoreKind) -> Floats:
        """Scores (n, classes) of both looks on the same pictures -> final scores (n, classes)."""
        mixed = self.weight * _log_odds(second, kind) + (1 - self.weight) * _log_odds(first, kind)
        return scores_of(np.asarray(mixed, np.float32), kind)

    def final(self, first: Floats, second: Floats, kind: ScoreKind) -> Floats:
        """The final scores (n, classes) of pictures whose second scores are all at hand, asked for or not."""
        asked = self.in_doubt(first)
        return np.where(asked[:, None], self.joined(first, second, kind), first)


def _log_odds(scores: Floats, kind: ScoreKind) -> npt.NDArray[np.float64]:
    """What `scores_of` was applied to, up to a constant."""
    bounded = np.clip(scores.astype(np.float64), _SMALLEST, 1 - _SMALLEST)
    return np.log(bounded) - np.log1p(-bounded) if kind is ScoreKind.INDEPENDENT else np.log(bounded)


def read_joining(entry: Any) -> Joining:
    """The record of the entry `second_look` of catdog.json.

    Raises:
        ModelError: a number is missing or impossible.
    """
    if not isinstance(entry, Mapping):
        raise ModelError(Text.SECOND_LOOK_ENTRY())
    low, high, weight = (float(entry[name]) for name in ("low", "high", "weight"))
    if not (0 <= low < high <= 1 and 0 <= weight <= 1):
        raise ModelError(Text.SECOND_LOOK_NUMBERS(low, high, weight))
    return Joining(low, high, weight)
