"""Another program's package named `trainer` is noticed before it is run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from catdog_gui.cli import WRONG_USE, trainer
from catdog_gui.retraining.models import RetrainingError
from catdog_gui.retraining.trainer_package import PACKAGES, find_other_trainer
from catdog_gui.retraining.trainer_process import TrainerProcess


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A package of another program."""
    package = tmp_path / "trainer"
    package.mkdir()
    (package / "__init__.py").write_text("from .trainer import Trainer\n", "utf-8")
    return package


def test_our_own_is_found_first_whatever_the_path_holds(other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(other.parent))
    assert find_other_trainer() is None


def test_one_that_replaced_our_files_is_named(other: Path) -> None:
    assert find_other_trainer(other.parent) == other


def test_one_that_is_found_because_ours_is_not_there_is_named(
    other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(other.parent)])
    assert find_other_trainer(tmp_path / "empty") == other


def test_a_packaged_program_has_no_other(other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert find_other_trainer(other.parent) is None


@pytest.mark.parametrize("caller", ["retraining.trainer_process", "cli.trainer"])
def test_both_ways_to_the_trainer_say_what_to_do(
    caller: str, other: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(f"catdog_gui.{caller}.find_other_trainer", lambda: other)
    if caller == "cli.trainer":
        assert trainer.main() == WRONG_USE
        said = capsys.readouterr().err
    else:
        with pytest.raises(RetrainingError) as raised:
            list(TrainerProcess(other.parent / "log").events([]))
        said = str(raised.value)
    assert str(other) in said
    assert "install catdog again" in said


def test_the_script_is_the_trainer_under_its_own_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/catdog-trainer", "--help"])
    monkeypatch.setattr(sys, "path", [*sys.path])
    with pytest.raises(SystemExit) as ended:
        trainer.main()
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: catdog-trainer")
    assert sys.path[0] == str(PACKAGES)
