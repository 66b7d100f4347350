"""How long a retrain will take, from what was measured on this computer."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from catdog_gui.classify.engine import default_workers
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.scorer import open_scorer
from catdog_gui.retraining.features import picture_features
from catdog_gui.retraining.models import Release
from catdog_gui.retraining.pictures import LabelledPicture

SAMPLE_SIZE = 16
# Starting the trainer, fitting and judging, until a retrain was measured on this computer: on two cores whose other
# work took most of them, 200 pictures took 5 to 6 seconds in all.
_FIXED_SECONDS = 4.0
# The same for a full retrain, with loading torch and writing the networks; and how many readings of a picture by the
# 8-bit network, with all threads, its part in a full retrain takes: fitting the head, four epochs, judging.
_FULL_FIXED_SECONDS = 30.0
_FULL_PASSES = 25.0


def seconds_needed(pictures: Sequence[LabelledPicture], model: ModelFolder, releases: Sequence[Release]) -> float:
    """Seconds for a quick retrain: reading a few of the pictures now, and what earlier ones took beside reading.

    Takes as long as reading SAMPLE pictures does.

    Raises:
        ModelError: the model's network cannot be loaded.
    """
    each = _seconds_per_picture(pictures, model)
    fixed = [
        release.seconds - each * sum(release.counts.values())
        for release in releases
        if release.seconds is not None and release.origin == "quick"
    ]
    beside = max(fixed[0], 1.0) if fixed else _FIXED_SECONDS
    return each * len(pictures) + beside


def full_seconds_needed(pictures: Sequence[LabelledPicture], base: ModelFolder) -> float:
    """Seconds for a full retrain from `base` on the processor, within a factor of two.

    Takes as long as reading SAMPLE pictures does.

    Raises:
        ModelError: the network of `base` cannot be loaded.
    """
    return _FULL_FIXED_SECONDS + _FULL_PASSES * _seconds_per_picture(pictures, base) * len(pictures)


def _seconds_per_picture(pictures: Sequence[LabelledPicture], model: ModelFolder) -> float:
    step = max(1, len(pictures) // SAMPLE_SIZE)
    sample = [picture.path for picture in pictures[::step]][:SAMPLE_SIZE]
    if not sample:
        return 0.0
    scorer = open_scorer(model, "onnx")
    began = time.monotonic()
    for look in scorer.looks:
        picture_features(sample, look, default_workers(), threading.Event())
    return (time.monotonic() - began) / len(sample)
