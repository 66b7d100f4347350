"""Fitting a head with a prior."""

from __future__ import annotations

import numpy as np
import pytest

from catdog_gui.classify.head import Head
from catdog_gui.classify.models import ScoreKind
from trainer.head import absolute_errors, blank_head, choose_l2_strength, fit_head, log_losses, with_new_classes

KINDS = [ScoreKind.INDEPENDENT, ScoreKind.EXCLUSIVE]


def blobs(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two classes around different centres in five dimensions; features (n, 5), targets (n, 2)."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, 2, count)
    features = generator.normal(0, 1, (count, 5)) + 3 * labels[:, None]
    return features.astype(np.float32), np.eye(2, dtype=np.float32)[labels]


@pytest.mark.parametrize("kind", KINDS)
def test_separable_classes_are_learned(kind: ScoreKind) -> None:
    features, targets = blobs(200)
    head = fit_head(features, targets, blank_head(2, 5, kind), l2_strength=1.0)
    unseen, truth = blobs(200, seed=1)
    assert (head.scores(unseen).argmax(1) == truth.argmax(1)).mean() > 0.95


@pytest.mark.parametrize("kind", KINDS)
def test_a_strong_prior_changes_little(kind: ScoreKind) -> None:
    features, targets = blobs(20)
    prior = Head(np.ones((2, 5), np.float32), np.zeros(2, np.float32), kind)
    near = fit_head(features, targets, prior, l2_strength=1e6)
    far = fit_head(features, targets, prior, l2_strength=0.1)
    assert np.abs(near.weight - prior.weight).max() < 1e-3
    assert np.abs(far.weight - prior.weight).max() > 0.05


def test_a_picture_of_no_weight_changes_nothing() -> None:
    features, targets = blobs(40)
    with_wrong_label = np.concatenate([features, features[:1]]), np.concatenate([targets, 1 - targets[:1]])
    weights = np.ones(41, np.float32)
    weights[-1] = 0
    prior = blank_head(2, 5, ScoreKind.INDEPENDENT)
    assert fit_head(*with_wrong_label, prior, 1.0, weights).weight == pytest.approx(
        fit_head(features, targets, prior, 1.0).weight, abs=1e-2
    )


def test_noise_asks_for_a_stronger_prior_than_signal() -> None:
    features, targets = blobs(60)
    noise = np.random.default_rng(3).permutation(targets)
    prior = blank_head(2, 5, ScoreKind.INDEPENDENT)
    assert choose_l2_strength(features, noise, prior, 0) > choose_l2_strength(features, targets, prior, 0)


def test_fitting_lowers_the_loss() -> None:
    features, targets = blobs(100)
    prior = blank_head(2, 5, ScoreKind.EXCLUSIVE)
    fitted = fit_head(features, targets, prior, 1.0)
    assert log_losses(fitted, features, targets).mean() < log_losses(prior, features, targets).mean()


def test_a_new_class_starts_rare_and_leaves_the_others_as_they_were() -> None:
    features, targets = blobs(100)
    head = fit_head(features, targets, blank_head(2, 5, ScoreKind.INDEPENDENT), 1.0)
    wider = with_new_classes(head, 1)
    assert wider.logits(features)[:, :2] == pytest.approx(head.logits(features))
    assert wider.scores(features)[:, :2] == pytest.approx(head.scores(features), abs=0.01)
    assert wider.scores(features)[:, 2].max() < 0.2


@pytest.mark.parametrize(("share_of_difference", "expected"), [(0.99, 1.0), (1.01, np.inf)])
def test_the_strongest_prior_within_the_tolerance_is_chosen(share_of_difference: float, expected: float) -> None:
    features, targets = blobs(100)
    extra_loss = np.random.default_rng(0).normal(0.3, 1, 100)
    features[:, 0] = extra_loss
    prior = blank_head(2, 5, ScoreKind.INDEPENDENT)

    def loss_of_prior(head: Head, features: np.ndarray, _: np.ndarray) -> np.ndarray:
        return features[:, 0] if head is prior else np.zeros(len(features))

    standard_errors = extra_loss.sum() / (extra_loss.std() * 10)
    chosen = choose_l2_strength(
        *(features, targets, prior, 0, [1.0, np.inf]),
        loss_function=loss_of_prior,
        se_tolerance=share_of_difference * standard_errors,
    )
    assert chosen == expected


def test_unknown_targets_add_nothing() -> None:
    features, targets = blobs(100)
    half = targets.copy()
    half[:, 1] = np.nan
    prior = blank_head(2, 5, ScoreKind.INDEPENDENT)
    head = fit_head(features, half, prior, 1.0)
    whole = fit_head(features, targets, prior, 1.0)
    assert not head.weight[1].any()
    assert head.weight[0] == pytest.approx(whole.weight[0], abs=0.02)


def test_an_infinite_strength_is_the_prior_itself() -> None:
    features, targets = blobs(20)
    prior = Head(np.ones((2, 5), np.float32), np.zeros(2, np.float32), ScoreKind.INDEPENDENT)
    assert fit_head(features, targets, prior, np.inf) is prior


def test_wrong_labels_favour_low_confidence_by_log_loss_but_not_by_absolute_error() -> None:
    """Every fifth label is wrong."""
    features, targets = blobs(500)
    wrong = targets.copy()
    wrong[::5] = 1 - wrong[::5]
    confident = fit_head(features, targets, blank_head(2, 5, ScoreKind.INDEPENDENT), 0.1)
    less_confident = Head(confident.weight, confident.bias, confident.kind, temperature=6.0)
    assert log_losses(less_confident, features, wrong).mean() < log_losses(confident, features, wrong).mean()
    assert absolute_errors(less_confident, features, wrong).mean() > absolute_errors(confident, features, wrong).mean()


@pytest.mark.parametrize("kind", ScoreKind)
def test_a_folded_temperature_changes_no_score(kind: ScoreKind) -> None:
    generator = np.random.default_rng(0)
    features = generator.normal(size=(20, 5)).astype(np.float32)
    head = Head(generator.normal(size=(3, 5)).astype(np.float32), np.asarray([0.1, -2, 1], np.float32), kind, 0.3)
    folded = head.with_temperature_folded()
    assert folded.temperature == 1
    np.testing.assert_allclose(folded.scores(features), head.scores(features), atol=1e-6)
