"""`head`: read the labelled pictures, fit a new last layer on their features, write a new model folder. No torch."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path

# On matrices as tall and thin as these, several threads of the linear algebra only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from catdog_gui.classify.model_folder import ModelFolder, is_model_folder, read_model_folder
from catdog_gui.classify.models import BOTH, NEITHER, ScoreKind
from catdog_gui.classify.policy import forced_decision
from catdog_gui.classify.reference import read_references
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.examples import Examples
from trainer.features import extract_views
from trainer.first_head import fit_first_head
from trainer.head import ProgressCallback
from trainer.numbers import parse_seed
from trainer.output import atomic_folder, require_output_available
from trainer.refit import LookExamples, RefitResult, refit
from trainer.refit_folder import TrainingSummary, write_refitted
from trainer.training_set import UserExamples
from trainer.user_examples import load_user_examples

# With few pictures, several views of each make a better head; with many, one is enough.
MAX_VIEWS = 6
MAX_TOTAL_VIEWS = 400


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
    parser.add_argument("--seed", type=parse_seed, default=0, help="of the folds of cross-validation")


def run(args: argparse.Namespace, events: Events) -> None:
    """Refits the head of a model folder, or fits the first one of a base.

    Raises:
        TrainerError: the pictures cannot be used, or the output is taken.
        ModelError: the model folder cannot be used.
    """
    require_output_available(args.output)
    examples = load_user_examples(args.examples, args.corrections)
    if is_model_folder(Path(args.model)):
        _refit(read_model_folder(Path(args.model)), examples, args.output, args.seed, events)
    else:
        fit_first_head(args.model, examples, args.output, args.seed, events)


def _refit(old: ModelFolder, examples: Examples, output: Path, seed: int, events: Events) -> None:
    references = read_references(old)
    events.stage("reading the pictures")
    replayed = len(references[0].halves()[0]) if references else 0
    summary, of_looks = _extract_examples(examples, old, replayed, seed, events)
    _require_two_labels(of_looks[0], has_replay=references is not None)
    events.stage("fitting")
    with_references = zip_longest(of_looks, references or [])
    new = refit([LookExamples(*each) for each in with_references], old, seed, _progress_callback(events))
    metrics = _metrics(new, old, of_looks[0])
    events.stage("writing the model")
    with atomic_folder(output) as draft:
        write_refitted(old, new, summary, metrics, draft)
    for name, value in metrics.items():
        events.metric(name, value)
    events.done(output=str(output))


def _progress_callback(events: Events) -> ProgressCallback:
    def report(step: int, total: int, figures: Mapping[str, float]) -> None:
        events.progress(step, total)
        for name, value in figures.items():
            # As metrics, because progress events that come too fast are dropped.
            events.metric(f"held-out {name}", value)

    return report


def _extract_examples(
    examples: Examples, old: ModelFolder, replayed: int, seed: int, events: Events
) -> tuple[TrainingSummary, list[UserExamples]]:
    """What each look sees of the usable pictures, each content once: the label that comes first counts."""
    learnable = examples.subset(_learnable_indices(examples, old.kind, events))
    if not len(learnable):
        raise TrainerError("the scores of this model sum to one: it cannot learn that a picture is both or neither")
    views = int(np.clip(MAX_TOTAL_VIEWS // len(learnable), 1, MAX_VIEWS))
    extracted = extract_views(learnable, old.looks, views, seed, events)
    _, first = np.unique(extracted[0].features[:, 0], axis=0, return_index=True)
    unique = np.sort(first)
    kept = extracted[0].indices[unique]
    names = [learnable.names[index] for index in kept]
    label_names = [learnable.classes[learnable.labels[index]] for index in kept]
    summary = TrainingSummary(names, label_names, dict(Counter(label_names)), replayed)
    return summary, [UserExamples(of_look.features[unique], label_names) for of_look in extracted]


def _learnable_indices(
    examples: Examples, kind: ScoreKind, events: Events
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    if kind is ScoreKind.INDEPENDENT:
        return np.arange(len(examples))
    of_no_class = [index for index, name in enumerate(examples.classes) if name in (BOTH, NEITHER)]
    left_out = np.isin(examples.labels, of_no_class)
    if left_out.any():
        events.error(
            f"skipped {int(left_out.sum())} pictures labelled both or neither: the scores of this model sum to one, "
            "so it can learn of neither"
        )
    return np.flatnonzero(~left_out)


def _require_two_labels(user_examples: UserExamples, *, has_replay: bool) -> None:
    if not has_replay and len(set(user_examples.label_names)) < 2:
        raise TrainerError(
            f"all the pictures are labelled {user_examples.label_names[0]!r}, and the model has no reference pictures "
            "of other kinds: label some of another kind too"
        )


def _metrics(new: RefitResult, old: ModelFolder, user_examples: UserExamples) -> dict[str, float]:
    words = [user_examples.label_names[index] for index in new.held_out]
    before = [forced_decision(row.tolist(), old.classes, old.kind) for row in new.old_scores]
    after = [forced_decision(row.tolist(), new.classes, old.kind) for row in new.new_scores]
    return {
        "held_out_pictures": len(words),
        "held_out_accuracy": float(np.mean([one == word for one, word in zip(after, words, strict=True)])),
        "held_out_accuracy_before": float(np.mean([one == word for one, word in zip(before, words, strict=True)])),
    }
