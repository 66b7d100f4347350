"""`head` on a base model, which gets its first head for the labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("transformers", reason="needs the train extra")

from catdog_gui.classify.model_folder import BUNDLED, INT8_FEATURES, read_model_folder
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.reference import read_reference
from tests.trainer.conftest import Recorder, write_pictures
from trainer import first_head
from trainer.errors import TrainerError

Run = Callable[..., Recorder]


def test_a_base_model_becomes_a_model_of_the_labels(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    run_command("head", "--model", toy_resnet, "--examples", toy_set, "--output", tmp_path / "out")
    model = read_model_folder(tmp_path / "out")
    assert (model.classes, model.kind) == (("green", "red"), ScoreKind.EXCLUSIVE)
    assert model.details["metrics"]["held_out_pictures"] == 10
    assert read_reference(model.path, model.head.weight.shape[1]) is not None
    events = run_command("evaluate", "--model", tmp_path / "out", "--dataset", toy_set)
    assert events.results["accuracy"] > 0.95


def test_networks_hold_no_paths_of_this_computer(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    run_command("head", "--model", toy_resnet, "--examples", toy_set, "--output", tmp_path / "out")
    networks = [*(tmp_path / "out").glob("*.onnx"), *BUNDLED.glob("*.onnx")]
    assert len(networks) == 3
    root = str(Path(first_head.__file__).parents[1]).encode()
    for network in networks:
        content = network.read_bytes()
        assert b"stack_trace" not in content, network
        assert root not in content, network


def test_pictures_of_neither_make_the_scores_independent(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    write_pictures(toy_set / "neither", "blue", 24)
    run_command("head", "--model", toy_resnet, "--examples", toy_set, "--output", tmp_path / "out")
    model = read_model_folder(tmp_path / "out")
    assert (model.classes, model.kind) == (("green", "red"), ScoreKind.INDEPENDENT)
    reference = read_reference(model.path, model.head.weight.shape[1])
    assert reference is not None
    assert set(reference.label_names) == {"green", "red", "neither"}


def test_an_8_bit_network_that_decides_differently_is_dropped(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_head, "decision_agreement", lambda *_: 0.9)
    events = run_command("head", "--model", toy_resnet, "--examples", toy_set, "--output", tmp_path / "out")
    assert not (tmp_path / "out" / INT8_FEATURES).exists()
    assert ("int8_agreement", 0.9, {"kept": "the float network alone"}) in events.metrics
    assert np.isfinite(read_model_folder(tmp_path / "out").head.weight).all()


def test_one_label_alone_is_refused(toy_resnet: Path, tmp_path: Path, run_command: Run) -> None:
    write_pictures(tmp_path / "one" / "cat", "red", 3)
    with pytest.raises(TrainerError, match="at least two labels"):
        run_command("head", "--model", toy_resnet, "--examples", tmp_path / "one", "--output", tmp_path / "out")
    assert not list(tmp_path.glob("*out*"))


def test_a_missing_base_model_is_named(toy_set: Path, tmp_path: Path, run_command: Run) -> None:
    with pytest.raises(TrainerError, match="nowhere"):
        run_command("head", "--model", tmp_path / "nowhere", "--examples", toy_set, "--output", tmp_path / "out")
