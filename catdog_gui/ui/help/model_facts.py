"""What there is to say about the model in use, in sentences: what it knows, how good it is, where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.ui.common.formatting import label_text, precise_share_text


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """`licence` is the licence of the weights as the model states it, "" if it states none."""

    title: str
    lines: tuple[str, ...]
    licence: str
    source: str


def model_facts(model: ModelFolder) -> ModelFacts:
    provenance = _mapping(model.details.get("provenance"))
    name = " / ".join(label_text(each) for each in model.classes)
    lines = (*_figures(_mapping(model.details.get("metrics"))), *_origin(model, provenance))
    return ModelFacts(name, lines, str(provenance.get("licence") or ""), str(provenance.get("base") or ""))


def _figures(metrics: Mapping[str, Any]) -> Iterator[str]:
    """The best figure that the model has: on pictures from elsewhere, else on some that its training left out."""
    elsewhere, apart = metrics.get("validation_pictures"), metrics.get("held_out_pictures")
    if elsewhere and "validation_accuracy" in metrics:
        text = QCoreApplication.translate(
            "ModelFacts", "Right on {} of %Ln pictures from other sources.", None, elsewhere
        )
        yield text.format(precise_share_text(metrics["validation_accuracy"]))
    elif apart and "accuracy" in metrics:
        text = QCoreApplication.translate(
            "ModelFacts", "Right on {} of %Ln pictures that it did not learn from.", None, apart
        )
        yield text.format(precise_share_text(metrics["accuracy"]))


def _origin(model: ModelFolder, provenance: Mapping[str, Any]) -> Iterator[str]:
    if date := provenance.get("date"):
        yield QCoreApplication.translate("ModelFacts", "Made on {}").format(date)
    if base := provenance.get("base"):
        yield QCoreApplication.translate("ModelFacts", "Based on {}").format(base)
    if licence := provenance.get("licence"):
        yield QCoreApplication.translate("ModelFacts", "Licence of the weights: {}").format(licence)
    yield QCoreApplication.translate("ModelFacts", "Identifier: {}").format(model.id)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
