"""Out-of-fold scores: of each picture, by a head fitted without it. They are low for wrong labels."""

from __future__ import annotations

import numpy as np

from catdog_gui.classify.head import Floats, Head, scores_of
from trainer.calibration import fit_temperature, one_hot_targets
from trainer.examples import Labels
from trainer.head import fit_head, stratified_folds


def out_of_fold_scores(
    features: Floats, labels: Labels, prior: Head, l2_strength: float, seed: int, weights: Floats | None = None
) -> Floats:
    """Calibrated scores (n, classes) of pictures with `features` (n, features), each by a head fitted without it.

    Each picture counts `weights` (n,) when a head is fitted, 1 where not given.
    """
    targets = one_hot_targets(labels, len(prior.bias))
    folds = stratified_folds(targets, seed)
    logits = prior.logits(features)
    for fold in np.unique(folds):
        others = folds != fold
        if not others.any():
            # One picture of each class: there is none to fit a head to without them.
            continue
        counts = None if weights is None else weights[others]
        head = fit_head(features[others], targets[others], prior, l2_strength, counts)
        logits[~others] = head.logits(features[~others])
    return scores_of(logits / fit_temperature(logits, labels, prior.kind), prior.kind)
