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

from catdog_gui.classify.head import Floats, Head, scores_of, set_apart
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.models import BOTH, NEITHER, Policy, ScoreKind
from catdog_gui.classify.policy import sureness
from catdog_gui.classify.reference import Labels, Reference
from trainer.calibration import choose_policies, fit_temperature, precision_and_coverage
from trainer.examples import NONE_OF_THEM
from trainer.head import Doubles, Tell, folds_of, with_new_classes
from trainer.metrics import mcnemar
from trainer.training_set import Lesson, Taught, groups_of, single_labels, targets_of_words

UNSEEN_FOLDS = 5
# From here on a held-out share says enough, and keeping it apart costs the model little.
CROSS_VALIDATED_BELOW = 1000
LEAST_FOR_CALIBRATION = 100
# A difference as uneven as this one or more so would come about by chance less often.
BY_CHANCE = 0.05


@dataclass(frozen=True)
class Refitted:
    """The new head with its classes and policies.

    Of the user's pictures at `judged` (m,): `before` (m, old classes) are the scores by the old head, `unseen`
    (m, classes) those by new heads that were not taught by them.
    """

    classes: tuple[str, ...]
    head: Head
    policies: tuple[Policy, ...]
    strengths: tuple[float, ...]
    judged: Labels
    before: Floats
    unseen: Floats


def refit(lesson: Lesson, old: ModelFolder, reference: Reference | None, seed: int, tell: Tell) -> Refitted:
    """Fits, calibrates, and scores the user's pictures by heads that have not seen them."""
    classes = classes_with(old.classes, lesson.words)
    prior = _prior(old.head, len(classes) - len(old.classes))
    rehearsal, judging = _usable(reference, old.kind).halves() if reference else (None, None)
    taught = Taught.of(lesson, rehearsal, classes, prior, len(classes) - len(old.classes))
    seen = lesson.features[:, 0]
    folds = folds_of(targets_of_words(lesson.words, classes, prior.added), seed, UNSEEN_FOLDS)
    few = len(seen) < CROSS_VALIDATED_BELOW
    judged = np.arange(len(seen)) if few else np.flatnonzero(folds == 0)
    kept = taught if few else taught.without(judged)
    strengths = _choose_strengths(kept, prior, seed, tell)
    head = kept.fit(prior, strengths)
    unseen = _cross_validated(taught, seen, folds, prior, strengths) if few else head.logits(seen[judged])
    before = old.head.scores(seen[judged])
    trial = _Trial(unseen, before, single_labels([lesson.words[index] for index in judged.tolist()], classes))
    if judging is not None:
        apart = _Trial(head.logits(judging.features), old.head.scores(judging.features), judging.labels)
        trial = apart if len(judging) >= LEAST_FOR_CALIBRATION else apart.joined_with(trial)
    temperature, policies = _calibrate(trial, old, head)
    head = replace(head, temperature=temperature)
    return Refitted(classes, head, policies, strengths, judged, before, _scores(unseen, head))


def classes_with(classes: tuple[str, ...], words: Sequence[str]) -> tuple[str, ...]:
    """The classes, then the new names among the words, in order of the alphabet."""
    return (*classes, *sorted({*words} - {*classes, BOTH, NEITHER}))


def _choose_strengths(taught: Taught, prior: Head, seed: int, tell: Tell) -> tuple[float, ...]:
    groups = groups_of(prior)

    def part(number: int) -> Tell:
        return lambda step, total, figures: tell(number * total + step, len(groups) * total, figures)

    return tuple(taught.choose_strength(prior, rows, seed, part(number)) for number, rows in enumerate(groups))


def _cross_validated(taught: Taught, seen: Floats, folds: Labels, prior: Head, strengths: Sequence[float]) -> Floats:
    logits = np.zeros((len(seen), len(prior.bias)), np.float32)
    for fold in np.unique(folds):
        rows = np.flatnonzero(folds == fold)
        others = taught.without(rows)
        if len(others.targets):
            logits[rows] = others.fit(prior, strengths).logits(seen[rows])
    return logits


