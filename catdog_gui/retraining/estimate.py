"""Estimates how long a retrain will take, from measurements on this computer."""

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
# The time to start the trainer, fit the head and compare the models, if no retrain was measured on this computer yet.
# Measured on two busy cores: a retrain with 200 pictures took 5 to 6 seconds in all.
_FIXED_SECONDS = 4.0
# The same for a full retrain, which also loads torch and writes the networks. And the work for each picture (the head,
# four epochs, the comparison), as a multiple of the time to read one picture and compute its features with all threads.
_FULL_FIXED_SECONDS = 30.0
_FULL_PASSES = 25.0


def seconds_needed(pictures: Sequence[LabelledPicture], model: ModelFolder, releases: Sequence[Release]) -> float:
    """Seconds for a quick retrain: the time to read the pictures, and the other time that an earlier retrain took.

    Reads SAMPLE_SIZE pictures to measure the speed.

    Raises:
        ModelError: the model's network cannot be loaded.
    """
    per_picture = _seconds_per_picture(pictures, model)
    fixed = [
        release.seconds - per_picture * sum(release.counts.values())
        for release in releases
        if release.seconds is not None and release.origin == "quick"
    ]
    fixed_seconds = max(fixed[0], 1.0) if fixed else _FIXED_SECONDS
    return per_picture * len(pictures) + fixed_seconds


def full_seconds_needed(pictures: Sequence[LabelledPicture], base: ModelFolder) -> float:
    """Seconds for a full retrain from `base` on the CPU, correct within a factor of two.

    Reads SAMPLE_SIZE pictures to measure the speed.

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
    started = time.monotonic()
    for look in scorer.looks:
        picture_features(sample, look, default_workers(), threading.Event())
    return (time.monotonic() - started) / len(sample)
