from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sorting_folders import Folder

from catdog_gui.sorting.journal import Journal


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "pictures")


@pytest.fixture
def journal(fast_path: Path) -> Iterator[Journal]:
    with Journal(fast_path / "state" / "journal.sqlite") as journal:
        yield journal


@pytest.fixture
def fast_path() -> Iterator[Path]:
    """A folder in memory where there is such a thing: for tests that go through thousands of steps."""
    shm = Path("/dev/shm")
    path = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def other_device(tmp_path: Path) -> Iterator[Path]:
    """A folder on another device, or a fresh one if this computer has only one."""
    shm = Path("/dev/shm")
    if not shm.is_dir() or shm.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second device (/dev/shm)")
    path = Path(tempfile.mkdtemp(dir=shm))
    yield path
    shutil.rmtree(path)
