"""The tensors of a checkpoint that make up its head.

Most networks have one linear layer there. DeiT with the teacher's token has two, one for each token, and its logits are
their mean: that is one linear layer on the features of both tokens, side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from catdog_gui.classify.head import Floats


@dataclass(frozen=True, slots=True)
class HeadNames:
    """The names of the weight and of the bias of each layer."""

    weights: tuple[str, ...]
    biases: tuple[str, ...]

    def tensors(self, weight: Floats, bias: Floats) -> dict[str, Floats]:
        """The tensors by name that make up a head of `weight` (classes, features) and `bias` (classes,)."""
        return dict(zip(self.weights, layer_weights(weight, len(self.weights)), strict=True)) | dict.fromkeys(
            self.biases, bias
        )

    def to_json(self) -> dict[str, Any]:
        """As `catdog.json` has them: a name, or a list where there are several layers."""
        parts = {"weight": self.weights, "bias": self.biases}
        return {part: names[0] if len(names) == 1 else list(names) for part, names in parts.items()}


def read_head_names(entry: Mapping[str, Any]) -> HeadNames:
    """What `to_json` wrote.

    Raises:
        KeyError, ValueError: a part is missing, or the two do not fit each other.
    """
    match entry["weight"], entry["bias"]:
        case str(weight), str(bias):
            return HeadNames((weight,), (bias,))
        case [str(), str(), *_] as weights, list(biases) if len(weights) == len(biases):
            return HeadNames(tuple(map(str, weights)), tuple(map(str, biases)))
    raise ValueError(entry)


def join_layers(weights: Sequence[Floats], biases: Sequence[Floats]) -> tuple[Floats, Floats]:
    """One weight (classes, features of all layers) and bias (classes,) that give the mean of the layers' logits."""
    count = np.float32(len(weights))
    weight: Floats = np.concatenate(weights, axis=1) / count
    return weight, np.asarray(np.stack(biases).sum(axis=0) / count, np.float32)


def layer_weights(weight: Floats, layers: int) -> list[Floats]:
    """The weight of each of the layers whose mean logits a joined head of `weight` gives."""
    return np.split(weight * np.float32(layers), layers, axis=1)
