"""A new head for a model from the pictures that its user labelled, without forgetting what the old one knew.

What was known before comes in twice: the prior is centred on the current head, and half of the model's reference
pictures are taught again beside the user's. The other half is never taught, for calibration and for judging.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from trainer.head import Doubles, folds_of, with_new_classes
from trainer.lesson import Lesson, Taught, Tell, groups_of

UNSEEN_FOLDS = 5
# From here on a held-out share says enough, and keeping it apart costs the model little.
CROSS_VALIDATED_BELOW = 1000
LEAST_FOR_CALIBRATION = 100


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
    taught = Taught.of(lesson, rehearsal, classes, prior)
    folds = folds_of(taught.targets[: taught.own], seed, UNSEEN_FOLDS)
    few = taught.own < CROSS_VALIDATED_BELOW
    judged = np.arange(taught.own) if few else np.flatnonzero(folds == 0)
    kept = taught if few else taught.without(judged)
    strengths = _choose_strengths(kept, prior, seed, tell)
    head = kept.fit(prior, strengths)
    unseen = _cross_validated(taught, folds, prior, strengths) if few else head.logits(lesson.features[judged])
    trial = [(head.logits(judging.features), judging.labels)] if judging else []
    if sum(len(labels) for _, labels in trial) < LEAST_FOR_CALIBRATION:
        trial.append((unseen, _single_labels([lesson.words[index] for index in judged.tolist()], classes)))
    temperature, policies = _calibrate(trial, old, head)
    head = replace(head, temperature=temperature)
    before = old.head.scores(lesson.features[judged])
    return Refitted(classes, head, policies, strengths, judged, before, _scores(unseen, head))


def classes_with(classes: tuple[str, ...], words: Sequence[str]) -> tuple[str, ...]:
    """The classes, then the new names among the words, in order of the alphabet."""
    return (*classes, *sorted({*words} - {*classes, BOTH, NEITHER}))


def _choose_strengths(taught: Taught, prior: Head, seed: int, tell: Tell) -> tuple[float, ...]:
    groups = groups_of(prior)

    def part(number: int) -> Tell:
        return lambda step, total, loss: tell(number * total + step, len(groups) * total, loss)

    return tuple(taught.choose_strength(prior, rows, seed, part(number)) for number, rows in enumerate(groups))


def _cross_validated(taught: Taught, folds: npt.NDArray[np.int64], prior: Head, strengths: Sequence[float]) -> Floats:
    logits = np.zeros((taught.own, len(prior.bias)), np.float32)
    for fold in np.unique(folds):
        rows = np.flatnonzero(folds == fold)
        others = taught.without(rows)
        if len(others.targets):
            logits[rows] = others.fit(prior, strengths).logits(taught.features[rows])
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


def _single_labels(words: Sequence[str], classes: tuple[str, ...]) -> Labels:
    """The class of each word, NONE_OF_THEM for `neither`, -2 for `both`, which has no single one."""
    numbers = {NEITHER: NONE_OF_THEM, BOTH: -2} | {name: index for index, name in enumerate(classes)}
    return np.asarray([numbers[word] for word in words], np.int64)


def _calibrate(
    trial: Sequence[tuple[Floats, Labels]], old: ModelFolder, head: Head
) -> tuple[float, tuple[Policy, ...]]:
    """Temperature and policies; where the pictures are too few to tell, the old policies, and no growing confidence.

    What shows none of the classes and is taken for a name may well show what has that name: it is not asked.
    """
    logits, labels = (np.concatenate(parts) for parts in zip(*trial, strict=True))
    named = (logits[:, len(head.bias) - head.added :] > 0).any(axis=1)
    asked = (labels >= NONE_OF_THEM) & ~(named & (labels == NONE_OF_THEM))
    logits, labels = logits[asked], labels[asked]
    if len(labels) < LEAST_FOR_CALIBRATION:
        fitted = fit_temperature(logits, labels, old.kind) if len(labels) else 1.0
        return max(fitted, 1.0), tuple(Policy(policy.name, policy.threshold) for policy in old.policies)
    temperature = fit_temperature(logits, labels, old.kind)
    # As the program will see them: with the names set apart from the classes.
    scores = np.clip(_scores(logits, replace(head, temperature=temperature)).astype(np.float64), 1e-9, 1 - 1e-9)
    seen = logit(scores) if old.kind is ScoreKind.INDEPENDENT else np.log(scores)
    policies = choose_policies(seen.astype(np.float32), labels, old.kind, 1.0)
    return temperature, tuple(_no_laxer(policy, old, scores, labels) for policy in policies)


def _no_laxer(policy: Policy, old: ModelFolder, scores: Doubles, labels: Labels) -> Policy:
    """The old threshold where it still holds what the policy asks: a few hundred pictures cannot prove a lower one."""
    before = next((each.threshold for each in old.policies if each.name == policy.name), 0.0)
    if policy.threshold >= before:
        return policy
    shown = labels != NONE_OF_THEM
    sure = np.asarray([sureness(row, old.kind) for row in scores[shown].tolist()])
    right = scores[shown].argmax(1) == labels[shown]
    return Policy(policy.name, before, *precision_and_coverage(sure, right, before))
