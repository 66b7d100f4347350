"""Classifies pictures for a watch: the interface, and the implementation with a model."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from catdog_gui.classify.cache import Cache
from catdog_gui.classify.classifying import classify
from catdog_gui.classify.models import ScoreResult
from catdog_gui.classify.policy import decide
from catdog_gui.classify.scorer import Scorer


class Classifier(Protocol):
    """Scores pictures and decides by the scores. A watch can change to another one while it runs."""

    @property
    def classes(self) -> Sequence[str]:
        """The labels that have a folder."""

    def results(self, pictures: Iterable[Path], stop: threading.Event) -> Iterator[ScoreResult]:
        """A result for each picture, in any order; ends early when `stop` is set."""

    def label(self, scores: Sequence[float]) -> str:
        """The decision: a class, or `both`, `neither` or `unsure`."""


@dataclass(frozen=True, slots=True)
class ModelClassifier:
    """A model with a threshold."""

    scorer: Scorer
    cache: Cache
    workers: int
    threshold: float

    @property
    def classes(self) -> Sequence[str]:
        return self.scorer.model.classes

    def results(self, pictures: Iterable[Path], stop: threading.Event) -> Iterator[ScoreResult]:
        return classify(pictures, self.scorer, self.cache, self.workers, stop)

    def label(self, scores: Sequence[float]) -> str:
        model = self.scorer.model
        return decide(scores, model.classes, model.kind, self.threshold)


def scores_by_class(scores: Sequence[float], classes: Sequence[str]) -> Mapping[str, float]:
    """The scores by class, rounded for display."""
    return {name: round(score, 4) for name, score in zip(classes, scores, strict=False)}
