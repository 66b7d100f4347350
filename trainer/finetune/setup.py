"""Prepares a base model so that the whole network can be trained."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, replace

import numpy as np
import torch
import transformers

from catdog_gui.classify.head import Floats
from catdog_gui.classify.torch_engine.engine import best_device
from trainer.events import Events
from trainer.examples import Labels, stratified_split
from trainer.finetune.base import Base, load_base, training_size
from trainer.finetune.data import TrainingData
from trainer.finetune.linear_probe import fit_linear_probe
from trainer.finetune.recipes import Recipe
from trainer.finetune.targets import SoftTargets
from trainer.finetune.views import Targets
from trainer.finetune.weights import load_weights, save_weights
from trainer.finetune.workspace import Workspace, is_complete, mark_complete, require_free_space
from trainer.processes import is_main_on_machine, rank, world_size

# In sizes of the weights: two checkpoints, each with Adam's two numbers a weight; the linear probe; result and export.
_COPIES_ON_DISK = 2 * 3 + 1 + 3
_OUT_OF_FOLD_SCORES = "unseen.npy"


@dataclass(frozen=True)
class TrainingSetup:
    """The network with its new head, targets of the training pictures, (height, width) of their crops."""

    base: Base
    targets: Targets
    size: tuple[int, int]
    device: torch.device


def prepare(model: str, data: TrainingData, recipe: Recipe, work: Workspace, events: Events) -> TrainingSetup:
    """Loads the base, and fits its head first if the recipe says so."""
    logging.getLogger("transformers.trainer_utils").addFilter(_is_worth_saying)
    transformers.set_seed(recipe.seed)
    device = training_device()
    base = load_base(model, data.classes, data.kind)
    size = training_size(base, recipe.train_side, recipe.least_crop_area)
    weights = sum(parameter.numel() * parameter.element_size() for parameter in base.network.parameters())
    require_free_space(work.path.parent, _COPIES_ON_DISK * weights)
    out_of_fold, sample = np.empty((0, len(data.classes)), np.float32), np.empty(0, np.int64)
    if recipe.head_first == "yes":
        sample = _head_sample(data.train.labels, recipe)
        out_of_fold = _fit_or_load_head(
            base, replace(data, train=data.train.subset(sample)), recipe, work, device, events
        )
    targets = SoftTargets(
        labels=data.train.labels,
        classes=len(data.classes),
        kind=data.kind,
        smoothing=recipe.label_smoothing,
        out_of_fold=out_of_fold,
        sample=sample,
        share=recipe.heads_share,
    )
    return TrainingSetup(base, targets, size, device)


def _head_sample(labels: Labels, recipe: Recipe) -> Labels:
    """All training pictures, or the most that the head is fitted on, evenly by class."""
    if len(labels) <= recipe.head_pictures:
        return np.arange(len(labels))
    return stratified_split(labels, recipe.head_pictures / len(labels), recipe.seed)[1]


def training_device() -> torch.device:
    """The best device; the process's own one of several graphics devices."""
    device = best_device()
    if device.type == "cuda" and world_size() > 1:
        return torch.device("cuda", int(os.environ.get("LOCAL_RANK", rank())))
    return device


def _fit_or_load_head(
    base: Base, data: TrainingData, recipe: Recipe, work: Workspace, device: torch.device, events: Events
) -> Floats:
    """Gives the out-of-fold scores (n, classes) of the training pictures."""
    scores_file = work.linear_probe / _OUT_OF_FOLD_SCORES
    if is_complete(work.linear_probe):
        load_weights(base.network, work.linear_probe)
        return np.load(scores_file)
    out_of_fold = fit_linear_probe(base, data, recipe, device, events)
    if is_main_on_machine():
        save_weights(base.network, work.linear_probe)
        np.save(scores_file, out_of_fold)
        mark_complete(work.linear_probe)
    return out_of_fold


def _is_worth_saying(record: logging.LogRecord) -> bool:
    # Trainer deletes its older checkpoints by their number then, which is right.
    return "mtime may not be reliable" not in record.getMessage()
