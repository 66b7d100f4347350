"""Temperature and thresholds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from catdog_gui.classify.head import Head, scores_of
from catdog_gui.classify.model_folder import read_model_folder
from catdog_gui.classify.models import ScoreKind
from trainer.calibration import (
    choose_policies,
    choose_policies_by_coverage,
    fit_head_temperature,
    fit_temperature,
    one_hot_targets,
    policies_json,
    precision_and_coverage,
)
from trainer.examples import NONE_OF_THEM


def calibrated_logits(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Exclusive logits (n, 2) whose softmax is the true probability of the labels (n,)."""
    generator = np.random.default_rng(0)
    logits = generator.normal(0, 2, (count, 2)).astype(np.float32)
    chance = scores_of(logits, ScoreKind.EXCLUSIVE)[:, 1]
    return logits, (generator.random(count) < chance).astype(np.int64)


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_the_temperature_undoes_a_scale(scale: float) -> None:
    logits, labels = calibrated_logits(20_000)
    assert fit_temperature(logits * scale, labels, ScoreKind.EXCLUSIVE) == pytest.approx(scale, rel=0.05)


def test_targets_of_none_of_them_are_zeros() -> None:
    assert one_hot_targets(np.asarray([1, NONE_OF_THEM]), 2).tolist() == [[0, 1], [0, 0]]


def confident_logits() -> tuple[np.ndarray, np.ndarray]:
    """1,000 pictures, right more often at higher confidence; 100 of none of the classes, with low scores."""
    generator = np.random.default_rng(1)
    sign = generator.integers(0, 2, 1000)
    strength = generator.uniform(0, 8, 1000)
    logits = np.stack([np.where(sign == 0, strength, -strength), np.where(sign == 1, strength, -strength)], 1)
    labels = np.where(generator.random(1000) < 1 / (1 + np.exp(strength)), 1 - sign, sign)
    negatives = np.full((100, 2), -6.0)
    return np.concatenate([logits, negatives]).astype(np.float32), np.concatenate([labels, np.full(100, NONE_OF_THEM)])


def confident_scores() -> tuple[np.ndarray, np.ndarray]:
    logits, labels = confident_logits()
    return scores_of(logits, ScoreKind.INDEPENDENT), labels


def test_the_temperature_of_sets_leaves_out_names_that_the_user_gave() -> None:
    logits, labels = calibrated_logits(5_000)
    sets = np.asarray([[True, False], [False, True]])
    head = Head(np.zeros((3, 1)), np.zeros(3), ScoreKind.INDEPENDENT, added=1, label_sets=sets)
    with_name = np.concatenate([logits * 2, np.full((len(logits), 1), 9, np.float32)], axis=1)
    labels[:100] = 2
    assert fit_head_temperature(head, with_name, labels) == pytest.approx(2, rel=0.1)


def test_careful_is_stricter_than_balanced_and_balanced_than_everything() -> None:
    careful, balanced, everything = choose_policies(*confident_scores(), ScoreKind.INDEPENDENT)
    assert [policy.name for policy in (careful, balanced, everything)] == ["careful", "balanced", "everything"]
    assert careful.threshold >= balanced.threshold > everything.threshold == 0.5
    assert careful.precision >= balanced.precision > everything.precision
    assert careful.coverage <= balanced.coverage <= everything.coverage


def separated_logits(count: int, margin: float) -> tuple[np.ndarray, np.ndarray]:
    """Independent logits (n, 2) that are all right."""
    labels = np.arange(count) % 2
    return (2 * margin * one_hot_targets(labels, 2) - margin).astype(np.float32), labels


def separated_scores(count: int) -> tuple[np.ndarray, np.ndarray]:
    logits, labels = separated_logits(count, 10)
    return scores_of(logits, ScoreKind.INDEPENDENT), labels


def test_careful_stays_stricter_where_held_out_pictures_tell_no_difference() -> None:
    careful, balanced, _ = choose_policies(*separated_scores(600), ScoreKind.INDEPENDENT)
    assert (careful.threshold, balanced.threshold) == (0.75, 0.5)


def test_few_pictures_give_guessed_thresholds_and_no_precision() -> None:
    policies = choose_policies(*separated_scores(20), ScoreKind.INDEPENDENT)
    assert [policy.threshold for policy in policies] == [0.95, 0.8, 0.5]
    assert {policy.precision for policy in policies} == {None}


@pytest.mark.parametrize("kind", ScoreKind)
def test_few_pictures_that_are_all_right_do_not_make_every_score_certain(kind: ScoreKind) -> None:
    of_few, of_many = (fit_temperature(*separated_logits(count, 1.0), kind) for count in (30, 30_000))
    assert 0.25 < of_few < 1
    assert of_many < of_few
    assert scores_of(separated_logits(2, 1.0)[0] / of_few, kind).max() < 0.99


def test_no_picture_gives_no_temperature() -> None:
    assert fit_temperature(np.zeros((0, 2), np.float32), np.zeros(0, np.int64), ScoreKind.EXCLUSIVE) == 1


def test_balanced_keeps_its_error_rate() -> None:
    _, balanced, _ = choose_policies(*confident_scores(), ScoreKind.INDEPENDENT)
    assert balanced.precision >= 0.998


def test_nothing_decided_has_no_precision() -> None:
    assert precision_and_coverage(np.asarray([0.1]), np.asarray([True]), 0.5) == (None, 0.0)


def test_pictures_of_other_sources_give_a_range_of_the_precision() -> None:
    logits, labels = confident_logits()
    scores = scores_of(logits, ScoreKind.INDEPENDENT)
    for policy in choose_policies_by_coverage(scores, labels, ScoreKind.INDEPENDENT):
        decided = np.minimum(scores.max(1), 1 - scores.min(1))[:1000] >= policy.threshold
        assert policy.pictures == decided.sum()
        low, high = policy.precision_range
        assert low < policy.precision < high
        assert high - low == pytest.approx(
            4 * (policy.precision * (1 - policy.precision) / policy.pictures) ** 0.5, rel=0.1
        )


def test_the_range_and_its_origin_are_written_and_read(make_tiny_model_folder: Callable[..., Path]) -> None:
    logits, labels = confident_logits()
    policies = choose_policies_by_coverage(scores_of(logits, ScoreKind.INDEPENDENT), labels, ScoreKind.INDEPENDENT)
    written = policies_json(policies)
    assert all("other sources" in entry["measured_on"] for entry in written)
    assert read_model_folder(make_tiny_model_folder(card={"policies": written})).policies == policies


def test_held_out_training_pictures_give_no_range() -> None:
    for written in policies_json(choose_policies(*confident_scores(), ScoreKind.INDEPENDENT)):
        assert written.keys() == {"name", "threshold", "precision", "coverage"}


def test_pictures_of_which_none_is_decided_give_no_range() -> None:
    scores = np.full((4, 2), 0.4, np.float32)
    policies = choose_policies_by_coverage(scores, np.zeros(4, np.int64), ScoreKind.INDEPENDENT)
    assert {(policy.precision, policy.precision_range, policy.pictures) for policy in policies} == {(None, None, None)}
