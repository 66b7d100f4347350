"""Loads any image classifier of transformers and splits it into pooled features and one linear head."""

from __future__ import annotations

import logging
from collections.abc import Set
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForImageClassification
from transformers.utils.logging import disable_progress_bar

from catdog_gui.classify.head import Head
from catdog_gui.classify.head_tensors import HeadNames, layer_weights
from catdog_gui.classify.models import ModelError
from catdog_gui.classify.torch_engine import efficientnet_lite  # noqa: F401 - registers the model type
from catdog_gui.messages import Text, detail

disable_progress_bar()  # loading takes a moment, and --json has the terminal for itself
# transformers' table of weights that are missing or new: `_require_whole_body` reads the same.
logging.getLogger("transformers.modeling_utils").addFilter(lambda record: "LOAD REPORT" not in record.getMessage())
_MAX_DIFFERENCE = 1e-3
_CLASSIFIER = "classifier"
_MOST_LAYERS = 2


def load_checkpoint(source: str | Path, **options: Any) -> nn.Module:
    """The classifier at a local folder or hub id, from safetensors alone and without remote code.

    It is in float32, whatever the file has; a caller that wants less precision uses autocast. Its head alone may be
    missing in the file, or have another shape there, where `options` allow that: it is new then.

    Raises:
        ModelError: there is no such checkpoint, or transformers cannot build it, or it lacks weights.
    """
    try:
        if AutoConfig.from_pretrained(str(source), trust_remote_code=False).model_type == "timm_wrapper":
            raise ModelError(Text.NEEDS_TIMM(source))
        model, read = AutoModelForImageClassification.from_pretrained(
            str(source),
            trust_remote_code=False,
            use_safetensors=True,
            dtype=torch.float32,
            output_loading_info=True,
            **options,
        )
    except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
        raise ModelError(Text.NOT_A_CLASSIFIER(source, detail(error))) from None
    _require_whole_body(source, model, {*read["missing_keys"], *(key for key, *_ in read["mismatched_keys"])})
    return model


def _require_whole_body(source: str | Path, model: nn.Module, absent: Set[str]) -> None:
    absent_of_body = sorted(name for name in absent if not _classifier(name))
    if absent_of_body:
        of_all = f"{len(absent_of_body)}/{len(model.state_dict())}"
        raise ModelError(Text.NOT_A_CLASSIFIER(source, Text.LACKS_WEIGHTS(of_all, absent_of_body[0])))


def head_layers(model: nn.Module) -> dict[str, nn.Linear]:
    """The linear layers by module path whose mean is the logits: one, or one for each of two tokens.

    Raises:
        ModelError: there is none, or there are more.
    """
    config: Any = model.config
    classes = int(config.num_labels)
    found = {
        path: module
        for path, module in model.named_modules()
        if isinstance(module, nn.Linear) and module.out_features == classes and _classifier(path)
        if module.bias is not None
    }
    beside_each_other = len({_classifier(path) for path in found}) == len(found)
    if not (1 <= len(found) <= _MOST_LAYERS and beside_each_other):
        raise ModelError(Text.LINEAR_HEADS(type(model).__name__, len(found)))
    return found


def _classifier(path: str) -> str | None:
    return next((part for part in path.split(".") if part.endswith(_CLASSIFIER)), None)


def head_names(model: nn.Module) -> HeadNames:
    """The names that the tensors of the head have in a checkpoint."""
    paths = head_layers(model)
    return HeadNames(tuple(f"{path}.weight" for path in paths), tuple(f"{path}.bias" for path in paths))


def put_head(model: nn.Module, head: Head) -> None:
    """Copies the numbers of `head` into the linear layers that give the logits, which have its shape."""
    layers = head_layers(model).values()
    with torch.no_grad():
        for layer, weight in zip(layers, layer_weights(head.weight, len(layers)), strict=True):
            layer.weight.copy_(torch.from_numpy(weight))
            layer.bias.copy_(torch.from_numpy(head.bias))


class PooledFeatures(nn.Module):
    """The model without its head: pixel_values (n, 3, height, width), normalised -> features (n, features)."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        paths = list(head_layers(model))
        self.model = model
        # DeiT with the teacher's token gives `cls_logits` and `distillation_logits` beside their mean.
        self.outputs = [str(_classifier(path)).replace(_CLASSIFIER, "logits") for path in paths]
        for path in paths:
            parent, _, leaf = path.rpartition(".")
            setattr(model.get_submodule(parent), leaf, nn.Identity())

    def forward(self, pixel_values: Tensor) -> Tensor:
        given = self.model(pixel_values=pixel_values)
        return torch.cat([given[output] for output in self.outputs], 1) if len(self.outputs) > 1 else given.logits


def split(model: nn.Module, height: int, width: int) -> PooledFeatures:
    """`model` without its head; checked that the head on its features gives the same logits as before.

    Raises:
        ModelError: more happens between features and logits than one linear layer, or the mean of two.
    """
    model.eval()
    pixels = torch.rand(2, 3, height, width, generator=torch.Generator().manual_seed(0)) * 2 - 1
    # Not inference_mode: some networks keep what they compute here, and training could not use it.
    with torch.no_grad():
        before = model(pixel_values=pixels).logits
        heads = head_layers(model).values()
        features = PooledFeatures(model).eval()
        pooled = features(pixels)
        if pooled.ndim != 2 or pooled.shape[1] != sum(head.in_features for head in heads):
            raise ModelError(Text.MORE_AFTER_POOLING(type(model).__name__))
        parts = torch.split(pooled, [head.in_features for head in heads], 1)
        after = torch.stack([head(part) for head, part in zip(heads, parts, strict=True)]).mean(0)
        if (after - before).abs().max() > _MAX_DIFFERENCE:
            raise ModelError(Text.MORE_AFTER_POOLING(type(model).__name__))
    return features
