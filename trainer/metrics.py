"""Figures of a classifier, in numpy. `scores` are (n, k) in 0..1, `labels` and `predicted` (n,) class indices."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.statistics import mcnemar_p

Floats = npt.NDArray[np.floating]
Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_MIN_PROBABILITY = 1e-12


class Interval(NamedTuple):
    """The ends of a 95 % confidence interval, as shares."""

    low: float
    high: float


class ReliabilityBin(NamedTuple):
    """Pictures whose confidence lies in (low, high]; `confidence` and `accuracy` are means over them."""

    low: float
    high: float
    pictures: int
    confidence: float
    accuracy: float


class McNemar(NamedTuple):
    """Pictures that only the first model gets right, those that only the second does, and the two-sided p value."""

    only_first: int
    only_second: int
    p_value: float


def confusion_matrix(labels: Indices, predicted: Indices, classes: int) -> Indices:
    """(k, k) counts; row: label, column: prediction."""
    counts = np.bincount(labels * classes + predicted, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.int64)


def accuracy(labels: Indices, predicted: Indices) -> float:
    """Share of correct predictions; NaN for no pictures."""
    return float(np.mean(labels == predicted)) if len(labels) else math.nan


def precision_per_class(confusion: Indices) -> Floats:
    """(k,) share of correct predictions among those of each class; NaN where a class is never predicted."""
    return _ratio(np.diagonal(confusion), confusion.sum(0))


def recall_per_class(confusion: Indices) -> Floats:
    """(k,) share of each class that is found; NaN where a class has no pictures."""
    return _ratio(np.diagonal(confusion), confusion.sum(1))


def f1_per_class(confusion: Indices) -> Floats:
    """(k,) harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN); 0 for a class that never occurs.

    Source: van Rijsbergen, Information Retrieval, 2nd edition, 1979, chapter 7.
    """
    hits = np.diagonal(confusion)
    return np.nan_to_num(_ratio(2 * hits, confusion.sum(0) + confusion.sum(1)))


def macro_f1(confusion: Indices) -> float:
    """The mean of the classes' F1, each weighing the same; one without a picture or a prediction is left out."""
    occurs = (confusion.sum(0) + confusion.sum(1)) > 0
    return float(f1_per_class(confusion)[occurs].mean()) if occurs.any() else math.nan


def micro_f1(confusion: Indices) -> float:
    """F1 of the pooled counts. With one label and one prediction a picture this equals accuracy."""
    total = int(confusion.sum())
    return float(np.trace(confusion) / total) if total else math.nan


def brier(scores: Floats, targets: Floats) -> float:
    """Mean over pictures of the squared distance between scores and targets (n, k), summed over classes: 0..2 for k=2.

    Source: Brier, Verification of Forecasts Expressed in Terms of Probability, Monthly Weather Review 78, 1950.
    """
    return float(np.mean(np.sum((scores - targets) ** 2, axis=1)))


def categorical_nll(scores: Floats, labels: Indices) -> float:
    """Mean of -ln(score of the label), in nats, for scores that sum to one (the cross-entropy)."""
    chosen = scores[np.arange(len(labels)), labels]
    return abs(float(np.log(np.clip(chosen, _MIN_PROBABILITY, 1)).mean()))


def bernoulli_nll(scores: Floats, targets: Floats) -> float:
    """Mean over pictures of the summed binary cross-entropies, in nats, for independent scores.

    `targets` (n, k) are 0 or 1; all 0 for a picture of none of the classes.
    """
    right = np.where(targets > 0.5, scores, 1 - scores)
    return abs(float(np.log(np.clip(right, _MIN_PROBABILITY, 1)).sum(axis=1).mean()))


def reliability_bins(confidence: Floats, correct: Flags, bins: int = 15) -> list[ReliabilityBin]:
    """Equally wide bins of confidence (n,) over 0..1; empty ones are left out."""
    edges = np.linspace(0, 1, bins + 1)
    members = np.clip(np.ceil(np.asarray(confidence, np.float64) * bins).astype(int) - 1, 0, bins - 1)
    found = []
    for index in range(bins):
        inside = members == index
        if count := int(inside.sum()):
            mean_confidence, mean_accuracy = float(confidence[inside].mean()), float(correct[inside].mean())
            found.append(ReliabilityBin(edges[index], edges[index + 1], count, mean_confidence, mean_accuracy))
    return found


def expected_calibration_error(confidence: Floats, correct: Flags, bins: int = 15) -> float:
    """Mean gap between confidence and accuracy over equally wide bins, weighted by count.

    Source: Guo, Pleiss, Sun, Weinberger, On Calibration of Modern Neural Networks, ICML 2017.
    """
    found = reliability_bins(confidence, correct, bins)
    return sum(one.pictures * abs(one.confidence - one.accuracy) for one in found) / max(1, len(confidence))


