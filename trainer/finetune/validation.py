"""Measures a network on the validation pictures: after each epoch, and when its weights are averaged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from transformers import EvalPrediction

from catdog_gui.classify.head import Floats, scores_of
from catdog_gui.classify.models import ScoreKind
from trainer.calibration import fit_temperature, one_hot_targets
from trainer.examples import NONE_OF_THEM, Labels
from trainer.hub_metrics import F1, Accuracy
from trainer.metrics import bernoulli_nll, categorical_nll

_FEWEST_FOR_TEMPERATURE = 20
FIGURES = ("loss", "nll", "accuracy", "f1")


def figures_for(kind: ScoreKind, f1_average: str) -> Callable[[EvalPrediction], dict[str, float]]:
    """What Trainer computes after each epoch: FIGURES by name."""
    accuracy, f1 = Accuracy(keep_in_memory=True), F1(keep_in_memory=True)

    def compute(prediction: EvalPrediction) -> dict[str, float]:
        logits, labels = logits_and_labels(prediction)
        inputs = {"predictions": predictions(logits, kind), "references": labels}
        # Trainer's own loss counts some pictures twice if several processes share them; this one replaces it.
        return {
            "loss": loss(logits, labels, kind),
            "nll": nll(logits, labels, kind),
            **accuracy.compute(**inputs),
            **f1.compute(**inputs, average=f1_average),
        }

    return compute


def logits_and_labels(prediction: EvalPrediction) -> tuple[Floats, Labels]:
    """Logits (n, classes) and labels (n,) of Trainer's rows of logits and of targets."""
    targets = np.asarray(prediction.label_ids)
    return np.asarray(prediction.predictions), np.where(targets.max(1) > 0, targets.argmax(1), NONE_OF_THEM)


def predictions(logits: Floats, kind: ScoreKind) -> Labels:
    """The likeliest label (n,) of each row; NONE_OF_THEM where no independent score reaches a half."""
    likeliest = logits.argmax(1)
    if kind is ScoreKind.EXCLUSIVE:
        return likeliest
    return np.where(logits.max(1) >= 0, likeliest, NONE_OF_THEM)


def loss(logits: Floats, labels: Labels, kind: ScoreKind) -> float:
    """What training minimises, on unsmoothed labels: Trainer's `eval_loss`."""
    total = _total_nll(logits, labels, kind)
    return total if kind is ScoreKind.EXCLUSIVE else total / logits.shape[1]


def nll(logits: Floats, labels: Labels, kind: ScoreKind) -> float:
    """The negative log-likelihood of each half of the pictures at the temperature that is best for the other half.

    Soft targets make a network less confident; without a temperature that would count as worse. One fitted on the
    same labels would flatter every network.
    """
    if len(labels) < _FEWEST_FOR_TEMPERATURE:
        return _total_nll(logits, labels, kind)
    order = np.random.default_rng(0).permutation(len(labels))
    halves = order[::2], order[1::2]
    scaled = logits.astype(np.float32)
    for half, other in (halves, halves[::-1]):
        scaled[half] /= fit_temperature(logits[other], labels[other], kind)
    return _total_nll(scaled, labels, kind)


def _total_nll(logits: npt.NDArray[np.floating[Any]], labels: Labels, kind: ScoreKind) -> float:
    scores = scores_of(np.asarray(logits, np.float32), kind)
    if kind is ScoreKind.EXCLUSIVE:
        return categorical_nll(scores, labels)
    return bernoulli_nll(scores, one_hot_targets(labels, logits.shape[1]))
