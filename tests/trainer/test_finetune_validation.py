"""Validation of a network while it trains."""

from __future__ import annotations

import numpy as np
import pytest

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")

import torch  # noqa: E402
from transformers import EvalPrediction  # noqa: E402

from catdog_gui.classify.models import ScoreKind  # noqa: E402
from trainer.calibration import fit_temperature, one_hot_targets  # noqa: E402
from trainer.examples import NONE_OF_THEM  # noqa: E402
from trainer.finetune.optimisation import loss_function  # noqa: E402
from trainer.finetune.validation import figures_for, loss, nll, predictions  # noqa: E402


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
    assert nll(logits / 3, labels, kind) == pytest.approx(nll(logits, labels, kind), rel=2e-2)


def test_the_loss_is_that_of_trainer() -> None:
    generator = np.random.default_rng(1)
    labels = generator.integers(0, 3, 50)
    logits = generator.normal(size=(50, 3)).astype(np.float32)
    targets = torch.from_numpy(one_hot_targets(labels, 3))
    for kind in ScoreKind:
        expected = loss_function(kind)({"logits": torch.from_numpy(logits)}, targets)
        assert loss(logits, labels, kind) == pytest.approx(float(expected), rel=1e-5)


def test_the_temperature_of_the_likelihood_does_not_see_the_labels_it_is_measured_on() -> None:
    """On labels that have nothing to do with the logits no temperature is better than chance."""
    generator = np.random.default_rng(5)
    logits = generator.normal(size=(24, 2)).astype(np.float32)
    labels = generator.integers(0, 2, 24)
    flattered = loss(logits / fit_temperature(logits, labels, ScoreKind.EXCLUSIVE), labels, ScoreKind.EXCLUSIVE)
    assert nll(logits, labels, ScoreKind.EXCLUSIVE) > flattered + 1e-3
