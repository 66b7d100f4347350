"""Pooled features and final scores of many pictures, through the program's own decoder and engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from catdog_gui.classify.engine import Engine
from catdog_gui.classify.head import Floats
from catdog_gui.classify.image_transform import ImageTransform, Pixels
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.onnx_engine import OnnxEngine
from catdog_gui.classify.scorer import Looks, Scorer
from catdog_gui.messages import Text
from catdog_gui.pictures.decoding import open_picture
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.examples import Examples, Labels
from trainer.parallel_read import ReadResults, Value, read_all
from trainer.views import augmented_views


@dataclass(frozen=True)
class ExtractedFeatures:
    """features (n, ...) of the examples at `indices`; the pictures that could not be read, with the reason."""

    features: Floats
    indices: Labels
    skipped: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ScoredExamples:
    """Final scores (n, classes) of the examples at `indices`, the look that decided each (n,), and what was skipped."""

    scores: Floats
    looks: Looks
    indices: Labels
    skipped: tuple[tuple[str, str], ...]


def score_examples(examples: Examples, scorer: Scorer, events: Events) -> ScoredExamples:
    """The scores of every readable example as the program gives them, in order.

    Raises:
        TrainerError: none of the pictures can be read.
    """
    read = _read(
        examples, lambda index: scorer.scores([open_picture(examples.source.read(index), scorer.min_side)]), events
    )
    scores, looks = (np.concatenate(parts) for parts in zip(*read.values, strict=True))
    return ScoredExamples(scores, looks, np.asarray(read.indices, np.int64), read.skipped)


def extract_features(
    examples: Examples, transform: ImageTransform, engine: Engine, events: Events
) -> ExtractedFeatures:
    """Features of every readable example, in order.

    Raises:
        TrainerError: none of the pictures can be read.
    """
    return _extract(examples, lambda index: engine.features(read_pixels(examples, index, transform)[None])[0], events)


def extract_views(
    examples: Examples, looks: Sequence[ModelFolder], views: int, seed: int, events: Events
) -> list[ExtractedFeatures]:
    """As `extract_features`, for each look features (n, views, features): pictures as they are, mirrored, and parts.

    Each picture is decoded once, and each look sees the same parts of it.

    Raises:
        TrainerError: none of the pictures can be read.
    """
    engines = [OnnxEngine(look) for look in looks]
    min_side = max(look.transform.min_side for look in looks)

    def features_of(index: int) -> Floats:
        picture = open_picture(examples.source.read(index), min_side)
        of_looks = []
        for look, engine in zip(looks, engines, strict=True):
            pixels = augmented_views(picture, look.transform, views, np.random.default_rng((seed, index)))
            of_looks.append(np.concatenate([engine.features(view[None]) for view in pixels]))
        return np.concatenate(of_looks, axis=1)

    extracted = _extract(examples, features_of, events)
    ends = np.cumsum([look.head.weight.shape[1] for look in looks])[:-1]
    return [replace(extracted, features=part) for part in np.split(extracted.features, ends, axis=2)]


def read_pixels(examples: Examples, index: int, transform: ImageTransform) -> Pixels:
    """The pixels (height, width, 3) of one example.

    Raises:
        PictureError: it cannot be read.
    """
    return transform.pixels(open_picture(examples.source.read(index), transform.min_side))


def _extract(examples: Examples, features_of: Callable[[int], Floats], events: Events) -> ExtractedFeatures:
    read = _read(examples, features_of, events)
    return ExtractedFeatures(np.stack(read.values), np.asarray(read.indices, np.int64), read.skipped)


def _read(examples: Examples, read_one: Callable[[int], Value], events: Events) -> ReadResults[Value]:
    read = read_all(examples, read_one, events)
    if not read.values:
        raise TrainerError(Text.NONE_CAN_BE_READ())
    return read
