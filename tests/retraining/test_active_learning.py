"""Pictures to label: uncertain ones first, unlike each other. Labels that the other pictures contradict are found."""

from __future__ import annotations

import numpy as np
import pytest

from catdog_gui.classify.models import ScoreKind
from catdog_gui.retraining.active_learning import LabelledFeatures, find_label_issues, select_batch, uncertainty


def blobs(count: int, seed: int = 0) -> tuple[np.ndarray, list[str]]:
    generator = np.random.default_rng(seed)
    numbers = generator.integers(0, 2, count)
    features = generator.normal(0, 1, (count, 12)) + 2.5 * np.eye(12)[numbers]
    return features.astype(np.float32), [("cat", "dog")[number] for number in numbers]


def test_uncertainty_is_largest_in_the_middle() -> None:
    scores = np.asarray([[1, 0], [0.5, 0], [0.9, 0.1], [0, 0]], np.float32)
    assert uncertainty(scores, ScoreKind.INDEPENDENT).tolist() == pytest.approx([0, 1, 0.2, 0])
    exclusive = np.asarray([[1, 0], [0.5, 0.5], [0.9, 0.1]], np.float32)
    assert uncertainty(exclusive, ScoreKind.EXCLUSIVE).tolist() == pytest.approx([0, 1, 0.2], abs=1e-6)


def test_a_batch_is_uncertain_and_diverse() -> None:
    directions = np.eye(4, dtype=np.float32)
    features = np.concatenate([np.repeat(directions[:1], 10, 0), directions[1:]])
    uncertainties = np.asarray([0.9] * 10 + [0.8, 0.7, 0.0], np.float32)
    chosen = select_batch(features, uncertainties, 3).tolist()
    assert len({*chosen} & {*range(10)}) == 1
    assert {10, 11} < {*chosen}


def test_a_batch_is_unlike_the_labelled_pictures() -> None:
    features = np.eye(3, dtype=np.float32)
    uncertainties = np.asarray([0.9, 0.8, 0.7], np.float32)
    assert select_batch(features, uncertainties, 1, labelled=features[:1]).tolist() == [1]


@pytest.mark.parametrize("count", [0, 2, 9])
def test_a_batch_has_each_picture_at_most_once(count: int) -> None:
    features = np.eye(3, dtype=np.float32)
    chosen = select_batch(features, np.ones(3, np.float32), count)
    assert len(set(chosen.tolist())) == len(chosen) == min(count, 3)


def test_wrong_labels_are_found() -> None:
    features, labels = blobs(300)
    wrong = [5, 50, 150, 250]
    for index in wrong:
        labels[index] = "dog" if labels[index] == "cat" else "cat"
    issues = find_label_issues(features, labels)
    assert len({issue.index for issue in issues[:12]} & {*wrong}) >= 3
    assert all(issue.suggested_label != labels[issue.index] for issue in issues[:4])


def test_the_leave_one_out_formula_gives_what_leaving_out_gives() -> None:
    from catdog_gui.retraining.active_learning import _leave_one_out_predictions

    rows, labels = blobs(30)
    rows = rows - rows.mean(axis=0)
    targets = np.asarray([[label == "cat", label == "dog"] for label in labels], np.float32)
    predictions = _leave_one_out_predictions(rows, targets, 10.0)
    penalty = 10.0 * len(rows) / rows.shape[1]
    for index in range(5):
        others = np.arange(len(rows)) != index
        gram = rows[others].T @ rows[others] + penalty * np.eye(rows.shape[1])
        # The formula uses the means of all pictures; the last term of its weight corrects that.
        weight = np.linalg.solve(gram, rows[others].T @ (targets[others] - targets[others].mean(0)))
        assert predictions[index] == pytest.approx(rows[index] @ weight + targets[others].mean(0), abs=0.02)


def test_a_picture_of_neither_is_found_with_the_help_of_known_ones() -> None:
    features, labels = blobs(100)
    generator = np.random.default_rng(3)
    neither = (generator.normal(0, 0.3, (41, 12)) - 2).astype(np.float32)
    features = np.concatenate([features, neither[:1]])
    known = LabelledFeatures(neither[1:], ["neither"] * 40)
    issues = {issue.index: issue.suggested_label for issue in find_label_issues(features, [*labels, "cat"], known)}
    assert issues[100] == "neither"


def test_with_one_label_alone_there_are_no_issues() -> None:
    assert find_label_issues(np.eye(3, dtype=np.float32), ["cat"] * 3) == []
