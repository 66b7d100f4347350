"""A tiny network of every family that the README names, with random weights, and the family's own image processor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers.models.beit.image_processing_pil_beit import BeitImageProcessorPil
from transformers.models.bit.image_processing_pil_bit import BitImageProcessorPil
from transformers.models.convnext.image_processing_pil_convnext import ConvNextImageProcessorPil
from transformers.models.deit.image_processing_pil_deit import DeiTImageProcessorPil
from transformers.models.efficientnet.image_processing_pil_efficientnet import EfficientNetImageProcessorPil
from transformers.models.mobilenet_v2.image_processing_pil_mobilenet_v2 import MobileNetV2ImageProcessorPil
from transformers.models.mobilevit.image_processing_pil_mobilevit import MobileViTImageProcessorPil
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from catdog_gui.classify.torch_engine import efficientnet_lite as lite
from trainer.pretrained import center_crop_config

_SQUARE = {"height": 32, "width": 32}
_TRANSFORMER = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
_PATCHES = {"image_size": 32, "patch_size": 8}

# The network and its processor.
Family = tuple[Any, Any]


def _resnet() -> Family:
    config = transformers.ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")
    return transformers.ResNetForImageClassification(config), ConvNextImageProcessorPil(
        size={"shortest_edge": 32}, crop_pct=0.875
    )


def _vit() -> Family:
    config = transformers.ViTConfig(**_TRANSFORMER, **_PATCHES)
    return transformers.ViTForImageClassification(config), ViTImageProcessorPil(size=_SQUARE)


def _deit() -> Family:
    config = transformers.DeiTConfig(**_TRANSFORMER, **_PATCHES)
    return transformers.DeiTForImageClassification(config), DeiTImageProcessorPil(
        size={"height": 36, "width": 36}, crop_size=_SQUARE
    )


def _deit_with_teacher() -> Family:
    config = transformers.DeiTConfig(**_TRANSFORMER, **_PATCHES)
    return transformers.DeiTForImageClassificationWithTeacher(config), DeiTImageProcessorPil(
        size={"height": 36, "width": 36}, crop_size=_SQUARE
    )


def _swin() -> Family:
    # Windows of 7 x 7 patches, as published: crops of another size than the picture's do not fit them.
    config = transformers.SwinConfig(
        image_size=56, patch_size=4, embed_dim=8, depths=[1, 2], num_heads=[2, 2], window_size=7
    )
    return transformers.SwinForImageClassification(config), ViTImageProcessorPil(size={"height": 56, "width": 56})


def _convnext() -> Family:
    config = transformers.ConvNextConfig(hidden_sizes=[8, 16], depths=[1, 1], num_stages=2)
    return transformers.ConvNextForImageClassification(config), ConvNextImageProcessorPil(
        size={"shortest_edge": 32}, crop_pct=0.875
    )


def _convnext_v2() -> Family:
    config = transformers.ConvNextV2Config(hidden_sizes=[8, 16], depths=[1, 1], num_stages=2)
    return transformers.ConvNextV2ForImageClassification(config), ConvNextImageProcessorPil(
        size={"shortest_edge": 32}, crop_pct=0.875
    )


def _dinov2() -> Family:
    config = transformers.Dinov2Config(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, mlp_ratio=2, image_size=32, patch_size=8
    )
    return transformers.Dinov2ForImageClassification(config), BitImageProcessorPil(
        size={"shortest_edge": 36}, crop_size=_SQUARE
    )


def _beit() -> Family:
    config = transformers.BeitConfig(**_TRANSFORMER, **_PATCHES, use_relative_position_bias=True)
    return transformers.BeitForImageClassification(config), BeitImageProcessorPil(size=_SQUARE)


def _mobilevit() -> Family:
    config = transformers.MobileViTConfig(
        image_size=64, hidden_sizes=[16, 16, 16], neck_hidden_sizes=[8, 8, 8, 8, 8, 8, 16], num_attention_heads=2
    )
    return transformers.MobileViTForImageClassification(config), MobileViTImageProcessorPil(
        size={"shortest_edge": 72}, crop_size={"height": 64, "width": 64}
    )


def _efficientnet() -> Family:
    config = transformers.EfficientNetConfig(
        image_size=32, width_coefficient=0.25, hidden_dim=320, in_channels=[32, 16], out_channels=[16, 24],
        kernel_sizes=[3, 5], strides=[1, 2], num_block_repeats=[1, 1], expand_ratios=[1, 6],
    )  # fmt: skip
    return transformers.EfficientNetForImageClassification(config), EfficientNetImageProcessorPil(size=_SQUARE)


def _mobilenet_v2() -> Family:
    config = transformers.MobileNetV2Config(image_size=32, depth_multiplier=0.1)
    return transformers.MobileNetV2ForImageClassification(config), MobileNetV2ImageProcessorPil(
        size={"shortest_edge": 36}, crop_size=_SQUARE
    )


def _efficientnet_lite() -> Family:
    config = lite.EfficientNetLiteConfig(width=0.25, depth=0.3, hidden_size=16, image_size=64)
    return lite.EfficientNetLiteForImageClassification(config), BitImageProcessorPil(**center_crop_config(64))


FAMILIES: Mapping[str, Callable[[], Family]] = {
    "ResNet": _resnet,
    "ViT": _vit,
    "DeiT": _deit,
    "DeiT with the teacher's token": _deit_with_teacher,
    "Swin": _swin,
    "ConvNeXt": _convnext,
    "ConvNeXtV2": _convnext_v2,
    "DINOv2": _dinov2,
    "BEiT": _beit,
    "MobileViT": _mobilevit,
    "EfficientNet": _efficientnet,
    "MobileNetV2": _mobilenet_v2,
    "EfficientNet-Lite": _efficientnet_lite,
}


def save_family(name: str, folder: Path) -> Path:
    """A checkpoint of the family in `folder`; the same at every call."""
    torch.manual_seed(0)
    network, processor = FAMILIES[name]()
    _enliven(network)
    network.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def _enliven(network: Any) -> None:
    """Larger weights than the usual first ones, with which a small network gives nearly the same for all pictures."""
    for name, parameter in network.named_parameters():
        if parameter.ndim > 1 and "token" not in name:
            torch.nn.init.kaiming_normal_(parameter)
        elif ".grn." in name or "lambda" in name:
            torch.nn.init.normal_(parameter)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.ones_(module.weight)
