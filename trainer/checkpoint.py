"""Writes a checkpoint as save_pretrained does, with its image processor's configuration beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catdog_gui.classify.label_sets import ENTRY
from catdog_gui.classify.models import ScoreKind

# How a checkpoint was trained: the settings, the logged steps, and the figures after each epoch.
HISTORY = "history.json"


def name_classes(config: Any, classes: Sequence[str], kind: ScoreKind) -> None:
    """Sets id2label, label2id and problem_type of a transformers configuration, in place."""
    vars(config).pop(ENTRY, None)
    config.id2label = dict(enumerate(classes))
    config.label2id = {name: index for index, name in enumerate(classes)}
    config.problem_type = kind.value


def save_checkpoint(model: Any, processor: Mapping[str, Any], folder: Path) -> None:
    """config.json, model.safetensors and preprocessor_config.json in `folder`."""
    model.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(dict(processor), indent=2) + "\n", "utf-8")
