from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from watching_folders import WatchedFolder

from catdog_gui.paths import Paths
from catdog_gui.sorting.journal import Journal


@pytest.fixture
def home() -> Iterator[Path]:
    """The program's own files, in memory, because the journal waits until the disk has written."""
    shm = Path("/dev/shm")
    path = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def paths(home: Path) -> Paths:
    return Paths.at(home)


@pytest.fixture
def journal(paths: Paths) -> Iterator[Journal]:
    with Journal(paths.journal_file) as journal:
        yield journal


@pytest.fixture
def watched(tmp_path: Path, journal: Journal, paths: Paths) -> Iterator[WatchedFolder]:
    watched = WatchedFolder(tmp_path / "arriving", journal, paths)
    yield watched
    watched.close()
