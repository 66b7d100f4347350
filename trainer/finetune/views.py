"""What the network sees of a picture: the program's own view of it, or a random part of it while training."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset

from catdog_gui.classify.head import Floats
from catdog_gui.classify.image_transform import ImageTransform, Pixels
from catdog_gui.classify.torch_engine.normalisation import Normalisation
from catdog_gui.messages import Text
from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError
from trainer.errors import TrainerError
from trainer.examples import Examples

# Pixels (height, width, 3) uint8 and the targets (classes,) float32 of one picture.
Item = tuple[Pixels, Floats]

_ASPECTS = (3 / 4, 4 / 3)
_TRIES = 10


class Transform(Protocol):
    """From an upright picture to pixels (height, width, 3) uint8."""

    @property
    def min_side(self) -> int:
        """The short side in pixels that the view needs of the picture."""

    def pixels(self, image: Image.Image, generator: np.random.Generator) -> Pixels:
        """One view; `generator` decides whatever is random in it."""


@dataclass(frozen=True)
class EvalTransform:
    """The view that the program has when it classifies."""

    geometry: ImageTransform

    @property
    def min_side(self) -> int:
        return self.geometry.min_side

    def pixels(self, image: Image.Image, generator: np.random.Generator) -> Pixels:  # noqa: ARG002
        return self.geometry.pixels(image)


@dataclass(frozen=True)
class RandomResizedCrop:
    """A random resized crop, flipped at random.

    Source: Szegedy et al., Going Deeper with Convolutions, CVPR 2015, section 6 (areas and aspect ratios of crops).
    """

    geometry: ImageTransform
    size: tuple[int, int]
    min_area: float
    flip: float

    @property
    def min_side(self) -> int:
        return self.geometry.min_side

    def pixels(self, image: Image.Image, generator: np.random.Generator) -> Pixels:
        box = _random_box(image.width, image.height, self.min_area, generator)
        height, width = self.size
        crop = image.resize((width, height), self.geometry.resample, box=box)
        if generator.random() < self.flip:
            crop = crop.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return np.asarray(crop)


def train_transform(geometry: ImageTransform, min_area: float, flip: float, size: tuple[int, int]) -> Transform:
    """The random view of `size` (height, width), or the whole one where nothing is random."""
    if min_area == 1 and flip == 0 and size == geometry.output_size:
        return EvalTransform(geometry)
    return RandomResizedCrop(geometry, size, min_area, flip)


def _random_box(
    width: int, height: int, min_area: float, generator: np.random.Generator
) -> tuple[float, float, float, float]:
    if min_area == 1:
        return 0, 0, width, height
    for _ in range(_TRIES):
        area = generator.uniform(min_area, 1) * width * height
        aspect = math.exp(generator.uniform(*np.log(_ASPECTS)))
        across, down = math.sqrt(area * aspect), math.sqrt(area / aspect)
        if across <= width and down <= height:
            left, top = generator.uniform(0, width - across), generator.uniform(0, height - down)
            return left, top, left + across, top + down
    return 0, 0, width, height


class LazyPictures(Dataset[Item]):
    """Pictures opened when they are asked for, with their `targets` (n, classes); nothing of them is kept.

    What is random in a view depends on (seed, epoch, index) alone, so that the same pictures come whatever the number
    of processes, and after a resume.
    """

    def __init__(self, examples: Examples, targets: Floats, transform: Transform, seed: int, threads: int) -> None:
        self._examples = examples
        self._targets = targets
        self._transform = transform
        self._seed = seed
        self._threads = threads
        self.epoch = 0

    def __len__(self) -> int:
        return len(self._examples)

    def __getitem__(self, index: int) -> Item:
        try:
            image = open_picture(self._examples.source.read(index), self._transform.min_side)
        except PictureError as error:
            name = self._examples.names[index]
            raise TrainerError(Text.NO_LONGER_READABLE(name, error.message)) from None
        generator = np.random.default_rng((self._seed, self.epoch, index))
        return self._transform.pixels(image, generator), self._targets[index]

    def __getitems__(self, indices: Sequence[int]) -> list[Item]:
        with ThreadPoolExecutor(self._threads, thread_name_prefix="views") as pool:
            return list(pool.map(self.__getitem__, indices))


@dataclass(frozen=True)
class Collate:
    """Items of LazyPictures -> pixel_values (n, 3, height, width) float32, normalised; labels (n, classes) float32."""

    normalise: Normalisation

    def __call__(self, items: Sequence[Item]) -> dict[str, Any]:
        pixels, targets = (torch.from_numpy(np.stack(part)) for part in zip(*items, strict=True))
        return {"pixel_values": self.normalise(pixels), "labels": targets}
