"""Makes the output folder of the result of a run: whole, or not at all."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catdog_gui.classify.model_folder import ModelFolder
from trainer.checkpoint import HISTORY
from trainer.events import Events
from trainer.export import Provenance, TrainedCheckpoint, export_checkpoint
from trainer.finetune.data import TrainingData
from trainer.finetune.workspace import Workspace
from trainer.licence import licence_of
from trainer.model_card import write_checkpoint_card
from trainer.output import atomic_folder
from trainer.pairing import export_second_look

if TYPE_CHECKING:
    from trainer.finetune.base import Base
    from trainer.finetune.training import TrainingResult

_PACKAGES = ("catdog", "torch", "transformers", "accelerate", "numpy")


def save_result(
    base: Base, trained: TrainingResult, settings: Mapping[str, Any], seconds: float, work: Workspace
) -> None:
    """Writes the checkpoint with its history into the workspace; what an earlier attempt left there is replaced."""
    shutil.rmtree(work.final, ignore_errors=True)
    base.save(work.final)
    source, data = str(settings["model"]), str(settings["dataset"])
    provenance = {"base": source, "data": data, "licence": licence_of(source, work.final)}
    write_checkpoint_card(work.final, list(base.network.config.id2label.values()), provenance, trained.figures)
    history = {"settings": dict(settings), "versions": _versions(), "seconds": round(seconds, 1), **asdict(trained)}
    (work.final / HISTORY).write_text(json.dumps(history, indent=1) + "\n", "utf-8")


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}}


def publish_checkpoint(work: Workspace, output: Path) -> None:
    """The checkpoint alone, as `from_pretrained` and `pipeline` read it."""
    with atomic_folder(output) as draft:
        # With copyfile, because the access modes of temporary files must not be copied.
        shutil.copytree(work.final, draft, copy_function=shutil.copyfile, dirs_exist_ok=True)


def publish_model_folder(
    work: Workspace,
    data: TrainingData,
    settings: Mapping[str, Any],
    output: Path,
    events: Events,
    first: ModelFolder | None = None,
) -> None:
    """The checkpoint as a model folder, or as the second look of `first`, calibrated on held-out pictures."""
    provenance = Provenance(base=str(settings["model"]), data=str(settings["dataset"]), recipe=settings)
    export = export_checkpoint if first is None else partial(export_second_look, first)
    export(TrainedCheckpoint(work.final, data.held_out, data.train, provenance), output, events)
