"""What a head is taught by when it is refitted: the user's pictures, and reference pictures taught once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from catdog_gui.classify.head import Floats, Head
from catdog_gui.classify.models import BOTH, NEITHER, ScoreKind
from catdog_gui.classify.reference import Labels, Reference
from trainer.head import choose_strength, fit_head

# Up to one that lets nothing change: where the current head is right already, that is the best answer.
STRENGTHS = (1.0, 10.0, 100.0, 1000.0, 10_000.0)
LARGEST_REHEARSAL_WEIGHT = 4.0
FIRST_GUESS_STRENGTH = 100.0
NAME_WEIGHT = 3.0

Tell = Callable[[int, int, float], None]


@dataclass(frozen=True)
class Lesson:
    """The user's pictures: features (n, features), and for each a word."""

    features: Floats
    words: Sequence[str]


def targets_of_words(words: Sequence[str], classes: tuple[str, ...], added: int) -> Floats:
    """(n, classes) of 0 and 1; NaN where a word does not say.

    The last `added` classes are names that the user gave. Of those `both` says nothing: it means the classes that the
    model came with. And of a name it is not said whether it is a cat's, a dog's or a rabbit's.
    """
    targets = np.zeros((len(words), len(classes)), np.float32)
    own = len(classes) - added
    for row, word in enumerate(words):
        if word == BOTH:
            targets[row, :own], targets[row, own:] = 1, np.nan
        elif word != NEITHER:
            if classes.index(word) >= own:
                targets[row, :own] = np.nan
            targets[row, classes.index(word)] = 1
    return targets


@dataclass(frozen=True)
class Taught:
    """The user's pictures, the first `own` rows, and those that are taught again."""

    features: Floats
    targets: Floats
    weights: Floats
    own: int

    @classmethod
    def of(cls, lesson: Lesson, rehearsal: Reference | None, classes: tuple[str, ...], prior: Head) -> Taught:
        added = prior.added if prior.kind is ScoreKind.INDEPENDENT else 0
        targets = targets_of_words(lesson.words, classes, added)
        own = len(targets)
        if rehearsal is None:
            return cls(lesson.features, targets, np.ones(own, np.float32), own)
        # Many pictures of the user's own must not drown the others.
        weight = float(np.clip(own / len(rehearsal), 1, LARGEST_REHEARSAL_WEIGHT))
        taught = cls(
            np.concatenate([lesson.features, rehearsal.features]),
            np.concatenate([targets, targets_of_words(rehearsal.words, classes, added)]),
            np.concatenate([np.ones(own), np.full(len(rehearsal), weight)]).astype(np.float32),
            own,
        )
        return taught._left_open(prior) if added else taught

    def without(self, rows: Labels) -> Taught:
        kept = np.ones(len(self.targets), bool)
        kept[rows] = False
        return Taught(self.features[kept], self.targets[kept], self.weights[kept], self.own - len(rows))

    def fit(self, prior: Head, strengths: Sequence[float]) -> Head:
        parts = [
            fit_head(self.features, self.targets[:, rows], _rows(prior, rows), strength, self._weights_for(rows, prior))
            for rows, strength in zip(groups_of(prior), strengths, strict=True)
        ]
        weight, bias = np.concatenate([part.weight for part in parts]), np.concatenate([part.bias for part in parts])
        return replace(prior, weight=weight, bias=bias)

    def choose_strength(self, prior: Head, rows: slice, seed: int, tell: Tell) -> float:
        weights = self._weights_for(rows, prior)
        group = _rows(prior, rows)
        targets, knows = self.targets[:, rows], rows.start == 0
        # A name starts from nothing; what is known already is left for clear evidence alone.
        return choose_strength(self.features, targets, group, seed, STRENGTHS, weights, tell, cautious=knows)

    def _weights_for(self, rows: slice, prior: Head) -> Floats:
        """A name has few pictures, and every other picture speaks against it: those few count for more."""
        if rows.start != len(prior.bias) - prior.added:
            return self.weights
        shown = np.nan_to_num(self.targets[:, rows]).max(axis=1) > 0
        return np.where(shown, NAME_WEIGHT * self.weights, self.weights).astype(np.float32)

    def _left_open(self, prior: Head) -> Taught:
        """A picture taught again as none of the classes may show what has a name now.

        Those that a first fit, which does not ask, takes for it are left open; the others say that they do not.
        """
        names = slice(len(prior.bias) - prior.added, None)
        none = (self.targets == 0).all(axis=1)
        none[: self.own] = False
        if not none.any():
            return self
        targets = self.targets.copy()
        targets[none, names] = np.nan
        asked = replace(self, targets=targets)
        guess = asked.fit(prior, [FIRST_GUESS_STRENGTH] * len(groups_of(prior))).logits(self.features[none])[:, names]
        targets[none, names] = np.where(guess > 0, np.nan, 0)
        return replace(self, targets=targets)


def groups_of(prior: Head) -> list[slice]:
    """Rows that want a strength of their own: names start from nothing, the classes from what the model knows.

    Only independent scores can be fitted apart.
    """
    if not prior.added or prior.kind is ScoreKind.EXCLUSIVE:
        return [slice(0, None)]
    own = len(prior.bias) - prior.added
    return [slice(0, own), slice(own, None)]


def _rows(head: Head, rows: slice) -> Head:
    return replace(head, weight=head.weight[rows], bias=head.bias[rows])
