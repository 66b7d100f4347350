"""Fits the linear head alone, on pooled features, without torch.

Logistic loss with a Gaussian prior centred on the current head: few pictures change little. The prior acts on
standardised features, so its strength means the same for every network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.head import Floats, Head
from catdog_gui.classify.models import ScoreKind
from trainer.events import Events
from trainer.examples import Labels
from trainer.optimization import Doubles, Quadratic, minimize_convex

L2_STRENGTHS = (1.0, 10.0, 100.0, 1000.0)
FOLDS = 4
# How far the loss may be from the least one, as a share of it.
TOLERANCE = 1e-7
# In cross-validation a coarse fit compares the strengths as well as a fine one.
_COARSE_TOLERANCE = 1e-4

ProgressCallback = Callable[[int, int, Mapping[str, float]], None]
LossFunction = Callable[[Head, Floats, Floats], Doubles]


def fit_head(
    features: Floats,
    targets: Floats,
    prior: Head,
    l2_strength: float,
    weights: Floats | None = None,
    emphasis: Floats | None = None,
) -> Head:
    """The head that minimises weighted logistic loss plus `l2_strength`/2 times the squared distance from `prior`.

    Args:
        features: (n, features).
        targets: (n, rows), probabilities in 0..1; they need not sum to one where the rows are independent. NaN where
            it is not known: it adds nothing to the loss.
        prior: the head to start from and stay near; gives the kind of scores.
        l2_strength: precision of the prior, in pictures.
        weights: (n,), how much each picture counts; 1 where not given.
        emphasis: (features,), how many times as far the prior lets the weight of each feature go; 1 where not given.
    """
    return LogisticRegression(features, targets, prior, weights, emphasis).fit(l2_strength)


class LogisticRegression:
    """Labelled features to which heads can be fitted, with one strength of the prior after the other.

    It computes in single precision with centred features; each at least halves the time. The solution is the same,
    because centring changes the bias alone, on which there is no prior.
    """

    def __init__(
        self,
        features: Floats,
        targets: Floats,
        prior: Head,
        weights: Floats | None = None,
        emphasis: Floats | None = None,
    ) -> None:
        self._prior = prior
        self._mean = features.mean(axis=0, dtype=np.float64)
        self._scale = np.maximum(features.std(axis=0, dtype=np.float64), 1e-6)
        if emphasis is not None:
            self._scale /= emphasis
        self._inputs = ((features - self._mean) / self._scale).astype(np.float32)
        self._targets = targets.astype(np.float64)
        self._sample_weights = np.ones(len(features)) if weights is None else weights.astype(np.float64)
        self._flat_prior = self._flatten(prior)

    def fit(self, l2_strength: float, start: Head | None = None, tolerance: float = TOLERANCE) -> Head:
        """The best head at `l2_strength`, or the prior if that is infinite; a `start` near the solution saves time."""
        if np.isinf(l2_strength):
            return self._prior
        initial = self._flat_prior if start is None else self._flatten(start)
        found = minimize_convex(lambda flat: self._objective(flat, l2_strength), initial, tolerance)
        weight, bias = self._unflatten(found)
        weight = weight / self._scale
        bias = bias - weight @ self._mean
        return replace(self._prior, weight=weight.astype(np.float32), bias=bias.astype(np.float32), temperature=1.0)

    def _objective(self, flat: Doubles, l2_strength: float) -> Quadratic:
        loss = _loss_at(self._prior.row_kind)(self._logits(flat), self._targets)
        counts = self._sample_weights[:, None]
        distance = self._without_bias(flat - self._flat_prior)
        value = float((loss.values * self._sample_weights).sum() + l2_strength / 2 * distance @ distance)
        gradient = self._transposed(loss.gradient * counts) + l2_strength * distance

        def hessian_times(direction: Doubles) -> Doubles:
            change = loss.hessian_times(self._logits(direction))
            return self._transposed(change * counts) + l2_strength * self._without_bias(direction)

        return Quadratic(value, gradient, hessian_times)

    def _logits(self, flat: Doubles) -> Doubles:
        weight, bias = self._unflatten(flat)
        return (self._inputs @ weight.T.astype(np.float32)).astype(np.float64) + bias

    def _transposed(self, by_logits: Doubles) -> Doubles:
        """What a gradient by the logits (n, rows) is by the weights and biases."""
        by_weight = (by_logits.T.astype(np.float32) @ self._inputs).astype(np.float64)
        return np.concatenate([by_weight.ravel(), by_logits.sum(0)])

    def _without_bias(self, flat: Doubles) -> Doubles:
        """There is no prior on the biases."""
        without = flat.copy()
        without[-len(self._prior.bias) :] = 0
        return without

    def _flatten(self, head: Head) -> Doubles:
        bias = head.bias + head.weight.astype(np.float64) @ self._mean
        return np.concatenate([(head.weight * self._scale).ravel(), bias])

    def _unflatten(self, flat: Doubles) -> tuple[Doubles, Doubles]:
        classes = len(self._prior.bias)
        return flat[:-classes].reshape(classes, -1), flat[-classes:]


def choose_l2_strength(
    features: Floats,
    targets: Floats,
    prior: Head,
    seed: int,
    l2_strengths: Sequence[float] = L2_STRENGTHS,
    weights: Floats | None = None,
    on_progress: ProgressCallback | None = None,
    *,
    folds: Labels | None = None,
    loss_function: LossFunction | None = None,
    se_tolerance: float = 0.0,
) -> float:
    """The strength with the least held-out loss in FOLDS-fold cross-validation, stratified by the likeliest class.

    With `se_tolerance`, the strongest prior whose loss is at most so many standard errors of the difference above that
    one's (Breiman et al., "Classification and Regression Trees", 1984, have this rule with one).

    Args:
        folds: (n,), the fold that holds out each picture, below 0 if none does; drawn with `seed` if not given.
        loss_function: the loss of each held-out picture (n,); `log_losses` if not given.
        on_progress: gets the number of fits that are done, their total, and after each strength the held-out `loss`
            and `accuracy`.
    """
    counts = np.ones(len(features), np.float32) if weights is None else weights
    loss_function = loss_function or log_losses
    folds = stratified_folds(targets, seed) if folds is None else folds
    descending = sorted(l2_strengths, reverse=True)
    losses = np.zeros((len(descending), len(features)))
    held_out = [out for out in (folds == fold for fold in range(FOLDS)) if out.any() and not out.all()]
    problems = [LogisticRegression(features[~out], targets[~out], prior, counts[~out]) for out in held_out]
    heads = [prior] * len(problems)
    correct = np.zeros(len(features), bool)
    for step, strength in enumerate(descending):
        for fold, (out, problem) in enumerate(zip(held_out, problems, strict=True)):
            # From the strongest prior down, each solution is a good start for the next.
            head = heads[fold] = problem.fit(strength, heads[fold], _COARSE_TOLERANCE)
            losses[step, out] = loss_function(head, features[out], targets[out]) * counts[out]
            correct[out] = _is_correct(head, features[out], targets[out])
            if on_progress is not None:
                on_progress(step * len(problems) + fold + 1, len(descending) * len(problems), {})
        if on_progress is not None and problems:
            any_fold = np.any(held_out, axis=0)
            figures = {
                "loss": losses[step].sum() / max(counts[any_fold].sum(), 1e-9),
                "accuracy": correct[any_fold].mean(),
            }
            on_progress((step + 1) * len(problems), len(descending) * len(problems), figures)
    excess = losses - losses[np.argmin(losses.sum(axis=1))]
    standard_error = excess.std(axis=1) * np.sqrt(len(features))
    return descending[int(np.flatnonzero(excess.sum(axis=1) <= se_tolerance * standard_error)[0])]


def fit_by_cross_validation(
    features: Floats, targets: Floats, prior: Head, seed: int, events: Events, weights: Floats | None = None
) -> tuple[Head, float]:
    """The head at the strength that cross-validation chooses, and that strength; reports progress.

    Each picture counts `weights` (n,), 1 where not given.
    """
    strength = choose_l2_strength(
        features,
        targets,
        prior,
        seed,
        weights=weights,
        on_progress=lambda step, total, figures: events.progress(step, total, **figures),
    )
    return fit_head(features, targets, prior, strength, weights), strength


def blank_head(classes: int, features: int, kind: ScoreKind) -> Head:
    """A head of zeros: the prior where there is no current head."""
    return Head(np.zeros((classes, features), np.float32), np.zeros(classes, np.float32), kind)


def with_new_classes(head: Head, count: int) -> Head:
    """The head with `count` more rows for names that were added, of zero weight and the bias of a rare class."""
    weight = np.concatenate([head.weight, np.zeros((count, head.weight.shape[1]), np.float32)])
    bias = np.concatenate([head.bias, np.full(count, head.bias.min() - 2, np.float32)])
    return replace(head, weight=weight, bias=bias, added=head.added + count)


def log_losses(head: Head, features: Floats, targets: Floats) -> Doubles:
    """Logistic loss of each picture (n,), in nats."""
    logits = head.logits(features).astype(np.float64) / head.temperature
    return _loss_at(head.row_kind)(logits, targets.astype(np.float64)).values


def absolute_errors(head: Head, features: Floats, targets: Floats) -> Doubles:
    """How far the rows' probabilities for each picture (n,) are from its targets, summed over the rows that are known.

    Where some labels are wrong, the logistic loss prefers less confident scores. This one does not: it is least for
    the same scores as without those labels (Ghosh et al., "Robust Loss Functions under Label Noise for Deep
    Neural Networks", arXiv:1712.09482).
    """
    probabilities = head.row_probabilities(head.logits(features)).astype(np.float64)
    return np.asarray(np.nan_to_num(np.abs(probabilities - targets)).sum(axis=1))


def _is_correct(head: Head, features: Floats, targets: Floats) -> npt.NDArray[np.bool_]:
    """Whether all rows' probabilities for each picture (n,) are within a half of its known targets."""
    probabilities = head.row_probabilities(head.logits(features))
    return np.asarray((np.nan_to_num(np.abs(probabilities - targets)) < 0.5).all(axis=1))


def stratified_folds(targets: Floats, seed: int, folds: int = FOLDS) -> Labels:
    """For each picture the fold, 0..folds-1, that holds it out; stratified by the likeliest class, seeded."""
    generator = np.random.default_rng(seed)
    known = np.nan_to_num(targets)
    strata = np.where(known.max(1) > 0.5, known.argmax(1), -1)
    chosen = np.empty(len(targets), np.int64)
    for stratum in np.unique(strata):
        members = generator.permutation(np.flatnonzero(strata == stratum))
        chosen[members] = np.arange(len(members)) % folds
    return chosen


class _Loss(NamedTuple):
    """The loss of each picture (n,), its gradient by the logits (n, rows), and its Hessian's product with a change.

    The change and the product are of the logits, (n, rows).
    """

    values: Doubles
    gradient: Doubles
    hessian_times: Callable[[Doubles], Doubles]


def _loss_at(kind: ScoreKind) -> Callable[[Doubles, Doubles], _Loss]:
    return _softmax_cross_entropy if kind is ScoreKind.EXCLUSIVE else _binary_cross_entropy


def _binary_cross_entropy(logits: Doubles, targets: Doubles) -> _Loss:
    """Summed over the rows; unknown targets (NaN) add nothing."""
    values = np.nan_to_num(np.logaddexp(0, logits) - logits * targets).sum(1)
    probabilities = np.exp(-np.logaddexp(0, -logits))
    curvature = np.where(np.isnan(targets), 0, probabilities * (1 - probabilities))
    return _Loss(values, np.nan_to_num(probabilities - targets), lambda change: curvature * change)


def _softmax_cross_entropy(logits: Doubles, targets: Doubles) -> _Loss:
    """Unknown targets (NaN) add nothing."""
    targets = np.nan_to_num(targets)
    known = targets.sum(1, keepdims=True)
    log_scores = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    scores = np.exp(log_scores)

    def hessian_times(change: Doubles) -> Doubles:
        return known * scores * (change - (scores * change).sum(1, keepdims=True))

    return _Loss(-(targets * log_scores).sum(1), scores * known - targets, hessian_times)
