"""`head`: read the labelled pictures, fit a new last layer on their features, write a new model folder. No torch."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path

from catdog_gui.messages import Text

# On matrices as tall and thin as these, several threads of the linear algebra only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from catdog_gui.classify.decisions import NON_CLASS_LABELS
from catdog_gui.classify.model_folder import ModelFolder, is_model_folder, read_model_folder
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.policy import forced_decisions
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
    events.stage(Text.READING_PICTURES())
    replayed = len(references[0].halves()[0]) if references else 0
    summary, of_looks = _extract_examples(examples, old, replayed, seed, events)
    _require_two_labels(of_looks[0], has_replay=references is not None)
    events.stage(Text.FITTING())
    with_references = zip_longest(of_looks, references or [])
    new = refit([LookExamples(*each) for each in with_references], old, seed, _progress_callback(events))
    metrics = _metrics(new, old, of_looks[0])
    events.stage(Text.WRITING_MODEL())
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
        raise TrainerError(Text.SCORES_SUM_TO_ONE())
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
    of_no_class = [index for index, name in enumerate(examples.classes) if name in NON_CLASS_LABELS]
    left_out = np.isin(examples.labels, of_no_class)
    if left_out.any():
        events.error(Text.SKIPPED_BOTH_OR_NEITHER(int(left_out.sum())))
    return np.flatnonzero(~left_out)


def _require_two_labels(user_examples: UserExamples, *, has_replay: bool) -> None:
    if not has_replay and len(set(user_examples.label_names)) < 2:
        raise TrainerError(Text.ALL_LABELLED_ALIKE(repr(user_examples.label_names[0])))


def _metrics(new: RefitResult, old: ModelFolder, user_examples: UserExamples) -> dict[str, float]:
    labels = [user_examples.label_names[index] for index in new.held_out]
    before = forced_decisions(new.old_scores, old.classes, old.kind)
    after = forced_decisions(new.new_scores, new.classes, old.kind)
    return {
        "held_out_pictures": len(labels),
        "held_out_accuracy": float(np.mean([decision == label for decision, label in zip(after, labels, strict=True)])),
        "held_out_accuracy_before": float(
            np.mean([decision == label for decision, label in zip(before, labels, strict=True)])
        ),
    }
