"""Ray's workers give the rows that threads give, whatever is killed. A start of Ray takes seconds: marked slow."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.archive.conftest import Classify, png, read_rows, write_folder, write_tar

if find_spec("ray") is None:
    pytest.skip("Ray, of the archive extra, is not installed", allow_module_level=True)
psutil = pytest.importorskip("psutil", reason="it finds the workers to kill")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(170)]

PICTURES = {f"{number:04}.png": png((number % 256, 5, 5)) for number in range(900)}
KILLS = 10


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    from catdog_gui.archive.cluster import connect

    connect("local", 2)
    yield
    # Imported only now: the settings that `connect` makes count when Ray is imported.
    import ray

    ray.shutdown()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("catdog_gui.cli.archive_scoring.connect", lambda *_: "")
    return write_folder(tmp_path / "pictures", PICTURES)


def comparable(table: Path) -> list[tuple[object, ...]]:
    return sorted((row["path"], row["decision"], row["look"], *row["scores"].values()) for row in read_rows(table))


def workers() -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if "_Worker" in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_everything_listens_on_this_computer_alone() -> None:
    own = {process.pid for process in (psutil.Process(), *psutil.Process().children(recursive=True))}
    listening = {each.laddr.ip for each in psutil.net_connections("tcp") if each.status == "LISTEN" and each.pid in own}
    assert listening
    assert listening <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


def test_the_same_rows_as_threads(classify: Classify, table: Path, folder: Path) -> None:
    classify(folder)
    of_threads = comparable(table)
    for part in table.glob("*.parquet"):
        part.unlink()
    classify(folder, "--ray", "local", "--workers", "2")
    assert comparable(table) == of_threads


def test_killed_workers_lose_nothing(classify: Classify, table: Path, tmp_path: Path, folder: Path) -> None:
    chance, done, killed = random.Random(7), threading.Event(), []
    write_tar(tmp_path / "pictures" / "shard.tar", PICTURES)

    def kill() -> None:
        while not done.is_set() and len(killed) < KILLS:
            if alive := workers():
                victim = chance.choice(alive)
                os.kill(victim.pid, signal.SIGKILL)
                killed.append(victim.pid)
            time.sleep(chance.uniform(0.2, 0.6))

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        classify(folder, "--ray", "local", "--workers", "2")
    finally:
        done.set()
        killer.join()
    rows = read_rows(table)
    assert killed
    assert len(rows) == len({row["path"] for row in rows})
    assert {row["path"].rsplit("/", 1)[-1] for row in rows if row["error"] is None} >= set(PICTURES)


def test_what_kills_every_worker_becomes_a_row(make_tiny_model_folder: Callable[..., Path]) -> None:
    from catdog_gui.archive import cluster
    from catdog_gui.archive.models import Item

    queue = cluster._ChunkQueue([[Item("bad.png", 1, 1, "e")]])
    chunk = queue.take()
    assert chunk is not None
    rows = [queue.put_back(chunk) for _ in range(cluster._MAX_TRIES)]
    assert rows[:-1] == [[]] * (cluster._MAX_TRIES - 1)
    assert rows[-1][0].error == f"the workers that scored it died {cluster._MAX_TRIES} times"


def test_nothing_is_reported() -> None:
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
