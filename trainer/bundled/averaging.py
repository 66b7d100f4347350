"""Averages the weights of the bundled network before and after training.

The norms are folded into their convolutions first, so that only weights of convolutions are averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from catdog_gui.classify.head import Floats
from catdog_gui.classify.image_transform import Pixels
from catdog_gui.classify.torch_engine.efficientnet_lite import BATCH_NORM_EPSILON
from catdog_gui.classify.torch_engine.normalisation import Normalisation
from trainer.calibration import one_hot_targets
from trainer.events import Events
from trainer.examples import Labels
from trainer.finetune.averaging import load_best_average, snapshot
from trainer.folding import fold_norms, unfold_norms
from trainer.metrics import bernoulli_nll

SHARES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_BATCH_SIZE = 48


def best_average(
    before: Any, after: Any, processor: dict[str, Any], pixels: Sequence[Pixels], labels: Labels, events: Events
) -> Any:
    """The average of two networks of one shape that has the least loss on held-out pixels, each (height, width, 3).

    Both networks are changed; the result is one of them.
    """
    for network in (before, after):
        fold_norms(network)
        network.to(memory_format=torch.channels_last).eval()

    def loss() -> tuple[float]:
        scores = _scores(after, processor, pixels)
        return (float(bernoulli_nll(scores.astype(np.float64), one_hot_targets(labels, scores.shape[1]))),)

    load_best_average(after, snapshot(before), loss, events, SHARES)
    unfold_norms(after, BATCH_NORM_EPSILON)
    return after.to(memory_format=torch.contiguous_format)


def _scores(model: Any, processor: dict[str, Any], pixels: Sequence[Pixels]) -> Floats:
    normalise = Normalisation(processor)
    rows = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(pixels), _BATCH_SIZE):
            batch = normalise(torch.from_numpy(np.stack(pixels[start : start + _BATCH_SIZE])))
            rows.append(model(batch.contiguous(memory_format=torch.channels_last)).logits.float().sigmoid().numpy())
    return np.concatenate(rows)
