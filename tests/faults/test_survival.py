"""A short part of run.py: each operation under one fault of each kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import OPERATIONS, MakeStage, Verdict, after_power_cut, failed, failures, history, killed
from shim import Kind

NAMES = [operation.name for operation in OPERATIONS]
GOOD = Verdict()


@pytest.mark.parametrize("name", NAMES)
def test_killed(name: str, make_stage: MakeStage) -> None:
    stage = make_stage(name, 1)
    assert killed(stage, stage.calls() // 2) == GOOD


@pytest.mark.parametrize("name", NAMES)
def test_power_cut(name: str, make_stage: MakeStage, fast_root: Path) -> None:
    stage = make_stage(name, 2)
    before, done = history(stage, fast_root / "log")
    assert after_power_cut(stage, before, done) == GOOD


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("watch")])
def test_errors(name: str, make_stage: MakeStage) -> None:
    stage = make_stage(name, 3)
    failure = stage.chance.choice([*failures(stage, frozenset(Kind))])
    assert failed(stage, failure) == GOOD, failure
