"""Fits the head on frozen features before the whole network is trained.

The gradients of a random head would damage the pretrained layers; those of a fitted one do not. Source: Kumar et al.,
Fine-Tuning can Distort Pretrained Features and Underperform Out-of-Distribution, ICLR 2022.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import torch

from catdog_gui.classify.engine import default_workers
from catdog_gui.classify.head import Floats
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.torch_engine.network import PooledFeatures, put_head
from catdog_gui.classify.torch_engine.normalisation import Normalisation
from catdog_gui.messages import Text
from trainer.calibration import one_hot_targets
from trainer.events import Events
from trainer.examples import Examples
from trainer.finetune.base import Base
from trainer.finetune.precision import is_inference_in_bf16
from trainer.finetune.recipes import Recipe
from trainer.finetune.views import Collate, EvalTransform, LazyPictures
from trainer.head import blank_head, fit_by_cross_validation
from trainer.out_of_fold import out_of_fold_scores

_BATCH_SIZE = 32


def fit_linear_probe(
    base: Base, train: Examples, kind: ScoreKind, recipe: Recipe, device: torch.device, events: Events
) -> Floats:
    """Fits a head to the pooled features of `train`, with cross-validation, and puts it into `base.network`.

    Gives out-of-fold scores (n, classes): of each picture, by a head of the same strength that was fitted without it.
    """
    events.stage(Text.FITTING_HEAD())
    features = pooled_features(base, train, recipe.precision, device, events)
    targets = one_hot_targets(train.labels, len(train.classes))
    prior = blank_head(len(train.classes), features.shape[1], kind)
    head, strength = fit_by_cross_validation(features, targets, prior, recipe.seed, events)
    put_head(base.network, head)
    return out_of_fold_scores(features, train.labels, prior, strength, recipe.seed)


def pooled_features(base: Base, examples: Examples, precision: str, device: torch.device, events: Events) -> Floats:
    """(n, features) float32 of every example, in the program's own view."""
    network: Any = PooledFeatures(copy.deepcopy(base.network)).eval()
    network.to(device, memory_format=torch.channels_last)
    targets = one_hot_targets(examples.labels, len(examples.classes))
    pictures = LazyPictures(examples, targets, EvalTransform(base.image_transform), seed=0, threads=default_workers())
    collate = Collate(Normalisation(base.processor.to_dict()))
    rows = []
    bf16 = is_inference_in_bf16(precision, device)
    with torch.no_grad(), torch.autocast(device.type, torch.bfloat16, enabled=bf16):
        for start in range(0, len(examples), _BATCH_SIZE):
            indices = range(start, min(start + _BATCH_SIZE, len(examples)))
            batch = collate(pictures.__getitems__(indices))
            rows.append(network(batch["pixel_values"].to(device)).float().cpu().numpy())
            events.progress(indices.stop, len(examples))
    return np.concatenate(rows).astype(np.float32)
