"""The targets of training: smoothed labels, and labels mixed with out-of-fold scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catdog_gui.classify.head import Floats
from catdog_gui.classify.models import ScoreKind
from trainer.calibration import one_hot_targets
from trainer.examples import Labels


@dataclass(frozen=True)
class SoftTargets:
    """The targets of each picture, made when they are asked for: a table of them may be larger than the memory.

    `out_of_fold` has scores of the pictures `sample`, in rising order; the targets of the others are their labels.
    """

    labels: Labels
    classes: int
    kind: ScoreKind
    smoothing: float
    out_of_fold: Floats
    sample: Labels
    share: float

    def __getitem__(self, index: int) -> Floats:
        smooth = smooth_labels(self.labels[[index]], self.classes, self.kind, self.smoothing)
        row = int(np.searchsorted(self.sample, index))
        if row < len(self.sample) and self.sample[row] == index:
            smooth = soften_targets(smooth, self.out_of_fold[[row]], self.share)
        return smooth[0]


def smooth_labels(labels: Labels, classes: int, kind: ScoreKind, smoothing: float) -> Floats:
    """Targets (n, classes) of labels (n,), with a share of each spread evenly over the possible outcomes.

    Source: Szegedy et al., Rethinking the Inception Architecture, CVPR 2016.
    """
    outcomes = classes if kind is ScoreKind.EXCLUSIVE else 2
    spread: Floats = one_hot_targets(labels, classes) * (1 - smoothing) + smoothing / outcomes
    return spread.astype("float32")


def soften_targets(hard: Floats, out_of_fold: Floats, share: float) -> Floats:
    """Targets of which `share` comes from out-of-fold scores, both (n, classes).

    A head that was fitted without a picture doubts a label that contradicts the others, so that the network does not
    memorise wrong labels. Source: Hinton et al., Distilling the Knowledge in a Neural Network, 2015 (arXiv:1503.02531),
    with the frozen base as the teacher.
    """
    mixed: Floats = (1 - share) * hard + share * out_of_fold
    return mixed.astype("float32")
