"""`catdog sort --from SCORES` sorts by former scores, and only files that are still those that were scored."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from catdog_gui.cli import DONE, SOME_FAILED, WRONG_USE
from tests.archive.conftest import PICTURES, Classify, write_folder, write_tar

Lines = Callable[[], dict[str, dict[str, object]]]
Run = Callable[..., int]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "pictures")


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """What the last command wrote of each file, by the stem of its name."""
    return lambda: {
        Path((line := json.loads(text))["source"]).stem: line for text in capsys.readouterr().out.splitlines()
    }


def test_it_moves_what_was_scored_without_a_model(classify: Classify, run: Run, table: Path, folder: Path) -> None:
    classify(folder)
    (folder / "cat.xmp").write_text("a sidecar")
    assert run("sort", "--from", table, "--yes") == DONE
    assert {path.name for path in (folder / "cat").iterdir()} == {"cat.png", "cat.xmp"}
    assert (folder / "dog" / "dog.png").exists()
    assert (folder / "unsure.png").exists()


def test_undo_takes_it_back(classify: Classify, run: Run, table: Path, folder: Path) -> None:
    classify(folder)
    run("sort", "--from", table, "--yes")
    assert run("undo", "--yes") == DONE
    assert {path.name for path in folder.iterdir()} == set(PICTURES)


def test_into_another_folder(classify: Classify, run: Run, table: Path, folder: Path, tmp_path: Path) -> None:
    classify(folder)
    assert run("sort", "--from", table, "--into", tmp_path / "sorted", "--yes") == DONE
    assert (tmp_path / "sorted" / "cat" / "cat.png").exists()


def test_sub_folders_are_kept(classify: Classify, run: Run, table: Path, tmp_path: Path) -> None:
    for name in ("2023", "2024"):
        write_folder(tmp_path / "pictures" / name)
    classify(tmp_path / "pictures", "--recursive")
    assert run("sort", "--from", table, "--yes") == DONE
    assert (tmp_path / "pictures" / "cat" / "2024" / "cat.png").exists()


@pytest.mark.parametrize("change", [lambda file: file.write_bytes(PICTURES["dog.png"] + b"\0"), os.utime])
def test_a_changed_file_stays(
    classify: Classify, run: Run, table: Path, folder: Path, change: Callable[[Path], object]
) -> None:
    classify(folder)
    change(folder / "cat.png")
    assert run("sort", "--from", table, "--yes") == SOME_FAILED
    assert (folder / "cat.png").exists()
    assert (folder / "dog" / "dog.png").exists()


def test_a_changed_file_is_told_why(
    classify: Classify, run: Run, lines: Lines, table: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    classify(folder)
    capsys.readouterr()
    os.utime(folder / "cat.png")
    run("sort", "--from", table, "--yes", "--json")
    said = lines()
    assert (said["cat"]["state"], said["cat"]["reason"]) == ("left", "it was changed since it was scored")
    assert said["dog"]["state"] == "moved"


def test_a_picture_that_was_not_scored_stays(classify: Classify, run: Run, table: Path, folder: Path) -> None:
    classify(folder)
    write_folder(folder, {"new.png": PICTURES["cat.png"]})
    assert run("sort", "--from", table, "--yes") == DONE
    assert (folder / "new.png").exists()


def test_another_threshold_decides_anew(classify: Classify, run: Run, table: Path, folder: Path) -> None:
    classify(folder)
    assert run("sort", "--from", table, "--min-score", "0.55", "--yes") == DONE
    assert (folder / "cat" / "unsure.png").exists()


def test_what_lies_in_a_container_is_not_moved(classify: Classify, run: Run, table: Path, tmp_path: Path) -> None:
    classify(write_tar(tmp_path / "shard.tar"))
    assert run("sort", "--from", table, "--yes") == WRONG_USE


def test_without_a_folder_or_a_table(run: Run, tmp_path: Path) -> None:
    assert run("sort", "--yes") == WRONG_USE
    assert run("sort", "--from", tmp_path / "nowhere", "--yes") == WRONG_USE
