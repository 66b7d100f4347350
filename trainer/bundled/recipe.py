"""The numbers of the bundled model's training. Imported without torch, so that `--help` can list them at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number of the training.

    `teacher_share` is the weight of the teacher's probabilities in the targets; `pair_share` the share of views that
    show two pictures side by side; `average` the decay per step of the moving average of the weights, which is the
    result.
    """

    epochs: int = 6
    batch_size: int = 32
    learning_rate: float = 2e-4
    weight_decay: float = 0.01
    warm_up: float = 0.05
    frozen_blocks: int = 5
    teacher_share: float = 0.6
    pair_share: float = 0.04
    average: float = 0.998
    negative_repeats: int = 3
    seed: int = 1


BOUNDS: Mapping[str, tuple[float, float]] = {
    "epochs": (1, math.inf),
    "batch_size": (1, math.inf),
    "learning_rate": (0, math.inf),
    "weight_decay": (0, math.inf),
    "warm_up": (0, 1),
    "frozen_blocks": (0, math.inf),
    "teacher_share": (0, 1),
    "pair_share": (0, 1),
    "average": (0, 1),
    "negative_repeats": (1, math.inf),
}
