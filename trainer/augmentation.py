"""Random changes of colour and shape, a few at a time.

Source: Cubuk et al., RandAugment: Practical automated data augmentation with a reduced search space, NeurIPS 2020
(arXiv:1909.13719): `count` operations are drawn from a list, all of the same strength.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

Operation = Callable[[Image.Image, float], Image.Image]

_MAX_DEGREES = 30
_MAX_SHEAR = 0.3
_MAX_SHIFT = 0.3
_MAX_ENHANCEMENT = 0.9
_FEWEST_BITS, _MOST_BITS = 2, 8
_GREY = (124, 116, 104)


def random_operations(picture: Image.Image, count: int, strength: float, random: np.random.Generator) -> Image.Image:
    """The picture after `count` random operations of a strength from 0 to 1."""
    for index in random.integers(len(OPERATIONS), size=count):
        picture = OPERATIONS[index](picture, strength if random.random() < 0.5 else -strength)
    return picture


def _enhanced(enhancer: Callable[[Image.Image], ImageEnhance._Enhance]) -> Operation:
    return lambda picture, amount: enhancer(picture).enhance(1 + _MAX_ENHANCEMENT * amount)


def _sheared(picture: Image.Image, across: float, down: float) -> Image.Image:
    return _affine(picture, (1, across, -across * picture.height / 2, down, 1, -down * picture.width / 2))


def _affine(picture: Image.Image, matrix: tuple[float, ...]) -> Image.Image:
    return picture.transform(picture.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=_GREY)


def _posterized(picture: Image.Image, amount: float) -> Image.Image:
    return ImageOps.posterize(picture, round(_MOST_BITS - (_MOST_BITS - _FEWEST_BITS) * abs(amount)))


# The sign of the amount is the direction, where there is one.
OPERATIONS: tuple[Operation, ...] = (
    lambda picture, _: ImageOps.autocontrast(picture),
    lambda picture, _: ImageOps.equalize(picture),
    _posterized,
    lambda picture, amount: ImageOps.solarize(picture, round(255 * (1 - abs(amount)))),
    _enhanced(ImageEnhance.Brightness),
    _enhanced(ImageEnhance.Contrast),
    _enhanced(ImageEnhance.Color),
    _enhanced(ImageEnhance.Sharpness),
    lambda picture, amount: picture.rotate(_MAX_DEGREES * amount, Image.Resampling.BILINEAR, fillcolor=_GREY),
    lambda picture, amount: _sheared(picture, _MAX_SHEAR * amount, 0),
    lambda picture, amount: _sheared(picture, 0, _MAX_SHEAR * amount),
    lambda picture, amount: _affine(picture, (1, 0, _MAX_SHIFT * amount * picture.width, 0, 1, 0)),
    lambda picture, amount: _affine(picture, (1, 0, 0, 0, 1, _MAX_SHIFT * amount * picture.height)),
)
