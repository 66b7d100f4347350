"""`finetune`: read the pictures, load the base, fit the head, train the whole, save, export."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from pathlib import Path

from catdog_gui.messages import Text
from trainer.dataset_arguments import add_dataset_arguments, columns_from
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.finetune.data import load_data
from trainer.finetune.publishing import publish_checkpoint, publish_model_folder, save_result
from trainer.finetune.recipes import add_recipe_arguments, recipe_from
from trainer.finetune.reporting import NOWHERE, keep_logs_beside, require_service
from trainer.finetune.workspace import open_workspace
from trainer.hub import go_offline_if_unreachable, require_checkpoint
from trainer.packages import require_packages
from trainer.pairing import add_second_look_argument, read_first_look
from trainer.processes import is_main_process


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, help="hub id, checkpoint or model folder, or efficientnet-lite0|1|2")
    add_dataset_arguments(parser)
    parser.add_argument("--negatives", default=None, help="pictures of none of the classes: scores become independent")
    parser.add_argument("--output", required=True, type=Path, help="the new model folder")
    parser.add_argument("--resume", action="store_true", help="go on with the unfinished run for the same output")
    parser.add_argument(
        "--checkpoint-only", action="store_true", help="write what from_pretrained reads, without the ONNX networks"
    )
    add_second_look_argument(parser)
    parser.add_argument("--report-to", default=NOWHERE, help="tensorboard, wandb, trackio, or what else Trainer knows")
    add_recipe_arguments(parser)


def run(args: argparse.Namespace, events: Events) -> None:
    """Fine-tunes; see `add_arguments`."""
    recipe = recipe_from(args)
    require_packages("torch", "transformers")
    require_service(args.report_to)
    keep_logs_beside(args.output)
    go_offline_if_unreachable(args.model, args.dataset, *filter(None, [args.negatives]))
    require_checkpoint(args.model)
    if args.output.resolve().is_relative_to(Path(args.dataset).resolve()):
        # The output would be read as one more class.
        raise TrainerError(Text.OUTPUT_WITHIN_PICTURES(args.output, args.dataset))
    began = time.monotonic()

    columns = columns_from(args)
    settings = {
        "model": args.model,
        "dataset": args.dataset,
        "image_column": columns.image,
        "label_column": columns.label,
        "negatives": args.negatives,
        **asdict(recipe),
    }
    with open_workspace(args.output, settings, resume=args.resume) as work:
        data = load_data(args.dataset, columns, args.negatives, recipe, events)
        first = read_first_look(args.second_look_of, data.classes, data.kind) if args.second_look_of else None

        events.stage(Text.LOADING_BASE())
        # Imported late: torch takes seconds, and what is wrong with the pictures should be reported before.
        from trainer.finetune.rehearsal import require_exportable
        from trainer.finetune.setup import prepare
        from trainer.finetune.training import train_whole_network

        setup = prepare(args.model, data, recipe, work, events)
        if is_main_process() and not args.checkpoint_only and not work.checkpoints():
            require_exportable(setup.base)
        trained = train_whole_network(setup, data, recipe, work, events, args.report_to)
        if is_main_process():
            save_result(setup.base, trained, settings, time.monotonic() - began, work)
            if args.checkpoint_only:
                publish_checkpoint(work, args.output)
            else:
                publish_model_folder(work, data, settings, args.output, events, first)
    events.done(output=str(args.output), **trained.figures)
