"""The network that training starts from, with a head for the new classes."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from catdog_gui.classify.image_transform import ImageTransform
from catdog_gui.classify.models import ModelError, ScoreKind
from catdog_gui.classify.torch_engine.network import head_layers, load_checkpoint, split
from catdog_gui.messages import Message, Text, detail
from trainer import pretrained
from trainer.checkpoint import name_classes
from trainer.errors import TrainerError
from trainer.processor import image_transform_of, load_processor

_SIZE_STEP = 32


@dataclass(frozen=True)
class Base:
    """A classifier of transformers, its image processor, and the image transform that the processor describes."""

    network: Any
    processor: Any
    image_transform: ImageTransform

    def save(self, folder: Path) -> None:
        """Writes a checkpoint that `from_pretrained` and `pipeline` read."""
        self.network.save_pretrained(folder)
        self.processor.save_pretrained(folder)


def load_base(source: str, classes: Sequence[str], kind: ScoreKind) -> Base:
    """The network of a hub id, a local folder, or one of `pretrained.NAMES`, with a head for `classes`.

    The rows of its head are kept if the classes are the same; otherwise the head is new.

    Raises:
        ModelError: it cannot be loaded, or is not pooled features with one linear head.
        TrainerError: its image processor cannot be loaded.
    """
    if source in pretrained.NAMES:
        network, _ = pretrained.load_pretrained(source)
        _replace_head(network, len(classes))
        processor = _processor_class()(**pretrained.center_crop_config(network.config.image_size))
    else:
        network = _load_with_head(source, classes)
        processor = load_processor(source)
    name_classes(network.config, classes, kind)
    network.num_labels = len(classes)
    image_transform = image_transform_of(processor)
    # Raises if there is more than one linear layer after pooling. It takes the network apart, so it gets a copy.
    split(copy.deepcopy(network), *image_transform.output_size)
    return Base(network, processor, image_transform)


def training_size(base: Base, side: int, least_crop_area: float) -> tuple[int, int]:
    """(height, width) of training crops: `side` squared; with 0, animals are as large in crops as in whole pictures.

    A crop that is resized to the size of a whole picture shows everything larger. So networks that read any size get
    crops that are smaller by the same factor, in steps of 32 pixels, which is faster too. Source: Touvron et al.,
    Fixing the train-test resolution discrepancy, NeurIPS 2019.

    Raises:
        TrainerError: the network does not read crops of `side` pixels.
    """
    if side:
        error = _error_at(base, (side, side))
        if error is not None:
            raise TrainerError(Text.TRAIN_SIDE(side, error))
        return side, side
    share = math.sqrt((least_crop_area + 1) / 2)
    height, width = (
        min(length, max(_SIZE_STEP, round(length * share / _SIZE_STEP) * _SIZE_STEP))
        for length in base.image_transform.output_size
    )
    return (height, width) if _error_at(base, (height, width)) is None else base.image_transform.output_size


def _error_at(base: Base, size: tuple[int, int]) -> Message | None:
    """Why `size` (height, width) cannot be mixed with that of whole pictures, if it cannot."""
    # A copy, because some networks remember what they read: Swin narrows its windows for good.
    network = copy.deepcopy(base.network).eval()
    whole = _noise(base.image_transform.output_size)
    try:
        with torch.no_grad():
            before = network(pixel_values=whole).logits
            network(pixel_values=_noise(size))
            after = network(pixel_values=whole).logits
    except (ValueError, RuntimeError) as error:
        return detail(error)
    return None if torch.allclose(before, after, atol=1e-4) else Text.REMEMBERS_SIZES()


def _noise(size: tuple[int, int]) -> Tensor:
    return torch.rand(1, 3, *size, generator=torch.Generator().manual_seed(0))


def _load_with_head(source: str, classes: Sequence[str]) -> nn.Module:
    names = _class_names(source)
    if set(names) != set(classes):
        return load_checkpoint(source, num_labels=len(classes), ignore_mismatched_sizes=True)
    network = load_checkpoint(source)
    order = [names.index(name) for name in classes]
    with torch.no_grad():
        for layer in head_layers(network).values():
            layer.weight.copy_(layer.weight[order].clone())
            if layer.bias is not None:
                layer.bias.copy_(layer.bias[order].clone())
    return network


def _class_names(source: str) -> list[str]:
    from transformers import AutoConfig

    try:
        names = AutoConfig.from_pretrained(source, trust_remote_code=False).id2label
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(Text.NOT_A_CLASSIFIER(source, detail(error))) from None
    return [names[index] for index in range(len(names))]


def _processor_class() -> Any:
    from transformers.models.bit.image_processing_pil_bit import BitImageProcessorPil

    return BitImageProcessorPil


def _replace_head(network: Any, classes: int) -> None:
    ((path, old),) = head_layers(network).items()
    head = nn.Linear(old.in_features, classes)
    nn.init.normal_(head.weight, std=0.01)
    nn.init.zeros_(head.bias)
    network.set_submodule(path, head)
