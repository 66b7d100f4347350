"""The arithmetic between uint8 pixels and what a network reads, as its preprocessor_config.json says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from catdog_gui.pictures.opening import read_linked_file


class Normalisation(nn.Module):
    """uint8 pixels (n, height, width, 3) -> float32 (n, 3, height, width), rescaled and standardised."""

    scale: Tensor
    shift: Tensor

    def __init__(self, processor: Mapping[str, Any]) -> None:
        super().__init__()
        scale = float(processor.get("rescale_factor", 1 / 255)) if processor.get("do_rescale", True) else 1.0
        standardise = processor.get("do_normalize", True)
        mean = processor["image_mean"] if standardise else [0.0] * 3
        deviation = processor["image_std"] if standardise else [1.0] * 3
        self.register_buffer("scale", scale / torch.tensor(deviation).view(1, 3, 1, 1))
        self.register_buffer("shift", -(torch.tensor(mean) / torch.tensor(deviation)).view(1, 3, 1, 1))

    def forward(self, pixels: Tensor) -> Tensor:
        return pixels.permute(0, 3, 1, 2).to(torch.float32) * self.scale + self.shift


def read_processor(folder: Path) -> dict[str, Any]:
    """The preprocessor_config.json of a checkpoint folder."""
    content: dict[str, Any] = json.loads(read_linked_file(folder / "preprocessor_config.json"))
    return content
