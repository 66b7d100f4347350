"""The arithmetic between uint8 pixels and what a network reads, as its preprocessor_config.json says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text
from catdog_gui.pictures.opening import read_linked_file

# Beside those that `Normalisation` reads: what `ImageTransform` reads, and what says nothing about the values.
_GEOMETRY = {"do_resize", "size", "resample", "do_center_crop", "crop_size", "crop_pct", "default_to_square"}
_ARITHMETIC = {
    *("do_rescale", "rescale_factor", "rescale_offset", "do_normalize", "image_mean", "image_std", "include_top"),
    "do_flip_channel_order",
}
_WITHOUT_EFFECT = {
    *("image_processor_type", "feature_extractor_type", "processor_class", "do_convert_rgb", "data_format"),
    *("input_data_format", "return_tensors", "device", "disable_grouping", "do_reduce_labels", "reduce_labels"),
    *("pad_size", "_valid_processor_keys"),
}
_KNOWN = _GEOMETRY | _ARITHMETIC | _WITHOUT_EFFECT


class Normalisation(nn.Module):
    """uint8 pixels (n, height, width, 3) -> float32 (n, 3, height, width), rescaled and standardised.

    Raises:
        ModelError: the processor has a field that is not known here, and might change the pixels.
    """

    scale: Tensor
    shift: Tensor

    def __init__(self, processor: Mapping[str, Any]) -> None:
        super().__init__()
        _require_known_fields(processor)
        kind = str(processor.get("image_processor_type") or processor.get("feature_extractor_type") or "")
        # Two families differ from the others in what an absent field means.
        is_mobilevit, is_efficientnet = kind.startswith("MobileViT"), kind.startswith("EfficientNet")
        scale: Any = 1.0
        shift = torch.zeros(3)
        if processor.get("do_rescale", True):
            scale = float(processor.get("rescale_factor", 1 / 255))
            if processor.get("rescale_offset"):
                shift = shift - 1
        if processor.get("do_normalize", True) and not is_mobilevit:
            mean, deviation = _channels(processor["image_mean"]), _channels(processor["image_std"])
            scale, shift = scale / deviation, (shift - mean) / deviation
        if processor.get("include_top", is_efficientnet):
            deviation = _channels(processor["image_std"])
            scale, shift = scale / deviation, shift / deviation
        self.flips_channels = bool(processor.get("do_flip_channel_order", is_mobilevit))
        self.register_buffer("scale", (scale * torch.ones(3)).view(1, 3, 1, 1))
        self.register_buffer("shift", shift.view(1, 3, 1, 1))

    def forward(self, pixels: Tensor) -> Tensor:
        channels = pixels.permute(0, 3, 1, 2).to(torch.float32)
        if self.flips_channels:
            channels = channels.flip(1)
        return channels * self.scale + self.shift


def _channels(value: Any) -> Tensor:
    return torch.tensor(value, dtype=torch.float32).expand(3)


def _require_known_fields(processor: Mapping[str, Any]) -> None:
    for name, value in processor.items():
        if name not in _KNOWN and value not in (None, False):
            raise ModelError(Text.UNKNOWN_PROCESSOR_FIELD(name))


def read_processor(folder: Path) -> dict[str, Any]:
    """The preprocessor_config.json of a checkpoint folder."""
    content: dict[str, Any] = json.loads(read_linked_file(folder / "preprocessor_config.json"))
    return content
