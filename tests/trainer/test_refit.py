"""Refitting: what a label changes, and what stays as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from catdog_gui.classify.decisions import TRAINING_TARGETS, TrainingTarget
from catdog_gui.classify.head import Head
from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.reference import Reference
from trainer.head import fit_head
from trainer.refit import LookExamples, extend_classes, refit
from trainer.training_set import UserExamples, targets_from_label_names

CENTRES = {"cat": (0.9, 0.1, 0.1), "dog": (0.1, 0.9, 0.1), "neither": (0.1, 0.1, 0.1), "stone": (0.1, 0.1, 0.9)}


def rows(name: str, count: int, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng((seed, len(name))).normal(0, 0.04, (count, 3))
    return (np.asarray(CENTRES[name]) + noise).astype(np.float32)


def reference(*, with_stones: int = 0) -> Reference:
    label_names = ["cat"] * 80 + ["dog"] * 80 + ["neither"] * 80
    features = np.concatenate([rows(name, 80, seed=7) for name in ("cat", "dog", "neither")])
    if with_stones:
        features[-with_stones:] = rows("stone", with_stones, seed=7)
    numbers = {"cat": 0, "dog": 1, "neither": -1}
    return Reference(features, np.asarray([numbers[name] for name in label_names]), ("cat", "dog"))


def no_progress(*_: object) -> None:
    pass


def test_targets_of_each_label() -> None:
    classes = ("cat", "dog", "luna", "milo")
    nan = np.nan
    targets = targets_from_label_names(["cat", "both", "neither", "luna"], classes, added=2)
    expected = [[1, 0, 0, 0], [1, 1, nan, nan], [0, 0, 0, 0], [nan, nan, 1, 0]]
    assert np.array_equal(targets, np.asarray(expected, np.float32), equal_nan=True)


@pytest.mark.parametrize("kind", ScoreKind)
def test_training_leaves_out_a_label_of_unknown_classes(kind: ScoreKind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TRAINING_TARGETS, "sketch", TrainingTarget.UNKNOWN)
    pets = np.concatenate([rows("cat", 10), rows("dog", 10)])
    features = np.concatenate([pets, pets])  # which keeps their mean and spread
    targets = targets_from_label_names([*["cat"] * 10, *["dog"] * 10, *["sketch"] * 20], ("cat", "dog"), added=0)
    prior = Head(np.zeros((2, 3), np.float32), np.zeros(2, np.float32), kind)
    weights = np.ones(40, np.float32)
    head, without = (fit_head(features[:n], targets[:n], prior, 1.0, weights[:n]) for n in (40, 20))
    assert head.weight == pytest.approx(without.weight, abs=1e-3)


def test_new_names_come_after_the_classes() -> None:
    assert extend_classes(("cat", "dog"), ["zoe", "both", "cat", "anna", "neither"]) == ("cat", "dog", "anna", "zoe")


def test_a_name_leaves_cat_and_dog_as_they_were(make_tiny_model_folder: Callable[..., Path]) -> None:
    old = read_model_folder(make_tiny_model_folder())
    user_examples = UserExamples(rows("stone", 20)[:, None], ["stone"] * 20)
    new = refit([LookExamples(user_examples, reference())], old, 0, no_progress)
    pets = np.concatenate([rows("cat", 50, seed=1), rows("dog", 50, seed=1)])
    assert (new.heads[0].scores(pets)[:, :2].argmax(1) == old.head.scores(pets).argmax(1)).all()
    assert (new.heads[0].scores(rows("stone", 20, seed=1))[:, 2] > 0.5).mean() > 0.9


def model_of_sets(folder: Path) -> ModelFolder:
    """Red is a cat, green a dog, both are both, and dark is neither."""
    weight = np.asarray([[20, 0, 0], [0, 20, 0], [20, 20, 0], [0, 0, 0]], np.float32)
    bias = np.asarray([-10, -10, -20, 0], np.float32)
    save_file({"classifier.weight": weight, "classifier.bias": bias}, folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    sets = {"cat": ["cat"], "dog": ["dog"], "both": ["cat", "dog"], "neither": []}
    config |= {"id2label": dict(enumerate(sets)), "label_sets": sets}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return read_model_folder(folder)


def test_sets_of_classes_learn_a_name_and_both(make_tiny_model_folder: Callable[..., Path]) -> None:
    old = model_of_sets(make_tiny_model_folder())
    features = np.concatenate([rows("stone", 20), np.tile(np.float32([0.45, 0.45, 0.1]), (20, 1))])
    user_examples = UserExamples(features[:, None], ["stone"] * 20 + ["both"] * 20)
    new = refit([LookExamples(user_examples, reference())], old, 0, no_progress)
    pets = np.concatenate([rows("cat", 50, seed=1), rows("dog", 50, seed=1)])
    assert new.classes == ("cat", "dog", "stone")
    assert (new.heads[0].scores(pets)[:, :2].argmax(1) == old.head.scores(pets).argmax(1)).all()
    assert (new.heads[0].scores(rows("stone", 20, seed=1))[:, 2] > 0.5).mean() > 0.9
    assert new.heads[0].scores(features[-1:])[0, :2].min() > old.head.scores(features[-1:])[0, :2].min()


def test_a_name_is_learned_though_the_reference_shows_it_as_neither(
    make_tiny_model_folder: Callable[..., Path],
) -> None:
    old = read_model_folder(make_tiny_model_folder())
    stones = UserExamples(rows("stone", 20)[:, None], ["stone"] * 20)
    new = refit([LookExamples(stones, reference(with_stones=40))], old, 0, no_progress)
    assert (new.heads[0].scores(rows("stone", 30, seed=1))[:, 2] > 0.5).mean() > 0.9


def test_many_pictures_are_measured_on_a_held_out_share(make_tiny_model_folder: Callable[..., Path]) -> None:
    old = read_model_folder(make_tiny_model_folder())
    user_examples = UserExamples(
        np.concatenate([rows("cat", 600), rows("dog", 600)])[:, None], ["cat"] * 600 + ["dog"] * 600
    )
    new = refit([LookExamples(user_examples, reference())], old, 0, no_progress)
    assert len(new.held_out) == 240
    assert new.new_scores.shape == (240, 2)


def test_thresholds_stay_where_they_hold(make_tiny_model_folder: Callable[..., Path]) -> None:
    old = read_model_folder(make_tiny_model_folder())
    new = refit([LookExamples(UserExamples(rows("cat", 10)[:, None], ["cat"] * 10), reference())], old, 0, no_progress)
    assert {policy.name: policy.threshold for policy in new.policies}["balanced"] == pytest.approx(0.8)


@pytest.mark.parametrize(("wrong_labels", "is_raised"), [(150, False), (400, True)])
def test_a_threshold_rises_where_the_new_head_makes_more_mistakes_than_chance_explains(
    make_tiny_model_folder: Callable[..., Path], wrong_labels: int, is_raised: bool
) -> None:
    old = read_model_folder(make_tiny_model_folder(card={"policies": [{"name": "balanced", "threshold": 0.52}]}))
    cats_labelled_dog = UserExamples(rows("cat", wrong_labels, seed=3)[:, None], ["dog"] * wrong_labels)
    new = refit([LookExamples(cats_labelled_dog, reference())], old, 0, no_progress)
    (balanced,) = (policy for policy in new.policies if policy.name == "balanced")
    assert (balanced.threshold > 0.52) is is_raised
    assert balanced.precision is not None
    assert (balanced.precision == 1) is is_raised


@pytest.mark.parametrize("known", [reference(), None], ids=["with a reference", "without"])
def test_a_refitted_model_promises_no_range_of_other_sources(
    make_tiny_model_folder: Callable[..., Path], known: Reference | None
) -> None:
    measured = {"name": "balanced", "threshold": 0.8, "precision": 0.99, "precision_range": [0.98, 1], "pictures": 567}
    old = read_model_folder(make_tiny_model_folder(card={"policies": [measured]}))
    assert old.default_policy.precision_range == (0.98, 1)
    new = refit([LookExamples(UserExamples(rows("cat", 10)[:, None], ["cat"] * 10), known)], old, 0, no_progress)
    assert {(policy.precision_range, policy.pictures) for policy in new.policies} == {(None, None)}


def test_the_same_seed_gives_the_same_head(make_tiny_model_folder: Callable[..., Path]) -> None:
    old = read_model_folder(make_tiny_model_folder())
    stones = LookExamples(UserExamples(rows("stone", 9)[:, None], ["stone"] * 9), reference())
    heads = [refit([stones], old, 3, no_progress).heads[0] for _ in range(2)]
    assert np.array_equal(heads[0].weight, heads[1].weight)


def test_pictures_that_are_right_already_change_nothing(make_tiny_model_folder: Callable[..., Path]) -> None:
    old = read_model_folder(make_tiny_model_folder())
    label_names = ["cat"] * 20 + ["dog"] * 20
    user_examples = UserExamples(np.concatenate([rows("cat", 20), rows("dog", 20)])[:, None], label_names)
    new = refit([LookExamples(user_examples, reference())], old, 0, no_progress)
    assert new.heads[0].weight == pytest.approx(old.head.weight, abs=1e-3)
    assert new.new_scores == pytest.approx(new.old_scores, abs=1e-3)


def test_every_fifth_label_wrong_changes_nothing(make_tiny_model_folder: Callable[..., Path]) -> None:
    old = read_model_folder(make_tiny_model_folder())
    label_names = ["dog" if number % 5 == 0 else "cat" for number in range(60)]
    label_names += ["cat" if number % 5 == 0 else "dog" for number in range(60)]
    user_examples = UserExamples(np.concatenate([rows("cat", 60), rows("dog", 60)])[:, None], label_names)
    pets = np.concatenate([rows("cat", 50, seed=1), rows("dog", 50, seed=1)])
    new = refit([LookExamples(user_examples, reference())], old, 0, no_progress)
    assert (new.heads[0].scores(pets).argmax(1) == old.head.scores(pets).argmax(1)).all()


def test_pictures_of_a_kind_that_was_wrong_are_learned(make_tiny_model_folder: Callable[..., Path]) -> None:
    """Blue cats, with two views each, which are held out together."""
    old = read_model_folder(make_tiny_model_folder())
    user_examples = UserExamples(np.stack([rows("stone", 300), rows("stone", 300, seed=2)], axis=1), ["cat"] * 300)
    new = refit([LookExamples(user_examples, reference())], old, 0, no_progress)
    assert (new.new_scores[:, 0] > 0.5).mean() > 0.9
    assert (new.heads[0].scores(rows("cat", 50, seed=1)).argmax(1) == 0).all()
    assert new.old_scores.shape == new.new_scores.shape == (300, 2)


GREY = (0.5, 0.5, 0.1)  # of which the tiny network is in doubt


def grey(count: int, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng((seed, 99)).normal(0, 0.001, (count, 3))
    return (np.asarray(GREY) + noise).astype(np.float32)


def test_each_look_of_a_pair_gets_a_head_of_its_own(make_tiny_pair: Callable[..., Path]) -> None:
    old = read_model_folder(make_tiny_pair())
    stones = UserExamples(rows("stone", 20)[:, None], ["stone"] * 20)
    others = UserExamples(rows("neither", 20)[:, None], ["stone"] * 20)
    # The second look sees them as the first sees pictures of neither, and the other way round.
    of_second = reference(with_stones=80)
    new = refit([LookExamples(stones, reference()), LookExamples(others, of_second)], old, 0, no_progress)
    assert new.classes == ("cat", "dog", "stone")
    assert (new.heads[0].scores(rows("stone", 20, seed=1))[:, 2] > 0.5).mean() > 0.9
    assert (new.heads[1].scores(rows("neither", 20, seed=1))[:, 2] > 0.5).mean() > 0.9


def test_a_pair_is_measured_by_its_final_scores(make_tiny_pair: Callable[..., Path]) -> None:
    """The first look cannot tell these pictures, and the second can."""
    old = read_model_folder(make_tiny_pair())
    label_names = ["cat"] * 30 + ["dog"] * 30
    first = UserExamples(grey(60)[:, None], label_names)
    second = UserExamples(np.concatenate([rows("cat", 30), rows("dog", 30)])[:, None], label_names)
    shades = Reference(grey(400, seed=5), np.repeat([0, 1], 200), ("cat", "dog"))
    clear = Reference(
        np.concatenate([rows("cat", 200, seed=5), rows("dog", 200, seed=5)]), shades.labels, ("cat", "dog")
    )
    new = refit([LookExamples(first, shades), LookExamples(second, clear)], old, 0, no_progress)
    labels = np.repeat([0, 1], 30)
    assert (new.heads[0].scores(grey(60)).argmax(1) == labels).mean() < 0.9
    assert (new.new_scores.argmax(1) == labels).all()
    assert (new.old_scores.argmax(1) == labels).all()
    (balanced,) = (policy for policy in new.policies if policy.name == "balanced")
    assert (balanced.precision, balanced.coverage) == (1, 1)
