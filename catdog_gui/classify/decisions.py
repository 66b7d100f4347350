"""The decisions that are not a class of the model. Each is declared here, once.

A rule sees the scores of the picture only, nothing else of it. To add a decision:
- its record goes into `NON_CLASS_DECISIONS`;
- its text, icon, colour and key into `catdog_gui/ui/common/decision_looks.py`;
- the reason why such a picture stays into `catdog_gui/messages.py`, and its id into `catdog_gui/sorting/plan.py`;
- the translations of both texts into `resources/i18n/*.ts`, by the script there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.models import ScoreKind

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# From the largest score of each picture (n,), the second largest (n,) and the threshold: where the decision applies.
Rule = Callable[[Doubles, Doubles, float], Flags]
# From the same scores: the highest threshold at which the decision applies.
Confidence = Callable[[Doubles, Doubles], Doubles]

BOTH = "both"
NEITHER = "neither"
UNSURE = "unsure"


def passes(scores: Doubles, threshold: float) -> Flags:
    """Where the score is enough for its class."""
    return scores >= threshold


def is_out(scores: Doubles, threshold: float) -> Flags:
    """Where the score is so low that the picture does not show its class."""
    return (scores <= 1 - threshold) & (scores < threshold)


class TrainingTarget(Enum):
    """Which classes a picture shows to training, if its label is not a class."""

    ALL_CLASSES = auto()
    NO_CLASS = auto()
    UNKNOWN = auto()  # training leaves the picture out


@dataclass(frozen=True, slots=True)
class NonClassDecision:
    """A decision by its name, which no class may have, and where it applies among `kinds` of scores.

    `training_target` is what a picture with such a label shows; None if a user may not give the label.
    """

    name: str
    rule: Rule
    confidence: Confidence
    kinds: frozenset[ScoreKind]
    training_target: TrainingTarget | None


# Where several apply the first counts; UNSURE is what is left when no class passes either.
NON_CLASS_DECISIONS = (
    NonClassDecision(
        BOTH,
        rule=lambda _, second, threshold: passes(second, threshold),
        confidence=lambda _, second: second,
        kinds=frozenset({ScoreKind.INDEPENDENT}),
        training_target=TrainingTarget.ALL_CLASSES,
    ),
    NonClassDecision(
        NEITHER,
        rule=lambda first, _, threshold: is_out(first, threshold),
        confidence=lambda first, _: 1 - first,
        kinds=frozenset({ScoreKind.INDEPENDENT}),
        training_target=TrainingTarget.NO_CLASS,
    ),
)
NON_CLASS_NAMES = (*(decision.name for decision in NON_CLASS_DECISIONS), UNSURE)
# What a user may say of a picture beside the name of a class.
TRAINING_TARGETS = {each.name: each.training_target for each in NON_CLASS_DECISIONS if each.training_target}
NON_CLASS_LABELS = tuple(TRAINING_TARGETS)
