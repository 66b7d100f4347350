"""`head`: read the labelled pictures, fit a new last layer on their features, write a new model folder. No torch."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

# The matrices are tall and thin: threads of the linear algebra only wait for each other, badly so on a busy computer.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from catdog_gui.classify.model_folder import ModelFolder, is_model_folder, read_model_folder
from catdog_gui.classify.models import BOTH, NEITHER, ScoreKind
from catdog_gui.classify.policy import nearest_decision
from catdog_gui.classify.reference import read_reference
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.examples import Examples
from trainer.features import extract_views
from trainer.first_head import fit_first_head
from trainer.head import Tell
from trainer.numbers import seed
from trainer.output import require_free, whole_folder
from trainer.refit import Refitted, refit
from trainer.refit_folder import Taught, write_refitted
from trainer.training_set import Lesson
from trainer.user_examples import load_taught

# Of few pictures, several views of each say more than one; of many, one is enough.
MOST_VIEWS = 6
VIEWS_IN_ALL = 400


_MODEL = "the model folder to start from; or any base, as for finetune, which then gets its first head (needs torch)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, metavar="ID_OR_DIR", help=_MODEL)
    parser.add_argument(
        "--examples",
        action="append",
        default=[],
        type=Path,
        metavar="DIR",
        help="a folder whose sub-folders are labels: classes of the model, new names, both, neither; may be repeated",
    )
    parser.add_argument("--corrections", type=Path, metavar="CSV", help="a table with the columns label, path, content")
    parser.add_argument("--output", required=True, type=Path, metavar="DIR", help="the new model folder")
    parser.add_argument("--seed", type=seed, default=0, help="of the folds of cross-validation")


def run(args: argparse.Namespace, events: Events) -> None:
    """Refits the head of a model folder, or fits the first one of a base.

    Raises:
        TrainerError: the pictures cannot be used, or the output is taken.
        ModelError: the model folder cannot be used.
    """
    require_free(args.output)
    examples = load_taught(args.examples, args.corrections)
    if is_model_folder(Path(args.model)):
        _refit(read_model_folder(Path(args.model)), examples, args.output, args.seed, events)
    else:
        fit_first_head(args.model, examples, args.output, args.seed, events)


def _refit(old: ModelFolder, examples: Examples, output: Path, seed: int, events: Events) -> None:
    reference = read_reference(old.path, old.head.weight.shape[1])
    events.stage("reading the pictures")
    rehearsed = len(reference.halves()[0]) if reference else 0
    taught, lesson = _look_at(examples, old, rehearsed, seed, events)
    _require_two_labels(lesson, rehearsed=reference is not None)
    events.stage("fitting")
    new = refit(lesson, old, reference, seed, _telling(events))
    metrics = _metrics(new, old, lesson)
    events.stage("writing the model")
    with whole_folder(output) as draft:
        write_refitted(old, new, taught, metrics, draft)
    for name, value in metrics.items():
        events.metric(name, value)
    events.done(output=str(output))


def _telling(events: Events) -> Tell:
    def tell(step: int, total: int, figures: Mapping[str, float]) -> None:
        events.progress(step, total)
        for name, value in figures.items():
            # Each counts, however fast they come: progress is thinned out.
            events.metric(f"held-out {name}", value)

    return tell


def _look_at(examples: Examples, old: ModelFolder, rehearsed: int, seed: int, events: Events) -> tuple[Taught, Lesson]:
    """The features of the pictures that can be used, each content once: the word that was given first counts."""
    sayable = examples.subset(_sayable(examples, old.kind, events))
    if not len(sayable):
        raise TrainerError("the scores of this model sum to one: it cannot learn that a picture is both or neither")
    views = int(np.clip(VIEWS_IN_ALL // len(sayable), 1, MOST_VIEWS))
    extracted = extract_views(sayable, old, views, seed, events)
    _, first = np.unique(extracted.features[:, 0], axis=0, return_index=True)
    once = np.sort(first)
    kept = extracted.indices[once]
    names = [sayable.names[index] for index in kept]
    words = [sayable.classes[sayable.labels[index]] for index in kept]
    return Taught(names, words, dict(Counter(words)), rehearsed), Lesson(extracted.features[once], words)


def _sayable(examples: Examples, kind: ScoreKind, events: Events) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    if kind is ScoreKind.INDEPENDENT:
        return np.arange(len(examples))
    silent = [number for number, word in enumerate(examples.classes) if word in (BOTH, NEITHER)]
    left_out = np.isin(examples.labels, silent)
    if left_out.any():
        events.error(
            f"skipped {int(left_out.sum())} pictures labelled both or neither: the scores of this model sum to one, "
            "so it can learn of neither"
        )
    return np.flatnonzero(~left_out)


def _require_two_labels(lesson: Lesson, *, rehearsed: bool) -> None:
    if not rehearsed and len(set(lesson.words)) < 2:
        raise TrainerError(
            f"all the pictures are labelled {lesson.words[0]!r}, and the model has no reference pictures of other "
            "kinds: label some of another kind too"
        )


def _metrics(new: Refitted, old: ModelFolder, lesson: Lesson) -> dict[str, float]:
    words = [lesson.words[index] for index in new.judged]
    before = [nearest_decision(row.tolist(), old.classes, old.kind) for row in new.before]
    after = [nearest_decision(row.tolist(), new.classes, old.kind) for row in new.unseen]
    return {
        "held_out_pictures": len(words),
        "held_out_accuracy": float(np.mean([one == word for one, word in zip(after, words, strict=True)])),
        "held_out_accuracy_before": float(np.mean([one == word for one, word in zip(before, words, strict=True)])),
    }
