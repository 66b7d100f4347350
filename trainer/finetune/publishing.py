"""Makes the output folder of the result of a run: whole, or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.checkpoint import HISTORY
from trainer.events import Events
from trainer.export import Provenance, export_checkpoint
from trainer.finetune.data import TrainingData
from trainer.finetune.workspace import Workspace
from trainer.licence import licence_of
from trainer.model_card import write_checkpoint_card
from trainer.output import atomic_folder

if TYPE_CHECKING:
    from trainer.finetune.base import Base
    from trainer.finetune.training import TrainingResult


def save_result(
    base: Base, trained: TrainingResult, settings: Mapping[str, Any], seconds: float, work: Workspace
) -> None:
    """Writes the checkpoint with its history into the workspace; what an earlier attempt left there is replaced."""
    shutil.rmtree(work.final, ignore_errors=True)
    base.save(work.final)
    source, data = str(settings["model"]), str(settings["dataset"])
    provenance = {"base": source, "data": data, "licence": licence_of(source, work.final)}
    write_checkpoint_card(work.final, list(base.network.config.id2label.values()), provenance, trained.figures)
    history = {"settings": dict(settings), "seconds": round(seconds, 1), **asdict(trained)}
    (work.final / HISTORY).write_text(json.dumps(history, indent=1) + "\n", "utf-8")


def publish_checkpoint(work: Workspace, output: Path) -> None:
    """The checkpoint alone, as `from_pretrained` and `pipeline` read it."""
    with atomic_folder(output) as draft:
        # With copyfile, because the access modes of temporary files must not be copied.
        shutil.copytree(work.final, draft, copy_function=shutil.copyfile, dirs_exist_ok=True)


def publish_model_folder(
    work: Workspace, data: TrainingData, settings: Mapping[str, Any], output: Path, events: Events
) -> None:
    """The checkpoint as a model folder of the program, calibrated on pictures that were held out."""
    provenance = Provenance(base=str(settings["model"]), data=str(settings["dataset"]), recipe=settings)
    export_checkpoint(work.final, output, data.held_out, data.train, provenance, events)
