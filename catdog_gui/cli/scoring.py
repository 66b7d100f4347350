"""What the commands that score pictures share: options, the model, the engine, the stream of results."""

from __future__ import annotations

import argparse
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from catdog_gui.classify.cache import ScoreCache
from catdog_gui.classify.classifying import classify
from catdog_gui.classify.engine import default_workers
from catdog_gui.classify.engines import AUTO, ENGINE_NAMES
from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.models import ModelError, ScoreResult
from catdog_gui.classify.policy import decide
from catdog_gui.classify.scorer import Scorer, open_scorer
from catdog_gui.cli.console import UsageError, print_err
from catdog_gui.cli.validation import number_type
from catdog_gui.paths import Paths
from catdog_gui.pictures.malloc_tuning import tune_malloc
from catdog_gui.pictures.models import Skipped, SkipReason
from catdog_gui.retraining.releases import model_in_use

FAILED = "failed"
_WORKERS = number_type(int, 1, 64, "1 to 64 workers are possible")
_SCORE = number_type(float, 0.5, 1, "a score from 0.5 to 1 is possible")


class ScoreSource(Protocol):
    """Where a command has its scores from: a model, or a table of former scores."""

    @property
    def classes(self) -> tuple[str, ...]: ...

    def results(self, pictures: Iterable[Path], stop: threading.Event) -> Iterator[ScoreResult]:
        """The results that there are, in any order."""

    def label(self, result: ScoreResult) -> str: ...

    def named_scores(self, result: ScoreResult) -> dict[str, float]: ...


@dataclass(frozen=True, slots=True)
class Scoring:
    """An opened model, ready to score streams of pictures."""

    scorer: Scorer
    cache: ScoreCache
    workers: int
    threshold: float

    @property
    def model(self) -> ModelFolder:
        return self.scorer.model

    @property
    def classes(self) -> tuple[str, ...]:
        return self.model.classes

    def results(self, pictures: Iterable[Path], stop: threading.Event) -> Iterator[ScoreResult]:
        return classify(pictures, self.scorer, self.cache, self.workers, stop)

    def label(self, result: ScoreResult) -> str:
        """The decision on a result, or `failed`."""
        if result.error:
            return FAILED
        return decide(result.scores, self.model.classes, self.model.kind, self.threshold)

    def named_scores(self, result: ScoreResult) -> dict[str, float]:
        return {name: round(score, 4) for name, score in zip(self.model.classes, result.scores, strict=False)}


def add_scoring_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, metavar="DIR", help="a model folder instead of the one in use")
    parser.add_argument("--engine", choices=ENGINE_NAMES, default=AUTO, help="what computes (auto)")
    parser.add_argument("--workers", type=_WORKERS, metavar="N", help="threads that read and score (one a core)")


def add_min_score(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--min-score", type=_SCORE, metavar="X", help="decide from this score on, 0.5 to 1 (the model's own threshold)"
    )


def count_skipped(skipped: Skipped, counts: Counter[SkipReason]) -> None:
    """Counts a file or folder that is left out; an unreadable folder is also printed."""
    counts[skipped.reason] += 1
    if skipped.reason is SkipReason.UNREADABLE:
        print_err(f"{skipped.path} cannot be read: what is in it is left out")


def open_scoring(args: argparse.Namespace, paths: Paths) -> Scoring:
    """The model and engine that the options ask for.

    Raises:
        UsageError: they cannot be opened.
    """
    tune_malloc()
    try:
        model = read_model_folder(args.model or model_in_use(paths.models_dir))
        scorer = open_scorer(model, args.engine, print_err)
    except ModelError as error:
        raise UsageError(str(error)) from None
    threshold = getattr(args, "min_score", None) or model.default_policy.threshold
    return Scoring(scorer, ScoreCache(paths.cache_file), args.workers or default_workers(), threshold)
