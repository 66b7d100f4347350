"""Writes a refitted head as a whole new model folder beside the one that it comes from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from catdog_gui.classify.head_tensors import read_head_names
from catdog_gui.classify.model_folder import (
    FLOAT_FEATURES,
    INT8_FEATURES,
    METADATA,
    REFERENCE,
    SECOND_LOOK,
    WEIGHTS,
    ModelFolder,
    read_model_folder,
)
from trainer.calibration import policies_json
from trainer.model_card import write_model_card
from trainer.refit import RefitResult
from trainer.tensors import replace_tensors

HELD_OUT_SCORES = "judging.npz"
_COPIED = ("preprocessor_config.json", FLOAT_FEATURES, INT8_FEATURES, REFERENCE)


@dataclass(frozen=True, slots=True)
class TrainingSummary:
    """The names and labels of the user's pictures that a head was fitted to, and how many there are of each label."""

    names: Sequence[str]
    label_names: Sequence[str]
    counts: Mapping[str, int]
    replayed: int


def write_refitted(
    old: ModelFolder, new: RefitResult, summary: TrainingSummary, metrics: Mapping[str, Any], draft: Path
) -> None:
    """Writes the new model folder into the empty folder `draft`."""
    for number, (look, folder) in enumerate(zip(old.looks, (draft, draft / SECOND_LOOK), strict=False)):
        folder.mkdir(exist_ok=True)
        _write_look(look, new, number, _description(old, look, new, number, summary, metrics), folder)
    write_model_card(draft)
    _write_held_out_scores(draft / HELD_OUT_SCORES, new, summary)
    read_model_folder(draft)


def _write_look(look: ModelFolder, new: RefitResult, number: int, description: Mapping[str, Any], folder: Path) -> None:
    for name in _COPIED:
        if (look.path / name).is_file():
            shutil.copyfile(look.path / name, folder / name)
    head = new.heads[number].with_temperature_folded()
    tensors = read_head_names(look.details["head"]).tensors(head.weight, head.bias)
    replace_tensors(look.path / WEIGHTS, folder / WEIGHTS, tensors)
    _write_json(folder / "config.json", _config(look, new))
    _write_json(folder / METADATA, description)


def _write_held_out_scores(file: Path, new: RefitResult, summary: TrainingSummary) -> None:
    """Writes the user's held-out pictures, with their scores by heads that were fitted without them."""
    np.savez_compressed(
        file,
        names=np.asarray([summary.names[index] for index in new.held_out], np.str_),
        words=np.asarray([summary.label_names[index] for index in new.held_out], np.str_),
        before=new.old_scores,
        after=new.new_scores,
    )


def _config(old: ModelFolder, new: RefitResult) -> dict[str, Any]:
    config = json.loads((old.path / "config.json").read_text("utf-8"))
    rows = [config["id2label"][str(index)] for index in range(len(old.head.bias))] + [*new.classes[len(old.classes) :]]
    return dict(config) | {
        "id2label": {str(index): name for index, name in enumerate(rows)},
        "label2id": {name: index for index, name in enumerate(rows)},
        "problem_type": new.heads[0].row_kind.value,
    }


def _description(
    old: ModelFolder,
    look: ModelFolder,
    new: RefitResult,
    number: int,
    summary: TrainingSummary,
    metrics: Mapping[str, Any],
) -> dict[str, Any]:
    before, head = look.details.get("provenance", {}), new.heads[number]
    return dict(look.details) | {
        "added_classes": head.added,
        "temperature": 1.0,  # what was fitted is in the head that is saved
        "policies": policies_json(new.policies),
        "metrics": dict(metrics),
        "provenance": {
            "base": before.get("base", str(look.path.name)),
            "data": f"{before.get('data', 'not known')}; "
            f"then {sum(summary.counts.values())} pictures of the user's own",
            "recipe": {
                "head": "refitted",
                "strength_of_the_prior": ", ".join(f"{strength:g}" for strength in new.l2_strengths[number]),
                "reference_pictures_taught_again": summary.replayed,
                **{f"pictures_of_{name}": count for name, count in summary.counts.items()},
            },
            "counts": dict(summary.counts),
            "parent": old.id,
            **({"licence": before["licence"]} if "licence" in before else {}),
            "date": datetime.now(UTC).date().isoformat(),
            "versions": {name: metadata.version(name) for name in ("numpy", "onnxruntime")},
        },
    }


def _write_json(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
