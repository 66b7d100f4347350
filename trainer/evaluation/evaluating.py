"""Scores labelled pictures with the program's own decoder and engine, and computes the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from catdog_gui.classify.head import Floats
from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.models import Policy, ScoreKind
from catdog_gui.classify.policy import class_confidences, decide_many
from catdog_gui.classify.scorer import Looks, open_scorer
from trainer import metrics
from trainer.calibration import one_hot_targets
from trainer.events import Events
from trainer.examples import NONE_OF_THEM, Examples
from trainer.features import score_examples
from trainer.label_issues import LabelIssue, find_issue
from trainer.metrics import Flags, Indices

_MOST_CONFIDENT = 20


@dataclass(frozen=True)
class Evaluation:
    """The scores of a model for labelled pictures, and for pictures of none of its classes.

    scores (n, classes), the looks that decided them (n,) and labels (n,) belong to the pictures at `indices` of the
    examples; negative_scores are (m, classes). All scores are final ones.
    """

    model: ModelFolder
    names: tuple[str, ...]
    indices: Indices
    labels: Indices
    scores: Floats
    looks: Looks
    negative_scores: Floats
    skipped: tuple[tuple[str, str], ...]

    @property
    def predicted(self) -> Indices:
        return self.scores.argmax(1).astype(np.int64)

    @property
    def correct(self) -> Flags:
        return np.asarray(self.predicted == self.labels)

    @property
    def confidences(self) -> metrics.Floats:
        """(n,) the highest threshold at which each picture is still decided."""
        return class_confidences(self.scores, self.model.kind)

    @property
    def one_against_rest(self) -> tuple[Floats, Flags]:
        """The scores of all classes for all pictures, one after the other, and whether the picture is of the class."""
        scores = np.concatenate([self.scores, self.negative_scores])
        nothing = np.full(len(self.negative_scores), NONE_OF_THEM)
        targets = one_hot_targets(np.concatenate([self.labels, nothing]), scores.shape[1])
        return scores.ravel(), targets.ravel() > 0.5

    def without(self, issues: Collection[LabelIssue]) -> Evaluation:
        """The same without the pictures that have one of these issues."""
        kept = np.asarray([find_issue(name, issues) is None for name in self.names], bool)
        return Evaluation(
            model=self.model,
            names=tuple(name for name, keep in zip(self.names, kept, strict=True) if keep),
            indices=self.indices[kept],
            labels=self.labels[kept],
            scores=self.scores[kept],
            looks=self.looks[kept],
            negative_scores=self.negative_scores,
            skipped=self.skipped,
        )


def evaluate_model(folder: Path, examples: Examples, negatives: Examples | None, events: Events) -> Evaluation:
    """Scores `examples` and `negatives` with the program's own decoder and engine.

    Raises:
        ModelError: the model folder cannot be used.
        TrainerError: none of the pictures can be read.
    """
    model = read_model_folder(folder)
    scorer = open_scorer(model, on_warning=events.error)
    events.stage(f"scoring {len(examples):,} pictures with {folder}")
    scored = score_examples(examples, scorer, events)
    skipped = scored.skipped
    negative_scores = np.empty((0, len(model.classes)), np.float32)
    if negatives is not None:
        events.stage(f"scoring {len(negatives):,} pictures of none of the classes")
        others = score_examples(negatives, scorer, events)
        negative_scores = others.scores
        skipped += others.skipped
    names = tuple(examples.names[index] for index in scored.indices)
    labels = examples.labels[scored.indices]
    return Evaluation(model, names, scored.indices, labels, scored.scores, scored.looks, negative_scores, skipped)


def figures(evaluation: Evaluation) -> dict[str, Any]:
    """Everything that is measured, as plain numbers; a share comes with its 95 % Wilson interval."""
    labels, scores, kind = evaluation.labels, evaluation.scores, evaluation.model.kind
    confusion = metrics.confusion_matrix(labels, evaluation.predicted, len(evaluation.model.classes))
    targets = one_hot_targets(labels, scores.shape[1])
    exclusive = kind is ScoreKind.EXCLUSIVE
    per_class = zip(
        evaluation.model.classes,
        metrics.precision_per_class(confusion).tolist(),
        metrics.recall_per_class(confusion).tolist(),
        confusion.sum(1).tolist(),
        strict=True,
    )
    best, negatives_best = scores.max(1), evaluation.negative_scores.max(1)
    pooled, positives = evaluation.one_against_rest
    return {
        "pictures": len(labels),
        "skipped": len(evaluation.skipped),
        **_second_look_figures(evaluation),
        "accuracy": share(int(evaluation.correct.sum()), len(labels)),
        "micro_f1": metrics.micro_f1(confusion),
        "macro_f1": metrics.macro_f1(confusion),
        "classes": [
            {"name": name, "precision": _or_none(precision), "recall": _or_none(recall), "pictures": count}
            for name, precision, recall, count in per_class
        ],
        "confusion": confusion.tolist(),
        "brier": metrics.brier(scores, targets),
        "nll": metrics.categorical_nll(scores, labels) if exclusive else metrics.bernoulli_nll(scores, targets),
        "ece": metrics.expected_calibration_error(best, evaluation.correct),
        "roc_auc": _or_none(metrics.auroc(pooled[positives], pooled[~positives])),
        "average_precision": _or_none(metrics.average_precision(pooled, positives)),
        "negatives": len(negatives_best),
        "auroc": _or_none(metrics.auroc(best, negatives_best)),
        "fpr_at_95_tpr": _or_none(metrics.fpr_at_tpr(best, negatives_best)),
        "policies": [_policy_figures(evaluation, policy) for policy in evaluation.model.policies],
    }


def share(hits: int, total: int) -> dict[str, Any]:
    """`hits / total` with its interval; the value is None for no pictures."""
    low, high = metrics.wilson_interval(hits, total)
    return {"value": hits / total if total else None, "low": low, "high": high, "hits": hits, "of": total}


def confident_mistakes(evaluation: Evaluation, count: int = _MOST_CONFIDENT) -> list[int]:
    """Positions in the evaluation of the wrong predictions, the most confident first."""
    order = np.argsort(-evaluation.confidences, kind="stable")
    wrong = order[~evaluation.correct[order]]
    return [int(position) for position in wrong[:count]]


def comparison(first: Evaluation, second: Evaluation) -> dict[str, Any]:
    """McNemar's test on the pictures that both models read."""
    shared, at_first, at_second = np.intersect1d(first.indices, second.indices, return_indices=True)
    test = metrics.mcnemar(first.correct[at_first], second.correct[at_second])
    return {
        "pictures": len(shared),
        "accuracy": share(int(first.correct[at_first].sum()), len(shared)),
        "other_accuracy": share(int(second.correct[at_second].sum()), len(shared)),
        "only_this_right": test.only_first,
        "only_other_right": test.only_second,
        "p_value": test.p_value,
    }


