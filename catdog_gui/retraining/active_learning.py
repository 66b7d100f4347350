"""What to label next, and which labels may be wrong; numpy alone.

Both work on pooled features, as the model's own network gives them: see `retraining.features`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.head import Floats
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.policy import class_confidences

Indices = npt.NDArray[np.int64]

RIDGE = 0.1
_POOL_PER_PICTURE = 20
_MIN_POOL = 500
_MIN_SUPPORT = 0.5


@dataclass(frozen=True, slots=True)
class LabelIssue:
    """A label that may be wrong: the picture's index, how much speaks against it (0.5..1), and what it looks like."""

    index: int
    severity: float
    suggested_label: str


@dataclass(frozen=True, slots=True)
class LabelledFeatures:
    """features (n, features) and n words."""

    features: Floats
    labels: Sequence[str]


def uncertainty(scores: Floats, kind: ScoreKind) -> Floats:
    """0 (sure) to 1 (no idea) for each row of scores (n, classes)."""
    if kind is ScoreKind.INDEPENDENT:
        # Near one half in any class is doubtful, whether or not another class is sure.
        return np.asarray(1 - 2 * np.abs(scores - 0.5).min(axis=1), np.float32)
    sure = class_confidences(scores, kind)
    return np.asarray((1 - sure) / (1 - 1 / scores.shape[1]), np.float32)


def select_batch(features: Floats, uncertainties: Floats, count: int, labelled: Floats | None = None) -> Indices:
    """The `count` pictures to label next, best first: doubtful ones, each unlike those chosen before it.

    Greedy: the next is the one with the largest product of doubt and distance to the nearest that is chosen or
    labelled already (the idea of core sets: Sener and Savarese, arXiv:1708.00489, weighted by doubt).

    Args:
        features: (n, features).
        doubts: (n,), 0..1, as `uncertainty` gives them.
        count: how many; fewer where there are fewer.
        labelled: (m, features) of pictures that have a label already.
    """
    pool = np.argsort(-uncertainties, kind="stable")[: max(_MIN_POOL, _POOL_PER_PICTURE * count)]
    rows, weights = _unit_vectors(features[pool]), uncertainties[pool] + 1e-6
    gaps = np.full(len(pool), 1.0, np.float32)
    if labelled is not None and len(labelled):
        gaps = 1 - (rows @ _unit_vectors(labelled).T).max(axis=1)
    chosen: list[int] = []
    for _ in range(min(count, len(pool))):
        worth = weights * np.maximum(gaps, 0)
        worth[chosen] = -1
        chosen.append(int(worth.argmax()))
        gaps = np.minimum(gaps, 1 - rows @ rows[chosen[-1]])
    return pool[chosen]


def find_label_issues(
    features: Floats, labels: Sequence[str], known: LabelledFeatures | None = None, ridge: float = RIDGE
) -> list[LabelIssue]:
    """The pictures whose label finds too little support in all the others, the least supported first.

    A ridge regression on the labels, each picture judged by the fit to all the others. That fit need not be computed
    for each of them: with H the hat matrix, the residual without a picture is its residual divided by 1 - H_ii (Allen,
    "The relationship between variable selection and data augmentation", Technometrics 16, 1974).

    Args:
        features: (n, features).
        labels: n words.
        known: pictures whose labels are beyond doubt, such as the model's reference: without pictures of `neither`
            among them, what shows none of the classes hardly stands out.
        ridge: strength of the penalty, as a share of the mean squared length of a row.
    """
    rows, every = features, [*labels]
    if known is not None:
        rows, every = np.concatenate([features, known.features]), [*labels, *known.labels]
    words, numbers = np.unique(np.asarray(every, np.str_), return_inverse=True)
    if len(words) < 2:
        return []
    wanted = np.eye(len(words), dtype=np.float32)[numbers]
    support = _leave_one_out_predictions(_unit_vectors(rows - rows.mean(axis=0)), wanted, ridge)[: len(labels)]
    own = np.clip(support[np.arange(len(labels)), numbers[: len(labels)]], 0, 1)
    order = np.argsort(own, kind="stable")
    return [
        LabelIssue(int(i), float(1 - own[i]), str(words[support[i].argmax()])) for i in order if own[i] < _MIN_SUPPORT
    ]


def _leave_one_out_predictions(rows: Floats, targets: Floats, ridge: float) -> Floats:
    """For each row, what a ridge regression on all the others predicts, (n, words)."""
    mean = targets.mean(axis=0)
    penalty = ridge * len(rows) / rows.shape[1]
    inverse = np.linalg.inv((rows.T @ rows).astype(np.float64) + penalty * np.eye(rows.shape[1])).astype(np.float32)
    projected = rows @ inverse
    fitted = projected @ (rows.T @ (targets - mean)) + mean
    own_weight = np.minimum((projected * rows).sum(axis=1) + 1 / len(rows), 0.999)
    return np.asarray(targets - (targets - fitted) / (1 - own_weight)[:, None], np.float32)


def _unit_vectors(features: Floats) -> Floats:
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.maximum(lengths, 1e-9), np.float32)
