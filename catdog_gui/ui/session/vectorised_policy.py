"""Decisions for a whole folder at once: what `classify.policy` says of one picture, in numpy over all of them.

Held equal to `classify.policy` by a test; a slider that re-decides 100,000 pictures has no time for a loop.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.models import Policy, ScoreKind
from catdog_gui.ui.session.batches import FloatArray

Codes = npt.NDArray[np.uint8]


def decide_many(scores: FloatArray, kind: ScoreKind, threshold: float) -> Codes:
    """scores (n, classes) -> the class's index, or classes + 0 for both, + 1 for neither, + 2 for unsure."""
    classes = scores.shape[1]
    both, neither, unsure = np.uint8(classes), np.uint8(classes + 1), np.uint8(classes + 2)
    best, *largest = _two_largest(scores)
    # In double precision, as Python compares: in single, 0.9 would equal a score that lies just below it.
    first, second = (values.astype(np.float64) for values in largest)
    if kind is ScoreKind.EXCLUSIVE:
        return np.where(first >= threshold, best, unsure)
    codes = np.where((first >= threshold) & _is_rejected(second, threshold), best, unsure)
    codes[_is_rejected(first, threshold)] = neither
    codes[second >= threshold] = both
    return codes


def _is_rejected(scores: npt.NDArray[np.float64], threshold: float) -> npt.NDArray[np.bool_]:
    return (scores <= 1 - threshold) & (scores < threshold)


def confidences(scores: FloatArray, kind: ScoreKind) -> FloatArray:
    """scores (n, classes) -> the highest threshold at which each picture is still decided as anything."""
    _, first, second = _two_largest(scores)
    if kind is ScoreKind.EXCLUSIVE:
        return first
    return np.maximum(np.maximum(np.minimum(first, 1 - second), 1 - first), second)


def _two_largest(scores: FloatArray) -> tuple[Codes, FloatArray, FloatArray]:
    """scores (n, classes) -> the class of the largest, the largest, and the second largest.

    Class by class: numpy is many times slower along rows as short as these.
    """
    best = np.zeros(len(scores), np.uint8)
    first = np.full(len(scores), -np.inf, np.float32)
    second = first
    for number, column in enumerate(scores.T):
        best[column > first] = number
        second = np.maximum(second, np.minimum(first, column))
        first = np.maximum(first, column)
    return best, first, second


def measured_policy(policies: Sequence[Policy], threshold: float) -> Policy | None:
    """The strictest policy that the threshold is at least as strict as: its measured precision is a fair estimate."""
    reached = [policy for policy in policies if policy.threshold <= threshold + 1e-6 and policy.precision is not None]
    return max(reached, key=lambda policy: policy.threshold, default=None)
