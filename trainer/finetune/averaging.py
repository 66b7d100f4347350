"""Averages the weights of a network before and after training.

A network between the two is often better than both. Source: Wortsman et al., Robust fine-tuning of zero-shot
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
    """A copy of the weights and statistics of a network."""
    return {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}


def load_best_average(
    network: nn.Module,
    before: Weights,
    evaluate: Callable[[], tuple[float, ...]],
    events: Events,
    shares: Sequence[float] = SHARES,
) -> None:
    """Sets `network` to the average of its weights and those `before` that has the least figures by `evaluate()`.

    Of several figures the first counts, and the next where those before it are equal. `shares` are the shares of its
    own weights that are tried; with 0 and 1 among them the result is no worse than either network.
    """
    after = snapshot(network)
    results: dict[float, tuple[float, ...]] = {}
    for share in shares:
        network.load_state_dict(_average(before, after, share))
        results[share] = evaluate()
        events.progress(len(results), len(shares), share=share, loss=results[share][-1])
    best = min(results, key=results.__getitem__)
    network.load_state_dict(_average(before, after, best))
    events.metric("share of trained weights", best, loss=results[best][-1])


def keep_better(network: nn.Module, other: Weights, evaluate: Callable[[], tuple[float, ...]], events: Events) -> None:
    """Sets `network` to the `other` weights if those have lesser figures by `evaluate()`."""
    own, own_figures = snapshot(network), evaluate()
    network.load_state_dict(other)
    other_figures = evaluate()
    if other_figures >= own_figures:
        network.load_state_dict(own)
    events.metric("moving average is kept", float(other_figures < own_figures), loss=other_figures[-1])


def _average(before: Weights, after: Weights, share: float) -> dict[str, Tensor]:
    return {
        name: torch.lerp(before[name], tensor, share) if tensor.is_floating_point() else tensor
        for name, tensor in after.items()
    }
