"""Loads any image classifier of transformers and splits it into pooled features and one linear head."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModelForImageClassification
from transformers.utils import logging

from catdog_gui.classify.head import Head
from catdog_gui.classify.models import ModelError
from catdog_gui.classify.torch_engine import efficientnet_lite  # noqa: F401 - registers the model type
from catdog_gui.messages import Text, detail

logging.disable_progress_bar()  # loading takes a moment, and --json has the terminal for itself
_MAX_DIFFERENCE = 1e-3


def load_checkpoint(source: str | Path, **options: Any) -> nn.Module:
    """The classifier at a local folder or hub id, from safetensors alone and without remote code.

    It is in float32, whatever the file has; a caller that wants less precision uses autocast.

    Raises:
        ModelError: there is no such checkpoint, or transformers cannot build it.
    """
    try:
        model: nn.Module = AutoModelForImageClassification.from_pretrained(
            str(source), trust_remote_code=False, use_safetensors=True, dtype=torch.float32, **options
        )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise ModelError(Text.NOT_A_CLASSIFIER(source, detail(error))) from None
    return model


def linear_head(model: nn.Module) -> tuple[str, nn.Linear]:
    """The module path and the one linear layer that gives the logits.

    Raises:
        ModelError: there is none, or there are several.
    """
    config: Any = model.config
    classes = int(config.num_labels)
    candidates = [
        (name, module)
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and module.out_features == classes and "classifier" in name.split(".")
    ]
    if len(candidates) != 1:
        raise ModelError(Text.LINEAR_HEADS(type(model).__name__, len(candidates)))
    return candidates[0]


def put_head(model: nn.Module, head: Head) -> None:
    """Copies the numbers of `head` into the linear layer that gives the logits, which has its shape."""
    _, layer = linear_head(model)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(head.weight))
        layer.bias.copy_(torch.from_numpy(head.bias))


class PooledFeatures(nn.Module):
    """The model without its head: pixel_values (n, 3, height, width), normalised -> features (n, features)."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        path, _ = linear_head(model)
        parent, _, leaf = path.rpartition(".")
        self.model = model
        setattr(model.get_submodule(parent), leaf, nn.Identity())

    def forward(self, pixel_values: Tensor) -> Tensor:
        return self.model(pixel_values=pixel_values).logits


def split(model: nn.Module, height: int, width: int) -> tuple[PooledFeatures, nn.Linear]:
    """The two halves of `model`, whose head is taken out of it; checked to give the same logits as before.

    Raises:
        ModelError: more happens between features and logits than one linear layer.
    """
    model.eval()
    pixels = torch.rand(2, 3, height, width, generator=torch.Generator().manual_seed(0)) * 2 - 1
    with torch.inference_mode():
        before = model(pixel_values=pixels).logits
        _, head = linear_head(model)
        features = PooledFeatures(model).eval()
        pooled = features(pixels)
        if pooled.ndim != 2 or (head(pooled) - before).abs().max() > _MAX_DIFFERENCE:
            raise ModelError(Text.MORE_AFTER_POOLING(type(model).__name__))
    return features, head
