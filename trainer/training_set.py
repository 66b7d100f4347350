"""What a head is taught by when it is refitted: the user's pictures, and reference pictures taught once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.decisions import BOTH, NEITHER
from catdog_gui.classify.head import Floats, Head, scores_of
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.reference import NEITHER_INDEX, LabelIndices, Reference
from trainer.head import ProgressCallback, absolute_errors, choose_l2_strength, fit_head, stratified_folds

# Down from one that lets nothing change: where the current head is right already, that is the best answer. Weaker
# ones than these cost more reference pictures than they bring.
L2_STRENGTHS = (np.inf, 10_000.0, 1000.0, 100.0)
ADDED_CLASS_L2_STRENGTHS = (1000.0, 100.0, 10.0, 1.0)
# In standard errors of the held-out difference.
SE_TOLERANCE = 2.0
REPLAY_WEIGHT = 4.0
FIRST_FIT_L2_STRENGTH = 100.0
ADDED_CLASS_WEIGHT = 3.0
REPLAYED = -1


@dataclass(frozen=True)
class UserExamples:
    """The user's pictures: features (n, views, features), and for each a word.

    The first view is the picture as the program sees it, by which it is judged; the others are taught beside it.
    """

    features: Floats
    label_names: Sequence[str]


def targets_from_label_names(label_names: Sequence[str], classes: tuple[str, ...], added: int) -> Floats:
    """(n, classes) of 0 and 1; NaN where a word does not say.

    The last `added` classes are names that the user gave. Of those `both` says nothing: it means the classes that the
    model came with. And of a name it is not said whether it is a cat's, a dog's or a rabbit's.
    """
    targets = np.zeros((len(label_names), len(classes)), np.float32)
    own = len(classes) - added
    for row, word in enumerate(label_names):
        if word == BOTH:
            targets[row, :own], targets[row, own:] = 1, np.nan
        elif word != NEITHER:
            if classes.index(word) >= own:
                targets[row, :own] = np.nan
            targets[row, classes.index(word)] = 1
    return targets


def class_indices(label_names: Sequence[str], classes: tuple[str, ...]) -> LabelIndices:
    """The class of each word, NONE_OF_THEM for `neither`, -2 for `both`, which has no single one."""
    numbers = {NEITHER: NEITHER_INDEX, BOTH: -2} | {name: index for index, name in enumerate(classes)}
    return np.asarray([numbers[word] for word in label_names], np.int64)


@dataclass(frozen=True)
class TrainingSet:
    """Rows of features (m, features) with targets (m, classes) and weights (m,).

    `pictures` (m,) numbers the user's pictures, each of which has as many rows as it has views; it is REHEARSED for a
    picture that is taught again.
    """

    features: Floats
    targets: Floats
    weights: Floats
    picture_ids: LabelIndices

    @classmethod
    def of(
        cls,
        user_examples: UserExamples,
        replay: Reference | None,
        classes: tuple[str, ...],
        prior: Head,
        new_classes: int,
    ) -> TrainingSet:
        """`prior` is the head in use, with rows for the `new` last classes."""
        own, views = user_examples.features.shape[:2]
        added = prior.added if prior.kind is ScoreKind.INDEPENDENT else 0
        taught = cls(
            user_examples.features.reshape(own * views, -1),
            np.repeat(targets_from_label_names(user_examples.label_names, classes, added), views, axis=0),
            np.full(own * views, 1 / views, np.float32),
            np.repeat(np.arange(own), views),
        )
        return taught if replay is None else taught._with_replay(replay, prior, new_classes if added else 0)

    def _with_replay(self, replay: Reference, prior: Head, new_classes: int) -> TrainingSet:
        """With the pictures that are taught again, as the head in use scores them.

        So they pull on nothing that stays as it is (Li and Hoiem, "Learning without Forgetting", arXiv:1606.09282).
        """
        targets = scores_of(prior.logits(replay.features), prior.kind)
        targets[:, len(prior.bias) - new_classes :] = 0
        both = TrainingSet(
            np.concatenate([self.features, replay.features]),
            np.concatenate([self.targets, targets]),
            np.concatenate([self.weights, np.full(len(replay), REPLAY_WEIGHT, np.float32)]),
            np.concatenate([self.picture_ids, np.full(len(replay), REPLAYED)]),
        )
        none = np.concatenate([np.zeros(len(self.targets), bool), replay.labels == NEITHER_INDEX])
        return both._mask_ambiguous_targets(none, prior, new_classes) if new_classes else both

    def without(self, picture_ids: LabelIndices) -> TrainingSet:
        """All rows but those of some of the user's pictures."""
        kept = ~np.isin(self.picture_ids, picture_ids)
        return TrainingSet(self.features[kept], self.targets[kept], self.weights[kept], self.picture_ids[kept])

    def fit(self, prior: Head, l2_strengths: Sequence[float]) -> Head:
        parts = [
            fit_head(
                self.features,
                self.targets[:, rows],
                _select_rows(prior, rows),
                strength,
                self._weights_for(rows, prior),
            )
            for rows, strength in zip(class_groups(prior), l2_strengths, strict=True)
        ]
        weight, bias = np.concatenate([part.weight for part in parts]), np.concatenate([part.bias for part in parts])
        return replace(prior, weight=weight, bias=bias)

    def choose_l2_strength(self, prior: Head, rows: slice, seed: int, on_progress: ProgressCallback) -> float:
        """By the user's own pictures; what is taught again is held out by no fold."""
        weights, group, targets = self._weights_for(rows, prior), _select_rows(prior, rows), self.targets[:, rows]
        folds = self._folds(seed)
        if rows.start == 0:
            # What is known already is left for clear evidence alone.
            return choose_l2_strength(
                *(self.features, targets, group, seed, L2_STRENGTHS, weights, on_progress),
                folds=folds,
                loss_function=absolute_errors,
                se_tolerance=SE_TOLERANCE,
            )
        return choose_l2_strength(
            self.features, targets, group, seed, ADDED_CLASS_L2_STRENGTHS, weights, on_progress, folds=folds
        )

    def _folds(self, seed: int) -> LabelIndices:
        """The fold of each row (m,); the views of a picture are held out together."""
        own = np.flatnonzero(self.picture_ids != REPLAYED)
        _, first, place = np.unique(self.picture_ids[own], return_index=True, return_inverse=True)
        folds = np.full(len(self.picture_ids), REPLAYED)
        folds[own] = stratified_folds(self.targets[own[first]], seed)[place]
        return folds

    def _weights_for(self, rows: slice, prior: Head) -> Floats:
        """A name has few pictures, and every other picture speaks against it: those few count for more."""
        if rows.start != len(prior.bias) - prior.added:
            return self.weights
        weights = np.where(self.picture_ids == REPLAYED, 1, self.weights)
        shown = np.nan_to_num(self.targets[:, rows]).max(axis=1) > 0.5
        return np.where(shown, ADDED_CLASS_WEIGHT * weights, weights).astype(np.float32)

    def _mask_ambiguous_targets(self, shows_none: npt.NDArray[np.bool_], prior: Head, new_classes: int) -> TrainingSet:
        """A picture taught again as none of the classes may show what has a name now.

        Those of `none` (m,) that a first fit, which does not ask, takes for it are left open; the others say that they
        do not.
        """
        names = slice(len(prior.bias) - new_classes, None)
        targets = self.targets.copy()
        targets[shows_none, names] = np.nan
        asked = replace(self, targets=targets)
        guess = asked.fit(prior, [FIRST_FIT_L2_STRENGTH] * len(class_groups(prior))).logits(self.features[shows_none])[
            :, names
        ]
        targets[shows_none, names] = np.where(guess > 0, np.nan, 0)
        return replace(self, targets=targets)


def class_groups(prior: Head) -> list[slice]:
    """Rows that want a strength of their own: names start from nothing, the classes from what the model knows.

    Only independent scores can be fitted apart.
    """
    if not prior.added or prior.kind is ScoreKind.EXCLUSIVE:
        return [slice(0, None)]
    own = len(prior.bias) - prior.added
    return [slice(0, own), slice(own, None)]


def _select_rows(head: Head, rows: slice) -> Head:
    return replace(head, weight=head.weight[rows], bias=head.bias[rows])
