"""A new head for a model from the pictures that its user labelled, without forgetting what the old one knew.

What was known before comes in twice: the prior is centred on the current head, and half of the model's reference
pictures are taught again beside the user's, as that head scores them. The other half is never taught, for calibration
and for judging.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import logit

from catdog_gui.classify.decisions import NON_CLASS_LABELS
from catdog_gui.classify.head import Floats, Head, exclude_named_classes, scores_of
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.models import Policy, ScoreKind
from catdog_gui.classify.policy import class_confidences
from catdog_gui.classify.reference import LabelIndices, Reference
from catdog_gui.classify.statistics import is_significantly_worse
from trainer.calibration import choose_policies, fit_temperature, precision_and_coverage
from trainer.examples import NONE_OF_THEM
from trainer.head import Doubles, ProgressCallback, stratified_folds, with_new_classes
from trainer.metrics import mcnemar
from trainer.training_set import TrainingSet, UserExamples, class_groups, class_indices, targets_from_label_names

CROSS_VALIDATION_FOLDS = 5
# From here on a held-out share says enough, and keeping it apart costs the model little.
CROSS_VALIDATED_BELOW = 1000
MIN_CALIBRATION_PICTURES = 100


@dataclass(frozen=True)
class RefitResult:
    """The new head with its classes and policies.

    Of the user's pictures at `judged` (m,): `before` (m, old classes) are the scores by the old head, `unseen`
    (m, classes) those by new heads that were not taught by them.
    """

    classes: tuple[str, ...]
    head: Head
    policies: tuple[Policy, ...]
    l2_strengths: tuple[float, ...]
    held_out: LabelIndices
    old_scores: Floats
    new_scores: Floats


def refit(
    user_examples: UserExamples, old: ModelFolder, reference: Reference | None, seed: int, on_progress: ProgressCallback
) -> RefitResult:
    """Fits, calibrates, and scores the user's pictures by heads that have not seen them."""
    classes = extend_classes(old.classes, user_examples.label_names)
    prior = _prior(old.head, len(classes) - len(old.classes))
    rehearsal, judging = _usable_reference(reference, old.kind).halves() if reference else (None, None)
    taught = TrainingSet.of(user_examples, rehearsal, classes, prior, len(classes) - len(old.classes))
    seen = user_examples.features[:, 0]
    folds = stratified_folds(
        targets_from_label_names(user_examples.label_names, classes, prior.added), seed, CROSS_VALIDATION_FOLDS
    )
    few = len(seen) < CROSS_VALIDATED_BELOW
    judged = np.arange(len(seen)) if few else np.flatnonzero(folds == 0)
    kept = taught if few else taught.without(judged)
    strengths = _choose_l2_strengths(kept, prior, seed, on_progress)
    head = kept.fit(prior, strengths)
    unseen = _cross_validated_logits(taught, seen, folds, prior, strengths) if few else head.logits(seen[judged])
    before = old.head.scores(seen[judged])
    trial = _HeldOut(
        unseen, before, class_indices([user_examples.label_names[index] for index in judged.tolist()], classes)
    )
    if judging is not None:
        apart = _HeldOut(head.logits(judging.features), old.head.scores(judging.features), judging.labels)
        trial = apart if len(judging) >= MIN_CALIBRATION_PICTURES else apart.joined_with(trial)
    temperature, policies = _calibrate(trial, old, head)
    head = replace(head, temperature=temperature)
    return RefitResult(classes, head, policies, strengths, judged, before, _scores(unseen, head))


def extend_classes(classes: tuple[str, ...], label_names: Sequence[str]) -> tuple[str, ...]:
    """The classes, then the new names among the words, in order of the alphabet."""
    return (*classes, *sorted({*label_names} - {*classes, *NON_CLASS_LABELS}))


def _choose_l2_strengths(
    training_set: TrainingSet, prior: Head, seed: int, on_progress: ProgressCallback
) -> tuple[float, ...]:
    groups = class_groups(prior)

    def part(number: int) -> ProgressCallback:
        return lambda step, total, figures: on_progress(number * total + step, len(groups) * total, figures)

    return tuple(training_set.choose_l2_strength(prior, rows, seed, part(number)) for number, rows in enumerate(groups))


