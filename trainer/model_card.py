"""Writes the model card of a model folder from its own description."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.models import Policy, ScoreKind
from trainer.calibration import thresholds_are_guesses
from trainer.card_metadata import metadata_block

_OUR_NETWORK = "efficientnet_lite"
_OUR_MODULE = "catdog_gui.classify.torch_engine.efficientnet_lite"
_LABEL_SETS_TEXT = (
    "transformers gives the probability of each case (`label_sets` in `config.json`); the score of a class is the sum"
    " over the cases that have it."
)
_SCORE_KIND_TEXTS = {
    ScoreKind.INDEPENDENT: "an independent score for each class, so that a picture can be several of them, or none",
    ScoreKind.EXCLUSIVE: "scores that sum to one: a picture can be unsure, but never several classes or none of them",
}


def write_model_card(folder: Path) -> None:
    """README.md of the model folder: what it is, where it comes from, what was measured, what it cannot do."""
    (folder / "README.md").write_text("\n".join(_lines(read_model_folder(folder))) + "\n", "utf-8")


def _lines(model: ModelFolder) -> list[str]:
    provenance = model.details["provenance"]
    return [
        *metadata_block(model.classes, provenance, model.details["metrics"]),
        "",
        f"# {' / '.join(model.classes)}",
        "",
        f"An image classifier with {_SCORE_KIND_TEXTS[model.kind]}.",
        "",
        *_use(model.path),
        *_beyond_transformers(model),
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
        f"and coverage are those of {_measured_on(model.policies)}.",
        *_guesses(model),
        "",
        "| policy | threshold | precision | coverage |",
        "| --- | --- | --- | --- |",
        *(_policy_row(policy) for policy in model.policies),
        "",
        "## Measured",
        "",
        *(f"- {name.replace('_', ' ')}: {_formatted(value)}" for name, value in model.details["metrics"].items()),
        "",
        "## Limits",
        "",
        "It judges best what looks like the pictures that it was trained on. Drawings, subjects that are small in the",
        "picture or mostly hidden, and what merely looks alike are judged less well.",
    ]


def write_checkpoint_card(
    folder: Path, classes: Sequence[str], provenance: Mapping[str, Any], metrics: Mapping[str, Any]
) -> None:
    """README.md of a checkpoint that is no model folder."""
    lines = [*metadata_block(classes, provenance, metrics), "", f"# {' / '.join(classes)}", "", *_use(folder), ""]
    lines += [f"- Base: {provenance['base']}", f"- Data: {provenance['data']}"]
    (folder / "README.md").write_text("\n".join(lines) + "\n", "utf-8")


def _use(folder: Path) -> list[str]:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    needs_us = config.get("model_type") == _OUR_NETWORK
    return [
        "## Use",
        "",
        "With transformers alone, without remote code:" if not needs_us else "With transformers, without remote code:",
        "",
        "```python",
        *([f"import {_OUR_MODULE}  # pip install catdog; tells transformers of the network"] if needs_us else []),
        "from transformers import pipeline",
        "",
        'pipeline("image-classification", model=FOLDER)(PICTURE)',
        "```",
    ]


def _beyond_transformers(model: ModelFolder) -> list[str]:
    lines = []
    if model.second_look is not None:
        lines += ["", "transformers runs the first look alone; the one in `second` is a model folder of the same kind."]
    if model.head.label_sets is not None:
        lines += ["", _LABEL_SETS_TEXT]
    if model.head.added:
        lines += ["", "transformers does not know that a name given by the user is one of the other classes too."]
    return lines


def _measured_on(policies: Sequence[Policy]) -> str:
    if any(policy.precision_range for policy in policies):
        return "pictures from other sources; the precision is its 95 % confidence interval"
    return "held-out training pictures"


def _guesses(model: ModelFolder) -> list[str]:
    pictures = model.details["metrics"].get("held_out_pictures")
    ranges = any(policy.precision_range for policy in model.policies)
    # Those of a refitted model are its parent's.
    is_refitted = model.details["provenance"].get("parent") is not None
    if pictures is None or ranges or is_refitted or not thresholds_are_guesses(pictures):
        return []
    return [f"The thresholds are guesses: {pictures} held-out pictures are too few to measure them."]


def _policy_row(policy: Policy) -> str:
    precision = " to ".join(f"{end:.2%}" for end in policy.precision_range or ()) or _share(policy.precision)
    return f"| {policy.name} | {policy.threshold:.3f} | {precision} | {_share(policy.coverage)} |"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2%}"


def _formatted(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
