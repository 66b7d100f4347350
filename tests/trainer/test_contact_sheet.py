"""The sheet of pictures with labels and scores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageColor
from safetensors.numpy import save_file

from catdog_gui.classify.model_folder import read_model_folder
from tests.trainer.conftest import Recorder, write_pictures
from trainer import contact_sheet
from trainer.errors import TrainerError
from trainer.examples import load_negatives

Run = Callable[..., Recorder]


@pytest.fixture
def model(make_tiny_model_folder: Callable[..., Path]) -> Path:
    return make_tiny_model_folder(classes=("red", "green"))


def test_a_labelled_set_in_rows_of_five(model: Path, toy_set: Path, tmp_path: Path, run_command: Run) -> None:
    events = run_command("predict", "--model", model, "--dataset", toy_set, "--output", tmp_path / "sheet.png")
    assert events.results["pictures"] == 15
    sheet = Image.open(tmp_path / "sheet.png")
    assert sheet.width == 2 * (2 * 32 + 5 * 200 + 4 * 16)
    pixels = np.asarray(sheet)
    assert (np.abs(pixels.astype(int) - [60, 190, 80]).sum(-1) < 150).mean() > 0.2, "the pictures are on the sheet"


def test_a_folder_of_pictures_without_labels(
    model: Path, toy_negatives: Path, tmp_path: Path, run_command: Run
) -> None:
    (toy_negatives / "broken.png").write_bytes(b"no picture")
    events = run_command(
        "predict", "--model", model, "--dataset", toy_negatives, "--count", 30, "--output", tmp_path / "sheet.png"
    )
    assert events.results["pictures"] == 16
    assert any("broken.png" in message for message in events.errors)


def test_fewer_pictures_than_a_row(model: Path, tmp_path: Path, run_command: Run) -> None:
    write_pictures(tmp_path / "few", "red", 2)
    run_command("predict", "--model", model, "--dataset", tmp_path / "few", "--output", tmp_path / "sheet.png")
    assert Image.open(tmp_path / "sheet.png").width == 2 * (2 * 32 + 2 * 200 + 16)


def test_a_mistake_is_outlined(model: Path, tmp_path: Path, run_command: Run) -> None:
    for label, colour in (("red", "red"), ("green", "red")):
        write_pictures(tmp_path / "set" / label, colour, 1)
    run_command("predict", "--model", model, "--dataset", tmp_path / "set", "--output", tmp_path / "sheet.png")
    pixels = np.asarray(Image.open(tmp_path / "sheet.png"))
    outlined = (pixels == np.asarray(ImageColor.getrgb(contact_sheet._WRONG))).all(-1)
    wrong, right = outlined[:, : pixels.shape[1] // 2], outlined[:, pixels.shape[1] // 2 :]
    assert wrong.sum() > 1000
    assert not right.any()


@pytest.mark.parametrize(("score", "shown"), [(1.0, "100.0 %"), (0.9999, "99.9 %"), (0.5, "50.0 %")])
def test_only_certainty_is_called_100_percent(score: float, shown: str) -> None:
    assert contact_sheet._percent(score) == shown


def test_a_missing_output_folder_is_refused(model: Path, toy_set: Path, tmp_path: Path, run_command: Run) -> None:
    with pytest.raises(TrainerError, match="no folder"):
        run_command("predict", "--model", model, "--dataset", toy_set, "--output", tmp_path / "none" / "sheet.png")


def test_the_sheet_shows_what_a_pair_finally_decides(make_tiny_pair: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_tiny_pair(classes=("red", "green"))
    weight = np.asarray([[0, 20, 0], [20, 0, 0]], np.float32)  # the second look takes red for green
    bias = np.full(2, -10, np.float32)
    save_file({"classifier.weight": 3 * weight, "classifier.bias": bias}, folder / "second" / "model.safetensors")
    (tmp_path / "dull").mkdir()
    Image.new("RGB", (9, 9), (150, 20, 0)).save(tmp_path / "dull" / "one.png")
    examples = load_negatives(str(tmp_path / "dull"), "test", ("red", "green"))
    (tile,) = contact_sheet.classify_tiles(examples, read_model_folder(folder), Recorder())
    assert tile.decision == "green"


@pytest.mark.parametrize(("name", "written"), [("x.jpg", "JPEG"), ("x.PNG", "PNG")])
def test_the_ending_of_its_name_says_how_the_sheet_is_written(
    name: str, written: str, model: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    run_command("predict", "--model", model, "--dataset", toy_set, "--output", tmp_path / name)
    with Image.open(tmp_path / name) as sheet:
        assert sheet.format == written
