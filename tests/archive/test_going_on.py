"""A table goes on: each picture has one row, whatever was changed, added, killed or cancelled in between."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from catdog_gui.archive.known import KnownItems
from catdog_gui.archive.models import Item
from catdog_gui.archive.threads import rows_by_threads
from catdog_gui.cli import CANCELLED, DONE, SOME_FAILED, WRONG_USE
from tests.archive.conftest import (
    PICTURES,
    Classify,
    decisions,
    png,
    pq,
    read_rows,
    write_folder,
    write_hub_parquet,
    write_tar,
)

ScoredNow = Callable[[], set[str]]
ROOT = Path(__file__).parents[2]


def each_has_one_row(table: Path, folder: Path) -> bool:
    return sorted(row["path"] for row in read_rows(table)) == sorted(map(str, folder.iterdir()))


def test_nothing_is_scored_twice(classify: Classify, scored_now: ScoredNow, table: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "pictures")
    classify(folder)
    assert scored_now() == set(PICTURES)
    assert classify(folder) == DONE
    assert scored_now() == set()
    assert each_has_one_row(table, folder)


def test_what_is_new_is_added(classify: Classify, scored_now: ScoredNow, table: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "pictures")
    classify(folder)
    scored_now()
    write_folder(folder, {"another.png": PICTURES["cat.png"]})
    classify(folder)
    assert scored_now() == {"another.png"}
    assert each_has_one_row(table, folder)


def test_what_is_changed_is_scored_again(
    classify: Classify, scored_now: ScoredNow, table: Path, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "pictures")
    classify(folder)
    scored_now()
    (folder / "cat.png").write_bytes(PICTURES["dog.png"])
    classify(folder)
    assert scored_now() == {"cat.png"}
    assert decisions(read_rows(table))["cat"] == "dog"
    assert each_has_one_row(table, folder)


@pytest.mark.parametrize("write", [write_tar, write_hub_parquet])
def test_a_container_is_scored_again_as_a_whole(
    classify: Classify, scored_now: ScoredNow, table: Path, tmp_path: Path, write: Callable[..., Path]
) -> None:
    container = write(tmp_path / ("a.tar" if write is write_tar else "a.parquet"))
    classify(container)
    scored_now()
    classify(container)
    assert scored_now() == set()
    write(
        container,
        {"cat.png": PICTURES["dog.png"], "dog.png": PICTURES["cat.png"]},
        **({} if write is write_tar else {"rows_a_group": 5}),
    )
    classify(container)
    assert {row["decision"] for row in read_rows(table) if "cat.png" in row["path"]} == {"dog"}


def test_what_is_no_longer_named_stays(classify: Classify, table: Path, tmp_path: Path) -> None:
    first = write_folder(tmp_path / "first")
    second = write_folder(tmp_path / "second")
    classify(first)
    classify(second)
    assert len(read_rows(table)) == 2 * len(PICTURES)


def test_another_model_scores_all_again(
    classify: Classify,
    run: Callable[..., int],
    make_tiny_model_folder: Callable[..., Path],
    scored_now: ScoredNow,
    table: Path,
    tmp_path: Path,
) -> None:
    folder = write_folder(tmp_path / "pictures")
    classify(folder)
    scored_now()
    other = make_tiny_model_folder("other", card={"temperature": 2.0})
    run("classify", folder, "--output", table, "--model", other, "--json")
    assert scored_now() == set(PICTURES)
    assert each_has_one_row(table, folder)


def test_a_model_with_other_classes_is_refused(
    classify: Classify,
    run: Callable[..., int],
    make_tiny_model_folder: Callable[..., Path],
    table: Path,
    tmp_path: Path,
) -> None:
    folder = write_folder(tmp_path / "pictures")
    classify(folder)
    other = make_tiny_model_folder("other", classes=("ape", "bee"))
    assert run("classify", folder, "--output", table, "--model", other) == WRONG_USE
    assert len(read_rows(table)) == len(PICTURES)


def test_a_picture_that_could_not_be_opened_is_tried_again(
    classify: Classify, scored_now: ScoredNow, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "pictures", {"cat.png": PICTURES["cat.png"], "bad.png": b"no picture"})

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr("catdog_gui.pictures.decoding.open_linked_file", refuse)
        assert classify(folder) == SOME_FAILED
    scored_now()
    assert classify(folder) == SOME_FAILED
    assert classify(folder) == DONE
    assert scored_now() == {"cat.png", "bad.png"}
    assert decisions(read_rows(table)) == {"cat": "cat", "bad": "failed"}


def test_an_interrupted_run_leaves_whole_items(
    make_tiny_model_folder: Callable[..., Path],
) -> None:
    stop = threading.Event()

    class Maker:
        def rows(self, chunk: list[Item]) -> list[str]:
            return [item.path for item in chunk]

    chunks = ([Item(str(number), 1, 1, "e")] for number in range(1_000_000))
    seen = []
    for rows in rows_by_threads(chunks, Maker(), 2, stop):  # type: ignore[arg-type]
        seen += rows
        if len(seen) == 10:
            stop.set()
    assert 10 <= len(seen) < 20


def test_a_draft_of_a_killed_run_is_removed(classify: Classify, table: Path, tmp_path: Path) -> None:
    table.mkdir()
    draft = table / ".part-0-0.parquet"
    draft.write_bytes(b"half a part")
    classify(write_folder(tmp_path / "pictures"))
    assert not draft.exists()


def test_two_runs_at_once_are_refused(classify: Classify, table: Path, tmp_path: Path) -> None:
    from catdog_gui.storage import file_lock

    table.mkdir()
    with file_lock(table / ".lock"):
        assert classify(write_folder(tmp_path / "pictures")) == WRONG_USE
    assert classify(tmp_path / "pictures") == DONE


def test_another_programs_parquet_file_is_refused(classify: Classify, table: Path, tmp_path: Path) -> None:
    table.mkdir()
    write_hub_parquet(table / "part-0.parquet")
    assert classify(write_folder(tmp_path / "pictures")) == WRONG_USE


def test_known_items_are_found_among_many(classify: Classify, table: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "pictures", {f"{number}.png": PICTURES["cat.png"] for number in range(50)})
    classify(folder)
    model = read_rows(table)[0]["model"]
    known = KnownItems(table, model)
    rows = read_rows(table)
    assert all(known.has(Item(row["path"], 0, 0, row["etag"])) for row in rows)
    assert not any(known.has(Item(row["path"] + "x", 0, 0, row["etag"])) for row in rows)


def command(table: Path, folder: Path, model: Path, home: Path) -> list[str]:
    options = ["--output", str(table), "--model", str(model), "--engine", "onnx", "--workers", "2"]
    # Parts every tenth of a second, so that each kill finds some.
    script = (
        "import sys; from catdog_gui.archive import table; from catdog_gui.cli import main\n"
        "table._SECONDS_A_PART = 0.1; sys.exit(main(sys.argv[1:]))"
    )
    return [sys.executable, "-c", script, "--home", str(home), "classify", str(folder), *options]


@pytest.mark.slow
def test_kills_at_random_lose_nothing(table: Path, tmp_path: Path, make_tiny_model_folder: Callable[..., Path]) -> None:
    pictures = {f"{number:05}.png": png((number % 256, 5, 5)) for number in range(3000)}
    folder, model = write_folder(tmp_path / "pictures", pictures), make_tiny_model_folder()
    chance = random.Random(5)
    for number in range(10):
        ending = signal.SIGINT if number % 3 == 0 else signal.SIGKILL
        started = subprocess.Popen(command(table, folder, model, tmp_path / "home"), cwd=ROOT)
        time.sleep(chance.uniform(0.8, 2.5))
        started.send_signal(ending)
        code = started.wait()
        assert code in {DONE, CANCELLED, -signal.SIGKILL, -signal.SIGINT}
        rows = read_rows(table) if [*table.glob("*.parquet")] else []
        assert len(rows) == len({row["path"] for row in rows})
    assert subprocess.run(command(table, folder, model, tmp_path / "home"), cwd=ROOT).returncode == DONE
    assert each_has_one_row(table, folder)


def test_every_reader_reads_it(classify: Classify, table: Path, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    classify(write_folder(tmp_path / "pictures"))
    frame = pandas.read_parquet(table)
    assert list(frame.columns) == list(pq.read_schema(next(table.glob("*.parquet"))).names)
    assert frame.set_index("path")["scores"].map(lambda scores: scores["cat"]).max() > 0.9


def test_duckdb_reads_it(classify: Classify, table: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="a reader that the program itself does not need")
    classify(write_folder(tmp_path / "pictures"))
    query = f"select count(*) from '{table}/*.parquet' where scores.dog > 0.9 and modified > '2000-01-01'"
    assert duckdb.sql(query).fetchone() == (2,)


def test_datasets_reads_it(classify: Classify, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets", reason="of the train extra")
    classify(write_folder(tmp_path / "pictures"))
    rows = datasets.Dataset.from_parquet(str(next(table.glob("*.parquet"))), cache_dir=str(tmp_path / "cache"))
    assert len(rows) == len(PICTURES)
