"""A checkpoint becomes the second look of a model folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("transformers", reason="needs the train extra")

from catdog_gui.classify.model_folder import read_model_folder
from tests.trainer.conftest import Recorder
from trainer.errors import TrainerError

Run = Callable[..., Recorder]

pytestmark = pytest.mark.slow


@pytest.fixture
def checkpoint(toy_resnet: Path) -> Path:
    """A ResNet for red and green whose head knows nothing yet."""
    import transformers

    labels = {0: "green", 1: "red"}
    network = transformers.AutoModelForImageClassification.from_pretrained(
        toy_resnet, num_labels=2, id2label=labels, ignore_mismatched_sizes=True
    )
    network.save_pretrained(toy_resnet)
    return toy_resnet


@pytest.fixture
def first(checkpoint: Path, toy_set: Path, tmp_path: Path, run_command: Run) -> Path:
    run_command("export", "--model", checkpoint, "--dataset", toy_set, "--output", tmp_path / "first")
    return tmp_path / "first"


def test_an_exported_checkpoint_as_a_second_look(
    first: Path, checkpoint: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    pair = tmp_path / "pair"
    options = ("--model", checkpoint, "--dataset", toy_set, "--second-look-of", first)
    run_command("export", *options, "--output", pair)
    model = read_model_folder(pair)
    assert model.second_look is not None
    assert model.classes == ("green", "red")
    assert 0 <= model.details["metrics"]["second_looks"] <= 1
    replaced = tmp_path / "replaced"
    run_command("export", *options[:-1], pair, "--output", replaced)
    assert read_model_folder(replaced).id == model.id


def test_a_network_is_trained_as_a_second_look(
    first: Path, checkpoint: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    pair = tmp_path / "pair"
    run_command(
        "finetune", "--model", checkpoint, "--dataset", toy_set, "--output", pair, "--second-look-of", first,
        "--epochs", 1, "--batch", 16,
    )  # fmt: skip
    before = read_model_folder(first).head.weight
    of_first, of_second = (look.head.weight for look in read_model_folder(pair).looks)
    assert np.array_equal(of_first, before)
    assert not np.array_equal(of_second, before)


def test_scores_of_another_kind_are_refused_before_the_training(
    first: Path, checkpoint: Path, toy_set: Path, toy_negatives: Path, tmp_path: Path, run_command: Run
) -> None:
    arguments = ["--model", checkpoint, "--dataset", toy_set, "--negatives", toy_negatives, "--second-look-of", first]
    with pytest.raises(TrainerError, match="without --negatives"):
        run_command("finetune", *arguments, "--output", tmp_path / "pair")
    assert not (tmp_path / "pair").exists()
