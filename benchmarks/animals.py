"""Draws portraits of cats and dogs, hair by hair, so that screenshots of the program may be published.

    python benchmarks/animals.py FOLDER

The bundled model, which was trained on photographs only, recognises some of them, and is unsure of others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from canvas import Animal, Coat, Colour, Points, landscape
from PIL import Image
from portraits import portrait

_LANDSCAPES = (9, 13)


def plain(base: Colour, belly: Colour | None = None, patch: Colour | None = None, seed: int = 0) -> Coat:
    """One colour, paler around the mouth, with patches if `patch` is given."""

    def coat(u: Points, v: Points) -> Points:
        colours = np.tile(np.array(base, float), (len(u), 1))
        if patch is not None:
            spots = np.sin(3.1 * u + seed) + np.cos(2.3 * v + 2 * seed) + 0.8 * np.sign(u) > 0.7
            colours[spots] = patch
        if belly is not None:
            near = np.clip(1.5 - np.hypot(u / 0.42, (v - 0.52) / 0.48), 0, 1)[:, None]
            blaze = (np.abs(u) < 0.13 + 0.1 * np.clip(v, -1, 1)) & (v > -0.9)
            near[blaze] = np.maximum(near[blaze], 0.85)
            colours = colours * (1 - near) + np.array(belly, float) * near
        return colours

    return coat


def tabby(base: Colour, stripe: Colour, belly: Colour) -> Coat:
    """Stripes on the forehead and the cheeks."""

    def coat(u: Points, v: Points) -> Points:
        forehead = np.clip(np.sin(15 * u + 1.57) * 1.6 - 0.3, 0, 1) * np.clip((-0.15 - v) * 4, 0, 1)
        cheeks = np.clip(np.sin(13 * v + 4 * np.abs(u)) * 1.6 - 0.4, 0, 1) * np.clip((np.abs(u) - 0.5) * 4, 0, 1)
        dark = np.clip(forehead + cheeks, 0, 1)[:, None]
        near = np.clip(1.5 - np.hypot(u / 0.4, (v - 0.5) / 0.4), 0, 1)[:, None]
        colours = np.array(base, float) * (1 - dark) + np.array(stripe, float) * dark
        return np.asarray(colours * (1 - near) + np.array(belly, float) * near)

    return coat


GREEN, AMBER, BLUE, BROWN = (148, 178, 74), (214, 160, 50), (110, 165, 215), (92, 56, 26)
PINK, BLACK = (214, 140, 140), (26, 22, 24)
GRASS, WOOD, SAND, SNOW = (96, 138, 66), (150, 108, 72), (202, 182, 142), (226, 230, 236)
SKY, LEAVES, ROSE, LILAC, CLAY = (150, 180, 205), (126, 164, 110), (178, 120, 110), (150, 138, 168), (202, 176, 140)
WHITE, CREAM = (242, 238, 230), (232, 204, 156)


def _cat(coat: Coat, body: Colour, eyes: Colour, nose: Colour, ears: Colour, ground: Colour, wall: Colour) -> Animal:
    return Animal(coat, body, eyes, nose, ears, ground, wall, is_cat=True)


def _dog(coat: Coat, body: Colour, ears: Colour, ground: Colour, wall: Colour, *, tongue: bool = True) -> Animal:
    return Animal(coat, body, BROWN, BLACK, ears, ground, wall, tongue=tongue)


ANIMALS = {
    "ginger": _cat(
        tabby((222, 150, 84), (176, 98, 40), (248, 228, 204)), (216, 146, 84), AMBER, PINK, (232, 170, 150), WOOD, SKY
    ),
    "golden": _dog(plain((206, 158, 92), CREAM), (204, 156, 92), (176, 122, 62), GRASS, LEAVES),
    "tabby": _cat(
        tabby((146, 134, 118), (62, 54, 48), (224, 214, 202)),
        (138, 126, 110),
        GREEN,
        PINK,
        (200, 160, 150),
        GRASS,
        LEAVES,
    ),
    "retriever": _dog(plain((34, 30, 31)), (30, 27, 28), (24, 22, 23), GRASS, SKY),
    "brown": _cat(
        tabby((132, 100, 72), (58, 40, 28), (222, 202, 178)), (124, 94, 68), AMBER, PINK, (200, 160, 150), SAND, LEAVES
    ),
    "husky": _dog(plain((112, 116, 126), (244, 244, 246)), (118, 122, 132), (84, 88, 98), SNOW, (160, 184, 206)),
    "beagle": _dog(plain((170, 104, 54), WHITE), (52, 44, 42), (134, 78, 40), GRASS, SKY),
    "black": _cat(plain((44, 42, 46)), (38, 36, 40), AMBER, BLACK, (92, 76, 80), SAND, CLAY),
    "newfoundland": _dog(plain((66, 64, 68)), (60, 58, 62), (46, 44, 48), GRASS, LEAVES),
    "white": _cat(plain((236, 232, 226)), (226, 222, 216), BLUE, PINK, (238, 190, 186), WOOD, (110, 130, 156)),
    "foxhound": _dog(plain((196, 142, 84), WHITE), (240, 234, 224), (96, 62, 42), GRASS, CLAY),
    "spaniel": _dog(plain((150, 78, 40), WHITE), (232, 226, 216), (112, 54, 28), SAND, SKY),
    "grey": _cat(plain((128, 136, 148)), (120, 128, 140), AMBER, (84, 84, 96), (170, 150, 156), SNOW, (170, 186, 200)),
    "samoyed": _dog(plain((238, 234, 226)), (230, 226, 218), (226, 214, 196), GRASS, (110, 146, 96)),
    "red": _cat(
        tabby((196, 112, 62), (138, 66, 30), (240, 214, 186)), (188, 108, 62), GREEN, PINK, (214, 150, 130), GRASS, CLAY
    ),
    "labrador": _dog(plain((46, 42, 42)), (40, 37, 38), (34, 31, 32), SAND, (142, 178, 196)),
    "setter": _dog(plain((160, 84, 40), (214, 160, 104)), (156, 82, 40), (128, 62, 28), WOOD, LILAC),
}


# The variation of a drawing, where it is not its place in the list.
SEEDS = {"retriever": 35, "brown": 35, "newfoundland": 55, "grey": 51, "red": 54, "labrador": 33}


def pictures() -> Iterator[Image.Image]:
    """All of the animals, and two landscapes among them."""
    for place, (name, animal) in enumerate(ANIMALS.items()):
        if place in _LANDSCAPES:
            yield landscape(place)
        yield portrait(animal, SEEDS.get(name, place))


def write_pictures(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for seed, picture in enumerate(pictures()):
        picture.save(folder / f"IMG_{2041 + seed}.jpg", quality=92)


if __name__ == "__main__":
    write_pictures(Path(sys.argv[1]))
