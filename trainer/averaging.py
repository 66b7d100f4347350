"""Averages the weights of a network before and after it was taught.

Between the two lies a network that is often better than either: Wortsman et al., "Robust fine-tuning of zero-shot
models" (arXiv:2109.01903). Norms are averaged folded into their convolutions, where weights can be added.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from catdog_gui.classify.geometry import Pixels
from catdog_gui.classify.head import Floats
from catdog_gui.classify.torch_engine.efficientnet_lite import BATCH_NORM_EPSILON
from catdog_gui.classify.torch_engine.normalisation import Normalisation
from trainer.calibration import targets_of
from trainer.events import Events
from trainer.examples import Labels
from trainer.folding import fold_norms, unfold_norms
from trainer.metrics import bernoulli_nll

SHARES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_BATCH_SIZE = 48


def best_average(
    before: Any, after: Any, processor: dict[str, Any], pixels: Sequence[Pixels], labels: Labels, events: Events
) -> Any:
    """The average of two networks of one shape that has the least loss on held-out pixels, each (height, width, 3)."""
    fold_norms(before)
    fold_norms(after)
    losses = {}
    for share in SHARES:
        scores = _scores(_average(before, after, share), processor, pixels)
        losses[share] = float(bernoulli_nll(scores.astype(np.float64), targets_of(labels, scores.shape[1])))
        events.progress(len(losses), len(SHARES), share=share, loss=losses[share])
    best = min(losses, key=losses.__getitem__)
    events.metric("share_of_taught_weights", best, loss=losses[best])
    chosen = _average(before, after, best)
    unfold_norms(chosen, BATCH_NORM_EPSILON)
    return chosen.to(memory_format=torch.contiguous_format)


def _average(before: Any, after: Any, share: float) -> Any:
    averaged = copy.deepcopy(after)
    others = before.state_dict()
    averaged.load_state_dict({name: torch.lerp(others[name], mine, share) for name, mine in after.state_dict().items()})
    return averaged.to(memory_format=torch.channels_last).eval()


def _scores(model: Any, processor: dict[str, Any], pixels: Sequence[Pixels]) -> Floats:
    normalise = Normalisation(processor)
    rows = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(pixels), _BATCH_SIZE):
            batch = normalise(torch.from_numpy(np.stack(pixels[start : start + _BATCH_SIZE])))
            rows.append(model(batch.contiguous(memory_format=torch.channels_last)).logits.float().sigmoid().numpy())
    return np.concatenate(rows)
