"""What the network sees of a picture: the program's own view of it, or a random crop while training."""

from __future__ import annotations

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
from trainer.views import mirror_sometimes, random_crop_box

# How many pictures in a row may be unreadable where they were not opened before.
TRIES_UNCHECKED = 10

# Pixels (height, width, 3) uint8 and the targets (classes,) float32 of one picture.
Item = tuple[Pixels, Floats]


class Targets(Protocol):
    """The targets (classes,) float32 of each picture, by its number."""

    def __getitem__(self, index: int, /) -> Floats: ...


class Transform(Protocol):
    """From an upright picture to pixels (height, width, 3) uint8."""

    @property
    def min_side(self) -> int:
        """The short side in pixels that the view needs of the picture."""

    def pixels(self, image: Image.Image, generator: np.random.Generator) -> Pixels:
        """One view; `generator` decides whatever is random in it."""


@dataclass(frozen=True)
class EvalTransform:
    """The view that the program scores."""

    image_transform: ImageTransform

    @property
    def min_side(self) -> int:
        return self.image_transform.min_side

    def pixels(self, image: Image.Image, generator: np.random.Generator) -> Pixels:  # noqa: ARG002
        return self.image_transform.pixels(image)


@dataclass(frozen=True)
class RandomResizedCrop:
    """A random crop resized to `size` (height, width), and mirrored with the chance `flip`."""

    image_transform: ImageTransform
    size: tuple[int, int]
    min_area: float
    flip: float

    @property
    def min_side(self) -> int:
        return self.image_transform.min_side

    def pixels(self, image: Image.Image, generator: np.random.Generator) -> Pixels:
        box = random_crop_box(image.width, image.height, self.min_area, generator)
        height, width = self.size
        crop = image.resize((width, height), self.image_transform.resample, box=box)
        return np.asarray(mirror_sometimes(crop, self.flip, generator))


def train_transform(image_transform: ImageTransform, min_area: float, flip: float, size: tuple[int, int]) -> Transform:
    """Random crops of `size` (height, width), or the program's own view where nothing is random."""
    if min_area == 1 and flip == 0 and size == image_transform.output_size:
        return EvalTransform(image_transform)
    return RandomResizedCrop(image_transform, size, min_area, flip)


class LazyPictures(Dataset[Item]):
    """Pictures that are opened on access, with their `targets`, a row of classes each; none stays in memory.

    In place of one that cannot be read the next is given, if `tries` is more than one.

    A random view depends on (seed, epoch, index) alone, so that it is the same for any number of processes, and after
    a resume.
    """

    def __init__(
        self, examples: Examples, targets: Targets, transform: Transform, seed: int, threads: int, tries: int = 1
    ) -> None:
        self._examples = examples
        self._targets = targets
        self._transform = transform
        self._seed = seed
        self._threads = threads
        self._tries = tries
        self.epoch = 0

    def __len__(self) -> int:
        return len(self._examples)

    def __getitem__(self, index: int) -> Item:
        image, found = self._open(index)
        generator = np.random.default_rng((self._seed, self.epoch, index))
        return self._transform.pixels(image, generator), self._targets[found]

    def _open(self, index: int) -> tuple[Image.Image, int]:
        for tried in range(self._tries):
            following = (index + tried) % len(self)
            try:
                return open_picture(self._examples.source.read(following), self._transform.min_side), following
            except PictureError as error:
                unreadable = self._examples.names[index], error.message
        raise TrainerError(Text.NO_LONGER_READABLE(*unreadable)) from None

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
