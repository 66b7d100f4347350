"""Calibrates scores as probabilities, and chooses the thresholds of the named policies on held-out pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.head import Floats, Head
from catdog_gui.classify.models import Policy, ScoreKind
from catdog_gui.classify.policy import class_confidences
from trainer.examples import NONE_OF_THEM, Labels
from trainer.metrics import wilson_interval
from trainer.optimization import minimize_on_interval

DEFAULT_POLICY = "balanced"
EVERYTHING_THRESHOLD = 0.5
MAX_THRESHOLD = 0.999
# What a policy allows on held-out pictures: the share of errors among the decided ones, and the share of the pictures
# of none of the classes that are decided as one.
MAX_ERROR_RATE = {"careful": 0.0005, DEFAULT_POLICY: 0.002}
# What a policy decides at least, of pictures from other sources, where it is chosen on those.
MIN_COVERAGE = {"careful": 0.95, DEFAULT_POLICY: 0.977}
MAX_FALSE_POSITIVE_RATE = {"careful": 0.005, DEFAULT_POLICY: 0.010}
# With fewer pictures than this even `balanced` cannot be told from a policy without errors: it is not lower then than
# what one would choose without any.
MIN_PICTURES_FOR_THRESHOLDS = 500
GUESSED_THRESHOLDS = {"careful": 0.95, DEFAULT_POLICY: 0.8}
# How far, as a standard deviation of its logarithm, temperatures are from 1 before any picture is seen.
_TEMPERATURE_SPREAD = 0.5
_LOG_TEMPERATURE_TOLERANCE = 1e-5
# A picture that is surely wrong does not outweigh all others.
_MAX_LOSS = -math.log(1e-12)
_CANDIDATE_THRESHOLDS = np.round(np.arange(EVERYTHING_THRESHOLD, MAX_THRESHOLD + 5e-4, 0.001), 3)


def fit_temperature(logits: Floats, labels: Labels, kind: ScoreKind) -> float:
    """The divisor of the logits (n, classes) that is likeliest by `labels` (n,).

    Guo et al., "On Calibration of Modern Neural Networks" (arXiv:1706.04599). Before any picture is seen it is near 1:
    a few pictures that are all decided right would otherwise make every score certain.
    """
    if not len(labels):
        return 1.0
    targets = one_hot_targets(labels, logits.shape[1])

    def loss(log_temperature: float) -> float:
        scaled = logits.astype(np.float64) / np.exp(log_temperature)
        prior = (log_temperature / _TEMPERATURE_SPREAD) ** 2 / 2 / len(labels)
        if kind is ScoreKind.EXCLUSIVE:
            return float((np.logaddexp.reduce(scaled, axis=1) - (scaled * targets).sum(1)).mean() + prior)
        losses = np.logaddexp(0, np.where(targets > 0.5, -scaled, scaled))
        return float(np.minimum(losses, _MAX_LOSS).sum(1).mean() + prior)

    return float(np.exp(minimize_on_interval(loss, np.log(0.1), np.log(10.0), _LOG_TEMPERATURE_TOLERANCE)))


def fit_head_temperature(head: Head, logits: Floats, labels: Labels) -> float:
    """As `fit_temperature`, for the logits (n, rows) of a head; those of names that the user gave play no part."""
    if head.label_sets is None:
        return fit_temperature(logits, labels, head.kind)
    classes = head.label_sets.shape[1]
    targets = head.row_targets(one_hot_targets(np.where(labels < classes, labels, NONE_OF_THEM), classes))
    known = (labels < classes) & ~np.isnan(targets).any(axis=1)
    return fit_temperature(logits[known][:, head.original_rows], targets[known].argmax(1), head.row_kind)


def one_hot_targets(labels: Labels, classes: int) -> Floats:
    """(n,) labels -> (n, classes) of 0 and 1; a row of zeros for NONE_OF_THEM."""
    targets = np.zeros((len(labels), classes), np.float32)
    known = labels != NONE_OF_THEM
    targets[np.flatnonzero(known), labels[known]] = 1
    return targets


@dataclass(frozen=True)
class _Outcomes:
    """Of held-out pictures (n,): the confidence, whether they show a class, and whether the likeliest one is right."""

    confidences: npt.NDArray[np.float64]
    has_class: npt.NDArray[np.bool_]
    correct: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, scores: Floats, labels: Labels, kind: ScoreKind) -> _Outcomes:
        return cls(class_confidences(scores, kind), labels != NONE_OF_THEM, scores.argmax(1) == labels)

    def policies(self, thresholds: Mapping[str, float]) -> tuple[Policy, ...]:
        """Policies of these names, and the one that decides everything, measured where there is a class."""
        confidences, correct = self.confidences[self.has_class], self.correct[self.has_class]
        return tuple(
            Policy(name, threshold, *precision_and_coverage(confidences, correct, threshold))
            for name, threshold in {**thresholds, "everything": EVERYTHING_THRESHOLD}.items()
        )


def choose_policies(scores: Floats, labels: Labels, kind: ScoreKind) -> tuple[Policy, ...]:
    """The three named policies, each at the lowest threshold that keeps its limits on these pictures (n,).

    Precision and coverage are measured on the pictures that show one of the classes. Where those are too few, the
    thresholds are guesses, and the precision is not known.
    """
    outcomes = _Outcomes.of(scores, labels, kind)
    careful, balanced = (
        _lowest_threshold(outcomes, MAX_ERROR_RATE[name], MAX_FALSE_POSITIVE_RATE[name])
        for name in ("careful", DEFAULT_POLICY)
    )
    is_guess = thresholds_are_guesses(int(outcomes.has_class.sum()))
    if is_guess:
        careful, balanced = (
            max(careful, GUESSED_THRESHOLDS["careful"]),
            max(balanced, GUESSED_THRESHOLDS[DEFAULT_POLICY]),
        )
    # On few pictures both may get the same threshold. So careful is at most half as far from 1 as balanced.
    careful = round(max(careful, 1 - (1 - balanced) / 2), 4)
    policies = outcomes.policies({"careful": careful, DEFAULT_POLICY: balanced})
    return tuple(replace(policy, precision=None) for policy in policies) if is_guess else policies


def thresholds_are_guesses(pictures: int) -> bool:
    """Whether so many held-out pictures are too few to measure the thresholds, and the precision that they give."""
    return pictures < MIN_PICTURES_FOR_THRESHOLDS


def choose_policies_by_coverage(scores: Floats, labels: Labels, kind: ScoreKind) -> tuple[Policy, ...]:
    """The three named policies, each at the highest threshold that decides enough of these pictures (n,).

    A few hundred pictures cannot tell an error rate of one in a thousand from none, but how many are decided they can.
    They come from other sources than the training pictures, and so each policy gets the range of its precision.
    """
    outcomes = _Outcomes.of(scores, labels, kind)
    thresholds = {name: _highest_threshold(outcomes, share) for name, share in MIN_COVERAGE.items()}
    return tuple(_with_range(policy, outcomes) for policy in outcomes.policies(thresholds))


def precision_and_coverage(
    confidences: npt.NDArray[np.float64], correct: npt.NDArray[np.bool_], threshold: float
) -> tuple[float | None, float]:
    """The share of correct pictures among the decided (None if none is decided), and the share of decided ones."""
    decided = confidences >= threshold
    if not decided.any():
        return None, 0.0
    return float(correct[decided].mean()), float(decided.mean())


def policies_json(policies: Sequence[Policy]) -> list[dict[str, Any]]:
    """Policies as `catdog.json` lists them."""
    return [_policy_json(policy) for policy in policies]


def _policy_json(policy: Policy) -> dict[str, Any]:
    measured = {
        "name": policy.name,
        "threshold": policy.threshold,
        "precision": policy.precision,
        "coverage": policy.coverage,
    }
    if policy.precision_range is None:
        return measured
    return measured | {
        "precision_range": list(policy.precision_range),
        "pictures": policy.pictures,
        "measured_on": "pictures from other sources than the training pictures",
    }


def _lowest_threshold(outcomes: _Outcomes, max_error_rate: float, max_false_positive_rate: float) -> float:
    has_class, correct = outcomes.has_class, outcomes.correct
    for threshold in _CANDIDATE_THRESHOLDS:
        decided = outcomes.confidences >= threshold
        error_rate = (decided & has_class & ~correct).sum() / max((decided & has_class).sum(), 1)
        if (
            error_rate <= max_error_rate
            and (decided & ~has_class).sum() <= max_false_positive_rate * (~has_class).sum()
        ):
            return float(threshold)
    return MAX_THRESHOLD


def _highest_threshold(outcomes: _Outcomes, min_coverage: float) -> float:
    confidences = outcomes.confidences[outcomes.has_class]
    enough = (float(t) for t in _CANDIDATE_THRESHOLDS if (confidences >= t).mean() >= min_coverage)
    return max(enough, default=EVERYTHING_THRESHOLD)


def _with_range(policy: Policy, outcomes: _Outcomes) -> Policy:
    decided = outcomes.has_class & (outcomes.confidences >= policy.threshold)
    if not decided.any():
        return policy
    pictures = int(decided.sum())
    interval = wilson_interval(int(outcomes.correct[decided].sum()), pictures)
    return replace(policy, precision_range=interval, pictures=pictures)
