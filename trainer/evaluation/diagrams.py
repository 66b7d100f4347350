"""The diagrams of a report, each one SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from trainer import metrics
from trainer.evaluation.charts import Axis, Frame, Point, nice_range
from trainer.metrics import Flags, Floats

Row = TypeVar("Row", bound=tuple[float, ...])

_BINS = 15
_HISTOGRAM_BINS = 40
_MAX_POINTS = 400
# With fewer decided the interval is so wide that it would flatten the curve.
_LIMITS_COUNT_FROM = 0.8
_SMALLEST_DOT, _LARGEST_DOT = 2.0, 7.0


def reliability_diagram(confidence: Floats, correct: Flags) -> str:
    """Accuracy against confidence in 15 bins, larger dots for more pictures; a calibrated model lies on the diagonal.

    Source: Niculescu-Mizil, Caruana, Predicting Good Probabilities with Supervised Learning, ICML 2005.
    """
    bins = metrics.reliability_bins(confidence, correct, _BINS)
    low = min([0.5, *(float(np.floor(one.low * 10) / 10) for one in bins)])
    frame = Frame(Axis("score of the best class", low, 1, percent=True), Axis("right", 0, 1, percent=True))
    bars = [
        frame.bar(
            max(low, one.low), one.high, one.accuracy, "soft", f"{one.pictures:,} pictures: {one.accuracy:.2%} right"
        )
        for one in bins
    ]
    points = [(one.confidence, one.accuracy) for one in bins]
    tooltips = [f"score {one.confidence:.3f}, right {one.accuracy:.3f}, {one.pictures:,} pictures" for one in bins]
    diagonal = frame.line([(low, low), (1, 1)], "ideal")
    most = max(one.pictures for one in bins)
    radii = [_SMALLEST_DOT + (_LARGEST_DOT - _SMALLEST_DOT) * np.log1p(one.pictures) / np.log1p(most) for one in bins]
    return frame.to_svg("Reliability", *bars, diagonal, frame.dots(points, "first", tooltips, radii))


def risk_coverage_curve(confidences: Floats, correct: Flags, policies: Sequence[Mapping[str, Any]]) -> str:
    """Share of mistakes among the decided pictures against the share decided, with its 95 % interval.

    Dots are the model's policies.
    """
    coverage, risk = metrics.risk_coverage(confidences, correct)
    marks = [
        (one["coverage"]["value"], 1 - one["precision"]["value"], one["name"])
        for one in policies
        if one["precision"]["value"] is not None
    ]
    shown = coverage >= min([0.5, *(across for across, _, _ in marks)])
    decided = np.round(coverage * len(correct)).astype(int)
    limits = [
        (float(across), *metrics.wilson_interval(round(float(down) * int(count)), int(count)))
        for across, down, count in _thinned(
            list(zip(coverage[shown].tolist(), risk[shown].tolist(), decided[shown].tolist(), strict=True))
        )
    ]
    highest = [high for across, _, high in limits if across >= _LIMITS_COUNT_FROM]
    low, high = nice_range([*risk[shown].tolist(), *(down for _, down, _ in marks), *highest], floor=0)
    lowest = float(np.floor(10 * coverage[shown].min(initial=0.5)) / 10)
    frame = Frame(Axis("decided", lowest, 1, percent=True), Axis("wrong among the decided", low, high, percent=True))
    points = _thinned(list(zip(coverage[shown].tolist(), risk[shown].tolist(), strict=True)))
    tooltips = [f"{name}: {across:.2%} decided, {down:.2%} of them wrong" for across, down, name in marks]
    at = [(across, down) for across, down, _ in marks]
    named = frame.names(at, [name for _, _, name in marks])
    interval = [frame.line([(limit[0], limit[end]) for limit in limits], "ideal") for end in (1, 2)]
    # Where all pictures have one score the curve is a point, and the whiskers alone tell.
    interval += [frame.line([(limits[-1][0], limits[-1][1]), (limits[-1][0], limits[-1][2])], "ideal")]
    curve = frame.line(points, "first")
    return frame.to_svg("Risk and coverage", *interval, curve, frame.dots(at, "second", tooltips), named)


def roc_diagram(scores: Floats, positives: Flags) -> str:
    """True against false positives, of the scores (n,) of all classes together."""
    frame = Frame(Axis("false positives", 0, 1, percent=True), Axis("found", 0, 1, percent=True))
    points = list(zip(*(each.tolist() for each in metrics.roc_curve(scores, positives)), strict=True))
    return frame.to_svg("ROC", frame.line([(0, 0), (1, 1)], "ideal"), frame.line(_thinned(points), "first"))


def precision_recall_diagram(scores: Floats, positives: Flags) -> str:
    """Precision against recall, of the scores (n,) of all classes together."""
    recall, precision = metrics.precision_recall_curve(scores, positives)
    low, _ = nice_range([*precision.tolist(), 1.0])
    frame = Frame(Axis("found", 0, 1, percent=True), Axis("right among them", max(0.0, low), 1, percent=True))
    points = [(0.0, float(precision[0])), *zip(recall.tolist(), precision.tolist(), strict=True)]
    return frame.to_svg("Precision and recall", frame.line(_thinned(points), "first"))


def score_histogram(right: Floats, wrong: Floats, negatives: Floats) -> str:
    """How many pictures have which best score, on a logarithmic scale: right, wrong, and of none of the classes."""
    edges = np.linspace(0, 1, _HISTOGRAM_BINS + 1)
    groups = [
        ("right", right, "first"),
        ("of none of the classes", negatives, "third"),
        ("wrong", wrong, "second"),
    ]
    counted = [(name, np.histogram(scores, edges)[0], style) for name, scores, style in groups if len(scores)]
    top = max((float(np.log10(1 + counts.max())) for _, counts, _ in counted), default=1)
    frame = Frame(Axis("score of the best class", 0, 1, percent=True), _LogAxis("pictures", 0, top * 1.04))
    width = 1 / _HISTOGRAM_BINS
    bars = []
    for position, (name, counts, style) in enumerate(counted):
        inset = position * width / (2 * len(counted) + 1)
        for low, count in zip(edges[:-1].tolist(), counts.tolist(), strict=True):
            if count:
                tooltip = f"{count:,} {name}, score {low:.3f} to {low + width:.3f}"
                bars.append(frame.bar(low + inset, low + width - inset, float(np.log10(1 + count)), style, tooltip))
    return frame.to_svg("Scores", *bars)


class CurveChart(NamedTuple):
    """One SVG, and what its first, second ... colour stand for."""

    title: str
    svg: str
    legend: Sequence[str]


def training_curves(history: Mapping[str, Any]) -> list[CurveChart]:
    """Losses, learning rate, and validation accuracy and F1, over the epochs, as far as the history has them."""
    steps, evaluations = history.get("steps", []), history.get("evaluations", [])
    drawn = []
    if len(steps) > 1:
        drawn.append(_loss_chart(_over_epochs(steps, "loss"), _over_epochs(evaluations, "loss")))
    if len(rates := _over_epochs(steps, "learning_rate")) > 1:
        low, high = nice_range([rate for _, rate in rates], floor=0)
        frame = Frame(Axis("epoch", 0, rates[-1][0]), Axis("learning rate", low, high))
        svg = frame.to_svg("Learning rate", frame.line(_thinned(rates), "first"))
        drawn.append(CurveChart("Learning rate", svg, []))
    if len(evaluations) > 1:
        last = float(evaluations[-1]["epoch"])
        curves = {
            name: [(float(entry["epoch"]), float(entry[name])) for entry in evaluations] for name in ("accuracy", "f1")
        }
        low, high = nice_range([value for points in curves.values() for _, value in points])
        frame = Frame(Axis("epoch", 0, last), Axis("validation", min(low, 0.9), min(high, 1.0), percent=True))
        marks = [
            frame.line(points, style) + frame.dots(points, style, [f"{name} {value:.2%}" for _, value in points])
            for (name, points), style in zip(curves.items(), ("first", "second"), strict=True)
        ]
        drawn.append(CurveChart("Validation", frame.to_svg("Validation accuracy and F1", *marks), ["accuracy", "F1"]))
    return drawn


def _loss_chart(training: Sequence[Point], validation: Sequence[Point]) -> CurveChart:
    low, high = nice_range([loss for _, loss in [*training, *validation]], floor=0)
    frame = Frame(Axis("epoch", 0, training[-1][0]), Axis("loss", low, high))
    marks = [frame.line(_thinned(training), "faint"), frame.line(_thinned(_smoothed(training)), "first")]
    if validation:
        tooltips = [f"validation loss {loss:.4g}" for _, loss in validation]
        marks += [frame.line(validation, "second"), frame.dots(validation, "second", tooltips)]
    return CurveChart("Loss", frame.to_svg("Loss", *marks), ["training", "validation"] if validation else [])


def _over_epochs(entries: Sequence[Mapping[str, Any]], name: str) -> list[Point]:
    return [(float(entry["epoch"]), float(entry[name])) for entry in entries if name in entry]


class _LogAxis(Axis):
    """Shows log10(1 + count) as counts."""

    def ticks(self) -> list[float]:
        return [
            0.0,
            *(float(np.log10(1 + 10**power)) for power in range(int(self.high) + 1) if 10**power <= 10**self.high),
        ]

    def label(self, value: float) -> str:
        return f"{10**value - 1:,.0f}"


def _smoothed(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """A running mean over about a twentieth of the points."""
    width = max(1, len(points) // 20)
    sums = np.cumsum([0.0, *(value for _, value in points)])
    smooth = []
    for end in range(1, len(points) + 1):
        start = max(0, end - width)
        smooth.append((points[end - 1][0], float((sums[end] - sums[start]) / (end - start))))
    return smooth


def _thinned(points: Sequence[Row]) -> list[Row]:
    if len(points) <= _MAX_POINTS:
        return list(points)
    chosen = np.unique(np.linspace(0, len(points) - 1, _MAX_POINTS).round().astype(int))
    return [points[index] for index in chosen]
