"""Compares a candidate with the model in use, on the same pictures, and decides whether it may replace it.

There are two sets of pictures. The first are the user's own, each scored by a head that was not trained on it. The
second is the half of the model's reference that is never trained on: a candidate that knows the user's pets but forgot
other cats is refused.
"""

from __future__ import annotations

import filecmp
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catdog_gui.classify.decisions import NEITHER, UNSURE
from catdog_gui.classify.head import Floats
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.models import ModelError
from catdog_gui.classify.policy import decide_many, forced_decisions
from catdog_gui.classify.reference import Reference, read_references
from catdog_gui.classify.statistics import is_significantly_worse, mcnemar_p
from catdog_gui.messages import Message, Text, detail
from catdog_gui.pictures.opening import open_linked_file
from catdog_gui.retraining.models import AcceptanceReport, AcceptanceResult, ChangedDecision, Comparison, ModelFigures

HELD_OUT_SCORES_FILE = "judging.npz"
MAX_DECIDED_LOSS = 0.05
MIN_OWN_LOSS_TOLERANCE = 1


@dataclass(frozen=True, slots=True)
class HeldOutScores:
    """n pictures of the user that were not trained on: names, labels, and scores (n, classes) by both models."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    before: Floats
    after: Floats


def read_held_out_scores(folder: Path) -> HeldOutScores | None:
    """The held-out scores that the trainer saved in the folder of the candidate; None if it saved none.

    Raises:
        ModelError: the file is damaged.
    """
    file = folder / HELD_OUT_SCORES_FILE
    if not file.is_file():
        return None
    try:
        with open_linked_file(file) as opened, np.load(opened, allow_pickle=False) as arrays:
            names, labels = (tuple(str(each) for each in arrays[name]) for name in ("names", "words"))
            held_out = HeldOutScores(
                names, labels, arrays["before"].astype(np.float32), arrays["after"].astype(np.float32)
            )
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(Text.CANNOT_BE_READ(file, detail(error))) from None
    if not len(held_out.names) == len(held_out.labels) == len(held_out.before) == len(held_out.after):
        raise ModelError(Text.FILE_DAMAGED(file))
    return held_out


def compare_candidate(candidate: ModelFolder, in_use: ModelFolder, held_out: HeldOutScores | None) -> AcceptanceReport:
    """The figures of the candidate and of the model in use, and whether the candidate may replace it.

    Raises:
        ModelError: the reference pictures cannot be read.
    """
    own_after = _Decisions.from_scores(held_out.after, candidate) if held_out else None
    own_before = _Decisions.from_scores(held_out.before, in_use) if held_out else None
    own = compare_decisions(held_out.labels, own_before, own_after) if held_out and own_before and own_after else None
    reference = _compare_on_reference(candidate, in_use)
    result, reason = _decide_acceptance(
        own, reference, _net_known_losses(held_out, own_before, own_after, in_use.classes)
    )
    differences: tuple[ChangedDecision, ...] = ()
    if held_out and own_before and own_after:
        rows = zip(held_out.names, held_out.labels, own_before.under_policy, own_after.under_policy, strict=True)
        differences = tuple(ChangedDecision(*row) for row in rows if row[2] != row[3])
    return AcceptanceReport(result, reason, own, reference, differences)


@dataclass(frozen=True, slots=True)
class _Decisions:
    """For each picture the decision without a threshold, and the one under the default policy, which may be unsure."""

    forced: tuple[str, ...]
    under_policy: tuple[str, ...]

    @classmethod
    def from_scores(cls, scores: Floats, model: ModelFolder) -> _Decisions:
        return cls(
            tuple(forced_decisions(scores, model.classes, model.kind)),
            tuple(decide_many(scores, model.classes, model.kind, model.default_policy.threshold)),
        )

    def accept_new_classes_for_neither(self, labels: Sequence[str], new_classes: frozenset[str]) -> _Decisions:
        """Counts a new class as right for a picture of `neither`: the picture may show that class."""

        def allowed(decisions: Sequence[str]) -> tuple[str, ...]:
            return tuple(
                label if label == NEITHER and decision in new_classes else decision
                for decision, label in zip(decisions, labels, strict=True)
            )

        return _Decisions(allowed(self.forced), allowed(self.under_policy))


def compare_decisions(labels: Sequence[str], before: _Decisions, after: _Decisions) -> Comparison:
    """Compares both models' decisions with the labels of the pictures."""
    was_right = [decision == label for decision, label in zip(before.forced, labels, strict=True)]
    is_right = [decision == label for decision, label in zip(after.forced, labels, strict=True)]
    gained = sum(now and not then for then, now in zip(was_right, is_right, strict=True))
    lost = sum(then and not now for then, now in zip(was_right, is_right, strict=True))
    return Comparison(
        len(labels),
        _model_figures(labels, before),
        _model_figures(labels, after),
        gained,
        lost,
        mcnemar_p(gained, lost),
    )


