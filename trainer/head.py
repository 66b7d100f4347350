"""Fits the linear head alone, on pooled features, with scipy and without torch.

Logistic loss with a Gaussian prior centred on the current head: with little data little changes. The prior acts on
standardised features, so its strength means the same for every network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import log1p, logsumexp

from catdog_gui.classify.head import Floats, Head
from catdog_gui.classify.models import ScoreKind

STRENGTHS = (1.0, 10.0, 100.0, 1000.0)
FOLDS = 4
MAX_ITERATIONS = 300

Doubles = npt.NDArray[np.float64]


def fit_head(features: Floats, targets: Floats, prior: Head, strength: float, weights: Floats | None = None) -> Head:
    """The head that minimises `weights`-weighted logistic loss plus `strength`/2 times the squared way from `prior`.

    Args:
        features: (n, features).
        targets: (n, classes), probabilities in 0..1; they need not sum to one where the scores are independent.
        prior: the head to start from and stay near; gives the kind of scores.
        strength: precision of the prior, in pictures.
        weights: (n,), how much each picture counts; 1 where not given.
    """
    scale = np.maximum(features.std(axis=0, dtype=np.float64), 1e-6)
    scaled = features / scale
    counts = np.ones(len(features)) if weights is None else weights.astype(np.float64)
    centre = np.concatenate([(prior.weight * scale).ravel(), prior.bias]).astype(np.float64)
    loss = _exclusive if prior.kind is ScoreKind.EXCLUSIVE else _independent
    classes = len(prior.bias)

    def objective(flat: Doubles) -> tuple[float, Doubles]:
        weight, bias = flat[:-classes].reshape(classes, -1), flat[-classes:]
        value, by_logit = loss(scaled @ weight.T + bias, targets)
        pull = flat - centre
        pull[-classes:] = 0
        by_logit *= counts[:, None]
        gradient = np.concatenate([(by_logit.T @ scaled).ravel(), by_logit.sum(0)]) + strength * pull
        return float((value * counts).sum() + strength / 2 * pull @ pull), gradient

    found = minimize(objective, centre, jac=True, method="L-BFGS-B", options={"maxiter": MAX_ITERATIONS})
    weight, bias = found.x[:-classes].reshape(classes, -1) / scale, found.x[-classes:]
    return replace(prior, weight=weight.astype(np.float32), bias=bias.astype(np.float32), temperature=1.0)


def choose_strength(
    features: Floats, targets: Floats, prior: Head, seed: int, strengths: Sequence[float] = STRENGTHS
) -> float:
    """The strength with the least held-out loss in FOLDS-fold cross-validation, stratified by the likeliest class."""
    folds = folds_of(targets, seed)
    losses = [_held_out_loss(features, targets, prior, strength, folds) for strength in strengths]
    return strengths[int(np.argmin(losses))]


def blank_head(classes: int, features: int, kind: ScoreKind) -> Head:
    """A head of zeros: the prior where there is no current head."""
    return Head(np.zeros((classes, features), np.float32), np.zeros(classes, np.float32), kind)


def with_new_classes(head: Head, count: int) -> Head:
    """The head with `count` more rows, of zero weight and the bias of a rare class."""
    weight = np.concatenate([head.weight, np.zeros((count, head.weight.shape[1]), np.float32)])
    bias = np.concatenate([head.bias, np.full(count, head.bias.min() - 2, np.float32)])
    return replace(head, weight=weight, bias=bias)


def loss_of(head: Head, features: Floats, targets: Floats) -> float:
    """Mean logistic loss per picture, in nats."""
    loss = _exclusive if head.kind is ScoreKind.EXCLUSIVE else _independent
    value, _ = loss(head.logits(features).astype(np.float64) / head.temperature, targets)
    return float(value.mean())


def _held_out_loss(
    features: Floats, targets: Floats, prior: Head, strength: float, folds: npt.NDArray[np.int64]
) -> float:
    total = 0.0
    for fold in range(FOLDS):
        held_out = folds == fold
        if not held_out.any() or held_out.all():
            continue
        head = fit_head(features[~held_out], targets[~held_out], prior, strength)
        total += loss_of(head, features[held_out], targets[held_out]) * int(held_out.sum())
    return total / len(features)


def folds_of(targets: Floats, seed: int) -> npt.NDArray[np.int64]:
    """For each picture the fold, 0..FOLDS-1, that holds it out; stratified by the likeliest class, seeded."""
    generator = np.random.default_rng(seed)
    strata = np.where(targets.max(1) > 0.5, targets.argmax(1), -1)
    folds = np.empty(len(targets), np.int64)
    for stratum in np.unique(strata):
        members = generator.permutation(np.flatnonzero(strata == stratum))
        folds[members] = np.arange(len(members)) % FOLDS
    return folds


def _independent(logits: Doubles, targets: Floats) -> tuple[Doubles, Doubles]:
    """Summed binary cross-entropy of each row, and its gradient by the logits."""
    value = np.maximum(logits, 0) - logits * targets + log1p(np.exp(-np.abs(logits)))
    return value.sum(1), 1 / (1 + np.exp(-logits)) - targets


def _exclusive(logits: Doubles, targets: Floats) -> tuple[Doubles, Doubles]:
    """Cross-entropy of each row, and its gradient by the logits."""
    log_scores = logits - logsumexp(logits, axis=1, keepdims=True)
    return -(targets * log_scores).sum(1), np.exp(log_scores) * targets.sum(1, keepdims=True) - targets
