"""The linear layer that turns pooled features into scores, in numpy."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.models import ScoreKind

Floats = npt.NDArray[np.float32]
LabelSets = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Head:
    """weight (rows, features), bias (rows,); logits are divided by `temperature` before the score function.

    Without `label_sets` each row is a class. With them (sets, classes) the first rows are the sets of classes that a
    picture may show, of which one is true: only a cat, only a dog, both, neither. Their probabilities sum to one, and
    the score of a class is the sum over the sets that have it (a "label powerset"; Tsoumakas and Katakis, Multi-label
    classification: an overview, 2007). The scores of classes are independent then.

    The last `added` rows are names that the user gave, each with an independent score: a pet of an existing class, or
    a new kind; see `scale_unnamed_classes`.
    """

    weight: Floats
    bias: Floats
    kind: ScoreKind
    temperature: float = 1.0
    added: int = 0
    label_sets: LabelSets | None = None

    @property
    def row_kind(self) -> ScoreKind:
        """How the logits of all rows but the added ones become probabilities."""
        return self.kind if self.label_sets is None else ScoreKind.EXCLUSIVE

    @property
    def original_rows(self) -> slice:
        """The rows without the added ones, where those have scores of their own."""
        return slice(0, len(self.bias) - (self.added if self.kind is ScoreKind.INDEPENDENT else 0))

    def logits(self, features: Floats) -> Floats:
        """features (n, features) -> logits (n, rows)."""
        return np.asarray(features @ self.weight.T + self.bias, np.float32)

    def scores(self, features: Floats) -> Floats:
        """features (n, features) -> scores (n, classes) in 0..1."""
        return self.scores_of_logits(self.logits(features))

    def scores_of_logits(self, logits: Floats) -> Floats:
        """logits (n, rows) -> scores (n, classes) in 0..1."""
        rows = self.row_probabilities(logits)
        original = rows[:, self.original_rows]
        if self.label_sets is not None:
            original = np.asarray(original @ self.label_sets.astype(np.float32), np.float32)
        scores = np.concatenate([original, rows[:, self.original_rows.stop :]], axis=1)
        return scale_unnamed_classes(scores, self.added) if self.kind is ScoreKind.INDEPENDENT else scores

    def row_probabilities(self, logits: Floats) -> Floats:
        """logits (n, rows) -> the probability of each row (n, rows)."""
        scaled, original = logits / self.temperature, self.original_rows
        added = scores_of(scaled[:, original.stop :], ScoreKind.INDEPENDENT)
        return np.concatenate([scores_of(scaled[:, original], self.row_kind), added], axis=1)

    def row_targets(self, targets: Floats) -> Floats:
        """targets (n, classes), each 0, 1 or NaN where not known -> (n, rows), NaN where no row is known to be true."""
        if self.label_sets is None:
            return targets
        classes = self.label_sets.shape[1]
        is_true = (targets[:, None, :classes] == self.label_sets).all(axis=2).astype(np.float32)
        is_true[~is_true.any(axis=1)] = np.nan
        return np.concatenate([is_true, targets[:, classes:]], axis=1)

    def with_temperature_folded(self) -> Head:
        """The head that gives the same scores with a temperature of 1, as other programs compute them."""
        scale = np.float32(self.temperature)
        return replace(self, weight=self.weight / scale, bias=self.bias / scale, temperature=1.0)


def scores_of(logits: Floats, kind: ScoreKind) -> Floats:
    """Sigmoid of each logit, or softmax over the classes, along the last axis."""
    if kind is ScoreKind.INDEPENDENT:
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -60, 60))), np.float32)
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True), np.float32)


def scale_unnamed_classes(scores: Floats, added: int) -> Floats:
    """Independent scores (n, classes) of which the last `added` are of names that the user gave.

    Say Luna is a cat that the user named. The weights of "cat" are not trained to reject her: that would make them
    worse for other cats. Instead the score of "cat" means "a cat without a name of its own".
    """
    if not added:
        return scores
    named = scores[:, -added:]
    unnamed = 1 - named.max(axis=1, keepdims=True)
    return np.concatenate([scores[:, :-added] * unnamed, named], axis=1)
