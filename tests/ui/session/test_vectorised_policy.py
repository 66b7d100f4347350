"""Decisions for all rows at once are those of `classify.policy`, picture by picture."""

from __future__ import annotations

import numpy as np
import pytest

from catdog_gui.classify.models import BOTH, NEITHER, UNSURE, Policy, ScoreKind
from catdog_gui.classify.policy import confidence, decide
from catdog_gui.ui.session.vectorised_policy import confidences, decide_many, measured_policy


def _scores(kind: ScoreKind, classes: int) -> np.ndarray:
    random = np.random.default_rng(7)
    scores = random.random((500, classes)).astype(np.float32)
    scores[:100] = random.choice([0.0, 0.05, 0.1, 0.5, 0.9, 0.95, 1.0], (100, classes))
    return scores / scores.sum(1, keepdims=True).clip(1e-6) if kind is ScoreKind.EXCLUSIVE else scores


@pytest.mark.parametrize("kind", list(ScoreKind))
@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.9, 0.95, 1.0])
def test_as_one_by_one(kind: ScoreKind, classes: int, threshold: float) -> None:
    names = tuple("abcde"[:classes])
    words = (*names, BOTH, NEITHER, UNSURE)
    scores = _scores(kind, classes)
    codes = decide_many(scores, kind, threshold)
    for row, code in zip(scores, codes, strict=True):
        assert words[code] == decide(tuple(row.tolist()), names, kind, threshold)


@pytest.mark.parametrize("kind", list(ScoreKind))
def test_certainty_is_where_a_decision_turns_into_doubt(kind: ScoreKind) -> None:
    scores = _scores(kind, 2)[100:]
    sure = confidences(scores, kind)
    for row, certainty in zip(scores, sure, strict=True):
        values = tuple(row.tolist())
        if certainty > 0.502:
            assert decide(values, "ab", kind, float(certainty) - 1e-3) != UNSURE
        if 0.5 < certainty < 0.998:
            assert decide(values, "ab", kind, float(certainty) + 1e-3) == UNSURE
        assert certainty >= confidence(values, kind) - 1e-6


def test_the_estimate_is_that_of_the_strictest_policy_reached() -> None:
    loose, strict = Policy("loose", 0.8, 0.99, 1), Policy("strict", 0.95, 0.999, 0.9)
    assert measured_policy((strict, loose), 0.96) == strict
    assert measured_policy((strict, loose), 0.9) == loose
    assert measured_policy((strict, loose), 0.6) is None
