"""From an upright picture to the square of pixels that a model reads, as its preprocessor_config.json says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text

Pixels = npt.NDArray[np.uint8]

_MAX_SIDE = 4096


@dataclass(frozen=True, slots=True)
class ImageTransform:
    """Resize (to a fixed size, or by the shortest edge), then crop the centre. Sizes are (height, width) in pixels."""

    size: tuple[int, int] | None
    shortest_edge: int | None
    crop: tuple[int, int] | None
    resample: Image.Resampling

    @property
    def output_size(self) -> tuple[int, int]:
        """(height, width) of what the model reads."""
        if self.crop is not None:
            return self.crop
        if self.size is not None:
            return self.size
        raise ModelError(Text.SIZES_DIFFER())

    @property
    def min_side(self) -> int:
        """The short side, in pixels, below which decoding a picture smaller would lose detail."""
        return self.shortest_edge or max(self.output_size)

    def pixels(self, image: Image.Image) -> Pixels:
        """The uint8 array (height, width, 3) that the model reads."""
        return np.asarray(self._cropped(self._resized(image)))

    def _resized(self, image: Image.Image) -> Image.Image:
        if self.size is not None:
            height, width = self.size
        elif self.shortest_edge is not None:
            scale = self.shortest_edge / min(image.size)
            width, height = (max(self.shortest_edge, int(side * scale)) for side in image.size)
            image, width, height = _trim_panorama(image, width, height, max(self.output_size))
        else:
            return image
        return image.resize((width, height), self.resample)

    def _cropped(self, image: Image.Image) -> Image.Image:
        if self.crop is None:
            return image
        height, width = self.crop
        left, top = (image.width - width) // 2, (image.height - height) // 2
        return image.crop((left, top, left + width, top + height))


def _trim_panorama(image: Image.Image, width: int, height: int, crop_side: int) -> tuple[Image.Image, int, int]:
    """Cuts a panorama to its middle: the centre crop would drop the rest, so there is no need to resize it."""
    if max(width, height) <= 8 * crop_side:
        return image, width, height
    scale = width / image.width
    across, down = (min(side, math.ceil(4 * crop_side / scale)) for side in image.size)
    left, top = (image.width - across) // 2, (image.height - down) // 2
    middle = image.crop((left, top, left + across, top + down))
    return middle, max(1, round(across * scale)), max(1, round(down * scale))


def read_image_transform(config: Mapping[str, Any]) -> ImageTransform:
    """The resizing and cropping of a transformers image processor (ViT, ConvNeXt, ResNet, DeiT and their like).

    Raises:
        ModelError: the sizes are missing or absurd.
    """
    resample = Image.Resampling(config.get("resample", Image.Resampling.BILINEAR))
    crop = _parse_size(config.get("crop_size")) if config.get("do_center_crop") else None
    size = config.get("size") if config.get("do_resize", True) else None
    if isinstance(size, int) and "crop_pct" in config:
        size = {"shortest_edge": size}  # the older form, in early checkpoints of ConvNeXt and ResNet
    if isinstance(size, Mapping) and "shortest_edge" in size:
        transform = _by_shortest_edge(_parse_side(size["shortest_edge"]), config.get("crop_pct"), crop, resample)
    else:
        transform = ImageTransform(_parse_size(size), None, crop, resample)
    transform.output_size  # noqa: B018 - raises where it is undefined
    return transform


def _by_shortest_edge(
    edge: int, crop_share: float | None, crop: tuple[int, int] | None, resample: Image.Resampling
) -> ImageTransform:
    """ConvNeXt's rule, which ResNet checkpoints use: below 384 resize by 1/crop_pct and crop; from 384 on, squash."""
    if crop_share is None:
        return ImageTransform(None, edge, crop, resample)
    if edge >= 384:
        return ImageTransform((edge, edge), None, crop, resample)
    return ImageTransform(None, _parse_side(int(edge / _parse_share(crop_share))), crop or (edge, edge), resample)


def _parse_size(size: Any) -> tuple[int, int] | None:
    if size is None:
        return None
    if isinstance(size, Mapping):
        return _parse_side(size.get("height")), _parse_side(size.get("width"))
    return _parse_side(size), _parse_side(size)


def _parse_share(value: Any) -> float:
    if not isinstance(value, int | float) or not 0 < value <= 1:
        raise ModelError(Text.IMPOSSIBLE_CROP(repr(value)))
    return float(value)


def _parse_side(value: Any) -> int:
    if not isinstance(value, int) or not 1 <= value <= _MAX_SIDE:
        raise ModelError(Text.IMPOSSIBLE_SIZE(repr(value)))
    return value
