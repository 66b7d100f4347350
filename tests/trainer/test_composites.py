"""Pictures of both classes, made of two pictures."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from trainer.bundled.composites import HEIGHT, compose_pairs, is_side_by_side
from trainer.examples import Examples, load_folders


@pytest.fixture
def composites(toy_set: Path) -> Examples:
    return compose_pairs(load_folders(toy_set), 6, seed=3)


def read(examples: Examples, index: int) -> np.ndarray:
    content = examples.source.read(index)
    assert isinstance(content, bytes)
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(float)


def is_redder(part: np.ndarray) -> bool:
    return bool(part[..., 0].mean() > part[..., 1].mean())


def test_side_by_side_each_picture_has_a_half(composites: Examples) -> None:
    for index in filter(is_side_by_side, range(len(composites))):
        halves = np.array_split(read(composites, index), 2, axis=1)
        assert {is_redder(half) for half in halves} == {True, False}


def test_in_front_the_small_picture_stands_in_a_lower_corner(composites: Examples) -> None:
    for index in range(1, len(composites), 2):
        picture = read(composites, index)
        behind = is_redder(picture[: HEIGHT // 4])
        corners = [picture[-HEIGHT // 4 :, :80], picture[-HEIGHT // 4 :, -80:]]
        assert sorted(is_redder(corner) == behind for corner in corners) == [False, True]


def test_a_composite_is_the_same_at_every_reading(composites: Examples) -> None:
    assert composites.source.read(1) == composites.source.read(1)
    assert len({composites.source.read(index) for index in range(len(composites))}) == len(composites)
