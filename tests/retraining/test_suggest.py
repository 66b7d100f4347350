"""Which labels to check, and which pictures to label next, for picture files."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catdog_gui.classify.model_folder import read_model_folder
from catdog_gui.classify.onnx_engine import OnnxEngine
from catdog_gui.classify.scorer import Look
from catdog_gui.retraining import requirements
from catdog_gui.retraining.pictures import LabelledPicture
from catdog_gui.retraining.requirements import missing_packages_message
from catdog_gui.retraining.suggest import find_suspect_labels, rank_by_usefulness

RED, GREEN, BETWEEN = (230, 20, 20), (20, 230, 20), (125, 125, 20)


@pytest.fixture
def paint(tmp_path: Path) -> Callable[[str, tuple[int, int, int]], Path]:
    def make(name: str, colour: tuple[int, int, int]) -> Path:
        noise = np.random.default_rng(len(list(tmp_path.iterdir()))).integers(-9, 9, 3)
        pixel = tuple(int(value) for value in np.clip(np.asarray(colour) + noise, 0, 255))
        Image.new("RGB", (12, 10), pixel).save(tmp_path / f"{name}.png")
        return tmp_path / f"{name}.png"

    return make


def test_the_label_of_a_red_dog_is_suspect(bundled: Path, paint: Callable[..., Path]) -> None:
    model = read_model_folder(bundled)
    pictures = [LabelledPicture(paint(f"r{n}", RED), "cat") for n in range(8)]
    pictures += [LabelledPicture(paint(f"g{n}", GREEN), "dog") for n in range(8)]
    pictures.insert(3, LabelledPicture(paint("odd", RED), "dog"))
    pictures.insert(5, LabelledPicture(bundled / "gone.png", "cat"))
    suspect = find_suspect_labels(pictures, Look(model, OnnxEngine(model)), 2, threading.Event())
    assert suspect == {3: "cat"}


def test_an_uncertain_picture_comes_before_certain_ones(bundled: Path, paint: Callable[..., Path]) -> None:
    model = read_model_folder(bundled)
    engine = OnnxEngine(model)
    pictures = [paint(f"r{n}", RED) for n in range(5)] + [paint("m", BETWEEN)] + [bundled / "gone.png"]
    scores = np.asarray([[0.99, 0.01]] * 5 + [[0.5, 0.5]] + [[0.6, 0.4]], np.float32)
    ranked = rank_by_usefulness(pictures, scores, Look(model, engine), 2, threading.Event())
    assert ranked[0] == 5
    assert sorted(ranked) == [0, 1, 2, 3, 4, 5]


def test_nothing_is_suggested_after_a_stop(bundled: Path, paint: Callable[..., Path]) -> None:
    model = read_model_folder(bundled)
    stop = threading.Event()
    stop.set()
    assert find_suspect_labels([LabelledPicture(paint("r", RED), "cat")], Look(model, OnnxEngine(model)), 1, stop) == {}


def test_missing_packages_are_reported_with_the_command_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requirements, "find_spec", lambda name: None if name == "torch" else object())
    assert "'.[train]'" in missing_packages_message()
    monkeypatch.setattr(requirements, "find_spec", lambda _: object())
    assert missing_packages_message() == ""
