"""Stacks of pictures that show the same: copies by their content, bursts by what they look like."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from catdog_gui.pictures.similarity import MAX_DISTANCE, find_stacks, hash_of, perceptual_hash


def scene(seed: int) -> Image.Image:
    """A picture with shapes of many sizes."""
    chance = random.Random(seed)
    image = Image.new("RGB", (320, 240), tuple(chance.choices(range(256), k=3)))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y, size = chance.randrange(320), chance.randrange(240), chance.randrange(20, 120)
        draw.ellipse((x - size, y - size, x + size, y + size), fill=tuple(chance.choices(range(256), k=3)))
    return image


def distance(one: Image.Image, other: Image.Image) -> int:
    first, second = perceptual_hash(one), perceptual_hash(other)
    assert first is not None
    assert second is not None
    return (first ^ second).bit_count()


def stacks(pictures: list[Path]) -> list[list[str]]:
    leaders = find_stacks(pictures, [hash_of(picture) for picture in pictures]).tolist()
    return [
        [picture.name for picture, each in zip(pictures, leaders, strict=True) if each == leader]
        for leader in sorted(set(leaders))
    ]


@pytest.mark.parametrize("seed", range(5))
def test_the_same_moment_is_near(seed: int) -> None:
    image = scene(seed)
    assert distance(image, image.resize((1000, 750))) <= MAX_DISTANCE
    assert distance(image, ImageEnhance.Brightness(image).enhance(1.2)) <= MAX_DISTANCE
    assert distance(image, image.crop((5, 4, 315, 236))) <= MAX_DISTANCE


def test_other_pictures_are_far() -> None:
    images = [scene(seed) for seed in range(12)]
    distances = [distance(one, other) for place, one in enumerate(images) for other in images[:place]]
    assert min(distances) > MAX_DISTANCE


def test_a_burst_is_one_stack_and_its_first_picture_leads(tmp_path: Path) -> None:
    pictures = []
    for number, image in enumerate([scene(1), scene(1).crop((4, 3, 316, 237)), scene(2), scene(1).resize((200, 150))]):
        pictures.append(tmp_path / f"{number}.jpg")
        image.save(pictures[-1])
    assert stacks(pictures) == [["0.jpg", "1.jpg", "3.jpg"], ["2.jpg"]]


def test_copies_are_one_stack_wherever_they_are_and_even_if_they_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    scene(1).save(tmp_path / "a.png")
    scene(1).crop((4, 3, 316, 237)).save(tmp_path / "b.png")
    (tmp_path / "c.png").write_bytes(b"torn")
    for name in ("b.png", "c.png"):
        shutil.copy(tmp_path / name, tmp_path / "other" / f"copy of {name}")
    scene(1).save(tmp_path / "other" / "z.bmp")
    pictures = sorted(tmp_path.rglob("*.*"), key=lambda path: (len(path.parts), path.name))
    assert stacks(pictures) == [["a.png", "b.png", "copy of b.png", "z.bmp"], ["c.png", "copy of c.png"]]


def test_pictures_in_which_nothing_can_be_seen_are_like_no_other(tmp_path: Path) -> None:
    pictures = []
    for number, colour in enumerate(["red", "green", "black"]):
        pictures.append(tmp_path / f"{number}.png")
        Image.new("RGB", (40, 30), colour).save(pictures[-1])
    assert len(stacks([*pictures, tmp_path / "gone.png"])) == 4


def test_of_no_pictures_there_is_no_stack() -> None:
    assert find_stacks([], []).tolist() == []
