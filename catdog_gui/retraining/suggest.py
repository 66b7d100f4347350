"""Suggests which labels to check before a retrain, and which pictures to label next.

These functions read pictures: do not call them in the thread of the window.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from catdog_gui.classify.head import Floats
from catdog_gui.classify.reference import read_reference
from catdog_gui.classify.scorer import Look
from catdog_gui.retraining.active_learning import LabelledFeatures, find_label_issues, select_batch, uncertainty
from catdog_gui.retraining.features import picture_features
from catdog_gui.retraining.pictures import LabelledPicture

# The number of uncertain pictures that are read and compared with each other; this takes a few seconds.
POOL_SIZE = 400


def find_suspect_labels(
    pictures: Sequence[LabelledPicture], look: Look, workers: int, stop: threading.Event
) -> dict[int, str]:
    """The pictures whose labels may be wrong, by index, each with a better label; the most suspect one first.

    Raises:
        ModelError: the model's reference pictures cannot be read.
    """
    kept, features = picture_features([picture.path for picture in pictures], look, workers, stop)
    if stop.is_set() or not kept:
        return {}
    reference = read_reference(look.model.path, look.model.head.weight.shape[1])
    known = LabelledFeatures(reference.features, reference.label_names) if reference else None
    issues = find_label_issues(features, [pictures[index].label for index in kept], known)
    return {kept[issue.index]: issue.suggested_label for issue in issues}


def rank_by_usefulness(
    pictures: Sequence[Path], scores: Floats, look: Look, workers: int, stop: threading.Event
) -> list[int]:
    """The indices of the pictures to label next, best first: uncertain ones, each unlike those before it.

    Args:
        pictures: n files.
        scores: (n, classes), the final ones of the model.
    """
    uncertainties = uncertainty(scores, look.model.kind)
    pool = np.argsort(-uncertainties, kind="stable")[:POOL_SIZE]
    kept, features = picture_features([pictures[index] for index in pool], look, workers, stop)
    if stop.is_set() or not kept:
        return []
    rows = pool[kept]
    return [int(rows[index]) for index in select_batch(features, uncertainties[rows], len(rows))]
