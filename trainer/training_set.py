"""The training set of a refitted head: the user's pictures, and replayed reference pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.decisions import TRAINING_TARGETS, TrainingTarget
from catdog_gui.classify.head import Floats, Head
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.reference import NEITHER_INDEX, LabelIndices, Reference
from trainer.head import ProgressCallback, absolute_errors, choose_l2_strength, fit_head, stratified_folds

# The first changes nothing: it is best where the current head is right already. Weaker priors than these lose more
# correct decisions than they gain.
L2_STRENGTHS = (np.inf, 10_000.0, 1000.0, 100.0)
ADDED_CLASS_L2_STRENGTHS = (1000.0, 100.0, 10.0, 1.0)
# In standard errors of the difference of held-out losses.
SE_TOLERANCE = 2.0
REPLAY_WEIGHT = 4.0
FIRST_FIT_L2_STRENGTH = 100.0
ADDED_CLASS_WEIGHT = 3.0
REPLAYED = -1


@dataclass(frozen=True)
class UserExamples:
    """The user's pictures: features (n, views, features), and the name of a label for each.

    The first view is the picture as the program sees it, and is measured; the others are for training only.
    """

    features: Floats
    label_names: Sequence[str]


def targets_from_label_names(label_names: Sequence[str], classes: tuple[str, ...], added: int) -> Floats:
    """(n, classes) of 0 and 1; NaN where a label does not say.

    The last `added` classes are the user's own. `both` means the original classes and says nothing of added ones; an
    added class, such as the name of a pet, does not say which original class the pet is of.
    """
    targets = np.zeros((len(label_names), len(classes)), np.float32)
    original = len(classes) - added
    for row, name in enumerate(label_names):
        target = TRAINING_TARGETS.get(name)
        if target is TrainingTarget.ALL_CLASSES:
            targets[row, :original], targets[row, original:] = 1, np.nan
        elif target is TrainingTarget.UNKNOWN:
            targets[row] = np.nan
        elif target is None:
            if classes.index(name) >= original:
                targets[row, :original] = np.nan
            targets[row, classes.index(name)] = 1
    return targets


def class_indices(label_names: Sequence[str], classes: tuple[str, ...]) -> LabelIndices:
    """The class of each label; NEITHER_INDEX for one of no class, -2 for any other that has no single class."""
    indices = {name: index for index, name in enumerate(classes)}
    for name, target in TRAINING_TARGETS.items():
        indices[name] = NEITHER_INDEX if target is TrainingTarget.NO_CLASS else -2
    return np.asarray([indices[name] for name in label_names], np.int64)


@dataclass(frozen=True)
class TrainingSet:
    """Rows of features (m, features) with targets for the rows of a head (m, rows) and weights (m,).

    `picture_ids` (m,) number the user's pictures, each of which has a row for each view; the id of a replayed picture
    is REPLAYED.
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
        """`prior` is the current head, with rows for the `new_classes` last classes."""
        pictures, views = user_examples.features.shape[:2]
        added = prior.added if prior.kind is ScoreKind.INDEPENDENT else 0
        targets = prior.row_targets(targets_from_label_names(user_examples.label_names, classes, added))
        of_user = cls(
            user_examples.features.reshape(pictures * views, -1),
            np.repeat(targets, views, axis=0),
            np.full(pictures * views, 1 / views, np.float32),
            np.repeat(np.arange(pictures), views),
        )
        return of_user if replay is None else of_user._with_replay(replay, prior, new_classes if added else 0)

    def _with_replay(self, replay: Reference, prior: Head, new_classes: int) -> TrainingSet:
        """With the replayed pictures, whose targets are the scores by the current head.

        So they resist every change of these scores (Li and Hoiem, "Learning without Forgetting", arXiv:1606.09282).
        """
        targets = prior.row_probabilities(prior.logits(replay.features))
        targets[:, len(prior.bias) - new_classes :] = 0
        joined = TrainingSet(
            np.concatenate([self.features, replay.features]),
            np.concatenate([self.targets, targets]),
            np.concatenate([self.weights, np.full(len(replay), REPLAY_WEIGHT, np.float32)]),
            np.concatenate([self.picture_ids, np.full(len(replay), REPLAYED)]),
        )
        shows_none = np.concatenate([np.zeros(len(self.targets), bool), replay.labels == NEITHER_INDEX])
        return joined._mask_ambiguous_targets(shows_none, prior, new_classes) if new_classes else joined

    def without(self, picture_ids: LabelIndices) -> TrainingSet:
        """All rows except those of these pictures."""
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
        """By cross-validation on the user's own pictures; replayed ones are in no held-out fold."""
        weights, group, targets = self._weights_for(rows, prior), _select_rows(prior, rows), self.targets[:, rows]
        folds = self._folds(seed)
        if rows.start == 0:
            # What the model knows already changes only on clear evidence.
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
        of_user = np.flatnonzero(self.picture_ids != REPLAYED)
        _, first, inverse = np.unique(self.picture_ids[of_user], return_index=True, return_inverse=True)
        folds = np.full(len(self.picture_ids), REPLAYED)
        folds[of_user] = stratified_folds(self.targets[of_user[first]], seed)[inverse]
        return folds

    def _weights_for(self, rows: slice, prior: Head) -> Floats:
        """An added class has few pictures, and all others are against it: so those few get more weight."""
        if rows.start != len(prior.bias) - prior.added:
            return self.weights
        weights = np.where(self.picture_ids == REPLAYED, 1, self.weights)
        has_class = np.nan_to_num(self.targets[:, rows]).max(axis=1) > 0.5
        return np.where(has_class, ADDED_CLASS_WEIGHT * weights, weights).astype(np.float32)

    def _mask_ambiguous_targets(self, shows_none: npt.NDArray[np.bool_], prior: Head, new_classes: int) -> TrainingSet:
        """A replayed picture that `shows_none` (m,) of the old classes may show a new one.

        A first fit, without their targets for the new classes, scores them. Where it finds a new class, the target
        stays unknown; elsewhere it is 0.
        """
        new = slice(len(prior.bias) - new_classes, None)
        targets = self.targets.copy()
        targets[shows_none, new] = np.nan
        first_fit = replace(self, targets=targets).fit(prior, [FIRST_FIT_L2_STRENGTH] * len(class_groups(prior)))
        logits = first_fit.logits(self.features[shows_none])[:, new]
        targets[shows_none, new] = np.where(logits > 0, np.nan, 0)
        return replace(self, targets=targets)


def class_groups(prior: Head) -> list[slice]:
    """Rows that need a strength of their own: added classes start from nothing, the others from what the model knows.

    Only independent scores can be fitted separately.
    """
    if not prior.added or prior.kind is ScoreKind.EXCLUSIVE:
        return [slice(0, None)]
    return [prior.original_rows, slice(prior.original_rows.stop, None)]


def _select_rows(head: Head, rows: slice) -> Head:
    """A head of these rows alone: of the original ones, or of the added ones, each of which is a class."""
    label_sets = None if rows.start else head.label_sets
    return replace(head, weight=head.weight[rows], bias=head.bias[rows], added=0, label_sets=label_sets)
