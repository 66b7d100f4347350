"""What a table holds, in numbers: one pass over its parts."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from catdog_gui.archive.models import Item, is_container
from catdog_gui.archive.rows import FAILED
from catdog_gui.archive.table import TableInfo, modified_ns, read_batches
from catdog_gui.classify.decisions import UNSURE
from catdog_gui.classify.policy import confidences

BINS = 20
_COLUMNS = ("path", "item", "bytes", "modified", "etag", "scores", "decision", "error")
_FAILURES_KEPT = 200


class Doubtful(NamedTuple):
    """An undecided picture; `confidence` is the threshold up to which it would be decided."""

    confidence: float
    path: str
    item: Item
    scores: tuple[float, ...]


@dataclass(slots=True)
class Summary:
    """The numbers of a table.

    Attributes:
        decisions: pictures by decision.
        folders: pictures by folder or container, and decision.
        histogram: by class, pictures in each twentieth of the scores from 0 to 1.
        doubtful: the least certain of the undecided pictures, the least certain first.
        reasons: failures by reason.
        failures: the first failures, each with its reason.
    """

    decisions: Counter[str] = field(default_factory=Counter)
    folders: dict[str, Counter[str]] = field(default_factory=dict)
    histogram: dict[str, list[int]] = field(default_factory=dict)
    doubtful: list[Doubtful] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)


def summarise(table: Path, info: TableInfo, doubtful: int) -> Summary:
    """Counts the rows of a table, and keeps the `doubtful` least certain of the undecided ones."""
    summary = Summary(histogram={name: [0] * BINS for name in info.classes})
    for batch in read_batches(table, _COLUMNS):
        columns = batch.to_pydict()
        summary.decisions.update(columns["decision"])
        for path, decision in zip(columns["path"], columns["decision"], strict=True):
            summary.folders.setdefault(_folder(path), Counter())[decision] += 1
        _count_scores(summary, batch, info)
        _keep_failures(summary, columns)
        found = [*summary.doubtful, *_undecided(batch, columns, info)]
        summary.doubtful = heapq.nsmallest(doubtful, found, key=lambda each: (each.confidence, each.path))
    return summary


def _folder(path: str) -> str:
    container, _, _ = path.partition("#")
    return container if is_container(container) else path.rpartition("/")[0]


def _count_scores(summary: Summary, batch: pa.RecordBatch, info: TableInfo) -> None:
    scores = batch.column("scores").drop_null()
    for name in info.classes:
        values = scores.field(name).to_numpy(zero_copy_only=False)
        counts, _ = np.histogram(values, BINS, (0, 1))
        summary.histogram[name] = [old + int(new) for old, new in zip(summary.histogram[name], counts, strict=True)]


def _keep_failures(summary: Summary, columns: dict[str, list[str]]) -> None:
    for path, decision, error in zip(columns["path"], columns["decision"], columns["error"], strict=True):
        if decision == FAILED:
            summary.reasons[error] += 1
            if len(summary.failures) < _FAILURES_KEPT:
                summary.failures.append((path, error))


def _undecided(batch: pa.RecordBatch, columns: dict[str, list[object]], info: TableInfo) -> list[Doubtful]:
    places = [index for index, decision in enumerate(columns["decision"]) if decision == UNSURE]
    if not places:
        return []
    scores = [tuple(columns["scores"][index].values()) for index in places]  # type: ignore[attr-defined]
    certain = confidences(np.asarray(scores, np.float64), info.kind).tolist()
    times = modified_ns(batch)
    return [
        Doubtful(confidence, str(columns["path"][index]), _item(columns, index, times[index]), row)
        for index, row, confidence in zip(places, scores, certain, strict=True)
    ]


def _item(columns: dict[str, list[object]], index: int, modified: int | None) -> Item:
    name, size = str(columns["item"][index]), columns["bytes"][index]
    path, _, group = name.rpartition("#")
    is_group = group.isdecimal() and is_container(path)
    return Item(
        path if is_group else name,
        size if isinstance(size, int) else 0,
        modified,
        str(columns["etag"][index]),
        int(group) if is_group else None,
    )