def auroc(positives: Floats, negatives: Floats) -> float:
    """Chance that a positive scores above a negative, ties counting half; NaN without both.

    From the rank sum with mean ranks for ties. Source: Hanley, McNeil, The Meaning and Use of the Area under a
    Receiver Operating Characteristic (ROC) Curve, Radiology 143, 1982.
    """
    if not len(positives) or not len(negatives):
        return math.nan
    _, inverse, counts = np.unique(np.concatenate([positives, negatives]), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    pairs = len(positives) * len(negatives)
    return float((ranks[: len(positives)].sum() - len(positives) * (len(positives) + 1) / 2) / pairs)


def fpr_at_tpr(positives: Floats, negatives: Floats, tpr: float = 0.95) -> float:
    """Share of negatives at or above the highest threshold that keeps at least `tpr` of the positives.

    Source: Hendrycks, Gimpel, A Baseline for Detecting Misclassified and Out-of-Distribution Examples, ICLR 2017,
    in the form of Liang, Li, Srikant, ICLR 2018.
    """
    if not len(positives) or not len(negatives):
        return math.nan
    kept = math.ceil(tpr * len(positives) - 1e-9)
    threshold = np.sort(positives)[::-1][kept - 1]
    return float(np.mean(negatives >= threshold))


def roc_curve(scores: Floats, positives: Flags) -> tuple[Floats, Floats]:
    """(false positive rate, true positive rate), each (m,), as the threshold falls; from (0, 0) to (1, 1).

    Equal scores are counted together, so that the area under the line is `auroc`.
    """
    hits, alarms = _counts_above(scores, positives)
    return _ratio(alarms, np.full_like(alarms, alarms[-1])), _ratio(hits, np.full_like(hits, hits[-1]))


def precision_recall_curve(scores: Floats, positives: Flags) -> tuple[Floats, Floats]:
    """(recall, precision), each (m,), as the threshold falls."""
    hits, alarms = (counts[1:] for counts in _counts_above(scores, positives))
    return _ratio(hits, np.full_like(hits, hits[-1])), _ratio(hits, hits + alarms)


def average_precision(scores: Floats, positives: Flags) -> float:
    """The mean precision at the thresholds, weighted by the recall that each adds; NaN without positives.

    Source: Manning, Raghavan, Schütze, Introduction to Information Retrieval, 2008, chapter 8.
    """
    if not positives.any():
        return math.nan
    recall, precision = precision_recall_curve(scores, positives)
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def wilson_interval(hits: int, total: int, z: float = 1.959964) -> Interval:
    """The score interval of a share `hits / total`; (0, 1) for no trials.

    Source: Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22, 1927.
    """
    if total == 0:
        return Interval(0.0, 1.0)
    share, spread = hits / total, z * z / total
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def mcnemar(first_correct: Flags, second_correct: Flags) -> McNemar:
    """McNemar's exact test of two classifiers on the same pictures; see `catdog_gui.classify.statistics`."""
    only_first = int(np.sum(first_correct & ~second_correct))
    only_second = int(np.sum(second_correct & ~first_correct))
    return McNemar(only_first, only_second, mcnemar_p(only_first, only_second))


def risk_coverage(confidence: Floats, correct: Flags) -> tuple[Floats, Floats]:
    """(coverage, risk), each (m,): the share decided and the share of errors among them as the threshold falls.

    Pictures of equal confidence are decided together. Source: El-Yaniv, Wiener, On the Foundations of Noise-free
    Selective Classification, JMLR 11, 2010.
    """
    order = np.argsort(-confidence, kind="stable")
    sorted_confidence, wrong = confidence[order], ~correct[order]
    decided = np.arange(1, len(order) + 1)
    last_of_ties = np.append(sorted_confidence[1:] != sorted_confidence[:-1], True)[: len(order)]
    return (decided / max(1, len(order)))[last_of_ties], (np.cumsum(wrong) / decided)[last_of_ties]


def _counts_above(scores: Floats, positives: Flags) -> tuple[Indices, Indices]:
    """How many positives and negatives lie at or above each distinct score, the highest first; both begin with 0."""
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(positives[order])
    last_of_ties = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True)[: len(order)])
    counted = hits[last_of_ties]
    return np.append(0, counted), np.append(0, last_of_ties + 1 - counted)


def _ratio(numerator: npt.NDArray[np.generic], denominator: npt.NDArray[np.generic]) -> Floats:
    above, below = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    return np.divide(above, below, out=np.full_like(above, math.nan), where=below > 0)
