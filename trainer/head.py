"""Fits the linear head alone, on pooled features, with scipy and without torch.

Logistic loss with a Gaussian prior centred on the current head: with little data little changes. The prior acts on
standardised features, so its strength means the same for every network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, log1p, logsumexp

from catdog_gui.classify.head import Floats, Head, scores_of
from catdog_gui.classify.models import ScoreKind
from trainer.events import Events

L2_STRENGTHS = (1.0, 10.0, 100.0, 1000.0)
FOLDS = 4
MAX_ITERATIONS = 300
# In cross-validation a coarse fit tells the strengths apart as well as a fine one.
_COARSE_ITERATIONS = 40
_RELATIVE_TOLERANCE = 1e-7

Doubles = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
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
    """The head that minimises `weights`-weighted logistic loss plus `strength`/2 times the squared way from `prior`.

    Args:
        features: (n, features).
        targets: (n, classes), probabilities in 0..1; they need not sum to one where the scores are independent. NaN
            where it is not known whether a picture shows a class: that score is not taught by it.
        prior: the head to start from and stay near; gives the kind of scores.
        strength: precision of the prior, in pictures.
        weights: (n,), how much each picture counts; 1 where not given.
        emphasis: (features,), how many times as far the prior lets the weight of each feature go; 1 where not given.
    """
    return LogisticRegression(features, targets, prior, weights, emphasis).fit(l2_strength)


class LogisticRegression:
    """Labelled features to which heads can be fitted, one strength of the prior after the other.

    Single precision and centred features: each halves the time or better, and neither moves the solution, since the
    bias, which takes up the shift, is free of the prior.
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

    def fit(self, l2_strength: float, start: Head | None = None, iterations: int = MAX_ITERATIONS) -> Head:
        """The best head at `strength`, the prior itself where that is infinite; a `start` nearer than it saves time."""
        if np.isinf(l2_strength):
            return self._prior
        begin = self._flat_prior if start is None else self._flatten(start)
        options = {"maxiter": iterations, "ftol": _RELATIVE_TOLERANCE}
        found = minimize(self._objective, begin, args=(l2_strength,), jac=True, method="L-BFGS-B", options=options)
        weight, bias = self._unflatten(found.x)
        weight = weight / self._scale
        bias = bias - weight @ self._mean
        return replace(self._prior, weight=weight.astype(np.float32), bias=bias.astype(np.float32), temperature=1.0)

    def _objective(self, flat: Doubles, l2_strength: float) -> tuple[float, Doubles]:
        weight, bias = self._unflatten(flat)
        logits = (self._inputs @ weight.T.astype(np.float32)).astype(np.float64) + bias
        value, by_logit = _loss_with_gradient(self._prior.kind)(logits, self._targets)
        by_logit *= self._sample_weights[:, None]
        pull = flat - self._flat_prior
        pull[-len(bias) :] = 0
        by_weight = (by_logit.T.astype(np.float32) @ self._inputs).astype(np.float64)
        gradient = np.concatenate([by_weight.ravel(), by_logit.sum(0)]) + l2_strength * pull
        return float((value * self._sample_weights).sum() + l2_strength / 2 * pull @ pull), gradient

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

    Where `se_tolerance` is given, the strongest prior that is not worse than that one by more than so many standard
    errors of the difference (Breiman et al., "Classification and Regression Trees", 1984, have the rule with one).

    Args:
        folds: (n,), which fold holds each picture out, where it is not drawn here; below 0 where none does.
        measure: the loss of each held-out picture (n,), `log_losses` where it is not given.
        tell: hears how many fits are done, of how many, and after each strength the held-out `loss` and `accuracy`.
    """
    counts = np.ones(len(features), np.float32) if weights is None else weights
    loss_function = loss_function or log_losses
    folds = stratified_folds(targets, seed) if folds is None else folds
    downwards = sorted(l2_strengths, reverse=True)
    losses = np.zeros((len(downwards), len(features)))
    held_out = [out for out in (folds == fold for fold in range(FOLDS)) if out.any() and not out.all()]
    problems = [LogisticRegression(features[~out], targets[~out], prior, counts[~out]) for out in held_out]
    heads = [prior] * len(problems)
    right = np.zeros(len(features), bool)
    for place, strength in enumerate(downwards):
        for fold, (out, problem) in enumerate(zip(held_out, problems, strict=True)):
            # From the strongest prior down, each solution is a good start for the next.
            head = heads[fold] = problem.fit(strength, heads[fold], _COARSE_ITERATIONS)
            losses[place, out] = loss_function(head, features[out], targets[out]) * counts[out]
            right[out] = _is_correct(head, features[out], targets[out])
            if on_progress is not None:
                on_progress(place * len(problems) + fold + 1, len(downwards) * len(problems), {})
        if on_progress is not None and problems:
            every = np.any(held_out, axis=0)
            figures = {"loss": losses[place].sum() / max(counts[every].sum(), 1e-9), "accuracy": right[every].mean()}
            on_progress((place + 1) * len(problems), len(downwards) * len(problems), figures)
    worse_by = losses - losses[np.argmin(losses.sum(axis=1))]
    error = worse_by.std(axis=1) * np.sqrt(len(features))
    return downwards[int(np.flatnonzero(worse_by.sum(axis=1) <= se_tolerance * error)[0])]


def fit_by_cross_validation(
    features: Floats, targets: Floats, prior: Head, seed: int, events: Events
) -> tuple[Head, float]:
    """The head at the strength that `choose_l2_strength` likes best, and that strength; tells the progress of it."""
    strength = choose_l2_strength(
        features, targets, prior, seed, on_progress=lambda step, total, figures: events.progress(step, total, **figures)
    )
    return fit_head(features, targets, prior, strength), strength


def blank_head(classes: int, features: int, kind: ScoreKind) -> Head:
    """A head of zeros: the prior where there is no current head."""
    return Head(np.zeros((classes, features), np.float32), np.zeros(classes, np.float32), kind)


def with_new_classes(head: Head, count: int) -> Head:
    """The head with `count` more rows for names that were added, of zero weight and the bias of a rare class."""
    weight = np.concatenate([head.weight, np.zeros((count, head.weight.shape[1]), np.float32)])
    bias = np.concatenate([head.bias, np.full(count, head.bias.min() - 2, np.float32)])
    return replace(head, weight=weight, bias=bias, added=head.added + count)


def mean_log_loss(head: Head, features: Floats, targets: Floats) -> float:
    """Mean logistic loss per picture, in nats."""
    return float(log_losses(head, features, targets).mean())


def log_losses(head: Head, features: Floats, targets: Floats) -> Doubles:
    """Logistic loss of each picture (n,), in nats."""
    logits = head.logits(features).astype(np.float64) / head.temperature
    value, _ = _loss_with_gradient(head.kind)(logits, targets.astype(np.float64))
    return value


def absolute_errors(head: Head, features: Floats, targets: Floats) -> Doubles:
    """How far the scores of each picture (n,) are from its targets, summed over the classes that are known.

    Unlike the logistic loss it does not reward doubt: where some of the labels are wrong, the least of it is had by
    the scores that would be best without those (Ghosh et al., "Robust Loss Functions under Label Noise for Deep
    Neural Networks", arXiv:1712.09482).
    """
    scores = scores_of(head.logits(features) / head.temperature, head.kind).astype(np.float64)
    return np.asarray(np.nan_to_num(np.abs(scores - targets)).sum(axis=1))


def _is_correct(head: Head, features: Floats, targets: Floats) -> npt.NDArray[np.bool_]:
    """Whether the scores of each picture (n,) are nearer to its targets than to what these are not."""
    scores = scores_of(head.logits(features) / head.temperature, head.kind)
    return np.asarray((np.nan_to_num(np.abs(scores - targets)) < 0.5).all(axis=1))


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


def _loss_with_gradient(kind: ScoreKind) -> Callable[[Doubles, Doubles], tuple[Doubles, Doubles]]:
    return _softmax_cross_entropy if kind is ScoreKind.EXCLUSIVE else _binary_cross_entropy


def _binary_cross_entropy(logits: Doubles, targets: Doubles) -> tuple[Doubles, Doubles]:
    """Summed binary cross-entropy of each row, and its gradient by the logits; unknown targets (NaN) give neither."""
    value = np.maximum(logits, 0) - logits * targets + log1p(np.exp(-np.abs(logits)))
    return np.nan_to_num(value).sum(1), np.nan_to_num(expit(logits) - targets)


def _softmax_cross_entropy(logits: Doubles, targets: Doubles) -> tuple[Doubles, Doubles]:
    """Cross-entropy of each row, and its gradient by the logits."""
    log_scores = logits - logsumexp(logits, axis=1, keepdims=True)
    return -(targets * log_scores).sum(1), np.exp(log_scores) * targets.sum(1, keepdims=True) - targets
