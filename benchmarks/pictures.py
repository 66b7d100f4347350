"""Makes folders of pictures: from a parquet data set, or any number of painted ones."""

from __future__ import annotations

import os
import random
from pathlib import Path

from PIL import Image

from trainer.examples import Examples, load_examples, load_negatives

SHARED = Path(__file__).parents[2] / "shared"
CAT_AND_DOG = SHARED / "datasets" / "Cat_and_Dog"
NEITHER = SHARED / "datasets" / "neither"

_PAINTED_SIZE = (1600, 1200)
_PATCHES = (16, 12)


def write_test_pictures(folder: Path, limit: int | None = None) -> list[Path]:
    """The test split of Cat_and_Dog as `folder/cat.4001.jpg` and so on, cats and dogs in turn; gives their paths."""
    return _write(load_examples(str(CAT_AND_DOG), "test"), folder, limit)


def write_strangers(folder: Path, limit: int | None = None) -> list[Path]:
    """Photographs of neither, both splits, under their own names; gives their paths."""
    test, train = (load_negatives(str(NEITHER), split, ("cat", "dog")) for split in ("test", "train"))
    return _write(test.joined_with(train), folder, limit)


def _write(examples: Examples, folder: Path, limit: int | None) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for index in range(len(examples))[:limit]:
        target = folder / Path(examples.names[index]).name
        content = examples.source.read(index)
        target.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        written.append(target)
    return written


def paint_pictures(folder: Path, count: int, size: tuple[int, int] = _PAINTED_SIZE) -> list[Path]:
    """JPEG files, those of 1600 x 1200 some hundred kilobytes each: a soft pattern of colours under grain."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{number:03}.jpg" for number in range(count)]
    grain = Image.effect_noise(size, 60).convert("RGB")
    for seed, target in enumerate(written):
        patches = random.Random(seed).randbytes(3 * _PATCHES[0] * _PATCHES[1])
        soft = Image.frombytes("RGB", _PATCHES, patches).resize(size, Image.Resampling.BICUBIC)
        Image.blend(soft, grain, 0.1).save(target, quality=88)
    return written


def link_pictures(sources: list[Path], folder: Path, count: int) -> Path:
    """Fills `folder` with `count` hard links to the sources in turn, each with a name of its own; gives `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        os.link(sources[number % len(sources)], folder / f"IMG_{number:06}.jpg")
    return folder
