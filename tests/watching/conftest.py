from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from watching_folders import WatchedFolder

from catdog_gui.paths import Paths
from catdog_gui.sorting.journal import Journal


@pytest.fixture
def home():
    """The program's own files, in memory, because the journal waits until the disk has written."""
    shm = Path("/dev/shm")
    path = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def paths(home):
    return Paths.at(home)


@pytest.fixture
def journal(paths):
    with Journal(paths.journal_file) as journal:
        yield journal


@pytest.fixture
def watched(tmp_path, journal, paths):
    watched = WatchedFolder(tmp_path / "arriving", journal, paths)
    yield watched
    watched.close()
