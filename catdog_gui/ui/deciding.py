"""Decisions for a whole folder at once: what `classify.policy` says of one picture, in numpy over all of them.

Held equal to `classify.policy` by a test; a slider that re-decides 100,000 pictures has no time for a loop.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.models import Policy, ScoreKind

Codes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.float32]


def decide_all(scores: Numbers, kind: ScoreKind, threshold: float) -> Codes:
    """scores (n, classes) -> the class's index, or classes + 0 for both, + 1 for neither, + 2 for unsure."""
    count, classes = scores.shape
    # In double precision, as Python compares: in single, 0.9 would equal a score that lies just below it.
    exact = scores.astype(np.float64)
    best = scores.argmax(1).astype(np.uint8)
    both, neither, unsure = classes, classes + 1, classes + 2
    if kind is ScoreKind.EXCLUSIVE:
        return np.where(exact[np.arange(count), best] >= threshold, best, np.uint8(unsure)).astype(np.uint8)
    passing = (exact >= threshold).sum(1)
    out = ((exact <= 1 - threshold) & (exact < threshold)).sum(1)
    codes = np.full(count, unsure, np.uint8)
    codes[(passing == 1) & (out == classes - 1)] = 0
    codes = np.where(codes == 0, best, codes)
    codes[out == classes] = neither
    codes[passing > 1] = both
    return codes.astype(np.uint8)


def certainties(scores: Numbers, kind: ScoreKind) -> Numbers:
    """scores (n, classes) -> the highest threshold at which each picture is still decided as anything."""
    ordered = np.sort(scores, 1)
    first, second = ordered[:, -1], ordered[:, -2]
    if kind is ScoreKind.EXCLUSIVE:
        return first
    return np.asarray(np.maximum.reduce([np.minimum(first, 1 - second), 1 - first, second]), np.float32)


def measured(policies: Sequence[Policy], threshold: float) -> Policy | None:
    """The strictest policy that the threshold is at least as strict as: its measured precision is a fair estimate."""
    reached = [policy for policy in policies if policy.threshold <= threshold + 1e-6 and policy.precision is not None]
    return max(reached, key=lambda policy: policy.threshold, default=None)
