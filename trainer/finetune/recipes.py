"""The numbers of a training run. Each is an option of the command; a recipe is a set of defaults for them."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, get_type_hints

from trainer.numbers import parse_seed, require_bounds


def _number(default: Any, help: str, choices: tuple[str, ...] | None = None) -> Any:  # noqa: A002 - argparse's word
    return field(default=default, metadata={"help": help, "choices": choices})


@dataclass(frozen=True)
class Recipe:
    """Our own recipe; the help of each option says what its number does."""

    epochs: int = _number(4, "passes over the training pictures")
    batch: int = _number(32, "pictures in one optimiser step, over all processes")
    eval_batch: int = _number(64, "pictures that one process judges at once, as far as they fit")
    logging_steps: int = _number(0, "steps between two losses that are logged; 0: about a thousand in all")
    pictures_at_once: int = _number(0, "of these, how many one process holds in memory; 0: as many as fit")
    head_first: str = _number("yes", "fit the last layer on frozen features before the whole network", ("yes", "no"))
    head_rate: float = _number(2e-4, "highest learning rate of the last layer")
    body_rate: float = _number(2e-4, "highest learning rate of the layer before it")
    first_layer_share: float = _number(0.2, "learning rate of the first layer as a share of --body-rate; falls evenly")
    frozen_share: float = _number(0.35, "share of the layers, from the first, that are not trained at all")
    schedule: str = _number("cosine", "how the learning rate falls after warm-up", ("cosine", "linear", "constant"))
    warm_up: float = _number(0.1, "share of the steps over which the learning rate rises")
    weight_decay: float = _number(0.02, "AdamW's decay; biases and norms are spared")
    largest_gradient: float = _number(1.0, "norm at which the gradient is clipped")
    heads_share: float = _number(
        0.5, "share of the targets that comes from heads fitted without the picture, which doubt wrong labels"
    )
    label_smoothing: float = _number(0.05, "share of the target that goes to the other answers evenly")
    least_crop_area: float = _number(0.4, "smallest share of the picture in a random resized crop; 1: no crop")
    flip: float = _number(0.5, "chance of mirroring a training picture left to right")
    train_side: int = _number(
        0, "side in pixels of training crops; 0: things look as large in them as in whole pictures"
    )
    freeze_statistics_below: int = _number(
        50_000, "batch-norm statistics stay as they are with fewer pictures than this"
    )
    validation_share: float = _number(
        0.1, "share of the training pictures kept apart where the data has no validation split"
    )
    most_validation: int = _number(10_000, "of these at most so many")
    check_below: int = _number(
        50_000,
        "fewer pictures than this are all opened before training; of more, the next replaces an unreadable one",
    )
    head_pictures: int = _number(50_000, "pictures that the last layer is fitted on at most, evenly by class")
    average: str = _number(
        "yes", "average the trained weights with those before, by F1 on the validation pictures", ("yes", "no")
    )
    patience: int = _number(4, "epochs without a better F1 before training stops; 0: never")
    f1_average: str = _number("micro", "the F1 that picks the best epoch", ("micro", "macro"))
    precision: str = _number("auto", "bf16 where the device is fast at it", ("auto", "bf16", "float32"))
    loader_processes: int = _number(0, "processes that read pictures; 0: threads of this one")
    seed: int = _number(42, "the same seed gives the same result on the CPU")


# https://huggingface.co/docs/transformers/tasks/image_classification as the tutorial's notebook has it: the defaults
# of TrainingArguments except for what it sets; on every training picture, evaluated on the test pictures each epoch.
# It differs in this: Pillow resizes the pictures instead of torchvision, 512 are several parts of one step where they
# do not fit, and the loss of the first step is logged too.
_TUTORIAL = Recipe(
    epochs=1,
    batch=512,
    eval_batch=512,
    logging_steps=500,
    head_first="no",
    head_rate=2e-5,
    body_rate=2e-5,
    first_layer_share=1.0,
    frozen_share=0.0,
    schedule="linear",
    warm_up=0.0,
    weight_decay=0.0,
    heads_share=0.0,
    label_smoothing=0.0,
    least_crop_area=1.0,
    flip=0.0,
    freeze_statistics_below=0,
    validation_share=0.0,
    average="no",
    patience=0,
    precision="float32",
)

RECIPES: Mapping[str, Recipe] = {"default": Recipe(), "tutorial": _TUTORIAL}

_BOUNDS: Mapping[str, tuple[float, float]] = {
    "epochs": (1, math.inf),
    "batch": (1, math.inf),
    "eval_batch": (1, math.inf),
    "logging_steps": (0, math.inf),
    "pictures_at_once": (0, math.inf),
    "head_rate": (0, math.inf),
    "body_rate": (0, math.inf),
    "first_layer_share": (0.001, 1),
    "frozen_share": (0, 1),
    "warm_up": (0, 1),
    "weight_decay": (0, math.inf),
    "largest_gradient": (0, math.inf),
    "heads_share": (0, 1),
    "label_smoothing": (0, 1),
    "least_crop_area": (0.001, 1),
    "flip": (0, 1),
    "train_side": (0, math.inf),
    "freeze_statistics_below": (0, math.inf),
    "validation_share": (0, 0.5),
    "most_validation": (1, math.inf),
    "check_below": (0, math.inf),
    "head_pictures": (2, math.inf),
    "patience": (0, math.inf),
    "loader_processes": (0, math.inf),
}


def add_recipe_arguments(parser: argparse.ArgumentParser) -> None:
    """`--recipe`, and one option for each number of it."""
    parser.add_argument("--recipe", choices=list(RECIPES), default="default", help="where the numbers below start from")
    numbers = parser.add_argument_group("numbers of the recipe (default; tutorial)")
    types = get_type_hints(Recipe)
    for number in fields(Recipe):
        default, tutorial = (getattr(RECIPES[name], number.name) for name in ("default", "tutorial"))
        numbers.add_argument(
            f"--{number.name.replace('_', '-')}",
            type=parse_seed if number.name == "seed" else types[number.name],
            choices=number.metadata["choices"],
            default=argparse.SUPPRESS,
            help=f"{number.metadata['help']} ({default}; {tutorial})",
        )


def recipe_from(args: argparse.Namespace) -> Recipe:
    """The named recipe with the numbers given on the command line.

    Raises:
        TrainerError: a number is out of range.
    """
    given = {number.name: getattr(args, number.name) for number in fields(Recipe) if hasattr(args, number.name)}
    recipe = replace(RECIPES[args.recipe], **given)
    require_bounds(asdict(recipe), _BOUNDS)
    return recipe
