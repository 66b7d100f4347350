"""The numbers of the bundled model, apart from torch so that the command line can list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catdog_gui.classify.second_look import Joining
from trainer.doubt import JOINING


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number of the build.

    `l2_strength` is that of the heads, in pictures; `evidence_emphasis` how many times as far the prior lets the
    weights of the evidence go. `composites` pictures show a cat and a dog, made of two training pictures each; each
    counts as `composite_weight` pictures, and one that shows neither as `negative_weight`. The second look is asked
    between the first scores `doubt_from` and `doubt_to`, and its log-odds count with `second_weight`.
    """

    l2_strength: float = 300.0
    evidence_emphasis: float = 4.0
    composites: int = 1000
    composite_weight: float = 0.25
    negative_weight: float = 3.0
    held_out_share: float = 0.15
    doubt_from: float = JOINING.low
    doubt_to: float = JOINING.high
    second_weight: float = JOINING.weight
    seed: int = 0

    @property
    def joining(self) -> Joining:
        return Joining(self.doubt_from, self.doubt_to, self.second_weight)


BOUNDS: Mapping[str, tuple[float, float]] = {
    "l2_strength": (1e-6, 1e9),
    "evidence_emphasis": (1e-3, 1e3),
    "composites": (0, 1_000_000),
    "composite_weight": (0, 1e3),
    "negative_weight": (0, 1e3),
    "held_out_share": (0.01, 0.9),
    "doubt_from": (0, 1),
    "doubt_to": (0, 1),
    "second_weight": (0, 1),
}