def _cross_validated_logits(
    training_set: TrainingSet, features: Floats, folds: LabelIndices, prior: Head, l2_strengths: Sequence[float]
) -> Floats:
    logits = np.zeros((len(features), len(prior.bias)), np.float32)
    for fold in np.unique(folds):
        rows = np.flatnonzero(folds == fold)
        others = training_set.without(rows)
        if len(others.targets):
            logits[rows] = others.fit(prior, l2_strengths).logits(features[rows])
    return logits


def _scores(logits: Floats, head: Head) -> Floats:
    scores = scores_of(logits / head.temperature, head.kind)
    return exclude_named_classes(scores, head.added) if head.kind is ScoreKind.INDEPENDENT else scores


def _prior(old: Head, new_classes: int) -> Head:
    """The old head with its temperature worked into its numbers, and rows for the new classes."""
    plain = replace(old, weight=old.weight / old.temperature, bias=old.bias / old.temperature, temperature=1.0)
    return with_new_classes(plain, new_classes) if new_classes else plain


def _usable_reference(reference: Reference, kind: ScoreKind) -> Reference:
    """Scores that sum to one cannot say that a picture shows none of the classes."""
    return reference.where(reference.labels != NONE_OF_THEM) if kind is ScoreKind.EXCLUSIVE else reference


@dataclass(frozen=True)
class _HeldOut:
    """Pictures that the new head was not taught: its logits (n, classes), the old head's scores, and labels (n,)."""

    new_logits: Floats
    old_scores: Floats
    labels: LabelIndices

    def joined_with(self, other: _HeldOut) -> _HeldOut:
        return _HeldOut(
            np.concatenate([self.new_logits, other.new_logits]),
            np.concatenate([self.old_scores, other.old_scores]),
            np.concatenate([self.labels, other.labels]),
        )

    def where(self, chosen: npt.NDArray[np.bool_]) -> _HeldOut:
        return _HeldOut(self.new_logits[chosen], self.old_scores[chosen], self.labels[chosen])


def _calibrate(held_out: _HeldOut, old: ModelFolder, head: Head) -> tuple[float, tuple[Policy, ...]]:
    """Temperature and policies; a few hundred pictures prove neither more confidence nor a lower threshold.

    What shows none of the classes and is taken for a name may well show what has that name: it is not asked.
    """
    named = (held_out.new_logits[:, len(head.bias) - head.added :] > 0).any(axis=1)
    asked = held_out.where((held_out.labels >= NONE_OF_THEM) & ~(named & (held_out.labels == NONE_OF_THEM)))
    fitted = fit_temperature(asked.new_logits, asked.labels, old.kind) if len(asked.labels) else 1.0
    temperature = max(fitted, 1.0)
    if len(asked.labels) < MIN_CALIBRATION_PICTURES:
        return temperature, tuple(Policy(policy.name, policy.threshold) for policy in old.policies)
    # As the program will see them: with the names set apart from the classes.
    scores = np.clip(
        _scores(asked.new_logits, replace(head, temperature=temperature)).astype(np.float64), 1e-9, 1 - 1e-9
    )
    seen = logit(scores) if old.kind is ScoreKind.INDEPENDENT else np.log(scores)
    policies = choose_policies(seen.astype(np.float32), asked.labels, old.kind, 1.0)
    return temperature, tuple(_with_old_threshold(policy, old, scores, asked) for policy in policies)


def _with_old_threshold(policy: Policy, old: ModelFolder, scores: Doubles, held_out: _HeldOut) -> Policy:
    """The old threshold, unless the new head is sure of more wrong decisions there than chance explains."""
    threshold = next((each.threshold for each in old.policies if each.name == policy.name), policy.threshold)
    sure, right = _confidences_and_correct(scores, held_out.labels, old.kind)
    was_sure, was_right = _confidences_and_correct(held_out.old_scores, held_out.labels, old.kind)
    wrong, was_wrong = (sure >= threshold) & ~right, (was_sure >= threshold) & ~was_right
    test = mcnemar(~was_wrong, ~wrong)
    if is_significantly_worse(lost=test.only_first, gained=test.only_second):
        threshold = max(threshold, policy.threshold)
    shown = held_out.labels != NONE_OF_THEM
    return Policy(policy.name, threshold, *precision_and_coverage(sure[shown], right[shown], threshold))


def _confidences_and_correct(
    scores: npt.NDArray[Any], labels: LabelIndices, kind: ScoreKind
) -> tuple[Doubles, npt.NDArray[np.bool_]]:
    return class_confidences(scores, kind), np.asarray(scores.argmax(1) == labels)
