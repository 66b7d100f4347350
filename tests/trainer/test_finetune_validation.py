"""Validation of a network while it trains."""

from __future__ import annotations

import numpy as np
import pytest

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")

from transformers import EvalPrediction  # noqa: E402

from catdog_gui.classify.models import ScoreKind  # noqa: E402
from trainer.calibration import one_hot_targets  # noqa: E402
from trainer.examples import NONE_OF_THEM  # noqa: E402
from trainer.finetune.validation import figures_for, nll, predictions  # noqa: E402


def test_independent_scores_below_a_half_predict_none() -> None:
    logits = np.array([[2.0, -1.0], [-2.0, -1.0], [-3.0, 0.5]], np.float32)
    assert predictions(logits, ScoreKind.INDEPENDENT).tolist() == [0, NONE_OF_THEM, 1]
    assert predictions(logits, ScoreKind.EXCLUSIVE).tolist() == [0, 1, 1]


def test_figures_of_an_epoch() -> None:
    labels = np.array([0, 1, 1, 0])
    logits = np.array([[3, 0], [0, 3], [2, 0], [2, 0]], np.float32)
    found = figures_for(ScoreKind.EXCLUSIVE, "micro")(EvalPrediction(logits, one_hot_targets(labels, 2)))
    assert (found["accuracy"], found["f1"]) == (0.75, 0.75)
    assert found["nll"] == pytest.approx(nll(logits, labels, ScoreKind.EXCLUSIVE))


@pytest.mark.parametrize("kind", ScoreKind)
def test_less_confident_logits_are_no_worse(kind: ScoreKind) -> None:
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 2, 200)
    logits = (one_hot_targets(labels, 2) - 0.5 + generator.normal(size=(200, 2))).astype(np.float32)
    # Not the same: a temperature is drawn towards 1 a little.
    assert nll(logits / 3, labels, kind) == pytest.approx(nll(logits, labels, kind), rel=5e-3)
