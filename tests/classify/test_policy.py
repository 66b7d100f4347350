"""From scores to decisions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catdog_gui.classify.decisions import BOTH, NEITHER, NON_CLASS_NAMES, UNSURE
from catdog_gui.classify.head import Head, scores_of
from catdog_gui.classify.models import Policy, ScoreKind
from catdog_gui.classify.policy import (
    class_confidences,
    confidences,
    decide,
    decide_many,
    forced_decisions,
    measured_policy,
)

CLASSES = ("cat", "dog", "bird")
SHARE = st.floats(0, 1)
SCORES = st.lists(SHARE, min_size=2, max_size=3)
THRESHOLD = st.floats(0.5, 1, exclude_min=True)
KINDS = st.sampled_from(ScoreKind)


@pytest.mark.parametrize(
    ("scores", "decision"),
    [
        ((0.95, 0.02), "cat"),
        ((0.02, 0.95), "dog"),
        ((0.95, 0.95), BOTH),
        ((0.02, 0.02), NEITHER),
        ((0.5, 0.02), UNSURE),
        ((0.95, 0.5), UNSURE),
        ((0.75, 0.25), UNSURE),
    ],
)
def test_independent_scores(scores: tuple[float, float], decision: str) -> None:
    assert decide(scores, CLASSES[:2], ScoreKind.INDEPENDENT, 0.9) == decision


def test_a_score_at_the_threshold_is_decided() -> None:
    assert decide((0.75, 0.25), CLASSES[:2], ScoreKind.INDEPENDENT, 0.75) == "cat"
    assert decide((0.25, 0.25), CLASSES[:2], ScoreKind.INDEPENDENT, 0.75) == NEITHER


@pytest.mark.parametrize(("scores", "decision"), [((0.9, 0.1), "cat"), ((0.2, 0.8), UNSURE), ((0.5, 0.5), UNSURE)])
def test_exclusive_scores(scores: tuple[float, float], decision: str) -> None:
    assert decide(scores, CLASSES[:2], ScoreKind.EXCLUSIVE, 0.9) == decision


@given(SCORES, KINDS, SHARE)
def test_every_picture_gets_one_decision(scores: list[float], kind: ScoreKind, threshold: float) -> None:
    decision = decide(scores, CLASSES[: len(scores)], kind, threshold)
    assert decision in {*CLASSES[: len(scores)], *NON_CLASS_NAMES}
    if kind is ScoreKind.EXCLUSIVE:
        assert decision not in (BOTH, NEITHER)


@given(SCORES, KINDS, THRESHOLD, THRESHOLD)
def test_a_stricter_threshold_decides_no_more(scores: list[float], kind: ScoreKind, one: float, other: float) -> None:
    loose, strict = (decide(scores, CLASSES[: len(scores)], kind, each) for each in sorted((one, other)))
    assert strict in (loose, UNSURE)


@given(SCORES, KINDS, THRESHOLD)
def test_up_to_the_class_confidence_the_best_class_is_decided(
    scores: list[float], kind: ScoreKind, threshold: float
) -> None:
    (confidence,) = class_confidences(np.asarray([scores]), kind)
    if abs(confidence - threshold) < 1e-9:
        return  # the last digit of 1 - x decides
    best = CLASSES[int(np.argmax(scores))]
    assert (decide(scores, CLASSES[: len(scores)], kind, threshold) == best) == (confidence > threshold)


@given(SCORES, KINDS, THRESHOLD)
def test_up_to_the_confidence_a_picture_is_not_unsure(scores: list[float], kind: ScoreKind, threshold: float) -> None:
    (confidence,) = confidences(np.asarray([scores]), kind)
    if abs(confidence - threshold) < 1e-9:
        return  # the last digit of 1 - x decides
    assert (decide(scores, CLASSES[: len(scores)], kind, threshold) != UNSURE) == (confidence > threshold)


@given(st.lists(st.tuples(SHARE, SHARE, SHARE), min_size=1, max_size=5), KINDS)
def test_confidences_are_those_of_the_formula(rows: list[tuple[float, float, float]], kind: ScoreKind) -> None:
    second, first = np.sort(rows, axis=1)[:, 1:].T
    independent = np.maximum(np.maximum(np.minimum(first, 1 - second), 1 - first), second)
    expected = independent if kind is ScoreKind.INDEPENDENT else first
    assert confidences(np.asarray(rows), kind).tolist() == expected.tolist()


@given(st.lists(st.tuples(SHARE, SHARE, SHARE), min_size=1, max_size=5), KINDS, SHARE)
def test_many_pictures_are_decided_as_each_alone(
    rows: list[tuple[float, float, float]], kind: ScoreKind, threshold: float
) -> None:
    alone = [decide(row, CLASSES, kind, threshold) for row in rows]
    assert decide_many(np.asarray(rows), CLASSES, kind, threshold) == alone


def test_a_single_precision_score_just_below_the_threshold_does_not_pass() -> None:
    scores = np.array([[0.9, 0.0]], np.float32)  # 0.899999976
    assert decide_many(scores, CLASSES[:2], ScoreKind.INDEPENDENT, 0.9) == [UNSURE]


@pytest.mark.parametrize(("kind", "decision"), [(ScoreKind.INDEPENDENT, NEITHER), (ScoreKind.EXCLUSIVE, UNSURE)])
def test_a_model_may_have_a_thousand_classes(kind: ScoreKind, decision: str) -> None:
    classes = tuple(str(number) for number in range(1000))
    scores = np.eye(1000)[[999, 0]] * [[0.95], [0.01]]
    assert decide_many(scores, classes, kind, 0.9) == ["999", decision]


def test_the_estimate_is_that_of_the_strictest_policy_reached() -> None:
    loose, strict = Policy("loose", 0.8, 0.99, 1), Policy("strict", 0.95, 0.999, 0.9)
    assert measured_policy((strict, loose), 0.96) == strict
    assert measured_policy((strict, loose), 0.9) == loose
    assert measured_policy((strict, loose), 0.6) is None


@pytest.mark.parametrize(("kind", "decision"), [(ScoreKind.INDEPENDENT, BOTH), (ScoreKind.EXCLUSIVE, "cat")])
def test_a_forced_decision_follows_the_kind_of_the_scores(kind: ScoreKind, decision: str) -> None:
    assert forced_decisions(np.array([[0.9, 0.8]]), ("cat", "dog"), kind) == [decision]


def test_a_slider_rounded_to_a_policy_s_own_threshold_reaches_it() -> None:
    strict = Policy("strict", 0.95, 0.999, 0.9)
    assert measured_policy((strict,), 0.95) == strict
    assert measured_policy((strict,), 0.95 - 5e-7) == strict
    assert measured_policy((strict,), 0.95 - 2e-6) is None


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=2, max_size=5), KINDS)
def test_scores_are_shares_and_keep_the_order_of_logits(logits: list[float], kind: ScoreKind) -> None:
    values = np.array(logits, np.float32)
    with np.errstate(all="raise", under="ignore"):
        scores = scores_of(values, kind)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert (np.diff(scores[np.argsort(values)]) >= 0).all()
    if kind is ScoreKind.EXCLUSIVE:
        assert scores.sum() == pytest.approx(1, abs=1e-5)


def test_the_head_is_a_linear_layer_and_temperature_divides_logits() -> None:
    features = np.array([[1, 2, 3]], np.float32)
    weight, bias = np.array([[1, 0, 0], [0, 1, 1]], np.float32), np.array([0.5, -1], np.float32)
    head = Head(weight, bias, ScoreKind.INDEPENDENT, temperature=2.0)
    assert head.logits(features).tolist() == [[1.5, 4.0]]
    assert head.scores(features)[0] == pytest.approx([1 / (1 + np.exp(-0.75)), 1 / (1 + np.exp(-2))])
