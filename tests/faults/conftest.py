from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import shim
from cases import OPERATIONS, MakeStage, Stage, Victims, victims
from oracle import Traits
from scenes import Places


@pytest.fixture(scope="session")
def shim_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shim.can_build():
        pytest.skip(shim.NO_COMPILER)
    return shim.build(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="session")
def process(shim_library: Path) -> Iterator[Victims]:
    with victims(shim_library) as process:
        yield process


@pytest.fixture
def fast_root() -> Iterator[Path]:
    """A folder in memory where there is such a thing: no test here needs a disk that is really cut off."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as root:
        yield Path(root)


@pytest.fixture
def make_stage(process: Victims, fast_root: Path) -> MakeStage:
    """Makes the stage of an operation by its name, with the scene of a seed."""
    places = Places(fast_root / "pictures", fast_root / "into", fast_root / "home")

    def make(operation: str, seed: int) -> Stage:
        (found,) = (each for each in OPERATIONS if each.name == operation)
        return Stage(process, found, seed, places, Traits.of(fast_root), apart=True)

    return make
