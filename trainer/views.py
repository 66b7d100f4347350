"""Views of pictures for training: crop, flip, light, and two pictures side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageEnhance

from catdog_gui.classify.image_transform import ImageTransform, Pixels

_MIN_JITTER, _MAX_JITTER = 0.7, 1.3
_GREY_SHARE = 0.05
_MIN_CROP_AREA, _MAX_CROP_AREA = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class RandomViews:
    """`size` pixels a side; crops keep `min_area`..1 of the picture at an aspect within a factor of `stretch`."""

    size: int
    min_area: float = 0.4
    max_aspect: float = 1.33

    def random_view(self, picture: Image.Image, random: np.random.Generator) -> Pixels:
        """A random view (size, size, 3) of one picture."""
        return np.asarray(self._transformed(picture, random, self.size))

    def random_pair(self, left: Image.Image, right: Image.Image, random: np.random.Generator) -> Pixels:
        """Random views of two pictures, each squeezed into half of the square."""
        half = self.size // 2
        halves = [np.asarray(self._transformed(picture, random, half)) for picture in (left, right)]
        joined = np.concatenate(halves, axis=1)
        return joined if random.random() < 0.5 else joined[:, ::-1].copy()

    def _transformed(self, picture: Image.Image, random: np.random.Generator, width: int) -> Image.Image:
        view = picture.resize((width, self.size), Image.Resampling.BICUBIC, box=self._crop_box(picture, random))
        if random.random() < 0.5:
            view = view.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return _jitter_colour(view, random)

    def _crop_box(self, picture: Image.Image, random: np.random.Generator) -> tuple[float, float, float, float]:
        area = random.uniform(self.min_area, 1.0)
        stretch = np.exp(random.uniform(-np.log(self.max_aspect), np.log(self.max_aspect)))
        width = min(1.0, np.sqrt(area * stretch)) * picture.width
        height = min(1.0, np.sqrt(area / stretch)) * picture.height
        left, top = random.uniform(0, picture.width - width), random.uniform(0, picture.height - height)
        return float(left), float(top), float(left + width), float(top + height)


def augmented_views(
    picture: Image.Image, geometry: ImageTransform, count: int, random: np.random.Generator
) -> list[Pixels]:
    """The picture as the program sees it, its mirror image, and then parts of it, every second one mirrored."""
    whole = geometry.pixels(picture)
    parts = [geometry.pixels(picture.crop(_random_crop_box(picture, random))) for _ in range(count - 2)]
    mirrored = [part[:, ::-1].copy() if number % 2 else part for number, part in enumerate(parts)]
    return [whole, whole[:, ::-1].copy(), *mirrored][:count]


def _random_crop_box(picture: Image.Image, random: np.random.Generator) -> tuple[int, int, int, int]:
    """A box of the picture's own shape over _LEAST_PART.._MOST_PART of its area."""
    side = np.sqrt(random.uniform(_MIN_CROP_AREA, _MAX_CROP_AREA))
    width, height = max(1, int(picture.width * side)), max(1, int(picture.height * side))
    left, top = random.integers(picture.width - width + 1), random.integers(picture.height - height + 1)
    return int(left), int(top), int(left) + width, int(top) + height


def _jitter_colour(view: Image.Image, random: np.random.Generator) -> Image.Image:
    for enhancer in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        view = enhancer(view).enhance(random.uniform(_MIN_JITTER, _MAX_JITTER))
    return view.convert("L").convert("RGB") if random.random() < _GREY_SHARE else view
