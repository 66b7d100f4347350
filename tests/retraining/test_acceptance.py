"""A candidate is accepted if it is better or equal, and refused if it forgot other animals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.models import ModelError
from catdog_gui.classify.statistics import mcnemar_p
from catdog_gui.retraining.acceptance import (
    HELD_OUT_SCORES_FILE,
    HeldOutScores,
    _decide_acceptance,
    _Decisions,
    compare_candidate,
    read_held_out_scores,
)
from catdog_gui.retraining.models import AcceptanceResult, ChangedDecision, Comparison, ModelFigures
from tests.retraining.conftest import features_of

Maker = Callable[..., Path]


@pytest.fixture
def in_use(bundled: Path) -> ModelFolder:
    return read_model_folder(bundled)


@pytest.fixture
def candidate(make_tiny_model_folder: Maker) -> Callable[..., ModelFolder]:
    def make(weight: list[list[float]] | None = None, classes: tuple[str, ...] = ("cat", "dog")) -> ModelFolder:
        folder = make_tiny_model_folder("candidate", classes=classes)
        if weight is not None:
            tensors = {"classifier.weight": np.asarray(weight, np.float32)}
            save_file(tensors | {"classifier.bias": np.full(2, -10, np.float32)}, folder / "model.safetensors")
        return read_model_folder(folder)

    return make


def held_out(labels: list[str], before: list[list[float]], after: list[list[float]]) -> HeldOutScores:
    names = tuple(f"{number}.jpg" for number in range(len(labels)))
    return HeldOutScores(names, tuple(labels), np.asarray(before, np.float32), np.asarray(after, np.float32))


def test_an_equal_candidate_is_accepted(in_use: ModelFolder, candidate: Callable[..., ModelFolder]) -> None:
    report = compare_candidate(candidate(), in_use, None)
    assert report.result is AcceptanceResult.GOOD
    assert report.reference is not None
    assert (report.reference.pictures, report.reference.gained, report.reference.lost) == (90, 0, 0)


def test_a_candidate_that_is_better_on_the_users_pictures_is_accepted_and_shows_the_difference(
    in_use: ModelFolder, candidate: Callable[..., ModelFolder]
) -> None:
    report = compare_candidate(
        candidate(), in_use, held_out(["cat", "dog"], [[0.9, 0], [0.9, 0]], [[0.9, 0], [0, 0.9]])
    )
    assert report.result is AcceptanceResult.GOOD
    assert report.own is not None
    assert (report.own.before.right, report.own.after.right, report.own.gained) == (1, 2, 1)
    assert report.differences == (ChangedDecision("1.jpg", "dog", "cat", "dog"),)


def test_a_candidate_that_knows_the_users_pets_but_forgot_other_cats_is_refused(
    in_use: ModelFolder, candidate: Callable[..., ModelFolder]
) -> None:
    worse = candidate([[0, 0, 20], [0, 20, 0]])  # only blue pictures are cats now
    report = compare_candidate(worse, in_use, held_out(["cat"] * 9, [[0, 0]] * 9, [[1, 0]] * 9))
    assert report.result is AcceptanceResult.WORSE
    assert "forgot" in report.reason
    assert report.reference is not None
    assert report.reference.lost == 30


@pytest.mark.parametrize(
    ("lost", "gained", "result"),
    [
        (4, 0, AcceptanceResult.GOOD),
        (5, 0, AcceptanceResult.WORSE),
        (6, 2, AcceptanceResult.GOOD),
        (9, 2, AcceptanceResult.WORSE),
        (2, 5, AcceptanceResult.GOOD),
    ],
)
def test_a_loss_that_chance_explains_is_accepted(lost: int, gained: int, result: AcceptanceResult) -> None:
    figures = ModelFigures(right=340, decided=330, wrong=1)
    reference = Comparison(349, figures, figures, gained, lost, mcnemar_p(gained, lost))
    assert _decide_acceptance(None, reference, 0)[0] is result


@pytest.mark.parametrize(("decided", "result"), [(85, AcceptanceResult.GOOD), (84, AcceptanceResult.WORSE)])
def test_a_candidate_that_decides_more_than_5_percent_less_is_refused(decided: int, result: AcceptanceResult) -> None:
    before, after = (ModelFigures(right=95, decided=count, wrong=1) for count in (90, decided))
    assert _decide_acceptance(None, Comparison(100, before, after, 0, 0, 1.0), 0)[0] is result


def test_a_candidate_that_is_worse_on_the_users_pictures_is_refused(
    in_use: ModelFolder, candidate: Callable[..., ModelFolder]
) -> None:
    report = compare_candidate(
        candidate(), in_use, held_out(["cat", "dog"], [[0.9, 0], [0, 0.9]], [[0.9, 0], [0.9, 0]])
    )
    assert report.result is AcceptanceResult.WORSE
    assert "of your own pictures it gets 1 of 2" in report.reason


def test_learning_a_new_class_does_not_make_up_for_lost_cats(
    in_use: ModelFolder, candidate: Callable[..., ModelFolder]
) -> None:
    labels = ["luna"] * 10 + ["cat"] * 10
    before = [[0.9, 0]] * 20
    after = [[0, 0, 0.9]] * 10 + [[0.9, 0, 0]] * 5 + [[0, 0, 0.9]] * 5
    report = compare_candidate(candidate(classes=("cat", "dog", "luna")), in_use, held_out(labels, before, after))
    assert report.result is AcceptanceResult.WORSE
    assert "new names" in report.reason


def test_a_new_class_for_a_picture_of_neither_is_no_mistake(in_use: ModelFolder, make_tiny_model_folder: Maker) -> None:
    folder = make_tiny_model_folder("candidate", classes=("cat", "dog", "stone"), card={"added_classes": 1})
    weight = np.asarray([[20, 0, 0], [0, 20, 0], [-40, -40, -40]], np.float32)
    bias = np.asarray([-10, -10, 25], np.float32)
    save_file({"classifier.weight": weight, "classifier.bias": bias}, folder / "model.safetensors")
    assert compare_candidate(read_model_folder(folder), in_use, None).result is AcceptanceResult.GOOD


def test_without_a_common_reference_the_result_is_unknown(
    in_use: ModelFolder, candidate: Callable[..., ModelFolder]
) -> None:
    (in_use.path / "reference.npz").unlink()
    assert compare_candidate(candidate(), in_use, None).result is AcceptanceResult.UNKNOWN


def test_with_another_network_the_result_is_unknown(in_use: ModelFolder, candidate: Callable[..., ModelFolder]) -> None:
    other = candidate()
    with other.features_file.open("ab") as file:
        file.write(b"\0")
    assert compare_candidate(other, in_use, None).result is AcceptanceResult.UNKNOWN


def test_held_out_scores_are_read_as_data(tmp_path: Path) -> None:
    assert read_held_out_scores(tmp_path) is None
    np.savez(tmp_path / HELD_OUT_SCORES_FILE, names=["a"], words=["cat"], before=[[1.0, 0.0]], after=[[0.0, 1.0]])
    read = read_held_out_scores(tmp_path)
    assert read is not None
    assert (read.names, read.labels, read.after.tolist()) == (("a",), ("cat",), [[0.0, 1.0]])
    np.savez(
        tmp_path / HELD_OUT_SCORES_FILE, names=np.asarray([{}], object), words=["cat"], before=[[1.0]], after=[[1.0]]
    )
    with pytest.raises(ModelError, match="cannot be read"):
        read_held_out_scores(tmp_path)


GREY = (0.5, 0.5, 0.1)  # of which the tiny network is in doubt


@pytest.fixture
def pair(make_tiny_pair: Maker) -> Callable[..., ModelFolder]:
    """A pair whose first look is in doubt of every reference picture. `head` is that of the second look."""

    def make(name: str, head: list[list[float]]) -> ModelFolder:
        folder = make_tiny_pair(name)
        labels, classes = np.repeat([0, 1], 60), np.asarray(["cat", "dog"])
        clear = np.concatenate([features_of("cat", 60), features_of("dog", 60)])
        np.savez(folder / "reference.npz", features=np.tile(GREY, (120, 1)), labels=labels, classes=classes)
        np.savez(folder / "second" / "reference.npz", features=clear, labels=labels, classes=classes)
        tensors = {"classifier.weight": np.asarray(head, np.float32), "classifier.bias": np.full(2, -10, np.float32)}
        save_file(tensors, folder / "second" / "model.safetensors")
        return read_model_folder(folder)

    return make


def test_a_pair_is_compared_by_its_final_scores(pair: Callable[..., ModelFolder]) -> None:
    good, swapped = [[20.0, 0, 0], [0, 20.0, 0]], [[0, 20.0, 0], [20.0, 0, 0]]
    in_use = pair("in-use", good)
    assert compare_candidate(pair("same", good), in_use, None).result is AcceptanceResult.GOOD
    report = compare_candidate(pair("swapped", swapped), in_use, None)
    assert report.result is AcceptanceResult.WORSE
    assert report.reference is not None
    assert (report.reference.pictures, report.reference.before.right, report.reference.after.right) == (60, 60, 0)


def test_a_second_look_with_another_network_makes_the_result_unknown(pair: Callable[..., ModelFolder]) -> None:
    in_use, other = (pair(name, [[20.0, 0, 0], [0, 20.0, 0]]) for name in ("in-use", "other"))
    with other.looks[1].features_file.open("ab") as file:
        file.write(b"\0")
    assert compare_candidate(other, in_use, None).result is AcceptanceResult.UNKNOWN


def test_a_candidate_that_lost_its_second_look_cannot_be_compared(
    pair: Callable[..., ModelFolder], candidate: Callable[..., ModelFolder]
) -> None:
    in_use = pair("in-use", [[20.0, 0, 0], [0, 20.0, 0]])
    assert compare_candidate(candidate(), in_use, None).result is AcceptanceResult.UNKNOWN


def test_references_of_different_pictures_are_refused(pair: Callable[..., ModelFolder]) -> None:
    in_use = pair("in-use", [[20.0, 0, 0], [0, 20.0, 0]])
    np.savez(
        in_use.path / "reference.npz", features=np.zeros((2, 3)), labels=[0, 1], classes=np.asarray(["cat", "dog"])
    )
    with pytest.raises(ModelError, match="different pictures"):
        compare_candidate(in_use, in_use, None)


def test_a_new_class_is_right_for_a_picture_of_neither_alone() -> None:
    decided = _Decisions(("hamster", "hamster", "cat"), ("hamster", "unsure", "cat"))
    allowed = decided.accept_new_classes_for_neither(("neither", "cat", "neither"), frozenset({"hamster"}))
    assert allowed == _Decisions(("neither", "hamster", "cat"), ("neither", "unsure", "cat"))


def test_held_out_scores_of_unequal_length_are_damaged_and_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / HELD_OUT_SCORES_FILE
    scores = np.zeros((2, 2), np.float32)
    np.savez(file, names=np.asarray(["a"]), words=np.asarray(["cat"]), before=scores, after=scores)
    with pytest.raises(ModelError, match=r"judging\.npz is damaged"):
        read_held_out_scores(tmp_path)


def test_held_out_scores_are_read_in_single_precision(tmp_path: Path) -> None:
    scores = np.full((1, 2), 0.9)
    names = {"names": np.asarray(["a"]), "words": np.asarray(["cat"])}
    np.savez(tmp_path / HELD_OUT_SCORES_FILE, **names, before=scores, after=scores)
    read = read_held_out_scores(tmp_path)
    assert read is not None
    assert (read.before.dtype, read.after.dtype) == (np.float32, np.float32)
