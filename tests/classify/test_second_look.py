"""Where the first look is in doubt the second is asked, and only there; its folder is checked like any other."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from catdog_gui.classify.cache import ScoreCache
from catdog_gui.classify.classifying import classify
from catdog_gui.classify.model_folder import ModelFolder, SecondLook, read_model_folder
from catdog_gui.classify.models import ModelError, ScoreKind
from catdog_gui.classify.scorer import Look, Scorer, open_scorer
from catdog_gui.classify.second_look import Joining, read_joining

Maker = Callable[..., Path]
SHARE = st.floats(0, 1, width=32)
ENTRY = {"low": 0.1, "high": 0.9, "weight": 1.0}


class Counting:
    """Mean colours as features, and how many pictures it was asked for."""

    description = "counting"

    def __init__(self, batch_size: int = 1) -> None:
        self.batch_size = batch_size
        self.asked = 0

    def features(self, pixels: np.ndarray) -> np.ndarray:
        self.asked += len(pixels)
        return pixels.astype(np.float32).mean((1, 2)) / 255


@pytest.fixture
def pair_folder(make_tiny_pair: Maker) -> Path:
    return make_tiny_pair()


def pair(model: ModelFolder, batch_size: int = 1) -> tuple[Scorer, Counting, Counting]:
    """A scorer whose second look says the opposite of the first."""
    assert model.second_look is not None
    opposite = replace(model.second_look.model, head=replace(model.head, weight=-model.head.weight))
    model = replace(model, second_look=SecondLook(opposite, model.second_look.joining))
    engines = Counting(batch_size), Counting(batch_size)
    return Scorer(model, Look(model, engines[0]), Look(opposite, engines[1])), *engines


def test_only_doubtful_pictures_are_looked_at_twice(pair_folder: Path, tmp_path: Path) -> None:
    scorer, first, second = pair(read_model_folder(pair_folder), batch_size=3)
    pictures = [tmp_path / f"{name}.png" for name in ("red", "gray", "lime")]
    for path in pictures:
        Image.new("RGB", (12, 10), path.stem).save(path)
    cache = ScoreCache(tmp_path / "scores.sqlite")
    results = {r.path.stem: r for r in classify(pictures, scorer, cache, 1, threading.Event())}
    alone = {name: scorer.first.scores([Image.new("RGB", (12, 10), name)])[0] for name in results}
    in_doubt = {name for name, scores in alone.items() if ((scores > 0.1) & (scores < 0.9)).any()}
    assert in_doubt
    assert in_doubt != set(results)
    assert {name for name, result in results.items() if result.look == 2} == in_doubt
    assert (first.asked - 3, second.asked) == (3, len(in_doubt))
    for name in set(results) - in_doubt:
        assert results[name].scores == pytest.approx(alone[name])
    again = {r.path.stem: r for r in classify(pictures, scorer, cache, 1, threading.Event())}
    assert again == results
    assert first.asked == 6, "the cache knows the final scores, and which look decided"


def test_a_folder_without_a_second_look_is_looked_at_once(make_tiny_model_folder: Maker) -> None:
    scorer = open_scorer(read_model_folder(make_tiny_model_folder()), "onnx")
    assert len(scorer.looks) == 1
    scores, looks = scorer.scores([Image.new("RGB", (30, 20), "gray")])
    assert looks.tolist() == [1]
    assert scores.shape == (1, 2)


def test_a_pair_opens_two_networks(pair_folder: Path) -> None:
    scorer = open_scorer(read_model_folder(pair_folder), "onnx")
    assert len(scorer.looks) == 2
    assert scorer.scores([Image.new("RGB", (30, 20), "red")])[0].shape == (1, 2)


def test_the_id_follows_each_part_of_a_pair(pair_folder: Path) -> None:
    ids = [read_model_folder(pair_folder).id, read_model_folder(pair_folder / "second").id]
    card = json.loads((pair_folder / "catdog.json").read_text())
    for entry in (ENTRY | {"low": 0.2}, ENTRY | {"high": 0.8}, ENTRY | {"weight": 0.5}):
        (pair_folder / "catdog.json").write_text(json.dumps(card | {"second_look": entry}))
        ids.append(read_model_folder(pair_folder).id)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "entry",
    [
        {"low": 0.9, "high": 0.1, "weight": 1},
        {"low": 0.1, "high": 0.9},
        {"low": 0.1, "high": 0.9, "weight": 2},
        {"low": float("nan"), "high": 0.9, "weight": 1},
        [0.1, 0.9],
        None,
    ],
)
def test_an_impossible_entry_is_refused(pair_folder: Path, entry: object) -> None:
    card = json.loads((pair_folder / "catdog.json").read_text())
    (pair_folder / "catdog.json").write_text(json.dumps(card | {"second_look": entry}))
    with pytest.raises(ModelError, match=r"second_look|catdog\.json"):
        read_model_folder(pair_folder)


def test_a_second_look_of_other_classes_is_refused(pair_folder: Path) -> None:
    config = pair_folder / "second" / "config.json"
    config.write_text(config.read_text().replace("dog", "rabbit"))
    with pytest.raises(ModelError, match="rabbit"):
        read_model_folder(pair_folder)


def test_a_second_look_has_none_of_its_own(pair_folder: Path) -> None:
    card = pair_folder / "second" / "catdog.json"
    card.write_text(json.dumps(json.loads(card.read_text()) | {"second_look": ENTRY}))
    with pytest.raises(ModelError, match="no second look of its own"):
        read_model_folder(pair_folder)


@given(first=st.tuples(SHARE, SHARE), second=st.tuples(SHARE, SHARE), weight=SHARE)
def test_joined_scores_lie_between_both(first: tuple[float, ...], second: tuple[float, ...], weight: float) -> None:
    one, two = (np.asarray([row], np.float32) for row in (first, second))
    joined = Joining(0, 1, weight).joined(one, two, ScoreKind.INDEPENDENT)
    assert (joined >= np.minimum(one, two) - 1e-5).all()
    assert (joined <= np.maximum(one, two) + 1e-5).all()


@given(st.lists(st.floats(-8, 8), min_size=2, max_size=5))
def test_a_second_look_alone_counts_with_weight_one(logits: list[float]) -> None:
    second = np.exp(np.asarray([logits], np.float32))
    second /= second.sum()
    first = np.full_like(second, 1 / len(logits))
    assert Joining(0, 1, 1).joined(first, second, ScoreKind.EXCLUSIVE) == pytest.approx(second, abs=1e-5)


def test_the_entry_is_read() -> None:
    assert read_joining(ENTRY) == Joining(0.1, 0.9, 1.0)
