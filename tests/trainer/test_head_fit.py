"""Fitting a head with a prior."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special

from catdog_gui.classify.head import Head
from catdog_gui.classify.model_folder import BUNDLED, read_model_folder
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.reference import read_reference
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


def scipy_logits(features: np.ndarray, targets: np.ndarray, prior: Head, l2_strength: float) -> np.ndarray:
    """What the head says that L-BFGS-B of scipy finds, in double precision, on features that are standardised."""
    inputs = (features - features.mean(0)) / np.maximum(features.std(0), 1e-6)
    rows = len(prior.bias)
    is_known = ~np.isnan(targets)
    centre = (prior.weight * np.maximum(features.std(0), 1e-6)).ravel()

    def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
        logits = inputs @ flat[:-rows].reshape(rows, -1).T + flat[-rows:]
        known = np.nan_to_num(targets)
        if prior.row_kind is ScoreKind.EXCLUSIVE:
            value = -(known * special.log_softmax(logits, axis=1)).sum()
            by_logits = special.softmax(logits, axis=1) * known.sum(1, keepdims=True) - known
        else:
            value = ((np.logaddexp(0, logits) - logits * known) * is_known).sum()
            by_logits = (special.expit(logits) - known) * is_known
        distance = flat[:-rows] - centre
        gradient = np.concatenate([(by_logits.T @ inputs).ravel() + l2_strength * distance, by_logits.sum(0)])
        return float(value + l2_strength / 2 * distance @ distance), gradient

    options = {"maxiter": 5000, "maxfun": 10000, "ftol": 1e-13, "gtol": 1e-7}
    start = np.concatenate([centre, prior.bias + prior.weight @ features.mean(0)])
    flat = optimize.minimize(objective, start, jac=True, method="L-BFGS-B", options=options).x
    return inputs @ flat[:-rows].reshape(rows, -1).T + flat[-rows:]


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 2**32 - 1), strength=st.sampled_from([0.1, 1.0, 100.0]))
@settings(max_examples=8, deadline=None)
def test_the_head_is_the_one_that_scipy_finds(kind: ScoreKind, seed: int, strength: float) -> None:
    generator = np.random.default_rng(seed)
    features = generator.normal(size=(60, 8)).astype(np.float32)
    targets = np.eye(3, dtype=np.float32)[generator.integers(0, 3, 60)]
    targets[generator.random(60) < 0.1] = np.nan
    prior = Head(*(generator.normal(size=shape).astype(np.float32) for shape in ((3, 8), 3)), kind)
    head = fit_head(features, targets, prior, strength)
    np.testing.assert_allclose(
        centred(head.logits(features), kind),
        centred(scipy_logits(features.astype(np.float64), targets, prior, strength), kind),
        atol=0.02,
    )


@pytest.mark.parametrize("strength", [1000.0, 100.0])
def test_the_bundled_model_is_refitted_as_scipy_does_it(strength: float) -> None:
    """On its own reference pictures, of which every tenth is given the other label."""
    model = read_model_folder(BUNDLED)
    reference = read_reference(model.path, model.head.weight.shape[1])
    assert reference is not None
    prior, features = model.head.with_temperature_folded(), reference.features[::3]
    targets = prior.row_probabilities(prior.logits(features))
    targets[::10] = targets[::10, ::-1]
    head = fit_head(features, targets, prior, strength)
    of_scipy = special.softmax(scipy_logits(features.astype(np.float64), targets, prior, strength), axis=1)
    np.testing.assert_allclose(special.softmax(head.logits(features), axis=1), of_scipy, atol=1e-3)


def centred(logits: np.ndarray, kind: ScoreKind) -> np.ndarray:
    """A constant that is added to all rows changes no score that sums to one."""
    return logits - logits.mean(1, keepdims=True) if kind is ScoreKind.EXCLUSIVE else logits
