"""The decisions that are not a class of the model. Each is declared here, once.

To add one: its record goes into `NON_CLASS_DECISIONS`; its text, icon, colour and key into
`catdog_gui/ui/common/decision_looks.py`; the reason why such a picture stays into `catdog_gui/sorting/plan.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.models import ScoreKind

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# From the largest score of each picture (n,), the second largest (n,) and the threshold: where the decision applies.
Rule = Callable[[Doubles, Doubles, float], Flags]

BOTH = "both"
NEITHER = "neither"
UNSURE = "unsure"


def passes(scores: Doubles, threshold: float) -> Flags:
    """Where the score is enough for its class."""
    return scores >= threshold


def is_out(scores: Doubles, threshold: float) -> Flags:
    """Where the score is so low that the picture does not show its class."""
    return (scores <= 1 - threshold) & (scores < threshold)


@dataclass(frozen=True, slots=True)
class NonClassDecision:
    """A decision by its name, which no class may have, and where it applies among `kinds` of scores.

    `is_label` says whether a user may give it to a picture.
    """

    name: str
    rule: Rule
    kinds: frozenset[ScoreKind]
    is_label: bool


# Where several apply the first counts; UNSURE is what is left when no class passes either.
NON_CLASS_DECISIONS = (
    NonClassDecision(
        BOTH, lambda _, second, threshold: passes(second, threshold), frozenset({ScoreKind.INDEPENDENT}), is_label=True
    ),
    NonClassDecision(
        NEITHER, lambda first, _, threshold: is_out(first, threshold), frozenset({ScoreKind.INDEPENDENT}), is_label=True
    ),
)
UNDECIDED = (*(decision.name for decision in NON_CLASS_DECISIONS), UNSURE)
# What a user may say of a picture beside the name of a class.
NON_CLASS_LABELS = tuple(decision.name for decision in NON_CLASS_DECISIONS if decision.is_label)
