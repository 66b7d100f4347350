"""From scores to a decision."""

from __future__ import annotations

from collections.abc import Sequence

from catdog_gui.classify.models import BOTH, NEITHER, UNSURE, ScoreKind


def decide(scores: Sequence[float], classes: Sequence[str], kind: ScoreKind, threshold: float) -> str:
    """The decision for one picture: a class name, or `both`, `neither`, `unsure`.

    With exclusive scores the best class passes or the picture is unsure. With independent scores a class is decided
    only when it alone passes and every other one is out; all out is `neither`, several passing is `both`.
    """
    best = max(range(len(scores)), key=scores.__getitem__)
    if kind is ScoreKind.EXCLUSIVE:
        return classes[best] if scores[best] >= threshold else UNSURE
    passing = sum(score >= threshold for score in scores)
    out = sum(score <= 1 - threshold and score < threshold for score in scores)
    if passing > 1:
        return BOTH
    if out == len(scores):
        return NEITHER
    return classes[best] if passing == 1 and out == len(scores) - 1 else UNSURE


def forced_decision(scores: Sequence[float], classes: Sequence[str], kind: ScoreKind) -> str:
    """What comes nearest, without any demand on sureness: never `unsure`. For judging a model, not for moving files."""
    return decide(scores, classes, kind, 0.5 if kind is ScoreKind.INDEPENDENT else 0.0)


def confidence(scores: Sequence[float], kind: ScoreKind) -> float:
    """The highest threshold under which a picture would still be decided as its best class, where that is over 0.5."""
    first, second = sorted(scores, reverse=True)[:2]
    return first if kind is ScoreKind.EXCLUSIVE else min(first, 1 - second)
