"""The packaged program starts our own modules as Python would, so that the retraining finds its trainer."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from catdog_gui import __version__
from catdog_gui.retraining.trainer_process import TRAINER_COMMAND

ROOT = Path(__file__).parents[2]
START = ROOT / "resources" / "desktop" / "packaged.py"


def _run(*arguments: str) -> str:
    command, environment = [sys.executable, str(START), *arguments], {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_the_command() -> None:
    assert _run("--version").strip() == f"catdog {__version__}"


def test_it_runs_the_trainer_as_the_retraining_starts_it() -> None:
    assert "--corrections" in _run(*TRAINER_COMMAND[1:], "head", "--help")


@pytest.mark.parametrize("before", ["", "/opt/lib"])
def test_what_it_starts_gets_the_libraries_of_the_system(before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/packaged")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    runpy.run_path(str(START))["_lend_no_libraries"]()
    assert os.environ.get("LD_LIBRARY_PATH", "") == before
