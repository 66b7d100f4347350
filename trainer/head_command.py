"""`head`: read the labelled pictures, fit a new last layer on their features, write a new model folder. No torch."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from catdog_gui.messages import Text

# The matrices are tall and thin: threads of the linear algebra only wait for each other, badly so on a busy computer.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from catdog_gui.classify.decisions import NON_CLASS_LABELS
from catdog_gui.classify.model_folder import ModelFolder, is_model_folder, read_model_folder
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.policy import forced_decisions
from catdog_gui.classify.reference import read_reference
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.examples import Examples
from trainer.features import extract_views
from trainer.first_head import fit_first_head
from trainer.head import ProgressCallback
from trainer.numbers import parse_seed
from trainer.output import atomic_folder, require_output_available
from trainer.refit import RefitResult, refit
from trainer.refit_folder import TrainingSummary, write_refitted
from trainer.training_set import UserExamples
from trainer.user_examples import load_user_examples

# Of few pictures, several views of each say more than one; of many, one is enough.
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
    reference = read_reference(old.path, old.head.weight.shape[1])
    events.stage(Text.READING_PICTURES())
    rehearsed = len(reference.halves()[0]) if reference else 0
    taught, lesson = _extract_examples(examples, old, rehearsed, seed, events)
    _require_two_labels(lesson, has_replay=reference is not None)
    events.stage(Text.FITTING())
    new = refit(lesson, old, reference, seed, _progress_callback(events))
    metrics = _metrics(new, old, lesson)
    events.stage(Text.WRITING_MODEL())
    with atomic_folder(output) as draft:
        write_refitted(old, new, taught, metrics, draft)
    for name, value in metrics.items():
        events.metric(name, value)
    events.done(output=str(output))


def _progress_callback(events: Events) -> ProgressCallback:
    def tell(step: int, total: int, figures: Mapping[str, float]) -> None:
        events.progress(step, total)
        for name, value in figures.items():
            # Each counts, however fast they come: progress is thinned out.
            events.metric(f"held-out {name}", value)

    return tell


def _extract_examples(
    examples: Examples, old: ModelFolder, replayed: int, seed: int, events: Events
) -> tuple[TrainingSummary, UserExamples]:
    """The features of the pictures that can be used, each content once: the word that was given first counts."""
    sayable = examples.subset(_learnable(examples, old.kind, events))
    if not len(sayable):
        raise TrainerError(Text.SCORES_SUM_TO_ONE())
    views = int(np.clip(MAX_TOTAL_VIEWS // len(sayable), 1, MAX_VIEWS))
    extracted = extract_views(sayable, old, views, seed, events)
    _, first = np.unique(extracted.features[:, 0], axis=0, return_index=True)
    once = np.sort(first)
    kept = extracted.indices[once]
    names = [sayable.names[index] for index in kept]
    words = [sayable.classes[sayable.labels[index]] for index in kept]
    return TrainingSummary(names, words, dict(Counter(words)), replayed), UserExamples(extracted.features[once], words)


def _learnable(examples: Examples, kind: ScoreKind, events: Events) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    if kind is ScoreKind.INDEPENDENT:
        return np.arange(len(examples))
    silent = [number for number, word in enumerate(examples.classes) if word in NON_CLASS_LABELS]
    left_out = np.isin(examples.labels, silent)
    if left_out.any():
        events.error(Text.SKIPPED_BOTH_OR_NEITHER(int(left_out.sum())))
    return np.flatnonzero(~left_out)


def _require_two_labels(user_examples: UserExamples, *, has_replay: bool) -> None:
    if not has_replay and len(set(user_examples.label_names)) < 2:
        raise TrainerError(Text.ALL_LABELLED_ALIKE(repr(user_examples.label_names[0])))


def _metrics(new: RefitResult, old: ModelFolder, user_examples: UserExamples) -> dict[str, float]:
    words = [user_examples.label_names[index] for index in new.held_out]
    before = forced_decisions(new.old_scores, old.classes, old.kind)
    after = forced_decisions(new.new_scores, new.classes, old.kind)
    return {
        "held_out_pictures": len(words),
        "held_out_accuracy": float(np.mean([one == word for one, word in zip(after, words, strict=True)])),
        "held_out_accuracy_before": float(np.mean([one == word for one, word in zip(before, words, strict=True)])),
    }
