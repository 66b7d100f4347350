"""What surrounds a full retrain: the pictures are laid out, some kept apart, both models judged. No training here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catdog_gui.classify.engine import open_engine
from catdog_gui.classify.model_folder import read_model_folder
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
    """Takes the place of the trainer and remembers what it was asked."""

    def events(self, arguments: object) -> Iterator[Event]:  # type: ignore[override]
        self.asked = arguments
        return iter(())


def labelled(paint: Painter, **counts: int) -> list[LabelledPicture]:
    return [LabelledPicture(path, word) for word, count in counts.items() for path in paint(word, count)]


def test_every_fifth_picture_is_kept_apart(paint: Painter, tmp_path: Path) -> None:
    full = FullTraining(labelled(paint, cat=10, dog=10, neither=5), "base", tmp_path / "work")
    child = Recorder(tmp_path / "log")
    assert list(full.events(lambda _: child)) == []
    laid_out = sorted(path.parent.name for path in (tmp_path / "work").rglob("*.png"))
    assert [laid_out.count(word) for word in ("cat", "dog", "negatives")] == [8, 8, 4]
    assert len(full.held_out) == 5
    assert [*child.asked][:3] == ["finetune", "--model", "base"]
    assert "--negatives" in child.asked


def test_both_cannot_be_taught_by_it(paint: Painter, tmp_path: Path) -> None:
    pictures = [*labelled(paint, cat=5, dog=5), LabelledPicture(tmp_path / "x.png", "both")]
    (told,) = FullTraining(pictures, "base", tmp_path / "work").events(Recorder)
    assert isinstance(told, Notice)


def test_too_few_of_a_label(paint: Painter, tmp_path: Path) -> None:
    with pytest.raises(RetrainingError, match="'luna' has 2"):
        FullTraining(labelled(paint, cat=9, luna=2), "base", tmp_path)


def test_one_class_only(paint: Painter, tmp_path: Path) -> None:
    with pytest.raises(RetrainingError, match="two classes"):
        list(FullTraining(labelled(paint, cat=9, neither=9), "base", tmp_path / "w").events(Recorder))


def test_both_models_are_judged_on_what_was_kept_apart(
    paint: Painter, tmp_path: Path, bundled: Path, make_tiny_model_folder: Callable[..., Path]
) -> None:
    old, new = read_model_folder(bundled), read_model_folder(make_tiny_model_folder("new", classes=("dog", "cat")))
    full = FullTraining(labelled(paint, cat=5, dog=5), "base", tmp_path)
    full.held_out[0].path.write_bytes(b"damaged meanwhile")
    judging = full.held_out_scores(old, new, lambda: None)
    assert judging is not None
    assert judging.labels == (full.held_out[1].label,)
    assert judging.before[0] == pytest.approx(judging.after[0])


def test_features_of_what_can_be_read(paint: Painter, tmp_path: Path, bundled: Path) -> None:
    model = read_model_folder(bundled)
    paths = [*paint("cat", 2), tmp_path / "missing.png", *paint("dog", 1)]
    kept, features = picture_features(paths, Look(model, open_engine(model, "onnx")), 2, threading.Event())
    assert (kept, features.shape) == ([0, 1, 3], (3, 3))
    stop = threading.Event()
    stop.set()
    assert picture_features(paths, Look(model, open_engine(model, "onnx")), 2, stop)[1].shape == (0, 3)


def test_the_estimate_learns_from_the_last_retrain(paint: Painter, bundled: Path) -> None:
    model, pictures = read_model_folder(bundled), labelled(paint, cat=20)
    first = seconds_needed(pictures, model, [])
    slow = Release("a", bundled, None, origin="quick", counts={"cat": 1}, seconds=100.0)
    assert seconds_needed(pictures, model, [slow]) > 90 > first > 0
    assert seconds_needed([], model, []) == pytest.approx(4.0)


def test_a_full_retrain_takes_longer_the_more_there_is_to_learn(
    paint: Painter, bundled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = read_model_folder(bundled)
    monkeypatch.setattr("catdog_gui.retraining.estimate._seconds_per_picture", lambda *_: 0.01)
    few, many = (full_seconds_needed(labelled(paint, cat=count), model) for count in (10, 110))
    assert many - few == pytest.approx(25.0)
    assert few > seconds_needed(labelled(paint, cat=10), model, [])
