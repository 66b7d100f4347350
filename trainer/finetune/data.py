"""The pictures of a training run: read, checked, and divided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catdog_gui.classify.models import ScoreKind
from catdog_gui.messages import Text
from catdog_gui.pictures.decoding import open_picture
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.examples import (
    NONE_OF_THEM,
    Examples,
    has_split,
    load_examples,
    load_negatives,
    stratified_split,
)
from trainer.finetune.recipes import Recipe
from trainer.parallel_read import read_all
from trainer.tables import Columns

_SMALLEST_DECODE = 32
_SHARE_FOR_CALIBRATION = 0.1


@dataclass(frozen=True)
class TrainingData:
    """`held_out` is what calibration may use: the validation pictures, or training ones where there are none.

    Unless `is_checked`, there may be pictures among them that cannot be read.
    """

    train: Examples
    validation: Examples
    held_out: Examples
    kind: ScoreKind
    skipped: int
    is_checked: bool = True

    @property
    def classes(self) -> tuple[str, ...]:
        return self.train.classes


def load_data(dataset: str, columns: Columns, negatives: str | None, recipe: Recipe, events: Events) -> TrainingData:
    """Training and validation pictures: those of the split "validation", or else a share of the training pictures.

    With `validation_share` 0, validation is the split "test", as in the tutorial.

    Raises:
        TrainerError: no such data, fewer than two classes, or a class without readable pictures.
    """
    events.stage(Text.READING_PICTURES())
    examples = _with_negatives(load_examples(dataset, "train", columns=columns), negatives, "train")
    is_checked = len(examples) < recipe.check_below
    usable = _readable(examples, events) if is_checked else examples
    _require_every_class(usable, dataset)
    kind = ScoreKind.EXCLUSIVE if negatives is None else ScoreKind.INDEPENDENT
    skipped = len(examples) - len(usable)
    split = "validation" if recipe.validation_share > 0 else "test"
    if not has_split(dataset, split):
        share = min(recipe.validation_share or _SHARE_FOR_CALIBRATION, recipe.most_validation / len(usable))
        training, held_out = stratified_split(usable.labels, share, recipe.seed)
        validation = usable.subset(held_out)
        return TrainingData(usable.subset(training), validation, validation, kind, skipped, is_checked)
    others = _with_negatives(load_examples(dataset, split, usable.classes, columns), negatives, split)
    judged = _readable(others, events) if is_checked else others
    if split == "validation":
        return TrainingData(usable, judged, judged, kind, skipped, is_checked)
    share = min(_SHARE_FOR_CALIBRATION, recipe.most_validation / len(usable))
    _, sample = stratified_split(usable.labels, share, recipe.seed)
    return TrainingData(usable, judged, usable.subset(sample), kind, skipped, is_checked)


def _with_negatives(examples: Examples, negatives: str | None, split: str) -> Examples:
    if negatives is None:
        return examples
    return examples.joined_with(load_negatives(negatives, split, examples.classes))


def _readable(examples: Examples, events: Events) -> Examples:
    """The pictures that open; the others are reported. Decodes at the smallest size, so it is quick."""

    def try_to_open(index: int) -> None:
        open_picture(examples.source.read(index), _SMALLEST_DECODE)

    return examples.subset(read_all(examples, try_to_open, events).indices)


def _require_every_class(examples: Examples, dataset: str) -> None:
    counts = np.bincount(examples.labels[examples.labels != NONE_OF_THEM], minlength=len(examples.classes))
    for name, count in zip(examples.classes, counts, strict=True):
        if count < 2:
            text = Text.UNREADABLE_CLASS if count == 0 else Text.SINGLE_PICTURE_CLASS
            raise TrainerError(text(name, dataset))