def decisions(scores: Floats, model: ModelFolder, policy: Policy) -> list[str]:
    """The decision for each row of `scores` under `policy`."""
    return decide_many(scores, model.classes, model.kind, policy.threshold)


def _second_look_figures(evaluation: Evaluation) -> dict[str, Any]:
    if evaluation.model.second_look is None:
        return {}
    return {"second_looks": share(int((evaluation.looks == 2).sum()), len(evaluation.looks))}


def _policy_figures(evaluation: Evaluation, policy: Policy) -> dict[str, Any]:
    model = evaluation.model
    decided = decisions(evaluation.scores, model, policy)
    truth = [model.classes[label] if label != NONE_OF_THEM else "" for label in evaluation.labels]
    as_a_class = [(decision, name) for decision, name in zip(decided, truth, strict=True) if decision in model.classes]
    of_negatives = decisions(evaluation.negative_scores, model, policy)
    return {
        "name": policy.name,
        "threshold": policy.threshold,
        "coverage": share(len(as_a_class), len(decided)),
        "precision": share(sum(decision == name for decision, name in as_a_class), len(as_a_class)),
        "negatives_decided": share(sum(decision in model.classes for decision in of_negatives), len(of_negatives)),
        "outcomes": dict(Counter(decided)),
    }


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
