"""Writes the model card of a model folder from its own description."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catdog_gui.classify.model_folder import read_model_folder
from catdog_gui.classify.models import ScoreKind

_SCORE_KIND_TEXTS = {
    ScoreKind.INDEPENDENT: "an independent score for each class, so that a picture can be several of them, or none",
    ScoreKind.EXCLUSIVE: "scores that sum to one: a picture can be unsure, but never several classes or none of them",
}


def write_model_card(folder: Path) -> None:
    """README.md of the model folder: what it is, where it comes from, what was measured, what it cannot do."""
    model = read_model_folder(folder)
    (folder / "README.md").write_text("\n".join(_lines(model.details, model.classes, model.kind)) + "\n", "utf-8")


def _lines(description: Mapping[str, Any], classes: tuple[str, ...], kind: ScoreKind) -> list[str]:
    provenance = description["provenance"]
    return [
        f"# {' / '.join(classes)}",
        "",
        f"An image classifier with {_SCORE_KIND_TEXTS[kind]}.",
        "",
        "## Where it comes from",
        "",
        f"- Base: {provenance['base']}",
        f"- Data: {provenance['data']}",
        *(f"- {name.replace('_', ' ')}: {value}" for name, value in provenance["recipe"].items()),
        f"- Date: {provenance['date']}; {', '.join(f'{n} {v}' for n, v in provenance['versions'].items())}",
        "",
        "## Policies",
        "",
        "A class is decided when its score reaches the threshold and every other score is as far below one. Precision",
        "and coverage are those of held-out training pictures.",
        "",
        "| policy | threshold | precision | coverage |",
        "| --- | --- | --- | --- |",
        *(_policy_row(policy) for policy in description["policies"]),
        "",
        "## Measured",
        "",
        *(f"- {name.replace('_', ' ')}: {_formatted(value)}" for name, value in description["metrics"].items()),
        "",
        "## Limits",
        "",
        "It judges best what looks like the pictures that it was trained on. Drawings, subjects that are small in the",
        "picture or mostly hidden, and what merely looks alike are judged less well.",
    ]


def _policy_row(policy: Mapping[str, Any]) -> str:
    shown = ["-" if value is None else f"{value:.2%}" for value in (policy["precision"], policy["coverage"])]
    return f"| {policy['name']} | {policy['threshold']:.3f} | {shown[0]} | {shown[1]} |"


def _formatted(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
