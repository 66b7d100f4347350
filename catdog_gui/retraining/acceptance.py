"""Judges a candidate against the model in use, on the same pictures, before it may take that place.

Two sets: the user's own pictures, each scored by a head that was not taught by it; and the half of the model's
reference that is never taught, so that a candidate that knows the user's pets but forgot other cats is refused.
"""

from __future__ import annotations

import filecmp
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catdog_gui.classify.head import Floats
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.models import NEITHER, UNSURE, ModelError
from catdog_gui.classify.policy import decide, forced_decision
from catdog_gui.classify.reference import read_references
from catdog_gui.retraining.models import AcceptanceReport, AcceptanceResult, ChangedDecision, Comparison, ModelFigures

HELD_OUT_SCORES_FILE = "judging.npz"
# Pictures that lie on the border fall by chance: what would come about by chance less often than this is a loss.
SIGNIFICANCE_LEVEL = 0.05
MAX_DECIDED_LOSS = 0.05
MIN_OWN_LOSS_TOLERANCE = 1


@dataclass(frozen=True, slots=True)
class HeldOutScores:
    """The user's pictures that can be judged: names, words, and scores (n, classes) by the two models."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    before: Floats
    after: Floats


def read_held_out_scores(folder: Path) -> HeldOutScores | None:
    """What the trainer left in a candidate for judging; None where it left nothing.

    Raises:
        ModelError: it is damaged.
    """
    file = folder / HELD_OUT_SCORES_FILE
    if not file.is_file():
        return None
    try:
        with np.load(file, allow_pickle=False) as arrays:
            names, words = (tuple(str(each) for each in arrays[name]) for name in ("names", "words"))
            judging = HeldOutScores(
                names, words, arrays["before"].astype(np.float32), arrays["after"].astype(np.float32)
            )
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"{file} cannot be read: {error}") from None
    if not len(judging.names) == len(judging.labels) == len(judging.before) == len(judging.after):
        raise ModelError(f"{file} is damaged")
    return judging


def compare_candidate(candidate: ModelFolder, in_use: ModelFolder, held_out: HeldOutScores | None) -> AcceptanceReport:
    """The candidate beside the model in use, and whether it may take its place.

    Raises:
        ModelError: the reference or the judging of the candidate cannot be read.
    """
    own_after = _Decisions.from_scores(held_out.after, candidate) if held_out else None
    own_before = _Decisions.from_scores(held_out.before, in_use) if held_out else None
    own = compare_decisions(held_out.labels, own_before, own_after) if held_out and own_before and own_after else None
    reference = _compare_on_reference(candidate, in_use)
    verdict, reason = _decide_acceptance(
        own, reference, _net_known_losses(held_out, own_before, own_after, in_use.classes)
    )
    differences: tuple[ChangedDecision, ...] = ()
    if held_out and own_before and own_after:
        rows = zip(held_out.names, held_out.labels, own_before.under_policy, own_after.under_policy, strict=True)
        differences = tuple(ChangedDecision(*row) for row in rows if row[2] != row[3])
    return AcceptanceReport(verdict, reason, own, reference, differences)


@dataclass(frozen=True, slots=True)
class _Decisions:
    """For each picture the nearest decision, and the one under the default policy, which may be unsure."""

    forced: tuple[str, ...]
    under_policy: tuple[str, ...]

    @classmethod
    def from_scores(cls, scores: Floats, model: ModelFolder) -> _Decisions:
        rows, threshold = scores.tolist(), model.default_policy.threshold
        return cls(
            tuple(forced_decision(row, model.classes, model.kind) for row in rows),
            tuple(decide(row, model.classes, model.kind, threshold) for row in rows),
        )

    def accept_new_classes_for_neither(self, labels: Sequence[str], new_classes: frozenset[str]) -> _Decisions:
        """What was none of the classes may well show what has a name now: that is no mistake."""

        def allowed(decisions: Sequence[str]) -> tuple[str, ...]:
            return tuple(w if w == NEITHER and d in new_classes else d for d, w in zip(decisions, labels, strict=True))

        return _Decisions(allowed(self.forced), allowed(self.under_policy))


def compare_decisions(labels: Sequence[str], before: _Decisions, after: _Decisions) -> Comparison:
    """Both models' decisions against the words for the same pictures."""
    was = [one == word for one, word in zip(before.forced, labels, strict=True)]
    now = [one == word for one, word in zip(after.forced, labels, strict=True)]
    gained = sum(is_now and not then for then, is_now in zip(was, now, strict=True))
    lost = sum(then and not is_now for then, is_now in zip(was, now, strict=True))
    return Comparison(
        len(labels),
        _model_figures(labels, before),
        _model_figures(labels, after),
        gained,
        lost,
        mcnemar_p(gained, lost),
    )


