"""What a head is taught by when it is refitted: the user's pictures, and reference pictures taught once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.head import Floats, Head, scores_of
from catdog_gui.classify.models import BOTH, NEITHER, ScoreKind
from catdog_gui.classify.reference import NONE_OF_THEM, Labels, Reference
from trainer.head import Tell, choose_strength, fit_head, folds_of, misses_of

# Down from one that lets nothing change: where the current head is right already, that is the best answer. Weaker
# ones than these cost more reference pictures than they bring.
STRENGTHS = (np.inf, 10_000.0, 1000.0, 100.0)
NAME_STRENGTHS = (1000.0, 100.0, 10.0, 1.0)
# In standard errors of the held-out difference.
CAUTION = 2.0
REHEARSAL_WEIGHT = 4.0
FIRST_GUESS_STRENGTH = 100.0
NAME_WEIGHT = 3.0
REHEARSED = -1


@dataclass(frozen=True)
class Lesson:
    """The user's pictures: features (n, views, features), and for each a word.

    The first view is the picture as the program sees it, by which it is judged; the others are taught beside it.
    """

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


def single_labels(words: Sequence[str], classes: tuple[str, ...]) -> Labels:
    """The class of each word, NONE_OF_THEM for `neither`, -2 for `both`, which has no single one."""
    numbers = {NEITHER: NONE_OF_THEM, BOTH: -2} | {name: index for index, name in enumerate(classes)}
    return np.asarray([numbers[word] for word in words], np.int64)


@dataclass(frozen=True)
class Taught:
    """Rows of features (m, features) with targets (m, classes) and weights (m,).

    `pictures` (m,) numbers the user's pictures, each of which has as many rows as it has views; it is REHEARSED for a
    picture that is taught again.
    """

    features: Floats
    targets: Floats
    weights: Floats
    pictures: Labels

    @classmethod
    def of(cls, lesson: Lesson, rehearsal: Reference | None, classes: tuple[str, ...], prior: Head, new: int) -> Taught:
        """`prior` is the head in use, with rows for the `new` last classes."""
        own, views = lesson.features.shape[:2]
        added = prior.added if prior.kind is ScoreKind.INDEPENDENT else 0
        taught = cls(
            lesson.features.reshape(own * views, -1),
            np.repeat(targets_of_words(lesson.words, classes, added), views, axis=0),
            np.full(own * views, 1 / views, np.float32),
            np.repeat(np.arange(own), views),
        )
        return taught if rehearsal is None else taught._beside(rehearsal, prior, new if added else 0)

    def _beside(self, rehearsal: Reference, prior: Head, new: int) -> Taught:
        """With the pictures that are taught again, as the head in use scores them.

        So they pull on nothing that stays as it is (Li and Hoiem, "Learning without Forgetting", arXiv:1606.09282).
        """
        targets = scores_of(prior.logits(rehearsal.features), prior.kind)
        targets[:, len(prior.bias) - new :] = 0
        both = Taught(
            np.concatenate([self.features, rehearsal.features]),
            np.concatenate([self.targets, targets]),
            np.concatenate([self.weights, np.full(len(rehearsal), REHEARSAL_WEIGHT, np.float32)]),
            np.concatenate([self.pictures, np.full(len(rehearsal), REHEARSED)]),
        )
        none = np.concatenate([np.zeros(len(self.targets), bool), rehearsal.labels == NONE_OF_THEM])
        return both._left_open(none, prior, new) if new else both

    def without(self, pictures: Labels) -> Taught:
        """All rows but those of some of the user's pictures."""
        kept = ~np.isin(self.pictures, pictures)
        return Taught(self.features[kept], self.targets[kept], self.weights[kept], self.pictures[kept])

    def fit(self, prior: Head, strengths: Sequence[float]) -> Head:
        parts = [
            fit_head(self.features, self.targets[:, rows], _rows(prior, rows), strength, self._weights_for(rows, prior))
            for rows, strength in zip(groups_of(prior), strengths, strict=True)
        ]
        weight, bias = np.concatenate([part.weight for part in parts]), np.concatenate([part.bias for part in parts])
        return replace(prior, weight=weight, bias=bias)

    def choose_strength(self, prior: Head, rows: slice, seed: int, tell: Tell) -> float:
        """By the user's own pictures; what is taught again is held out by no fold."""
        weights, group, targets = self._weights_for(rows, prior), _rows(prior, rows), self.targets[:, rows]
        folds = self._folds(seed)
        if rows.start == 0:
            # What is known already is left for clear evidence alone.
            return choose_strength(
                *(self.features, targets, group, seed, STRENGTHS, weights, tell),
                folds=folds,
                measure=misses_of,
                caution=CAUTION,
            )
        return choose_strength(self.features, targets, group, seed, NAME_STRENGTHS, weights, tell, folds=folds)

    def _folds(self, seed: int) -> Labels:
        """The fold of each row (m,); the views of a picture are held out together."""
        own = np.flatnonzero(self.pictures != REHEARSED)
        _, first, place = np.unique(self.pictures[own], return_index=True, return_inverse=True)
        folds = np.full(len(self.pictures), REHEARSED)
        folds[own] = folds_of(self.targets[own[first]], seed)[place]
        return folds

    def _weights_for(self, rows: slice, prior: Head) -> Floats:
        """A name has few pictures, and every other picture speaks against it: those few count for more."""
        if rows.start != len(prior.bias) - prior.added:
            return self.weights
        weights = np.where(self.pictures == REHEARSED, 1, self.weights)
        shown = np.nan_to_num(self.targets[:, rows]).max(axis=1) > 0.5
        return np.where(shown, NAME_WEIGHT * weights, weights).astype(np.float32)

    def _left_open(self, none: npt.NDArray[np.bool_], prior: Head, new: int) -> Taught:
        """A picture taught again as none of the classes may show what has a name now.

        Those of `none` (m,) that a first fit, which does not ask, takes for it are left open; the others say that they
        do not.
        """
        names = slice(len(prior.bias) - new, None)
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
