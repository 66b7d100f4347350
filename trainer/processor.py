"""The image processor of a base model: loaded as transformers loads it, and checked that the program sees the same."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from catdog_gui.classify.image_transform import ImageTransform, read_image_transform
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text, detail
from trainer.errors import TrainerError

# Of the spread of the values. Processors that resize with torchvision round otherwise than Pillow does.
_MAX_DIFFERENCE = 0.1


def load_processor(source: str) -> Any:
    """The image processor of a hub id or folder.

    Raises:
        TrainerError: it cannot be loaded.
    """
    from transformers import AutoImageProcessor

    try:
        return AutoImageProcessor.from_pretrained(source, trust_remote_code=False)
    except Exception as error:  # noqa: BLE001 - a file of another program may raise anything
        raise TrainerError(Text.PROCESSOR_NOT_LOADED(source, detail(error))) from None


def image_transform_of(processor: Any) -> ImageTransform:
    """What the processor does before the arithmetic on its values.

    Raises:
        ModelError: the program does not know all that it does.
    """
    import torch

    from catdog_gui.classify.torch_engine.normalisation import Normalisation

    config = processor.to_dict()
    transform = read_image_transform(config)
    normalise = Normalisation(config)
    for shape in ((97, 146, 3), (260, 190, 3)):
        picture = _smooth_noise(shape)
        expected = np.asarray(processor(images=picture, return_tensors="np")["pixel_values"][0])
        seen = normalise(torch.from_numpy(transform.pixels(picture)[None].copy()))[0].numpy()
        if seen.shape != expected.shape or np.abs(seen - expected).mean() > _MAX_DIFFERENCE * expected.std():
            raise ModelError(Text.UNKNOWN_PROCESSOR(type(processor).__name__))
    return transform


def _smooth_noise(shape: tuple[int, int, int]) -> Image.Image:
    height, width, channels = shape
    noise = np.random.default_rng(0).integers(0, 256, (height // 12, width // 12, channels), dtype=np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)
