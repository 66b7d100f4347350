"""Which layers are trained, at which learning rates, and with which loss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from catdog_gui.classify.head import Floats
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.torch_engine.network import head_layers
from trainer.examples import NONE_OF_THEM, Labels
from trainer.finetune.recipes import Recipe

# Rates fall evenly with depth, in so many steps: the optimiser is quicker with few groups.
_RATE_STEPS = 12


class FrozenBatchNorm(nn.BatchNorm2d):
    """A batch norm that normalises with its running statistics in training too; weight and bias are still trained.

    On a few thousand pictures the statistics of small batches are noisier than those of the base's own training.
    """

    def train(self, mode: bool = True) -> FrozenBatchNorm:  # noqa: FBT001, FBT002, ARG002 - torch's signature
        super().train(mode=False)
        return self


def freeze_batch_norms(network: nn.Module) -> int:
    """Replaces every batch norm by one with fixed statistics and the same tensors. Gives how many there are."""
    names = [name for name, module in network.named_modules() if type(module) is nn.BatchNorm2d]
    for name in names:
        old = network.get_submodule(name)
        assert isinstance(old, nn.BatchNorm2d)
        new = FrozenBatchNorm(old.num_features, old.eps, old.momentum, old.affine, old.track_running_stats)
        new.load_state_dict(old.state_dict())
        network.set_submodule(name, new.eval())
    return len(names)


def freeze_first_layers(network: nn.Module, share: float) -> None:
    """Takes the first `share` of the layers (modules with weights, in order) out of training, statistics included."""
    layers = _layers(network)
    for layer in layers[: round(share * (len(layers) - 1))]:
        for parameter in layer.parameters(recurse=False):
            parameter.requires_grad = False


def parameter_groups(network: nn.Module, recipe: Recipe) -> list[dict[str, Any]]:
    """Groups for AdamW: the head at its own rate; in the body a rate that falls from the last layer to the first.

    The fall is `first_layer_share ** (1 - depth)` with the relative depth of a layer, 0 for the first and 1 for the
    last. Source: Howard, Ruder, Universal Language Model Fine-tuning for Text Classification, ACL 2018, section 3.2
    (discriminative rates); no decay of biases and norms as in He et al., Bag of Tricks for Image Classification with
    Convolutional Neural Networks, CVPR 2019.
    """
    heads = list(head_layers(network).values())
    layers = _layers(network)
    members: dict[tuple[float, float], list[Tensor]] = defaultdict(list)
    for position, layer in enumerate(layers):
        is_head = any(layer is head for head in heads)
        rate = recipe.head_rate if is_head else recipe.body_rate * _layer_rate_factor(position, len(layers), recipe)
        for parameter in layer.parameters(recurse=False):
            if parameter.requires_grad:
                members[rate, recipe.weight_decay if parameter.ndim > 1 else 0.0].append(parameter)
    groups = [{"params": found, "lr": rate, "weight_decay": decay} for (rate, decay), found in members.items()]
    # Trainer logs the rate of the first group: the head's rate is the one that the recipe names.
    return groups[::-1]


def class_weights(labels: Labels, classes: int) -> Tensor:
    """(classes,) weights with which each class counts the same, and the pictures together as much as without."""
    counts = np.bincount(labels[labels != NONE_OF_THEM], minlength=classes)
    return torch.from_numpy(counts.sum() / (classes * np.maximum(counts, 1))).float()


def picture_weights(labels: Labels, classes: int) -> Floats:
    """(n,) `class_weights` of each picture's label; 1 for a picture of none of them."""
    by_label = np.append(class_weights(labels, classes).numpy(), np.float32(1))
    # NONE_OF_THEM is the last index.
    return np.asarray(by_label[labels])


def loss_function(kind: ScoreKind, weights: Tensor | None = None) -> Callable[..., Tensor]:
    """The loss for Trainer: (outputs, targets (n, classes), num_items_in_batch) -> mean over the pictures of one step.

    Cross-entropy for exclusive scores; for independent ones the mean of the classes' binary cross-entropies. With
    `weights` (classes,) each class counts so much.
    """

    def loss(outputs: Any, targets: Tensor, num_items_in_batch: Tensor | int | None = None) -> Tensor:
        logits = outputs["logits"].float()
        # Trainer counts the numbers in the targets of the whole step, over its parts and all processes, so that parts
        # of unequal size get the right weights.
        entries = targets.numel() if num_items_in_batch is None else num_items_in_batch
        by_class = None if weights is None else weights.to(logits.device)
        if kind is ScoreKind.EXCLUSIVE:
            return functional.cross_entropy(logits, targets, by_class, reduction="sum") * logits.shape[1] / entries
        return functional.binary_cross_entropy_with_logits(logits, targets, by_class, reduction="sum") / entries

    return loss


def _layers(network: nn.Module) -> list[nn.Module]:
    return [module for module in network.modules() if any(True for _ in module.parameters(recurse=False))]


def _layer_rate_factor(position: int, layers: int, recipe: Recipe) -> float:
    depth = round(position / max(1, layers - 1) * _RATE_STEPS) / _RATE_STEPS
    return float(recipe.first_layer_share ** (1 - depth))
