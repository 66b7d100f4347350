"""`python -m trainer build-bundled`: the model that the program ships with, from published weights and pictures.

Two published networks stay as they are, and each gets a head on its features and on what its own 1000 classes say of
a picture: a small one for the first look, a larger one for the second. Heads learn from training pictures alone;
temperatures are fitted on training pictures that were held out; the policies are chosen on the validation pictures,
which come from other sources. No test split is ever looked at.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, fields
from pathlib import Path

from trainer.bundled.data import load_build_data
from trainer.bundled.recipe import BOUNDS, Recipe
from trainer.events import Events
from trainer.hub import go_offline_if_unreachable
from trainer.numbers import parse_seed, require_bounds

FIRST, SECOND = "lite0", "lite2"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_arguments(parser)
    parser.add_argument("--output", type=Path, default=Path("resources/model"), metavar="DIR")
    for field in fields(Recipe):
        name = "--" + field.name.replace("_", "-")
        kind = parse_seed if field.name == "seed" else type(field.default)
        parser.add_argument(name, type=kind, default=field.default)


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that name the pictures."""
    parser.add_argument("--dataset", required=True, metavar="ID_OR_DIR", help="Bingsu/Cat_and_Dog or a folder like it")
    parser.add_argument("--negatives", required=True, metavar="DIR", help="pictures with neither cat nor dog")
    parser.add_argument("--label-issues", type=Path, metavar="TSV", help="training pictures to leave out")
    parser.add_argument(
        "--validation",
        action="append",
        required=True,
        type=Path,
        metavar="DIR",
        help="cats and dogs from other sources, to choose the policies on; may be repeated",
    )
    parser.add_argument(
        "--validation-negatives", required=True, metavar="DIR", help="pictures of neither from other sources"
    )


def run(args: argparse.Namespace, events: Events) -> None:
    """Builds the bundled model.

    Raises:
        TrainerError: the data or the published weights are not there.
    """
    from trainer.bundled.looks import build_look
    from trainer.bundled.pairing import write_pair
    from trainer.output import atomic_folder, require_output_available

    recipe = Recipe(**{field.name: getattr(args, field.name) for field in fields(Recipe)})
    require_bounds(asdict(recipe), BOUNDS)
    require_output_available(args.output)
    go_offline_if_unreachable(args.dataset, args.negatives)
    data = load_build_data(args, recipe)
    with atomic_folder(args.output) as draft:
        looks = [
            build_look(variant, data, recipe, folder, events)
            for variant, folder in ((FIRST, draft), (SECOND, draft / "second"))
        ]
        write_pair(draft, looks, recipe.joining, events)
    events.done(output=str(args.output))
