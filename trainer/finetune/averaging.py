"""Averages the weights of a network before and after training.

Between the two lies a network that is often better than either: Wortsman et al., Robust fine-tuning of zero-shot
models, CVPR 2022 (arXiv:2109.01903).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn

from trainer.events import Events

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)

Weights = Mapping[str, Tensor]


def snapshot(network: nn.Module) -> Weights:
    """A copy of its weights and statistics."""
    return {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}


def load_best_average(
    network: nn.Module,
    before: Weights,
    evaluate: Callable[[], tuple[float, ...]],
    events: Events,
    shares: Sequence[float] = SHARES,
) -> None:
    """Leaves in `network` the average of its weights and those `before` that `judge()` gives the least figures.

    Of several figures the first counts, and the next where those before it are equal. `shares` are those of its own
    weights that are tried; with both ends among them the result is no worse to the judge than either.
    """
    after = snapshot(network)
    judged: dict[float, tuple[float, ...]] = {}
    for share in shares:
        network.load_state_dict(_average(before, after, share))
        judged[share] = evaluate()
        events.progress(len(judged), len(shares), share=share, loss=judged[share][-1])
    best = min(judged, key=judged.__getitem__)
    network.load_state_dict(_average(before, after, best))
    events.metric("share of trained weights", best, loss=judged[best][-1])


def _average(before: Weights, after: Weights, share: float) -> dict[str, Tensor]:
    return {
        name: torch.lerp(before[name], tensor, share) if tensor.is_floating_point() else tensor
        for name, tensor in after.items()
    }
