"""A new head for a model from the pictures that its user labelled, without forgetting what the old one knew.

What was known before comes in twice: the prior is centred on the current head, and half of the model's reference
pictures are taught again beside the user's. The other half is never taught, for calibration and for judging.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.head import Floats, Head, scores_of
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.models import BOTH, NEITHER, Policy, ScoreKind
from catdog_gui.classify.reference import Labels, Reference
from trainer.calibration import choose_policies, fit_temperature
from trainer.examples import NONE_OF_THEM
from trainer.head import Problem, choose_strength, fit_head, folds_of, with_new_classes

# Up to one that lets nothing change: where the current head is right already, that is the best answer.
STRENGTHS = (1.0, 10.0, 100.0, 1000.0, 10_000.0)
UNSEEN_FOLDS = 5
# From here on a held-out share says enough, and keeping it apart costs the model little.
CROSS_VALIDATED_BELOW = 1000
LARGEST_REHEARSAL_WEIGHT = 4.0
LEAST_FOR_CALIBRATION = 100
FIRST_GUESS_STRENGTH = 100.0

Tell = Callable[[int, int, float], None]


@dataclass(frozen=True)
class Lesson:
    """The user's pictures: features (n, features), and for each a word."""

    features: Floats
    words: Sequence[str]


@dataclass(frozen=True)
class Refitted:
    """The new head with its classes and policies.

    Of the user's pictures at `judged` (m,): `before` (m, old classes) are the scores by the old head, `unseen`
    (m, classes) those by new heads that were not taught by them.
    """

    classes: tuple[str, ...]
    head: Head
    policies: tuple[Policy, ...]
    strength: float
    judged: Labels
    before: Floats
    unseen: Floats


def refit(lesson: Lesson, old: ModelFolder, reference: Reference | None, seed: int, tell: Tell) -> Refitted:
    """Fits, calibrates, and scores the user's pictures by heads that have not seen them."""
    classes = classes_with(old.classes, lesson.words)
    known = reference.classes if reference else old.classes
    prior = _prior(old.head, len(classes) - len(old.classes))
    rehearsal, judging = _usable(reference, old.kind).halves() if reference else (None, None)
    taught = _Taught.of(lesson, rehearsal, classes, known)
    folds = folds_of(taught.targets[: taught.own], seed, UNSEEN_FOLDS)
    few = taught.own < CROSS_VALIDATED_BELOW
    judged = np.arange(taught.own) if few else np.flatnonzero(folds == 0)
    kept = taught if few else taught.without(judged)
    kept, taught = (each.left_open(old.classes, prior) for each in (kept, taught))
    strength = choose_strength(kept.features, kept.targets, prior, seed, STRENGTHS, kept.weights, tell)
    head = kept.fit(prior, strength)
    unseen = _cross_validated(taught, folds, prior, strength) if few else head.logits(lesson.features[judged])
    trial = [_old_alone(head.logits(judging.features), judging.labels, len(old.classes))] if judging else []
    if sum(len(labels) for _, labels in trial) < LEAST_FOR_CALIBRATION:
        trial.append((unseen, _single_labels([lesson.words[index] for index in judged.tolist()], classes)))
    temperature, policies = _calibrate(trial, old)
    scores = scores_of(unseen / temperature, old.kind)
    before = old.head.scores(lesson.features[judged])
    return Refitted(classes, replace(head, temperature=temperature), policies, strength, judged, before, scores)


def classes_with(classes: tuple[str, ...], words: Sequence[str]) -> tuple[str, ...]:
    """The classes, then the new names among the words, in order of the alphabet."""
    return (*classes, *sorted({*words} - {*classes, BOTH, NEITHER}))


def targets_of_words(words: Sequence[str], classes: tuple[str, ...], known: tuple[str, ...]) -> Floats:
    """(n, classes) of 0 and 1; NaN where a word does not say.

    `both` means the `known` classes, those that the model came with: of a name that was added later it says nothing.
    """
    targets = np.zeros((len(words), len(classes)), np.float32)
    both = np.asarray([1.0 if name in known else np.nan for name in classes], np.float32)
    for row, word in enumerate(words):
        if word == BOTH:
            targets[row] = both
        elif word != NEITHER:
            targets[row, classes.index(word)] = 1
    return targets


