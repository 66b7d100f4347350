"""The block at the head of a model card, in YAML, from which the Hugging Face hub makes its page of the model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

_TASK = "image-classification"
_METRICS = ("accuracy", "f1")
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
UNKNOWN_LICENCE = "unknown"


def metadata_block(classes: Sequence[str], provenance: Mapping[str, Any], metrics: Mapping[str, Any]) -> list[str]:
    """The lines of the block, with the marks around it.

    Of `provenance` it has `base`, `data` and `licence`; of `metrics` the accuracy and F1 that were measured.
    """
    metadata: dict[str, Any] = {
        "license": provenance.get("licence", UNKNOWN_LICENCE),
        "library_name": "transformers",
        "pipeline_tag": _TASK,
        "metrics": list(_METRICS),
    }
    if _is_hub_id(provenance["base"]):
        metadata["base_model"] = provenance["base"]
    if _is_hub_id(provenance["data"]):
        metadata["datasets"] = [provenance["data"]]
    if measured := _measured(metrics):
        metadata["model-index"] = [_index_entry(" / ".join(classes), provenance["data"], measured)]
    return ["---", *_yaml(metadata), "---"]


def _measured(metrics: Mapping[str, Any]) -> dict[str, float]:
    # Of a model of two looks, only the accuracy of both together counts.
    if "validation_accuracy" in metrics:
        return {"accuracy": metrics["validation_accuracy"]}
    names = ("accuracy",) if "second_looks" in metrics else _METRICS
    return {name: metrics[name] for name in names if name in metrics}


def _index_entry(name: str, data: str, measured: Mapping[str, float]) -> dict[str, Any]:
    kind = data if _is_hub_id(data) else "imagefolder"
    result = {
        "task": {"type": _TASK},
        "dataset": {"type": kind, "name": "pictures that it did not learn from"},
        "metrics": [{"type": metric, "value": round(value, 4)} for metric, value in measured.items()],
    }
    return {"name": name, "results": [result]}


def _is_hub_id(name: str) -> bool:
    return _HUB_ID.fullmatch(name) is not None and not Path(name).exists()


def _yaml(value: Mapping[str, Any] | Sequence[Any], indent: str = "") -> Iterator[str]:
    """Block style; single values as JSON, which is YAML too."""
    named = isinstance(value, Mapping)
    for key, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
        mark = f"{key}:" if named else "-"
        if not isinstance(inner, Mapping | list):
            yield f"{indent}{mark} {json.dumps(inner, ensure_ascii=False)}"
        elif named:
            yield f"{indent}{mark}"
            yield from _yaml(inner, indent + "  ")
        else:
            first, *rest = _yaml(inner, indent + "  ")
            yield f"{indent}{mark} {first.strip()}"
            yield from rest
