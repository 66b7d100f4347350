"""Pooled features of many pictures, through the program's own decoder and engine."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from catdog_gui.classify.engine import Engine, default_workers
from catdog_gui.classify.geometry import Geometry, Pixels
from catdog_gui.classify.head import Floats
from catdog_gui.pictures.models import PictureError
from catdog_gui.pictures.opening import open_picture
from trainer.events import Events
from trainer.examples import Examples, Labels
from trainer.faults import TrainerError

_AHEAD_PER_WORKER = 4


@dataclass(frozen=True)
class Extracted:
    """features (n, features) of the examples at `indices`; the pictures that could not be read, with the reason."""

    features: Floats
    indices: Labels
    skipped: tuple[tuple[str, str], ...]


def extract_features(examples: Examples, geometry: Geometry, engine: Engine, events: Events) -> Extracted:
    """Features of every readable example, in order.

    Raises:
        TrainerError: none of the pictures can be read.
    """
    kept: list[int] = []
    rows: list[Floats] = []
    skipped: list[tuple[str, str]] = []
    for done, (index, row) in enumerate(_rows(examples, geometry, engine), 1):
        if isinstance(row, str):
            skipped.append((examples.names[index], row))
        else:
            kept.append(index)
            rows.append(row)
        events.progress(done, len(examples))
    report_skipped(skipped, events)
    if not rows:
        raise TrainerError("none of the pictures can be read")
    return Extracted(np.stack(rows), np.asarray(kept, np.int64), tuple(skipped))


def read_pixels(examples: Examples, index: int, geometry: Geometry) -> Pixels:
    """The pixels (height, width, 3) of one example.

    Raises:
        PictureError: it cannot be read.
    """
    return geometry.pixels(open_picture(examples.source.read(index), geometry.least_side))


def report_skipped(skipped: list[tuple[str, str]], events: Events) -> None:
    """Says which pictures were left out, the first few by name."""
    for name, reason in skipped[:10]:
        events.error(f"skipped {name}: {reason}")
    if skipped:
        events.metric("skipped_pictures", len(skipped))


def _rows(examples: Examples, geometry: Geometry, engine: Engine) -> Iterator[tuple[int, Floats | str]]:
    def row(index: int) -> Floats | str:
        try:
            pixels = read_pixels(examples, index, geometry)
        except PictureError as error:
            return str(error)
        features: Floats = engine.features(pixels[None])[0]
        return features

    workers = default_workers()
    step = workers * _AHEAD_PER_WORKER
    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, len(examples), step):
            indices = range(start, min(start + step, len(examples)))
            yield from zip(indices, pool.map(row, indices), strict=True)
