"""The linear layer that turns pooled features into scores, in numpy."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.models import ScoreKind

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """weight (classes, features), bias (classes,); logits are divided by `temperature` before the score function.

    The last `added` classes are names that the user gave: a pet of an existing class, or a new kind; see
    `scale_unnamed_classes`.
    """

    weight: Floats
    bias: Floats
    kind: ScoreKind
    temperature: float = 1.0
    added: int = 0

    def logits(self, features: Floats) -> Floats:
        """features (n, features) -> logits (n, classes)."""
        return np.asarray(features @ self.weight.T + self.bias, np.float32)

    def scores(self, features: Floats) -> Floats:
        """features (n, features) -> scores (n, classes) in 0..1."""
        scores = scores_of(self.logits(features) / self.temperature, self.kind)
        return scale_unnamed_classes(scores, self.added) if self.kind is ScoreKind.INDEPENDENT else scores

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
