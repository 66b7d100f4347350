"""Refits a model's head to pictures that the user labelled, without forgetting what the old head knew.

Two things keep the old knowledge: the prior is centred on the old head, and half of the model's reference pictures are
replayed with the user's, with the old head's scores as targets. The other half is held out for the calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.decisions import NON_CLASS_LABELS
from catdog_gui.classify.head import Floats, Head
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.models import Policy, ScoreKind
from catdog_gui.classify.policy import class_confidences
from catdog_gui.classify.reference import LabelIndices, Reference
from catdog_gui.classify.statistics import is_significantly_worse
from trainer.calibration import choose_policies, fit_head_temperature, precision_and_coverage
from trainer.examples import NONE_OF_THEM
from trainer.head import ProgressCallback, stratified_folds, with_new_classes
from trainer.metrics import mcnemar
from trainer.optimization import Doubles
from trainer.training_set import TrainingSet, UserExamples, class_groups, class_indices, targets_from_label_names

CROSS_VALIDATION_FOLDS = 5
# With more pictures, one held-out fold is enough to measure, and training without it costs the model little.
CROSS_VALIDATED_BELOW = 1000
MIN_CALIBRATION_PICTURES = 100


@dataclass(frozen=True)
class LookExamples:
    """What one look sees: the user's pictures, and the reference pictures where the model has any."""

    user: UserExamples
    reference: Reference | None


@dataclass(frozen=True)
class RefitResult:
    """A new head for each look, with the classes and policies of the model.

    Of the user's pictures at `held_out` (m,), as the model finally scores them: `old_scores` (m, old classes) are by
    the old heads, `new_scores` (m, classes) by new heads that were fitted without them.
    """

    classes: tuple[str, ...]
    heads: tuple[Head, ...]
    policies: tuple[Policy, ...]
    l2_strengths: tuple[tuple[float, ...], ...]
    held_out: LabelIndices
    old_scores: Floats
    new_scores: Floats


def refit(examples: Sequence[LookExamples], old: ModelFolder, seed: int, on_progress: ProgressCallback) -> RefitResult:
    """Fits and calibrates a head for each look, and scores the user's pictures by heads that were fitted without them.

    Args:
        examples: one for each of `old.looks`, of the same pictures.
    """
    classes = extend_classes(old.classes, examples[0].user.label_names)

    def part(number: int) -> ProgressCallback:
        return lambda step, total, figures: on_progress(number * total + step, len(examples) * total, figures)

    fits = [
        _fit_look(each, look, classes, seed, part(number))
        for number, (each, look) in enumerate(zip(examples, old.looks, strict=True))
    ]
    held_out = _HeldOut(
        old.final_scores([fit.calibration.new_scores for fit in fits]),
        old.final_scores([fit.calibration.old_scores for fit in fits]),
        fits[0].calibration.labels,
    )
    return RefitResult(
        classes,
        tuple(fit.head for fit in fits),
        _choose_policies(held_out, old, fits[0].head.added),
        tuple(fit.l2_strengths for fit in fits),
        fits[0].held_out,
        old.final_scores([fit.old_scores for fit in fits]),
        old.final_scores([fit.new_scores for fit in fits]),
    )


@dataclass(frozen=True)
class _LookFit:
    """The new head of one look, its scores of the user's pictures at `held_out`, and those for the policies."""

    head: Head
    l2_strengths: tuple[float, ...]
    held_out: LabelIndices
    old_scores: Floats
    new_scores: Floats
    calibration: _HeldOut


def _fit_look(
    examples: LookExamples, old: ModelFolder, classes: tuple[str, ...], seed: int, on_progress: ProgressCallback
) -> _LookFit:
    user, reference = examples.user, examples.reference
    prior = _prior(old.head, len(classes) - len(old.classes))
    replayed, held_out_reference = _usable_reference(reference, old.kind).halves() if reference else (None, None)
    training_set = TrainingSet.of(user, replayed, classes, prior, len(classes) - len(old.classes))
    features = user.features[:, 0]
    folds = stratified_folds(
        targets_from_label_names(user.label_names, classes, prior.added), seed, CROSS_VALIDATION_FOLDS
    )
    is_cross_validated = len(features) < CROSS_VALIDATED_BELOW
    chosen = np.arange(len(features)) if is_cross_validated else np.flatnonzero(folds == 0)
    used = training_set if is_cross_validated else training_set.without(chosen)
    l2_strengths = _choose_l2_strengths(used, prior, seed, on_progress)
    head = used.fit(prior, l2_strengths)
    if is_cross_validated:
        logits = _cross_validated_logits(training_set, features, folds, prior, l2_strengths)
    else:
        logits = head.logits(features[chosen])
    old_scores = old.head.scores(features[chosen])
    labels = class_indices([user.label_names[index] for index in chosen.tolist()], classes)
    held_logits, held_out = logits, _HeldOut(head.scores_of_logits(logits), old_scores, labels)
    if held_out_reference is not None:
        scored = held_out_reference.features
        is_enough = len(held_out_reference) >= MIN_CALIBRATION_PICTURES
        from_reference = _HeldOut(head.scores(scored), old.head.scores(scored), held_out_reference.labels)
        held_out = from_reference if is_enough else from_reference.joined_with(held_out)
        held_logits = head.logits(scored) if is_enough else np.concatenate([head.logits(scored), logits])
    head = replace(head, temperature=_fit_temperature(held_logits, held_out, head))
    held_out = replace(held_out, new_scores=head.scores_of_logits(held_logits))
    return _LookFit(head, l2_strengths, chosen, old_scores, head.scores_of_logits(logits), held_out)


