"""From scores to decisions, in numpy over all pictures at once: a slider re-decides 100,000 of them in one frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.decisions import NON_CLASS_DECISIONS, NON_CLASS_NAMES, UNSURE, Doubles, is_out, passes
from catdog_gui.classify.models import Policy, ScoreKind

Scores = npt.NDArray[np.floating[Any]]
# The index of a class; behind the classes those of `NON_CLASS_NAMES`. A byte would hold too few for 1000 classes.
Codes = npt.NDArray[np.int16]


def decide(scores: Sequence[float], classes: Sequence[str], kind: ScoreKind, threshold: float) -> str:
    """The decision for one picture: a class name, or one of `NON_CLASS_NAMES`."""
    return decide_many(np.asarray([scores]), classes, kind, threshold)[0]


def decide_many(scores: Scores, classes: Sequence[str], kind: ScoreKind, threshold: float) -> list[str]:
    """scores (n, classes) -> the n decisions by name."""
    names = (*classes, *NON_CLASS_NAMES)
    return [names[code] for code in decision_codes(scores, kind, threshold).tolist()]


def forced_decisions(scores: Scores, classes: Sequence[str], kind: ScoreKind) -> list[str]:
    """The likeliest decisions, never `unsure`. For evaluating a model, not for moving files."""
    return decide_many(scores, classes, kind, 0.5 if kind is ScoreKind.INDEPENDENT else 0.0)


def decision_codes(scores: Scores, kind: ScoreKind, threshold: float) -> Codes:
    """scores (n, classes) -> the n decisions as codes.

    With exclusive scores the best class passes or the picture is unsure. With independent scores a class is decided
    only when it alone passes and every other one is out.
    """
    classes = scores.shape[1]
    best, first, second = _two_largest(scores)
    is_class = passes(first, threshold)
    if kind is ScoreKind.INDEPENDENT:
        is_class &= is_out(second, threshold)
    codes = np.where(is_class, best, np.int16(classes + NON_CLASS_NAMES.index(UNSURE)))
    for place, decision in reversed([*enumerate(NON_CLASS_DECISIONS)]):
        if kind in decision.kinds:
            codes[decision.rule(first, second, threshold)] = classes + place
    return codes


def class_confidences(scores: Scores, kind: ScoreKind) -> Doubles:
    """scores (n, classes) -> the highest threshold at which each picture is decided as its best class, if over 0.5."""
    _, first, second = _two_largest(scores)
    return _class_confidences(first, second, kind)


def confidences(scores: Scores, kind: ScoreKind) -> Doubles:
    """scores (n, classes) -> the highest threshold at which each picture is decided as anything but `unsure`."""
    _, first, second = _two_largest(scores)
    highest = _class_confidences(first, second, kind)
    for decision in NON_CLASS_DECISIONS:
        if kind in decision.kinds:
            highest = np.maximum(highest, decision.confidence(first, second))
    return highest


def _class_confidences(first: Doubles, second: Doubles, kind: ScoreKind) -> Doubles:
    return first if kind is ScoreKind.EXCLUSIVE else np.minimum(first, 1 - second)


def measured_policy(policies: Sequence[Policy], threshold: float) -> Policy | None:
    """The strictest policy that the threshold is at least as strict as: its measured precision is a fair estimate."""
    reached = [policy for policy in policies if policy.threshold <= threshold + 1e-6 and policy.precision is not None]
    return max(reached, key=lambda policy: policy.threshold, default=None)


def _two_largest(scores: Scores) -> tuple[Codes, Doubles, Doubles]:
    """scores (n, classes) -> the class of the largest, the largest, and the second largest.

    Class by class: numpy is many times slower along rows as short as these. The scores come back in double precision,
    as Python compares: in single, a threshold of 0.9 would equal a score that lies just below it.
    """
    best = np.zeros(len(scores), np.int16)
    first = np.full(len(scores), -np.inf, scores.dtype)
    second = first
    for code, column in enumerate(scores.T):
        best[column > first] = code
        second = np.maximum(second, np.minimum(first, column))
        first = np.maximum(first, column)
    return best, first.astype(np.float64), second.astype(np.float64)
