"""What the network is taught to say of each training picture."""

from __future__ import annotations

from catdog_gui.classify.head import Floats
from catdog_gui.classify.models import ScoreKind
from trainer.calibration import one_hot_targets
from trainer.examples import Labels


def smooth_labels(labels: Labels, classes: int, kind: ScoreKind, smoothing: float) -> Floats:
    """Targets (n, classes) of labels (n,), with a share of each spread evenly over the possible answers.

    Source: Szegedy et al., Rethinking the Inception Architecture, CVPR 2016.
    """
    answers = classes if kind is ScoreKind.EXCLUSIVE else 2
    spread: Floats = one_hot_targets(labels, classes) * (1 - smoothing) + smoothing / answers
    return spread.astype("float32")


def soften_targets(hard: Floats, out_of_fold: Floats, share: float) -> Floats:
    """Targets with `share` of them from scores by heads that had not seen the picture, both (n, classes).

    Those heads doubt labels that contradict everything else, so that the network does not learn such labels by heart.
    Source: Hinton et al., Distilling the Knowledge in a Neural Network, 2015 (arXiv:1503.02531), with the frozen base
    as the teacher.
    """
    mixed: Floats = (1 - share) * hard + share * out_of_fold
    return mixed.astype("float32")