def extend_classes(classes: tuple[str, ...], label_names: Sequence[str]) -> tuple[str, ...]:
    """The classes, then the new names among the labels, in alphabetical order."""
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


def _prior(old: Head, new_classes: int) -> Head:
    """The old head, its weights divided by its temperature, with rows for the new classes."""
    plain = old.with_temperature_folded()
    return with_new_classes(plain, new_classes) if new_classes else plain


def _usable_reference(reference: Reference, kind: ScoreKind) -> Reference:
    """Without pictures of none of the classes if the scores sum to one, which cannot express that."""
    return reference.where(reference.labels != NONE_OF_THEM) if kind is ScoreKind.EXCLUSIVE else reference


@dataclass(frozen=True)
class _HeldOut:
    """Pictures that the new head was not fitted to: scores (n, classes) by the new and the old head, labels (n,)."""

    new_scores: Floats
    old_scores: Floats
    labels: LabelIndices

    def joined_with(self, other: _HeldOut) -> _HeldOut:
        return _HeldOut(
            np.concatenate([self.new_scores, other.new_scores]),
            np.concatenate([self.old_scores, other.old_scores]),
            np.concatenate([self.labels, other.labels]),
        )

    def where(self, chosen: npt.NDArray[np.bool_]) -> _HeldOut:
        return _HeldOut(self.new_scores[chosen], self.old_scores[chosen], self.labels[chosen])

    def usable(self, added: int) -> npt.NDArray[np.bool_]:
        """Which have one label. One of none of the classes that scores high for an added class may show just that."""
        shows_added_class = (self.new_scores[:, self.new_scores.shape[1] - added :] > 0.5).any(axis=1)
        return (self.labels >= NONE_OF_THEM) & ~(shows_added_class & (self.labels == NONE_OF_THEM))


def _fit_temperature(logits: Floats, held_out: _HeldOut, head: Head) -> float:
    """A few hundred pictures do not justify more confidence."""
    usable = held_out.usable(head.added)
    return max(fit_head_temperature(head, logits[usable], held_out.labels[usable]), 1.0) if usable.any() else 1.0


def _choose_policies(held_out: _HeldOut, old: ModelFolder, added: int) -> tuple[Policy, ...]:
    """The policies for final scores. A few hundred pictures do not justify a lower threshold."""
    usable = held_out.where(held_out.usable(added))
    if len(usable.labels) < MIN_CALIBRATION_PICTURES:
        return tuple(Policy(policy.name, policy.threshold) for policy in old.policies)
    policies = choose_policies(usable.new_scores, usable.labels, old.kind)
    return tuple(_with_old_threshold(policy, old, usable) for policy in policies)


def _with_old_threshold(policy: Policy, old: ModelFolder, held_out: _HeldOut) -> Policy:
    """The old threshold, unless the new head makes more mistakes above it than chance explains."""
    threshold = next((each.threshold for each in old.policies if each.name == policy.name), policy.threshold)
    confidences, correct = _confidences_and_correct(held_out.new_scores, held_out.labels, old.kind)
    old_confidences, old_correct = _confidences_and_correct(held_out.old_scores, held_out.labels, old.kind)
    mistakes, old_mistakes = (confidences >= threshold) & ~correct, (old_confidences >= threshold) & ~old_correct
    test = mcnemar(~old_mistakes, ~mistakes)
    if is_significantly_worse(lost=test.only_first, gained=test.only_second):
        threshold = max(threshold, policy.threshold)
    has_class = held_out.labels != NONE_OF_THEM
    figures = precision_and_coverage(confidences[has_class], correct[has_class], threshold)
    return Policy(policy.name, threshold, *figures)


def _confidences_and_correct(
    scores: npt.NDArray[Any], labels: LabelIndices, kind: ScoreKind
) -> tuple[Doubles, npt.NDArray[np.bool_]]:
    return class_confidences(scores, kind), np.asarray(scores.argmax(1) == labels)