@dataclass(frozen=True)
class _Taught:
    """The user's pictures, the first `own` rows, and those that are taught again."""

    features: Floats
    targets: Floats
    weights: Floats
    own: int

    @classmethod
    def of(
        cls, lesson: Lesson, rehearsal: Reference | None, classes: tuple[str, ...], known: tuple[str, ...]
    ) -> _Taught:
        targets = targets_of_words(lesson.words, classes, known)
        own = len(targets)
        if rehearsal is None:
            return cls(lesson.features, targets, np.ones(own, np.float32), own)
        # Many pictures of the user's own must not drown the others, and few must not be drowned by them.
        weight = float(np.clip(own / len(rehearsal), 1, LARGEST_REHEARSAL_WEIGHT))
        return cls(
            np.concatenate([lesson.features, rehearsal.features]),
            np.concatenate([targets, targets_of_words(rehearsal.words, classes, known)]),
            np.concatenate([np.ones(own), np.full(len(rehearsal), weight)]).astype(np.float32),
            own,
        )

    def without(self, rows: Labels) -> _Taught:
        kept = np.ones(len(self.targets), bool)
        kept[rows] = False
        return _Taught(self.features[kept], self.targets[kept], self.weights[kept], self.own - len(rows))

    def left_open(self, old_classes: tuple[str, ...], prior: Head) -> _Taught:
        """A picture taught again as none of the old classes may show what has a new name.

        Those that a first fit, which does not ask, takes for it are left open; the others say that they do not.
        """
        new = slice(len(old_classes), None)
        none = np.zeros(len(self.targets), bool)
        none[self.own :] = (self.targets[self.own :] == 0).all(axis=1)
        if prior.kind is ScoreKind.EXCLUSIVE or not none.any() or not self.targets[:, new].size:
            return self
        targets = self.targets.copy()
        targets[none, new] = np.nan
        guess = replace(self, targets=targets).fit(prior, FIRST_GUESS_STRENGTH).logits(self.features[none])[:, new]
        targets[none, new] = np.where(guess > 0, np.nan, 0)
        return replace(self, targets=targets)

    def fit(self, prior: Head, strength: float) -> Head:
        return fit_head(self.features, self.targets, prior, strength, self.weights)


def _cross_validated(taught: _Taught, folds: npt.NDArray[np.int64], prior: Head, strength: float) -> Floats:
    logits = np.zeros((taught.own, len(prior.bias)), np.float32)
    for fold in np.unique(folds):
        rows = np.flatnonzero(folds == fold)
        others = taught.without(rows)
        if len(others.targets):
            head = Problem(others.features, others.targets, prior, others.weights).solve(strength)
            logits[rows] = head.logits(taught.features[rows])
    return logits


def _prior(old: Head, new_classes: int) -> Head:
    """The old head with its temperature worked into its numbers, and rows for the new classes."""
    plain = replace(old, weight=old.weight / old.temperature, bias=old.bias / old.temperature, temperature=1.0)
    return with_new_classes(plain, new_classes) if new_classes else plain


def _usable(reference: Reference, kind: ScoreKind) -> Reference:
    """Scores that sum to one cannot say that a picture shows none of the classes."""
    return reference.where(reference.labels != NONE_OF_THEM) if kind is ScoreKind.EXCLUSIVE else reference


def _old_alone(logits: Floats, labels: Labels, old_classes: int) -> tuple[Floats, Labels]:
    """Without the pictures of none of the old classes that are taken for a new one: they may well show it."""
    new = (logits[:, old_classes:] > 0).any(axis=1) & (labels == NONE_OF_THEM)
    return logits[~new], labels[~new]


def _single_labels(words: Sequence[str], classes: tuple[str, ...]) -> Labels:
    """The class of each word, NONE_OF_THEM for `neither`, -2 for `both`, which has no single one."""
    numbers = {NEITHER: NONE_OF_THEM, BOTH: -2} | {name: index for index, name in enumerate(classes)}
    return np.asarray([numbers[word] for word in words], np.int64)


def _calibrate(trial: Sequence[tuple[Floats, Labels]], old: ModelFolder) -> tuple[float, tuple[Policy, ...]]:
    """Temperature and policies; where the pictures are too few to tell, the old policies, and no growing confidence."""
    logits, labels = (np.concatenate(parts) for parts in zip(*trial, strict=True))
    single = labels >= NONE_OF_THEM
    if single.sum() < LEAST_FOR_CALIBRATION:
        fitted = fit_temperature(logits[single], labels[single], old.kind) if single.any() else 1.0
        return max(fitted, 1.0), tuple(Policy(policy.name, policy.threshold) for policy in old.policies)
    temperature = fit_temperature(logits[single], labels[single], old.kind)
    return temperature, choose_policies(logits[single], labels[single], old.kind, temperature)
