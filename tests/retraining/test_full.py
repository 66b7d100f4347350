"""A full retrain without the training: the folders of pictures, the held-out pictures, the scores of both models."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

from catdog_gui.classify.engines import open_engine
from catdog_gui.classify.model_folder import WEIGHTS, read_model_folder
from catdog_gui.classify.scorer import Look
from catdog_gui.retraining.estimate import full_seconds_needed, seconds_needed
from catdog_gui.retraining.events import Event, Notice
from catdog_gui.retraining.features import picture_features
from catdog_gui.retraining.full import FullTraining
from catdog_gui.retraining.models import Release, RetrainingError
from catdog_gui.retraining.pictures import LabelledPicture
from catdog_gui.retraining.trainer_process import TrainerProcess

Painter = Callable[..., list[Path]]


class Recorder(TrainerProcess):
    """Takes the place of the trainer and remembers its arguments."""

    def events(self, arguments: object) -> Iterator[Event]:  # type: ignore[override]
        self.arguments = arguments
        return iter(())


def labelled(paint: Painter, **counts: int) -> list[LabelledPicture]:
    return [LabelledPicture(path, label) for label, count in counts.items() for path in paint(label, count)]


def test_every_fifth_picture_is_held_out(paint: Painter, tmp_path: Path) -> None:
    full = FullTraining(labelled(paint, cat=10, dog=10, neither=5), "base", tmp_path / "work")
    trainer = Recorder(tmp_path / "log")
    assert list(full.events(lambda _: trainer)) == []
    folders = sorted(path.parent.name for path in (tmp_path / "work").rglob("*.png"))
    assert [folders.count(name) for name in ("cat", "dog", "negatives")] == [8, 8, 4]
    assert len(full.held_out) == 5
    assert [*trainer.arguments][:3] == ["finetune", "--model", "base"]
    assert "--negatives" in trainer.arguments


def test_pictures_of_both_are_left_out(paint: Painter, tmp_path: Path) -> None:
    pictures = [*labelled(paint, cat=5, dog=5), LabelledPicture(tmp_path / "x.png", "both")]
    (event,) = FullTraining(pictures, "base", tmp_path / "work").events(Recorder)
    assert isinstance(event, Notice)


def test_too_few_pictures_of_a_label_are_refused(paint: Painter, tmp_path: Path) -> None:
    with pytest.raises(RetrainingError, match="'luna' has 2"):
        FullTraining(labelled(paint, cat=9, luna=2), "base", tmp_path)


def test_one_class_alone_is_refused(paint: Painter, tmp_path: Path) -> None:
    with pytest.raises(RetrainingError, match="two classes"):
        list(FullTraining(labelled(paint, cat=9, neither=9), "base", tmp_path / "w").events(Recorder))


def test_both_models_score_the_held_out_pictures(
    paint: Painter, tmp_path: Path, bundled: Path, make_tiny_model_folder: Callable[..., Path]
) -> None:
    new_folder = make_tiny_model_folder("new")
    weight = np.asarray([[0, 20, 0], [20, 0, 0]], np.float32)  # green is a cat and red a dog
    save_file({"classifier.weight": weight, "classifier.bias": np.full(2, -10, np.float32)}, new_folder / WEIGHTS)
    full = FullTraining(labelled(paint, cat=5, dog=5), "base", tmp_path)
    full.held_out[0].path.write_bytes(b"damaged meanwhile")
    scores = full.held_out_scores(read_model_folder(bundled), read_model_folder(new_folder), threading.Event())
    assert scores is not None
    assert scores.labels == (full.held_out[1].label,) == ("dog",)
    assert scores.before[0] == pytest.approx([0, 1], abs=0.01)
    assert scores.after[0] == pytest.approx([1, 0], abs=0.01)


def test_a_pair_scores_the_held_out_pictures_with_both_looks(
    paint: Painter, tmp_path: Path, make_tiny_pair: Callable[..., Path]
) -> None:
    folder = make_tiny_pair()
    weight = np.asarray([[0, 20, 0], [20, 0, 0]], np.float32)  # the second look takes red for a dog
    tensors = {"classifier.weight": weight, "classifier.bias": np.full(2, -10, np.float32)}
    save_file(tensors, folder / "second" / WEIGHTS)
    full = FullTraining(labelled(paint, cat=10, dog=5), "base", tmp_path)
    cats = [picture for picture in full.held_out if picture.label == "cat"]
    Image.new("RGB", (9, 9), (150, 100, 20)).save(cats[0].path)
    Image.new("RGB", (9, 9), (250, 0, 0)).save(cats[1].path)
    pair = read_model_folder(folder)
    scores = full.held_out_scores(pair, pair, threading.Event())
    assert scores is not None
    by_name = dict(zip(scores.names, scores.after.argmax(1).tolist(), strict=True))
    assert by_name[str(cats[0].path)] == 1, "in doubt, so the second look decides"
    assert by_name[str(cats[1].path)] == 0


def test_features_of_the_pictures_that_can_be_read(paint: Painter, tmp_path: Path, bundled: Path) -> None:
    model = read_model_folder(bundled)
    paths = [*paint("cat", 2), tmp_path / "missing.png", *paint("dog", 1)]
    kept, features = picture_features(paths, Look(model, open_engine(model, "onnx")), 2, threading.Event())
    assert (kept, features.shape) == ([0, 1, 3], (3, 3))
    stop = threading.Event()
    stop.set()
    assert picture_features(paths, Look(model, open_engine(model, "onnx")), 2, stop)[1].shape == (0, 3)


def test_the_estimate_uses_the_time_of_the_last_retrain(paint: Painter, bundled: Path) -> None:
    model, pictures = read_model_folder(bundled), labelled(paint, cat=20)
    first = seconds_needed(pictures, model, [])
    slow = Release("a", bundled, None, origin="quick", counts={"cat": 1}, seconds=100.0)
    assert seconds_needed(pictures, model, [slow]) > 90 > first > 0
    assert seconds_needed([], model, []) == pytest.approx(4.0)


def test_a_full_retrain_takes_longer_with_more_pictures(
    paint: Painter, bundled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = read_model_folder(bundled)
    monkeypatch.setattr("catdog_gui.retraining.estimate._seconds_per_picture", lambda *_: 0.01)
    few, many = (full_seconds_needed(labelled(paint, cat=count), model) for count in (10, 110))
    assert many - few == pytest.approx(25.0)
    assert few > seconds_needed(labelled(paint, cat=10), model, [])
