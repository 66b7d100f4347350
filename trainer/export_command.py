"""`export`: any checkpoint becomes a model folder that runs without torch, or the second look of one."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

from catdog_gui.classify.label_sets import ENTRY, class_names, read_label_sets
from catdog_gui.classify.models import ScoreKind
from catdog_gui.messages import Text
from trainer.dataset_arguments import add_column_arguments, columns_from
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.examples import has_split, load_examples, load_negatives, stratified_split
from trainer.export import HELD_OUT_SHARE, Provenance, TrainedCheckpoint, export_checkpoint
from trainer.hub import go_offline_if_unreachable, require_config
from trainer.numbers import parse_seed
from trainer.output import require_output_available
from trainer.pairing import add_second_look_argument, export_second_look, read_first_look


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, type=Path, metavar="DIR", help="the checkpoint")
    parser.add_argument("--dataset", required=True, metavar="ID_OR_DIR", help="what to calibrate on; never its test")
    add_column_arguments(parser)
    parser.add_argument("--negatives", metavar="DIR", help="pictures that are none of the classes")
    parser.add_argument("--output", required=True, type=Path, metavar="DIR")
    add_second_look_argument(parser)
    parser.add_argument("--seed", type=parse_seed, default=0)


def run(args: argparse.Namespace, events: Events) -> None:
    """Exports the checkpoint with a seeded, stratified held-out share of the training split.

    Raises:
        TrainerError: the checkpoint or the data cannot be used.
    """
    require_output_available(args.output)
    go_offline_if_unreachable(args.dataset, *filter(None, [args.negatives]))
    classes, kind = _classes_and_kind(args.model)
    export = export_checkpoint
    if args.second_look_of is not None:
        export = partial(export_second_look, read_first_look(args.second_look_of, classes, kind))
    examples = load_examples(args.dataset, "train", classes, columns_from(args))
    if args.negatives:
        split = "train" if has_split(args.negatives, "train") else "all"
        examples = examples.joined_with(load_negatives(args.negatives, split, classes))
    rest, held_out = stratified_split(examples.labels, HELD_OUT_SHARE, args.seed)
    provenance = Provenance(base=str(args.model), data=args.dataset)
    trained = TrainedCheckpoint(args.model, examples.subset(held_out), examples.subset(rest), provenance)
    export(trained, args.output, events)
    events.done(output=str(args.output))


def _classes_and_kind(checkpoint: Path) -> tuple[tuple[str, ...], ScoreKind]:
    require_config(checkpoint)
    try:
        config = json.loads((checkpoint / "config.json").read_text("utf-8"))
        rows = tuple(config["id2label"][str(index)] for index in range(len(config["id2label"])))
        classes = class_names(rows, read_label_sets(config, rows))
    except (KeyError, TypeError):
        raise TrainerError(Text.CLASSES_NOT_NAMED(checkpoint)) from None
    if ENTRY in config:
        return classes, ScoreKind.INDEPENDENT
    return classes, ScoreKind(config.get("problem_type") or ScoreKind.EXCLUSIVE)
