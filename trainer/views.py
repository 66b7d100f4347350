"""Views of pictures for training: random crops, mirror images, other colours, two pictures side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageEnhance

from catdog_gui.classify.image_transform import ImageTransform, Pixels

Box = tuple[float, float, float, float]

_ASPECT_RATIOS = (3 / 4, 4 / 3)
_MAX_TRIES = 10
_MIN_JITTER, _MAX_JITTER = 0.7, 1.3
_GREY_SHARE = 0.05
_MIN_CROP_AREA, _MAX_CROP_AREA = 0.5, 0.9


def random_crop_box(width: float, height: float, min_area: float, random: np.random.Generator) -> Box:
    """(left, top, right, bottom) of a random crop: `min_area`..1 of the area, at an aspect ratio from 3:4 to 4:3.

    The whole picture if none of ten such crops fits into it. Source: Szegedy et al., Going Deeper with Convolutions,
    CVPR 2015, section 6.
    """
    if min_area < 1:
        for _ in range(_MAX_TRIES):
            area = random.uniform(min_area, 1) * width * height
            aspect_ratio = math.exp(random.uniform(*np.log(_ASPECT_RATIOS)))
            across, down = math.sqrt(area * aspect_ratio), math.sqrt(area / aspect_ratio)
            if across <= width and down <= height:
                left, top = random.uniform(0, width - across), random.uniform(0, height - down)
                return left, top, left + across, top + down
    return 0, 0, width, height


def mirror_sometimes(picture: Image.Image, chance: float, random: np.random.Generator) -> Image.Image:
    """The picture, or with this chance its mirror image."""
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if random.random() < chance else picture


@dataclass(frozen=True, slots=True)
class RandomViews:
    """Random views of `size` pixels a side for a network that sees whole pictures squashed into a square.

    So a crop's aspect ratio is that of the squashed picture, of which it keeps at least `min_area`.
    """

    size: int
    min_area: float = 0.4

    def random_view(self, picture: Image.Image, random: np.random.Generator) -> Pixels:
        """A random view (size, size, 3) of one picture."""
        return np.asarray(self._transformed(picture, random, self.size))

    def random_pair(self, left: Image.Image, right: Image.Image, random: np.random.Generator) -> Pixels:
        """Random views of two pictures side by side, each squashed into half of the square."""
        half = self.size // 2
        halves = [np.asarray(self._transformed(picture, random, half)) for picture in (left, right)]
        joined = np.concatenate(halves, axis=1)
        return joined if random.random() < 0.5 else joined[:, ::-1].copy()

    def _transformed(self, picture: Image.Image, random: np.random.Generator, width: int) -> Image.Image:
        left, top, right, bottom = random_crop_box(1, 1, self.min_area, random)
        box = (left * picture.width, top * picture.height, right * picture.width, bottom * picture.height)
        view = picture.resize((width, self.size), Image.Resampling.BICUBIC, box=box)
        return _jitter_colour(mirror_sometimes(view, 0.5, random), random)


def augmented_views(
    picture: Image.Image, transform: ImageTransform, count: int, random: np.random.Generator
) -> list[Pixels]:
    """The picture as the program sees it, its mirror image, and then random crops, every second one mirrored."""
    whole = transform.pixels(picture)
    crops = [transform.pixels(picture.crop(_box_of_same_shape(picture, random))) for _ in range(count - 2)]
    mirrored = [crop[:, ::-1].copy() if number % 2 else crop for number, crop in enumerate(crops)]
    return [whole, whole[:, ::-1].copy(), *mirrored][:count]


def _box_of_same_shape(picture: Image.Image, random: np.random.Generator) -> tuple[int, int, int, int]:
    """A crop with the picture's own aspect ratio, in whole pixels, as the program's transform wants it."""
    side = np.sqrt(random.uniform(_MIN_CROP_AREA, _MAX_CROP_AREA))
    width, height = max(1, int(picture.width * side)), max(1, int(picture.height * side))
    left, top = random.integers(picture.width - width + 1), random.integers(picture.height - height + 1)
    return int(left), int(top), int(left) + width, int(top) + height


def _jitter_colour(view: Image.Image, random: np.random.Generator) -> Image.Image:
    for enhancer in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        view = enhancer(view).enhance(random.uniform(_MIN_JITTER, _MAX_JITTER))
    return view.convert("L").convert("RGB") if random.random() < _GREY_SHARE else view
