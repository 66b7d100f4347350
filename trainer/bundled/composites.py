"""Pictures that show every class at once, made of two training pictures: side by side, or one in front of the other."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from catdog_gui.pictures.decoding import open_picture
from trainer.examples import Examples, Labels

HEIGHT = 360
_MIN_FRONT, _MAX_FRONT = 0.45, 0.65
_JPEG_QUALITY = 95


def compose_pairs(examples: Examples, count: int, seed: int) -> Examples:
    """`count` pictures, each of one picture of the first class and one of the second; made anew at every reading.

    By turns they lie side by side, and one stands in front of a corner of the other. The labels (n,) are zeros, as the
    name of what they show is the caller's.
    """
    random = np.random.default_rng(seed)
    chosen = [random.choice(np.flatnonzero(examples.labels == label), count) for label in (0, 1)]
    names = [f"{examples.names[first]} and {examples.names[second]}" for first, second in zip(*chosen, strict=True)]
    source = _Composites(examples, chosen[0], chosen[1], seed)
    return Examples(examples.classes, names, np.zeros(count, np.int64), source)


def is_side_by_side(index: int) -> bool:
    """Whether the pictures of that pair lie side by side."""
    return index % 2 == 0


@dataclass(frozen=True)
class _Composites:
    examples: Examples
    first: Labels
    second: Labels
    seed: int

    def read(self, index: int) -> bytes:
        random = np.random.default_rng((self.seed, index))
        pair = [self._picture(int(side[index])) for side in (self.first, self.second)]
        left, right = (pair[place] for place in random.permutation(2))
        joined = _side_by_side(left, right) if is_side_by_side(index) else _in_front(left, right, random)
        encoded = io.BytesIO()
        joined.save(encoded, "JPEG", quality=_JPEG_QUALITY)
        return encoded.getvalue()

    def _picture(self, index: int) -> Image.Image:
        return _with_height(open_picture(self.examples.source.read(index), HEIGHT), HEIGHT)


def _side_by_side(left: Image.Image, right: Image.Image) -> Image.Image:
    joined = Image.new("RGB", (left.width + right.width, left.height))
    joined.paste(left, (0, 0))
    joined.paste(right, (left.width, 0))
    return joined


def _in_front(behind: Image.Image, front: Image.Image, random: np.random.Generator) -> Image.Image:
    joined = behind.copy()
    small = _with_height(front, round(behind.height * random.uniform(_MIN_FRONT, _MAX_FRONT)))
    small = small.crop((0, 0, min(small.width, round(behind.width * _MAX_FRONT)), small.height))
    left = 0 if random.random() < 0.5 else joined.width - small.width
    joined.paste(small, (left, joined.height - small.height))
    return joined


def _with_height(picture: Image.Image, height: int) -> Image.Image:
    return picture.resize((max(1, round(picture.width * height / picture.height)), height), Image.Resampling.BILINEAR)
