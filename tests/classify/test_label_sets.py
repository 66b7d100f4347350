"""A head whose rows are sets of classes: probabilities of sets, scores of classes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from catdog_gui.classify.head import Head
from catdog_gui.classify.label_sets import class_names, read_label_sets
from catdog_gui.classify.model_folder import read_classes, read_model_folder
from catdog_gui.classify.models import ModelError, ScoreKind

Maker = Callable[..., Path]

SETS = {"neither": [], "both": ["cat", "dog"], "dog": ["dog"], "cat": ["cat"]}
ROWS = ("cat", "dog", "both", "neither")
MEMBERS = np.asarray([[True, False], [False, True], [True, True], [False, False]])


def head(bias: list[float], added: int = 0) -> Head:
    weight = np.zeros((len(bias), 3), np.float32)
    return Head(weight, np.asarray(bias, np.float32), ScoreKind.INDEPENDENT, added=added, label_sets=MEMBERS)


def test_the_sets_are_read_in_the_order_of_the_labels() -> None:
    found = read_label_sets({"label_sets": SETS}, ROWS)
    assert found is not None
    assert found.tolist() == MEMBERS.tolist()
    assert class_names((*ROWS, "luna"), found) == ("cat", "dog", "luna")


def test_without_sets_each_row_is_a_class() -> None:
    assert read_label_sets({}, ROWS) is None
    assert class_names(ROWS, None) == ROWS


@pytest.mark.parametrize(
    ("sets", "rows"),
    [
        (SETS, ("cat", "dog", "both", "bird")),
        (SETS, ("both", "cat", "dog", "neither")),
        ({**SETS, "both": ["cat", "bird"]}, ROWS),
        ({**SETS, "both": []}, ROWS),
        ({"cat": ["cat"], "neither": []}, ("cat", "neither")),
        ({"cat": ["dog"], "dog": ["cat"]}, ("cat", "dog")),
    ],
)
def test_sets_that_do_not_fit_are_refused(sets: dict[str, list[str]], rows: tuple[str, ...]) -> None:
    with pytest.raises(ModelError, match="label_sets"):
        read_label_sets({"label_sets": sets}, rows)


def test_the_score_of_a_class_is_the_sum_over_its_sets() -> None:
    logits = np.log(np.asarray([[0.5, 0.1, 0.3, 0.1]], np.float32))
    assert head([0] * 4).scores_of_logits(logits) == pytest.approx(np.asarray([[0.8, 0.4]]), abs=1e-6)


def test_an_added_name_has_a_score_of_its_own() -> None:
    logits = np.concatenate([np.log(np.asarray([[0.5, 0.1, 0.3, 0.1]])), [[np.log(3)]]], axis=1).astype(np.float32)
    scores = head([0] * 5, added=1).scores_of_logits(logits)
    assert scores == pytest.approx(np.asarray([[0.8 * 0.25, 0.4 * 0.25, 0.75]]), abs=1e-6)


def test_targets_of_classes_become_targets_of_rows() -> None:
    classes = np.asarray([[1, 0, 0], [1, 1, np.nan], [0, 0, 0], [np.nan, np.nan, 1]], np.float32)
    rows = head([0] * 5, added=1).row_targets(classes)
    assert rows[:3, :4].tolist() == [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    assert np.isnan(rows[3, :4]).all()
    assert rows[[0, 2, 3], 4].tolist() == [0, 0, 1]
    assert np.isnan(rows[1, 4])


@pytest.fixture
def folder(make_tiny_model_folder: Maker) -> Path:
    made = make_tiny_model_folder(classes=ROWS)
    edit(made / "config.json", label_sets=SETS, problem_type="single_label_classification")
    return made


def edit(file: Path, **changes: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | changes), "utf-8")


def test_a_model_folder_of_sets_has_their_classes_and_independent_scores(folder: Path) -> None:
    model = read_model_folder(folder)
    assert model.classes == read_classes(folder) == ("cat", "dog")
    assert model.kind is ScoreKind.INDEPENDENT
    assert model.head.scores(np.asarray([[0, 0, 1]], np.float32)) == pytest.approx(np.ones((1, 2)), abs=1e-3)


def test_the_sets_are_part_of_the_identity(folder: Path) -> None:
    before = read_model_folder(folder).id
    edit(folder / "config.json", label_sets={**SETS, "both": [], "neither": ["cat", "dog"]})
    assert read_model_folder(folder).id != before


def test_a_head_without_a_row_for_each_set_is_refused(folder: Path) -> None:
    tensors = {"classifier.weight": np.zeros((2, 3), np.float32), "classifier.bias": np.zeros(2, np.float32)}
    save_file(tensors, folder / "model.safetensors")
    with pytest.raises(ModelError, match="shapes"):
        read_model_folder(folder)
