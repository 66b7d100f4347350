"""Validation of a network while it trains."""

from __future__ import annotations

import numpy as np
import pytest

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")

import torch  # noqa: E402
from transformers import EvalPrediction  # noqa: E402

from catdog_gui.classify.models import ScoreKind  # noqa: E402
from trainer.calibration import targets_of  # noqa: E402
from trainer.examples import NONE_OF_THEM  # noqa: E402
from trainer.finetune.averaging import snapshot  # noqa: E402
from trainer.finetune.judging import figures_for, guesses, loss_on_believed, nll  # noqa: E402


def test_independent_scores_below_a_half_guess_none() -> None:
    logits = np.array([[2.0, -1.0], [-2.0, -1.0], [-3.0, 0.5]], np.float32)
    assert guesses(logits, ScoreKind.INDEPENDENT).tolist() == [0, NONE_OF_THEM, 1]
    assert guesses(logits, ScoreKind.EXCLUSIVE).tolist() == [0, 1, 1]


def test_figures_of_an_epoch() -> None:
    labels = np.array([0, 1, 1, 0])
    logits = np.array([[3, 0], [0, 3], [2, 0], [2, 0]], np.float32)
    found = figures_for(ScoreKind.EXCLUSIVE, "micro")(EvalPrediction(logits, targets_of(labels, 2)))
    assert (found["accuracy"], found["f1"]) == (0.75, 0.75)
    assert found["nll"] == pytest.approx(nll(logits, labels, ScoreKind.EXCLUSIVE))


@pytest.mark.parametrize("kind", ScoreKind)
def test_modest_logits_are_no_worse(kind: ScoreKind) -> None:
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 2, 200)
    logits = (targets_of(labels, 2) - 0.5 + generator.normal(size=(200, 2))).astype(np.float32)
    assert nll(logits / 3, labels, kind) == pytest.approx(nll(logits, labels, kind), rel=1e-3)


def test_pictures_that_both_ends_get_wrong_do_not_count() -> None:
    network = torch.nn.Linear(1, 2, bias=False)
    rows = torch.tensor([[1.0], [1.0], [1.0], [-1.0], [1.0]])
    labels = np.array([1, 1, 1, 0, 0])

    def predict() -> EvalPrediction:
        return EvalPrediction(network(rows).detach().numpy(), targets_of(labels, 2))

    def set_weight(value: float) -> None:
        with torch.no_grad():
            network.weight.copy_(torch.tensor([[0.0], [value]]))

    set_weight(1.0)
    before = snapshot(network)
    set_weight(2.0)
    loss = loss_on_believed(predict, network, before, ScoreKind.EXCLUSIVE)
    assert network.weight[1].item() == 2.0, "the network is as it was"
    sure = loss()
    logits, _ = predict().predictions, predict().label_ids
    assert sure == pytest.approx(nll(logits[:4], labels[:4], ScoreKind.EXCLUSIVE))
    assert sure < nll(logits, labels, ScoreKind.EXCLUSIVE)