def _model_figures(labels: Sequence[str], decisions: _Decisions) -> ModelFigures:
    right = sum(decision == label for decision, label in zip(decisions.forced, labels, strict=True))
    decided = [pair for pair in zip(decisions.under_policy, labels, strict=True) if pair[0] != UNSURE]
    return ModelFigures(right, len(decided), sum(decision != label for decision, label in decided))


def _compare_on_reference(candidate: ModelFolder, in_use: ModelFolder) -> Comparison | None:
    """None without a reference, or if the candidate has another network, to which its features do not belong."""
    references = read_references(in_use)
    if references is None or not _have_same_networks(candidate, in_use):
        return None
    held_out = [reference.halves()[1] for reference in references]
    before, after = (_Decisions.from_scores(_final_scores(model, held_out), model) for model in (in_use, candidate))
    new_classes = frozenset(candidate.classes) - frozenset(in_use.classes)
    labels = held_out[0].label_names
    return compare_decisions(labels, before, after.accept_new_classes_for_neither(labels, new_classes))


def _final_scores(model: ModelFolder, references: Sequence[Reference]) -> Floats:
    """Of the pictures of a reference for each look."""
    looks = zip(model.looks, references, strict=True)
    return model.final_scores([look.head.scores(reference.features) for look, reference in looks])


def _have_same_networks(one: ModelFolder, other: ModelFolder) -> bool:
    ours, theirs = ([look.features_file for look in model.looks] for model in (one, other))
    return len(ours) == len(theirs) and all(filecmp.cmp(a, b, shallow=False) for a, b in zip(ours, theirs, strict=True))


def _net_known_losses(
    held_out: HeldOutScores | None, before: _Decisions | None, after: _Decisions | None, classes: Sequence[str]
) -> int:
    """How many more of the user's pictures are wrong than before; pictures of new classes do not count."""
    if held_out is None or before is None or after is None:
        return 0
    rows = [row for row in zip(held_out.labels, before.forced, after.forced, strict=True) if row[0] in classes]
    return sum(was == label for label, was, _ in rows) - sum(now == label for label, _, now in rows)


def _decide_acceptance(
    own: Comparison | None, reference: Comparison | None, lost_known: int
) -> tuple[AcceptanceResult, Message]:
    if reference is not None:
        if is_significantly_worse(reference.lost, reference.gained):
            return AcceptanceResult.WORSE, Text.FORGOT(reference.pictures, reference.lost, reference.gained)
        if is_significantly_worse(reference.after.wrong, reference.before.wrong):
            return AcceptanceResult.WORSE, Text.SURE_OF_WRONG(
                reference.after.wrong, reference.pictures, reference.before.wrong
            )
        if reference.before.decided - reference.after.decided > MAX_DECIDED_LOSS * reference.pictures:
            return AcceptanceResult.WORSE, Text.DECIDES_LESS(
                reference.after.decided, reference.pictures, reference.before.decided
            )
    if own is not None and own.after.right < own.before.right:
        return AcceptanceResult.WORSE, Text.OWN_PICTURES(own.after.right, own.pictures, own.before.right)
    if own is not None and lost_known > max(MIN_OWN_LOSS_TOLERANCE, math.floor(0.01 * own.pictures)):
        return AcceptanceResult.WORSE, Text.OWN_PICTURES_LOST(lost_known)
    if reference is None:
        return AcceptanceResult.UNKNOWN, Text.NO_COMMON_REFERENCE()
    if own is None:
        return AcceptanceResult.GOOD, Text.NO_OWN_PICTURES()
    return AcceptanceResult.GOOD, Text.OWN_PICTURES_AND_FORGOT_NOTHING(own.after.right, own.pictures, own.before.right)
