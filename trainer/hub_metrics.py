"""Accuracy and F1 as `evaluate` metrics that come with the program: `evaluate.load` would ask the hub for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import datasets
import evaluate
import numpy as np

from trainer import metrics

_FEATURES = datasets.Features({"predictions": datasets.Value("int64"), "references": datasets.Value("int64")})


class Accuracy(evaluate.Metric):
    """Share of equal labels. `compute(predictions=..., references=...)` gives `{"accuracy": float}`."""

    def _info(self) -> evaluate.MetricInfo:
        return _metric_info(
            "Share of predictions that equal their reference.", "predictions, references: class indices"
        )

    def _compute(self, predictions: Sequence[int], references: Sequence[int]) -> dict[str, Any]:
        return {"accuracy": metrics.accuracy(np.asarray(references, np.int64), np.asarray(predictions, np.int64))}


class F1(evaluate.Metric):
    """F1 over classes. `compute(predictions=..., references=..., average="micro"|"macro")` gives `{"f1": float}`.

    A label of -1 is a picture of none of the classes: it counts against precision or recall, and has no F1 of its own.
    """

    def _info(self) -> evaluate.MetricInfo:
        inputs = 'predictions, references: class indices; average: "micro" or "macro"'
        return _metric_info("Harmonic mean of precision and recall.", inputs)

    def _compute(self, predictions: Sequence[int], references: Sequence[int], average: str = "micro") -> dict[str, Any]:
        return {"f1": f1(np.asarray(references, np.int64), np.asarray(predictions, np.int64), average)}


def _metric_info(description: str, inputs: str) -> evaluate.MetricInfo:
    return evaluate.MetricInfo(description=description, citation="", features=_FEATURES, inputs_description=inputs)


def f1(labels: metrics.Indices, predicted: metrics.Indices, average: str) -> float:
    """F1 with -1 for "none of the classes"; see `F1`."""
    if average not in {"micro", "macro"}:
        raise ValueError(f"average must be micro or macro, not {average!r}")
    if not len(labels):
        return float("nan")
    classes = int(max(labels.max(), predicted.max())) + 1
    # None of them becomes one more class at the end, whose row and column are counted but not averaged.
    true, found = (np.where(indices < 0, classes, indices) for indices in (labels, predicted))
    confusion = metrics.confusion_matrix(true, found, classes + 1)
    hits, predictions, members = (
        np.diagonal(confusion)[:classes],
        confusion.sum(0)[:classes],
        confusion.sum(1)[:classes],
    )
    if average == "micro":
        total = int(predictions.sum() + members.sum())
        return float(2 * hits.sum() / total) if total else 0.0
    present = (predictions + members) > 0
    return float((2 * hits[present] / (predictions + members)[present]).mean()) if present.any() else 0.0
