"""Active learning: which pictures to label next, and which labels may be wrong.

Both use the pooled features of the model's own network (see `retraining.features`) and need only numpy.
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
    """A label that may be wrong: the index of the picture, how likely it is wrong (0.5..1), and a better label."""

    index: int
    severity: float
    suggested_label: str


@dataclass(frozen=True, slots=True)
class LabelledFeatures:
    """features (n, features) and n labels."""

    features: Floats
    labels: Sequence[str]


def uncertainty(scores: Floats, kind: ScoreKind) -> Floats:
    """0 (certain) to 1 (no class is more likely than another) for each row of scores (n, classes)."""
    if kind is ScoreKind.INDEPENDENT:
        # A score near one half for any class is uncertain, even if the score for another class is certain.
        return np.asarray(1 - 2 * np.abs(scores - 0.5).min(axis=1), np.float32)
    sure = class_confidences(scores, kind)
    return np.asarray((1 - sure) / (1 - 1 / scores.shape[1]), np.float32)


def select_batch(features: Floats, uncertainties: Floats, count: int, labelled: Floats | None = None) -> Indices:
    """The `count` pictures to label next, best first: uncertain ones, each unlike those chosen before it.

    Greedy: the next picture has the largest product of its uncertainty and its distance to the nearest picture that is
    chosen or labelled already (core sets: Sener and Savarese, arXiv:1708.00489, weighted by uncertainty).

    Args:
        features: (n, features).
        uncertainties: (n,), 0..1, from `uncertainty`.
        count: how many; fewer if there are fewer pictures.
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
    """The pictures whose labels the other pictures hardly support, the least supported first.

    A ridge regression predicts the label of each picture from all the others (leave-one-out). It is fitted only once:
    with H the hat matrix, the residual without a picture is its residual divided by 1 - H_ii (Allen, "The relationship
    between variable selection and data augmentation", Technometrics 16, 1974).

    Args:
        features: (n, features).
        labels: n labels.
        known: pictures whose labels are certain, such as the model's reference. It should have pictures of `neither`:
            without them, a wrong label of a picture that shows none of the classes is hardly found.
        ridge: the strength of the penalty, as a share of the mean squared length of a row.
    """
    rows, all_labels = features, [*labels]
    if known is not None:
        rows, all_labels = np.concatenate([features, known.features]), [*labels, *known.labels]
    names, numbers = np.unique(np.asarray(all_labels, np.str_), return_inverse=True)
    if len(names) < 2:
        return []
    targets = np.eye(len(names), dtype=np.float32)[numbers]
    support = _leave_one_out_predictions(_unit_vectors(rows - rows.mean(axis=0)), targets, ridge)[: len(labels)]
    own_support = np.clip(support[np.arange(len(labels)), numbers[: len(labels)]], 0, 1)
    order = np.argsort(own_support, kind="stable")
    return [
        LabelIssue(int(i), float(1 - own_support[i]), str(names[support[i].argmax()]))
        for i in order
        if own_support[i] < _MIN_SUPPORT
    ]


def _leave_one_out_predictions(rows: Floats, targets: Floats, ridge: float) -> Floats:
    """For each row, the prediction of a ridge regression on all the others, (n, labels)."""
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