def _scores(logits: Floats, head: Head) -> Floats:
    scores = scores_of(logits / head.temperature, head.kind)
    return set_apart(scores, head.added) if head.kind is ScoreKind.INDEPENDENT else scores


def _prior(old: Head, new_classes: int) -> Head:
    """The old head with its temperature worked into its numbers, and rows for the new classes."""
    plain = replace(old, weight=old.weight / old.temperature, bias=old.bias / old.temperature, temperature=1.0)
    return with_new_classes(plain, new_classes) if new_classes else plain


def _usable(reference: Reference, kind: ScoreKind) -> Reference:
    """Scores that sum to one cannot say that a picture shows none of the classes."""
    return reference.where(reference.labels != NONE_OF_THEM) if kind is ScoreKind.EXCLUSIVE else reference


@dataclass(frozen=True)
class _Trial:
    """Pictures that the new head was not taught: its logits (n, classes), the old head's scores, and labels (n,)."""

    after: Floats
    before: Floats
    labels: Labels

    def joined_with(self, other: _Trial) -> _Trial:
        return _Trial(
            np.concatenate([self.after, other.after]),
            np.concatenate([self.before, other.before]),
            np.concatenate([self.labels, other.labels]),
        )

    def where(self, chosen: npt.NDArray[np.bool_]) -> _Trial:
        return _Trial(self.after[chosen], self.before[chosen], self.labels[chosen])


def _calibrate(trial: _Trial, old: ModelFolder, head: Head) -> tuple[float, tuple[Policy, ...]]:
    """Temperature and policies; a few hundred pictures prove neither more confidence nor a lower threshold.

    What shows none of the classes and is taken for a name may well show what has that name: it is not asked.
    """
    named = (trial.after[:, len(head.bias) - head.added :] > 0).any(axis=1)
    asked = trial.where((trial.labels >= NONE_OF_THEM) & ~(named & (trial.labels == NONE_OF_THEM)))
    fitted = fit_temperature(asked.after, asked.labels, old.kind) if len(asked.labels) else 1.0
    temperature = max(fitted, 1.0)
    if len(asked.labels) < LEAST_FOR_CALIBRATION:
        return temperature, tuple(Policy(policy.name, policy.threshold) for policy in old.policies)
    # As the program will see them: with the names set apart from the classes.
    scores = np.clip(_scores(asked.after, replace(head, temperature=temperature)).astype(np.float64), 1e-9, 1 - 1e-9)
    seen = logit(scores) if old.kind is ScoreKind.INDEPENDENT else np.log(scores)
    policies = choose_policies(seen.astype(np.float32), asked.labels, old.kind, 1.0)
    return temperature, tuple(_kept(policy, old, scores, asked) for policy in policies)


def _kept(policy: Policy, old: ModelFolder, scores: Doubles, trial: _Trial) -> Policy:
    """The old threshold, unless the new head is sure of more wrong decisions there than chance explains."""
    threshold = next((each.threshold for each in old.policies if each.name == policy.name), policy.threshold)
    sure, right = _sure_and_right(scores, trial.labels, old.kind)
    was_sure, was_right = _sure_and_right(trial.before, trial.labels, old.kind)
    wrong, was_wrong = (sure >= threshold) & ~right, (was_sure >= threshold) & ~was_right
    test = mcnemar(~was_wrong, ~wrong)
    if test.only_first > test.only_second and test.p_value / 2 < BY_CHANCE:
        threshold = max(threshold, policy.threshold)
    shown = trial.labels != NONE_OF_THEM
    return Policy(policy.name, threshold, *precision_and_coverage(sure[shown], right[shown], threshold))


def _sure_and_right(scores: npt.NDArray[Any], labels: Labels, kind: ScoreKind) -> tuple[Doubles, npt.NDArray[np.bool_]]:
    sure = np.asarray([sureness(row, kind) for row in scores.tolist()])
    return sure, np.asarray(scores.argmax(1) == labels)
