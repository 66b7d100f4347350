"""A few rounds of several programs at once, and that their oracle finds what it looks for."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("the programs are forked", allow_module_level=True)

from concurrency import FoundFaultError, Playground, require_nothing_lost

ROUNDS = 4


@pytest.fixture
def playground(tmp_path: Path) -> Playground:
    made = Playground(tmp_path, tmp_path / "model", random.Random(1))
    made.prepare()
    return made


def test_several_programs_at_once_lose_nothing() -> None:
    # A process of its own: this one has threads, and must not be forked.
    command = [sys.executable, Path(__file__).parent / "concurrency.py", "--rounds", str(ROUNDS)]
    done = subprocess.run(command, env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""}, capture_output=True)
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
    assert done.stdout.startswith(f"{ROUNDS} rounds".encode())


def test_the_oracle_finds_what_is_lost(playground: Playground) -> None:
    require_nothing_lost(playground)
    next(playground.pictures.rglob("*.png")).unlink()
    with pytest.raises(FoundFaultError, match="lost"):
        require_nothing_lost(playground)


def test_the_oracle_finds_what_is_there_twice(playground: Playground) -> None:
    picture = next(playground.pictures.rglob("*.png"))
    (playground.pictures / "again.png").write_bytes(picture.read_bytes())
    with pytest.raises(FoundFaultError, match="twice"):
        require_nothing_lost(playground)


def test_the_oracle_finds_what_is_half_done(playground: Playground) -> None:
    picture = next(playground.pictures.rglob("*.png"))
    picture.rename(picture.with_name(".half.part"))
    with pytest.raises(FoundFaultError, match="left over"):
        require_nothing_lost(playground)
