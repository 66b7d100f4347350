"""Two model folders as one model: which pictures the second look is asked about, and policies for the final scores."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from catdog_gui.classify.model_folder import METADATA, SECOND_LOOK, ModelFolder, read_model_folder
from catdog_gui.classify.models import Policy, ScoreKind
from catdog_gui.classify.second_look import Joining
from catdog_gui.messages import Text
from trainer.calibration import choose_policies, policies_json
from trainer.doubt import JOINING
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.examples import NONE_OF_THEM, Examples
from trainer.export import TrainedCheckpoint, export_checkpoint
from trainer.features import extract_views
from trainer.model_card import write_model_card
from trainer.output import atomic_folder


def add_second_look_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--second-look-of",
        type=Path,
        metavar="DIR",
        help="a model folder of the same classes: the output is that model, with the new one as its second look",
    )


def read_first_look(folder: Path, classes: tuple[str, ...], kind: ScoreKind) -> ModelFolder:
    """The model folder that gets a new second look, with such classes and scores.

    Raises:
        ModelError: it cannot be used.
        TrainerError: it has other classes, or scores of another kind.
    """
    model = read_model_folder(folder)
    if model.classes != classes:
        raise TrainerError(Text.SECOND_LOOK_CLASSES(", ".join(classes), ", ".join(model.classes)))
    if model.kind is not kind:
        needed = Text.NEGATIVES_NEEDED if model.kind is ScoreKind.INDEPENDENT else Text.NEGATIVES_NOT_WANTED
        raise TrainerError(needed(folder))
    return model


def export_second_look(first: ModelFolder, trained: TrainedCheckpoint, target: Path, events: Events) -> None:
    """Makes the model folder `target`: that of the `first` look, with the checkpoint as its second look.

    Raises:
        TrainerError: `target` exists, or the checkpoint or its pictures cannot be used.
        ModelError: the checkpoint is not one linear head on pooled features.
    """
    with atomic_folder(target) as draft:
        _copy_first_look(first, draft)
        second = draft / SECOND_LOOK
        export_checkpoint(trained, second, events)
        _join(read_model_folder(draft), read_model_folder(second), trained.held_out, events)


def _copy_first_look(first: ModelFolder, draft: Path) -> None:
    """The model without the second look that it may have."""
    is_left = shutil.ignore_patterns(SECOND_LOOK)
    shutil.copytree(first.path, draft, copy_function=shutil.copyfile, dirs_exist_ok=True, ignore=is_left)
    description = {name: value for name, value in first.details.items() if name != "second_look"}
    (draft / METADATA).write_text(json.dumps(description, indent=2) + "\n", "utf-8")


def _join(first: ModelFolder, second: ModelFolder, held_out: Examples, events: Events) -> None:
    looks = (first, second)
    extracted = extract_views(held_out, looks, 1, 0, events)
    labels = held_out.labels[extracted[0].indices]
    of_first, of_second = (look.head.scores(each.features[:, 0]) for look, each in zip(looks, extracted, strict=True))
    final = JOINING.final(of_first, of_second, first.kind)
    has_class = labels != NONE_OF_THEM
    metrics = {
        "held_out_pictures": len(labels),
        **{
            name: float((scores.argmax(1) == labels)[has_class].mean())
            for name, scores in {"first_look": of_first, "second_look": of_second, "accuracy": final}.items()
        },
        "second_looks": float(JOINING.in_doubt(of_first)[has_class].mean()),
    }
    add_second_look(first.path, JOINING, choose_policies(final, labels, first.kind), metrics, events)


def add_second_look(
    draft: Path, joining: Joining, policies: Sequence[Policy], metrics: Mapping[str, float], events: Events
) -> None:
    """Completes the folder of a first look, in which the second one lies already; the metrics are reported, too."""
    description = json.loads((draft / METADATA).read_text("utf-8"))
    description |= {"second_look": asdict(joining), "policies": policies_json(policies)}
    description["metrics"] |= metrics
    (draft / METADATA).write_text(json.dumps(description, indent=2) + "\n", "utf-8")
    write_model_card(draft)
    read_model_folder(draft)
    for policy in policies:
        events.metric(
            f"threshold_{policy.name}", policy.threshold, precision=policy.precision, coverage=policy.coverage
        )
    for name, value in metrics.items():
        events.metric(name, value)
