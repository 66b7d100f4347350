"""The canvas for portraits of animals: hairs, shapes, backgrounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 720, 540
_SUPERSAMPLING = 2  # drawn at twice the size, then reduced

Colour = tuple[int, int, int]
Points = npt.NDArray[np.float64]
Coat = Callable[[Points, Points], Points]
"""u, v (n,) in the coordinates of a head, -1..1 -> colours (n, 3)"""


@dataclass(frozen=True, slots=True)
class Animal:
    """What one animal looks like."""

    coat: Coat
    body: Colour
    eyes: Colour
    nose: Colour
    ears: Colour
    ground: Colour
    wall: Colour
    is_cat: bool = False
    tongue: bool = False


class Canvas:
    """A picture that is being drawn. Coordinates are those of the finished picture."""

    def __init__(self, animal: Animal, seed: int) -> None:
        self.animal = animal
        self.rng = np.random.default_rng(seed)
        self.image = _backdrop(animal, self.rng)
        self.draw = ImageDraw.Draw(self.image)

    def draw_hairs(
        self, x: Points, y: Points, angle: Points, length: Points, colours: Points, width: int = 3, shade: float = 26
    ) -> None:
        """Hairs from (x, y), in the order in which they are given; each a little lighter or darker than its coat."""
        light = self.rng.normal(0, shade, len(x))[:, None]
        shaded = np.clip(colours + light, 0, 255).astype(int)
        bend = angle + self.rng.normal(0, 0.25, len(x))
        x1, y1 = x + length / 2 * np.cos(angle), y + length / 2 * np.sin(angle)
        x2, y2 = x1 + length / 2 * np.cos(bend), y1 + length / 2 * np.sin(bend)
        lines = np.stack([x, y, x1, y1, x2, y2], 1) * _SUPERSAMPLING
        for line, colour in zip(lines.tolist(), shaded.tolist(), strict=True):
            self.draw.line(line, tuple(colour), width, "curve")

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        self.draw.ellipse(
            [
                (x - rx) * _SUPERSAMPLING,
                (y - ry) * _SUPERSAMPLING,
                (x + rx) * _SUPERSAMPLING,
                (y + ry) * _SUPERSAMPLING,
            ],
            colour,
        )

    def polygon(self, points: list[tuple[float, float]], colour: Colour) -> None:
        self.draw.polygon([(x * _SUPERSAMPLING, y * _SUPERSAMPLING) for x, y in points], colour)

    def line(self, points: list[tuple[float, float]], colour: Colour, width: float) -> None:
        self.draw.line(
            [(x * _SUPERSAMPLING, y * _SUPERSAMPLING) for x, y in points],
            colour,
            round(width * _SUPERSAMPLING),
            "curve",
        )

    def render(self) -> Image.Image:
        image = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        grain = self.rng.normal(0, 3, (HEIGHT, WIDTH, 1))
        return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def _backdrop(animal: Animal, rng: np.random.Generator) -> Image.Image:
    """A wall out of focus, with lights, above a ground."""
    image = Image.new("RGB", (WIDTH, HEIGHT), animal.wall)
    draw = ImageDraw.Draw(image)
    wall, ground = np.array(animal.wall), np.array(animal.ground)
    for _ in range(40):
        x, y, r = rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT * 0.8), rng.uniform(15, 75)
        colour = np.clip(wall + rng.normal(8, 22) + rng.normal(0, 7, 3), 0, 255).astype(int)
        draw.ellipse([x - r, y - r, x + r, y + r], tuple(colour.tolist()))
    horizon = rng.uniform(330, 400)
    for step in range(60):
        shade = np.clip(ground * (0.8 + step / 180) + rng.normal(0, 5, 3), 0, 255).astype(int)
        top = horizon + (HEIGHT - horizon) * step / 60
        draw.rectangle([0, top, WIDTH, HEIGHT], tuple(shade.tolist()))
    image = image.filter(ImageFilter.GaussianBlur(16))
    return image.resize((WIDTH * _SUPERSAMPLING, HEIGHT * _SUPERSAMPLING), Image.Resampling.BICUBIC)


def landscape(seed: int) -> Image.Image:
    """Hills under a sky: neither a cat nor a dog."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    sky = np.stack([110 + 0.2 * y, 150 + 0.15 * y, 205 - 0.05 * y], -1)
    picture = sky + rng.normal(0, 2, sky.shape)
    for layer in range(4):
        ridge = HEIGHT * (0.45 + 0.14 * layer) + sum(
            rng.uniform(6, 30) * np.sin(x[0] / rng.uniform(40, 160) + rng.uniform(0, 6)) for _ in range(4)
        )
        colour = np.array([92, 128, 120]) + np.array([4, -2, -24]) * layer
        picture = np.where((y > ridge)[..., None], colour + rng.normal(0, 7, sky.shape), picture)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))
