"""Fits the head on frozen features before the whole network is trained.

The gradients of a random head would damage the pretrained layers; those of a fitted one do not. Source: Kumar et al.,
Fine-Tuning can Distort Pretrained Features and Underperform Out-of-Distribution, ICLR 2022.
"""

from __future__ import annotations

import copy
import tempfile
from typing import Any

import numpy as np
import torch

from catdog_gui.classify.engine import default_workers
from catdog_gui.classify.head import Floats
from catdog_gui.classify.torch_engine.network import PooledFeatures, put_head
from catdog_gui.classify.torch_engine.normalisation import Normalisation
from catdog_gui.messages import Text
from trainer.calibration import one_hot_targets
from trainer.events import Events
from trainer.finetune.base import Base
from trainer.finetune.data import TrainingData
from trainer.finetune.optimisation import picture_weights
from trainer.finetune.precision import is_inference_in_bf16
from trainer.finetune.recipes import Recipe
from trainer.finetune.views import TRIES_UNCHECKED, Collate, EvalTransform, LazyPictures
from trainer.head import blank_head, fit_by_cross_validation
from trainer.out_of_fold import out_of_fold_scores
from trainer.string_table import mapped

_BATCH_SIZE = 32


def fit_linear_probe(base: Base, data: TrainingData, recipe: Recipe, device: torch.device, events: Events) -> Floats:
    """Fits a head to the pooled features of the training pictures, with cross-validation, and puts it into the base.

    Gives out-of-fold scores (n, classes): of each picture, by a head of the same strength that was fitted without it.
    """
    events.stage(Text.FITTING_HEAD())
    train = data.train
    features = pooled_features(base, data, recipe.precision, device, events)
    targets = one_hot_targets(train.labels, len(train.classes))
    prior = blank_head(len(train.classes), features.shape[1], data.kind)
    weights = picture_weights(train.labels, len(train.classes)) if recipe.class_weights == "balanced" else None
    head, strength = fit_by_cross_validation(features, targets, prior, recipe.seed, events, weights)
    put_head(base.network, head)
    return out_of_fold_scores(features, train.labels, prior, strength, recipe.seed, weights)


def pooled_features(base: Base, data: TrainingData, precision: str, device: torch.device, events: Events) -> Floats:
    """(n, features) float32 of every training picture, in the program's own view; mapped from a file."""
    examples = data.train
    network: Any = PooledFeatures(copy.deepcopy(base.network)).eval()
    network.to(device, memory_format=torch.channels_last)
    targets = one_hot_targets(examples.labels, len(examples.classes))
    pictures = LazyPictures(
        examples,
        targets,
        EvalTransform(base.image_transform),
        seed=0,
        threads=default_workers(),
        tries=1 if data.is_checked else TRIES_UNCHECKED,
    )
    collate = Collate(Normalisation(base.processor.to_dict()))
    bf16 = is_inference_in_bf16(precision, device)
    with (
        tempfile.TemporaryFile() as rows,
        torch.no_grad(),
        torch.autocast(device.type, torch.bfloat16, enabled=bf16),
    ):
        for start in range(0, len(examples), _BATCH_SIZE):
            indices = range(start, min(start + _BATCH_SIZE, len(examples)))
            batch = collate(pictures.__getitems__(indices))
            rows.write(network(batch["pixel_values"].to(device)).float().cpu().numpy().tobytes())
            events.progress(indices.stop, len(examples))
        return mapped(rows, np.dtype(np.float32)).reshape(len(examples), -1)
