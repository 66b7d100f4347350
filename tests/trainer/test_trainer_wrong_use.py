"""Wrong use of each command is one error event and exit code 2, before anything is scored or trained."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trainer.conftest import Recorder, write_pictures
from trainer import cli
from trainer.errors import TrainerError
from trainer.output import require_output_available

FINETUNE = ["finetune", "--model", "efficientnet-lite0", "--dataset", ".", "--output", "out"]
BUILD = ["build-bundled", "--dataset", ".", "--negatives", ".", "--output", "out"]
BUILD += ["--validation", ".", "--validation-negatives", "."]


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command with --json and gives the message of its one error."""
    monkeypatch.setattr("trainer.cli._turn_signals_into_interrupts", threading.Event)

    def run(*arguments: object) -> str:
        monkeypatch.setattr("sys.stdout", sys.stdout)
        assert cli.main([*map(str, arguments), "--json"]) == cli.WRONG_USE
        events = map(json.loads, capsys.readouterr().out.splitlines())
        (message,) = (event["message"] for event in events if event["event"] == "error")
        return str(message)

    return run


@pytest.mark.parametrize(
    ("command", "given", "expected"),
    [
        (FINETUNE, ["--epochs", "x"], "invalid int value"),
        (FINETUNE, ["--epochs", "0"], "--epochs must be 1 or more"),
        (FINETUNE, ["--head-rate", "nan"], "--head-rate must be 0 or more, not nan"),
        (FINETUNE, ["--body-rate", "inf"], "--body-rate must be 0 or more, not inf"),
        (FINETUNE, ["--flip", "nan"], "--flip is a share between 0 and 1, not nan"),
        (FINETUNE, ["--weight-decay", "-1"], "--weight-decay must be 0 or more"),
        (FINETUNE, ["--pictures-at-once", "-1"], "--pictures-at-once must be 0 or more"),
        (FINETUNE, ["--loader-processes", "-1"], "--loader-processes must be 0 or more"),
        (FINETUNE, ["--patience", "-1"], "--patience must be 0 or more"),
        (FINETUNE, ["--train-side", "-1"], "--train-side must be 0 or more"),
        (FINETUNE, ["--least-crop-area", "0"], "--least-crop-area must be from 0.001 to 1"),
        (FINETUNE, ["--validation-share", "0.6"], "--validation-share must be from 0 to 0.5"),
        (FINETUNE, ["--seed", "99999999999"], "--seed: a whole number from 0 to 4294967295 is possible"),
        (["head", "--model", ".", "--output", "out"], ["--seed", "-1"], "--seed: a whole number"),
        (["export", "--model", ".", "--dataset", ".", "--output", "out"], ["--seed", "-1"], "--seed: a whole number"),
        (BUILD, ["--l2-strength", "0"], "--l2-strength must be from 1e-06"),
        (BUILD, ["--doubt-to", "2"], "--doubt-to is a share"),
        (BUILD, ["--seed", "-1"], "--seed: a whole number"),
    ],
)
def test_an_impossible_number(refused: Callable[..., str], command: list[str], given: list[str], expected: str) -> None:
    assert expected in refused(*command, *given)


@pytest.mark.parametrize("command", ["evaluate", "head", "export"])
def test_an_output_that_cannot_be_written(
    refused: Callable[..., str], make_tiny_model_folder: Callable[..., Path], tmp_path: Path, command: str
) -> None:
    for colour in ("red", "green"):
        write_pictures(tmp_path / "set" / colour, colour, 3)
    (tmp_path / "file").touch()
    data = "--examples" if command == "head" else "--dataset"
    model = make_tiny_model_folder(classes=("red", "green"))
    given = [command, "--model", model, data, tmp_path / "set", "--output", tmp_path / "file" / "out"]
    assert refused(*given).startswith(f"cannot write {tmp_path / 'file' / 'out'}")


def test_a_sheet_that_cannot_be_written(
    refused: Callable[..., str], make_tiny_model_folder: Callable[..., Path], tmp_path: Path
) -> None:
    write_pictures(tmp_path / "set", "red", 3)
    given = ["predict", "--model", make_tiny_model_folder(), "--dataset", tmp_path / "set", "--output", tmp_path]
    assert "is a folder" in refused(*given)


def test_a_place_that_takes_no_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, *_: object) -> None:
        raise OSError(30, os.strerror(30), str(path))

    with monkeypatch.context() as patched:
        patched.setattr("os.mkdir", refuse)
        with pytest.raises(TrainerError, match="Read-only"):
            require_output_available(tmp_path / "deep" / "out")
    require_output_available(tmp_path / "deep" / "out")
    assert list(tmp_path.iterdir()) == []


def test_parquet_that_is_none(
    refused: Callable[..., str], make_tiny_model_folder: Callable[..., Path], tmp_path: Path
) -> None:
    pytest.importorskip("datasets", reason="needs the train extra")
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "test-0.parquet").write_text("no parquet")
    given = ["evaluate", "--model", make_tiny_model_folder(), "--dataset", tmp_path / "set"]
    assert "cannot be read as a table of pictures" in refused(*given)


def test_exporting_with_pictures_that_cannot_be_read(
    run_command: Callable[..., Recorder], toy_resnet: Path, tmp_path: Path
) -> None:
    for number in range(2):
        for colour in ("red", "green"):
            (tmp_path / "set" / colour).mkdir(parents=True, exist_ok=True)
            (tmp_path / "set" / colour / f"{number}.jpg").write_text("no picture")
    with pytest.raises(TrainerError, match="none of the pictures can be read"):
        run_command("head", "--model", toy_resnet, "--examples", tmp_path / "set", "--output", tmp_path / "out")
    assert not (tmp_path / "out").exists()
