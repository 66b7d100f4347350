"""From opened pictures to scores: one look, and a second one at those where the first is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from catdog_gui.classify.engine import Engine, WarningCallback
from catdog_gui.classify.engines import AUTO, open_engine
from catdog_gui.classify.head import Floats
from catdog_gui.classify.model_folder import ModelFolder

Looks = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Look:
    """One network with its head. `model` is a model folder; a second look of its own plays no part here."""

    model: ModelFolder
    engine: Engine

    def features(self, pictures: Sequence[Image.Image]) -> Floats:
        """n upright RGB pictures -> features (n, features), which the head reads."""
        transform = self.model.transform
        return self.engine.features(np.stack([transform.pixels(picture) for picture in pictures]))

    def scores(self, pictures: Sequence[Image.Image]) -> Floats:
        """n upright RGB pictures -> scores (n, classes) of this look alone."""
        return self.model.head.scores(self.features(pictures))


@dataclass(frozen=True, slots=True)
class Scorer:
    """A model that is ready to score pictures. `scores` may be called from several threads at once."""

    model: ModelFolder
    first: Look
    second: Look | None = None

    @classmethod
    def of_one_look(cls, model: ModelFolder, engine: Engine) -> Scorer:
        return cls(model, Look(model, engine))

    @property
    def description(self) -> str:
        """What computes, as the user reads it: "CPU", or the name of the graphics device."""
        return self.first.engine.description

    @property
    def batch_size(self) -> int:
        """How many pictures one call should bring."""
        return self.first.engine.batch_size

    @property
    def looks(self) -> tuple[Look, ...]:
        return (self.first,) if self.second is None else (self.first, self.second)

    @property
    def min_side(self) -> int:
        """The short side, in pixels, below which decoding a picture smaller would lose detail for one of the looks."""
        return max(look.model.transform.min_side for look in self.looks)

    def scores(self, pictures: Sequence[Image.Image]) -> tuple[Floats, Looks]:
        """n upright RGB pictures -> scores (n, classes), and which look decided on each (n,): 1 or 2."""
        scores = self.first.scores(pictures)
        looks = np.ones(len(pictures), np.uint8)
        if self.second is None or self.model.second_look is None:
            return scores, looks
        joining = self.model.second_look.joining
        asked = np.flatnonzero(joining.in_doubt(scores))
        if len(asked):
            second = self.second.scores([pictures[index] for index in asked.tolist()])
            scores[asked] = joining.joined(scores[asked], second, self.model.kind)
            looks[asked] = 2
        return scores, looks


def open_scorer(model: ModelFolder, name: str = AUTO, on_warning: WarningCallback = print) -> Scorer:
    """The engines of both looks of a model, the second where it has one.

    Raises:
        ModelError: an engine or its network cannot be loaded.
    """
    return Scorer(model, *(Look(each, open_engine(each, name, on_warning)) for each in model.looks))
