"""Computes pooled features of pictures, in worker threads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from catdog_gui.classify.head import Floats
from catdog_gui.classify.scorer import Look
from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError


def picture_features(
    pictures: Sequence[Path], look: Look, workers: int, stop: threading.Event
) -> tuple[list[int], Floats]:
    """The indices of the pictures that can be read, and their features (n, features). Ends early if `stop` is set."""

    def row(path: Path) -> Floats | None:
        if stop.is_set():
            return None
        try:
            picture = open_picture(path, look.model.transform.min_side)
        except PictureError:
            return None
        features: Floats = look.features([picture])[0]
        return features

    with ThreadPoolExecutor(workers, thread_name_prefix="features") as pool:
        rows = list(pool.map(row, pictures))
    kept = [index for index, features in enumerate(rows) if features is not None]
    empty = np.zeros((0, look.model.head.weight.shape[1]), np.float32)
    return kept, np.stack([features for features in rows if features is not None]) if kept else empty
