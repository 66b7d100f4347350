"""From a base model to a network that is ready to be trained as a whole."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass

import numpy as np
import torch
import transformers
from safetensors.torch import load_model

from catdog_gui.classify.head import Floats
from catdog_gui.classify.torch_engine.engine import best_device
from trainer.events import Events
from trainer.finetune.base import Base, load_base, training_size
from trainer.finetune.data import TrainingData
from trainer.finetune.linear_probe import fit_head_first
from trainer.finetune.recipes import Recipe
from trainer.finetune.targets import smoothed, taught_by_heads
from trainer.finetune.workspace import Workspace, is_whole, mark_whole, require_space
from trainer.processes import is_leader, rank, world_size

# Adam keeps two numbers a weight; two checkpoints of the loop, the head-first one, the result and its export.
_COPIES_ON_DISK = 2 * 3 + 1 + 3
_UNSEEN = "unseen.npy"


@dataclass(frozen=True)
class Start:
    """The network with its new head, what it is to say of the training pictures (n, classes), the (height, width) at
    which it sees them, and where it trains.
    """

    base: Base
    targets: Floats
    size: tuple[int, int]
    device: torch.device


def begin(model: str, data: TrainingData, recipe: Recipe, work: Workspace, events: Events) -> Start:
    """Loads the base, and fits its head first if the recipe says so."""
    _quieten()
    transformers.set_seed(recipe.seed)
    device = training_device()
    base = load_base(model, data.classes, data.kind)
    size = training_size(base, recipe.train_side, recipe.least_crop_area)
    weights = sum(parameter.numel() * parameter.element_size() for parameter in base.network.parameters())
    require_space(work.path.parent, _COPIES_ON_DISK * weights)
    targets = smoothed(data.train.labels, len(data.classes), data.kind, recipe.label_smoothing)
    if recipe.head_first == "yes":
        unseen = _with_fitted_head(base, data, recipe, work, device, events)
        targets = taught_by_heads(targets, unseen, recipe.heads_share)
    return Start(base, targets, size, device)


def training_device() -> torch.device:
    """The best device; the process's own one of several graphics devices."""
    device = best_device()
    if device.type == "cuda" and world_size() > 1:
        return torch.device("cuda", int(os.environ.get("LOCAL_RANK", rank())))
    return device


def _with_fitted_head(
    base: Base, data: TrainingData, recipe: Recipe, work: Workspace, device: torch.device, events: Events
) -> Floats:
    """Gives the scores (n, classes) of the training pictures by heads that had not seen them."""
    kept = work.head_first / _UNSEEN
    if is_whole(work.head_first):
        load_model(base.network, work.head_first / "model.safetensors")
        return np.load(kept)
    unseen = fit_head_first(base, data.train, data.kind, recipe, device, events)
    if is_leader():
        base.save(work.head_first)
        np.save(kept, unseen)
        mark_whole(work.head_first)
    return unseen


def _quieten() -> None:
    """What transformers would say about new heads and missing torchvision is meant; faults arrive as exceptions."""
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    logging.getLogger("accelerate").setLevel(logging.ERROR)
