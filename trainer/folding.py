"""Folds batch norms with fixed statistics into the convolutions before them.

A folded network computes the same with half of the memory traffic, which limits a CPU.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn


@torch.no_grad()
def fold_norms(network: nn.Module) -> None:
    """Merges every norm of a (convolution, norm) pair into its convolution, in place; the norm becomes an identity."""
    for pair in _pairs(network, nn.BatchNorm2d):
        convolution, norm = pair[0], pair[1]
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        convolution.weight.copy_(convolution.weight * gain.view(-1, 1, 1, 1))
        convolution.bias = nn.Parameter(norm.bias - norm.running_mean * gain)
        pair[1] = nn.Identity()


def _pairs(network: nn.Module, second: type[nn.Module]) -> Iterator[Any]:
    module: Any
    for module in network.modules():
        is_pair = isinstance(module, nn.Sequential) and len(module) == 2 and isinstance(module[0], nn.Conv2d)
        if is_pair and isinstance(module[1], second):
            yield module
