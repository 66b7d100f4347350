"""Pooled features of many pictures, through the program's own decoder and engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from catdog_gui.classify.engine import Engine, default_workers
from catdog_gui.classify.geometry import Geometry, Pixels
from catdog_gui.classify.head import Floats
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.onnx_engine import OnnxEngine
from catdog_gui.pictures.models import PictureError
from catdog_gui.pictures.opening import open_picture
from trainer.events import Events
from trainer.examples import Examples, Labels
from trainer.faults import TrainerError
from trainer.views import some_views

_AHEAD_PER_WORKER = 4


@dataclass(frozen=True)
class Extracted:
    """features (n, ...) of the examples at `indices`; the pictures that could not be read, with the reason."""

    features: Floats
    indices: Labels
    skipped: tuple[tuple[str, str], ...]


def extract_features(examples: Examples, geometry: Geometry, engine: Engine, events: Events) -> Extracted:
    """Features of every readable example, in order.

    Raises:
        TrainerError: none of the pictures can be read.
    """
    return _extracted(examples, lambda index: engine.features(read_pixels(examples, index, geometry)[None])[0], events)


def extract_views(examples: Examples, model: ModelFolder, views: int, seed: int, events: Events) -> Extracted:
    """As `extract_features`, but features (n, views, features): each picture as it is, mirrored, and parts of it.

    Raises:
        TrainerError: none of the pictures can be read.
    """
    engine = OnnxEngine(model)

    def features_of(index: int) -> Floats:
        picture = open_picture(examples.source.read(index), model.geometry.least_side)
        pixels = some_views(picture, model.geometry, views, np.random.default_rng((seed, index)))
        return np.concatenate([engine.features(view[None]) for view in pixels])

    return _extracted(examples, features_of, events)


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


def _extracted(examples: Examples, features_of: Callable[[int], Floats], events: Events) -> Extracted:
    kept: list[int] = []
    rows: list[Floats] = []
    skipped: list[tuple[str, str]] = []
    for done, (index, row) in enumerate(_rows(len(examples), features_of), 1):
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


def _rows(count: int, features_of: Callable[[int], Floats]) -> Iterator[tuple[int, Floats | str]]:
    def row(index: int) -> Floats | str:
        try:
            return features_of(index)
        except PictureError as error:
            return str(error)

    workers = default_workers()
    step = workers * _AHEAD_PER_WORKER
    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, count, step):
            indices = range(start, min(start + step, count))
            yield from zip(indices, pool.map(row, indices), strict=True)
