"""How many pictures one process can hold in memory at once while it trains."""

from __future__ import annotations

import importlib

import torch
from torch import Tensor, nn

from trainer.finetune.recipes import Recipe

_SHARE_OF_FREE = 0.5


def pictures_at_once(network: nn.Module, size: tuple[int, int], recipe: Recipe, processes: int) -> int:
    """The largest divisor of each process's share of the batch that fits; at least one."""
    share = max(1, recipe.batch // processes)
    most = recipe.pictures_at_once or max(
        1, int(_free_bytes(network) * _SHARE_OF_FREE / _bytes_per_picture(network, size))
    )
    return max(count for count in range(1, share + 1) if share % count == 0 and count <= max(1, most))


def _bytes_per_picture(network: nn.Module, size: tuple[int, int]) -> int:
    """How much autograd keeps of one picture between the forward and the backward pass."""
    saved_bytes = 0

    def count(tensor: Tensor) -> Tensor:
        nonlocal saved_bytes
        saved_bytes += tensor.numel() * tensor.element_size()
        return tensor

    device = next(network.parameters()).device
    pixels = torch.zeros(2, 3, *size, device=device)
    was_training = network.training
    network.eval()
    with torch.autograd.graph.saved_tensors_hooks(count, lambda tensor: tensor):
        network(pixel_values=pixels)
    network.train(was_training)
    weights = sum(parameter.numel() * parameter.element_size() for parameter in network.parameters())
    return max(1, (saved_bytes - weights) // 2)


def _free_bytes(network: nn.Module) -> int:
    device = next(network.parameters()).device
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return int(free)
    psutil = importlib.import_module("psutil")
    return int(psutil.virtual_memory().available)
