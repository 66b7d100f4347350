"""Figures against definitions worked out by hand or the slow way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer import metrics

LABELS = np.array([0, 0, 0, 1, 1, 2])
PREDICTED = np.array([0, 0, 1, 1, 1, 0])
CONFUSION = metrics.confusion_matrix(LABELS, PREDICTED, 3)
FEW_SCORES = st.lists(st.integers(0, 5), min_size=1, max_size=12)


def test_confusion_counts_labels_down_and_predictions_across() -> None:
    assert CONFUSION.tolist() == [[2, 1, 0], [0, 2, 0], [1, 0, 0]]


def test_precision_recall_and_f1_of_each_class() -> None:
    precision, recall = metrics.precision_per_class(CONFUSION), metrics.recall_per_class(CONFUSION)
    assert precision[:2].tolist() == pytest.approx([2 / 3, 2 / 3])
    assert math.isnan(precision[2]), "a class that is never predicted has no precision"
    assert recall.tolist() == pytest.approx([2 / 3, 1, 0])
    assert metrics.f1_per_class(CONFUSION).tolist() == pytest.approx([2 / 3, 4 / 5, 0])
    assert metrics.macro_f1(CONFUSION) == pytest.approx((2 / 3 + 4 / 5) / 3)


def test_micro_f1_is_accuracy_for_one_label_each() -> None:
    assert metrics.micro_f1(CONFUSION) == pytest.approx(metrics.accuracy(LABELS, PREDICTED)) == pytest.approx(4 / 6)


def test_brier_score_and_likelihoods() -> None:
    scores, labels = np.array([[0.8, 0.2], [0.4, 0.6]]), np.array([0, 0])
    targets = np.array([[1, 0], [1, 0]])
    assert metrics.brier(scores, targets) == pytest.approx((0.04 + 0.04 + 0.36 + 0.36) / 2)
    assert metrics.categorical_nll(scores, labels) == pytest.approx(-(math.log(0.8) + math.log(0.4)) / 2)
    assert metrics.bernoulli_nll(scores, np.zeros((2, 2))) == pytest.approx(
        -(math.log(0.2) + math.log(0.8) + math.log(0.6) + math.log(0.4)) / 2
    )


def test_certain_and_wrong_is_costly_but_finite() -> None:
    assert 20 < metrics.categorical_nll(np.array([[1.0, 0.0]]), np.array([1])) < math.inf


def test_calibration_error_is_the_weighted_gap() -> None:
    confidence = np.array([0.9, 0.9, 0.9, 0.9, 0.55])
    correct = np.array([True, True, True, False, True])
    assert metrics.expected_calibration_error(confidence, correct) == pytest.approx((4 * 0.15 + 0.45) / 5)


def test_reliability_bins_hold_every_picture_once() -> None:
    confidence = np.array([0, 1 / 15, 0.5, 1.0])
    bins = metrics.reliability_bins(confidence, np.ones(4, bool))
    assert sum(one.pictures for one in bins) == 4
    assert [one.high for one in bins] == pytest.approx([1 / 15, 8 / 15, 1.0])


@given(FEW_SCORES, FEW_SCORES)
def test_auroc_counts_pairs_with_ties_half(positives: list[int], negatives: list[int]) -> None:
    pairs = [(a > b) + 0.5 * (a == b) for a in positives for b in negatives]
    found = metrics.auroc(np.array(positives, float), np.array(negatives, float))
    assert found == pytest.approx(sum(pairs) / len(pairs))


def test_auroc_needs_both_sides() -> None:
    assert math.isnan(metrics.auroc(np.array([0.5]), np.array([])))


def test_false_alarms_at_95_percent_found() -> None:
    positives = np.linspace(0.05, 1, 20)
    assert metrics.fpr_at_tpr(positives, np.array([0.0, 0.09, 0.1, 0.9])) == pytest.approx(0.5)
    assert metrics.fpr_at_tpr(positives, np.array([0.04])) == 0


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (1985, 2000, 0.98766, 0.99545), (5, 10, 0.2366, 0.7634)],
)
def test_wilson_interval(hits: int, total: int, low: float, high: float) -> None:
    assert metrics.wilson_interval(hits, total) == pytest.approx((low, high), abs=1e-4)


def test_wilson_interval_of_nothing_is_everything() -> None:
    assert metrics.wilson_interval(0, 0) == (0, 1)


def test_mcnemar_counts_what_only_one_gets_right() -> None:
    first = np.array([True] * 9 + [False] * 3 + [True] * 50)
    second = np.array([False] * 8 + [True] * 4 + [True] * 50)
    found = metrics.mcnemar(first, second)
    assert found[:2] == (8, 3)
    assert found.p_value == pytest.approx(0.2265625)


def test_mcnemar_of_equals_says_nothing() -> None:
    same = np.array([True, False])
    assert metrics.mcnemar(same, same) == (0, 0, 1.0)


def test_risk_coverage_decides_ties_together() -> None:
    coverage, risk = metrics.risk_coverage(np.array([0.9, 0.5, 0.9, 0.1]), np.array([True, True, False, False]))
    assert coverage.tolist() == [0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0.5, 1 / 3, 0.5])


def test_roc_and_precision_recall_count_ties_together() -> None:
    scores = np.asarray([0.9, 0.8, 0.8, 0.3])
    positives = np.asarray([True, True, False, False])
    fpr, tpr = metrics.roc_curve(scores, positives)
    assert (fpr.tolist(), tpr.tolist()) == ([0, 0, 0.5, 1], [0, 0.5, 1, 1])
    assert np.trapezoid(tpr, fpr) == pytest.approx(metrics.auroc(scores[positives], scores[~positives]))
    recall, precision = metrics.precision_recall_curve(scores, positives)
    assert (recall.tolist(), precision.tolist()) == ([0.5, 1, 1], [1, 2 / 3, 0.5])
    assert metrics.average_precision(scores, positives) == pytest.approx(0.5 + 0.5 * 2 / 3)
    assert np.isnan(metrics.average_precision(scores, np.zeros(4, bool)))