def mcnemar_p(gained: int, lost: int) -> float:
    """Exact two-sided McNemar: how likely a split at least as uneven is, were each side a coin's.

    McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 12 (1947).
    """
    tosses = gained + lost
    ways, tail = 1, 0
    for heads in range(min(gained, lost) + 1):
        tail += ways
        ways = ways * (tosses - heads) // (heads + 1)
    return min(1.0, 2 * tail / (1 << tosses))


def _is_significantly_worse(worse: int, better: int) -> bool:
    """McNemar's test with one side: whether so many more got worse than better by more than chance."""
    return worse > better and mcnemar_p(better, worse) / 2 < SIGNIFICANCE_LEVEL


def _model_figures(labels: Sequence[str], decisions: _Decisions) -> ModelFigures:
    right = sum(one == word for one, word in zip(decisions.forced, labels, strict=True))
    decided = [(one, word) for one, word in zip(decisions.under_policy, labels, strict=True) if one != UNSURE]
    return ModelFigures(right, len(decided), sum(one != word for one, word in decided))


def _compare_on_reference(candidate: ModelFolder, in_use: ModelFolder) -> Comparison | None:
    """None where there is no reference, or where the candidate has another network, which its features do not fit."""
    references = read_references(in_use)
    if references is None or not _have_same_networks(candidate, in_use):
        return None
    judged = [reference.halves()[1] for reference in references]
    before, after = (
        _Decisions.from_scores(
            model.final_scores(
                [look.head.scores(half.features) for look, half in zip(model.looks, judged, strict=True)]
            ),
            model,
        )
        for model in (in_use, candidate)
    )
    new, names = frozenset(candidate.classes) - frozenset(in_use.classes), judged[0].label_names
    return compare_decisions(names, before, after.accept_new_classes_for_neither(names, new))


def _have_same_networks(one: ModelFolder, other: ModelFolder) -> bool:
    ours, theirs = ([look.features_file for look in model.looks] for model in (one, other))
    return len(ours) == len(theirs) and all(filecmp.cmp(a, b, shallow=False) for a, b in zip(ours, theirs, strict=True))


def _net_known_losses(
    held_out: HeldOutScores | None, before: _Decisions | None, after: _Decisions | None, classes: Sequence[str]
) -> int:
    """Of the user's pictures of what was known before, how many are lost on balance; new names do not count."""
    if held_out is None or before is None or after is None:
        return 0
    known = [(w, b, a) for w, b, a in zip(held_out.labels, before.forced, after.forced, strict=True) if w in classes]
    return sum(b == word for word, b, _ in known) - sum(a == word for word, _, a in known)


def _decide_acceptance(
    own: Comparison | None, reference: Comparison | None, lost_known: int
) -> tuple[AcceptanceResult, str]:
    if reference is not None:
        if _is_significantly_worse(reference.lost, reference.gained):
            return AcceptanceResult.WORSE, (
                f"it forgot: of {reference.pictures} pictures of other animals it gets {reference.lost} wrong that "
                f"were right before, and only {reference.gained} right that were wrong"
            )
        if _is_significantly_worse(reference.after.wrong, reference.before.wrong):
            return AcceptanceResult.WORSE, (
                f"it is sure of wrong answers: {reference.after.wrong} of {reference.pictures} pictures of other "
                f"animals instead of {reference.before.wrong}"
            )
        if reference.before.decided - reference.after.decided > MAX_DECIDED_LOSS * reference.pictures:
            return AcceptanceResult.WORSE, (
                f"it decides less: {reference.after.decided} of {reference.pictures} pictures of other animals "
                f"instead of {reference.before.decided}"
            )
    if own is not None and own.after.right < own.before.right:
        return AcceptanceResult.WORSE, (
            f"of your own pictures it gets {own.after.right} of {own.pictures} right; "
            f"the model in use {own.before.right}"
        )
    if own is not None and lost_known > max(MIN_OWN_LOSS_TOLERANCE, math.floor(0.01 * own.pictures)):
        return AcceptanceResult.WORSE, f"it learned new names, but gets {lost_known} more of your other pictures wrong"
    if reference is None:
        return (
            AcceptanceResult.UNKNOWN,
            "whether it still knows other animals cannot be judged: it has no common reference",
        )
    if own is None:
        return AcceptanceResult.GOOD, "there is no picture of your own to judge it on; it forgot nothing"
    return AcceptanceResult.GOOD, (
        f"of your own pictures it gets {own.after.right} of {own.pictures} right; the model in use {own.before.right}; "
        "it forgot nothing"
    )
