"""Every kind of source gives the same decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import fsspec
import pytest

from catdog_gui.cli import DONE, SOME_FAILED, WRONG_USE
from tests.archive.conftest import (
    COLOURS,
    PICTURES,
    Classify,
    decisions,
    read_rows,
    write_folder,
    write_hub_parquet,
    write_tar,
)

EXPECTED = {name: name for name in COLOURS}


@pytest.fixture
def memory() -> Iterator[str]:
    filesystem = fsspec.filesystem("memory")
    for name, content in PICTURES.items():
        filesystem.pipe(f"/shelter/{name}", content)
    yield "memory://shelter"
    filesystem.rm("/shelter", recursive=True)


def test_a_folder(classify: Classify, table: Path, tmp_path: Path) -> None:
    assert classify(write_folder(tmp_path / "pictures")) == DONE
    assert decisions(read_rows(table)) == EXPECTED


def test_a_folder_with_sub_folders(classify: Classify, table: Path, tmp_path: Path) -> None:
    write_folder(tmp_path / "pictures" / "deep" / "deeper")
    assert classify(tmp_path / "pictures", "--recursive") == DONE
    assert decisions(read_rows(table)) == EXPECTED


def test_a_glob(classify: Classify, table: Path, tmp_path: Path) -> None:
    write_folder(tmp_path / "pictures")
    assert classify(tmp_path / "pictures" / "*o*.png") == DONE
    assert decisions(read_rows(table)).keys() == {"dog", "both"}


def test_a_file_url(classify: Classify, table: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "pictures")
    assert classify(f"file://{folder}") == DONE
    assert {row["path"] for row in read_rows(table)} == {str(folder / name) for name in PICTURES}


def test_a_url_of_another_store(classify: Classify, table: Path, memory: str) -> None:
    assert classify(memory) == DONE
    rows = read_rows(table)
    assert decisions(rows) == EXPECTED
    assert {row["path"] for row in rows} == {f"memory:///shelter/{name}" for name in PICTURES}


def test_a_glob_of_another_store(classify: Classify, table: Path, memory: str) -> None:
    assert classify(f"{memory}/c*.png") == DONE
    assert decisions(read_rows(table)) == {"cat": "cat"}


def test_a_parquet_file_of_the_hub(classify: Classify, table: Path, tmp_path: Path) -> None:
    file = write_hub_parquet(tmp_path / "train.parquet")
    assert classify(file) == DONE
    rows = read_rows(table)
    assert decisions(rows) == EXPECTED
    assert {row["item"] for row in rows} == {f"{file}#0", f"{file}#1", f"{file}#2"}


def test_a_tar_with_other_files(classify: Classify, table: Path, tmp_path: Path) -> None:
    file = write_tar(tmp_path / "shard.tar", {"a.json": b"{}", **PICTURES, "b.cls": b"0"})
    assert classify(file) == DONE
    assert decisions(read_rows(table)) == EXPECTED


def test_containers_in_a_folder(classify: Classify, table: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mixed", {"cat.png": PICTURES["cat.png"]})
    write_tar(folder / "shard.tar", {"dog.png": PICTURES["dog.png"]})
    write_hub_parquet(folder / "train.parquet", {"both.png": PICTURES["both.png"]})
    assert classify(folder) == DONE
    assert decisions(read_rows(table)) == {name: name for name in ("cat", "dog", "both")}


def test_sources_that_overlap_give_each_picture_once(classify: Classify, table: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "pictures")
    assert classify(folder, folder / "cat.png", f"{folder}/*.png") == DONE
    assert len(read_rows(table)) == len(PICTURES)


def test_the_table_is_no_source(classify: Classify, table: Path, tmp_path: Path) -> None:
    write_folder(table.parent / "pictures")
    assert classify(table.parent / "pictures") == DONE
    assert classify(table.parent, "--recursive") in {DONE, SOME_FAILED}
    assert not [row for row in read_rows(table) if table.name in row["path"]]


@pytest.mark.parametrize("source", ["nowhere", "nowhere://bucket"])
def test_a_source_that_is_not_there(classify: Classify, table: Path, tmp_path: Path, source: str) -> None:
    assert classify(source if ":" in source else tmp_path / source) == WRONG_USE


@pytest.mark.parametrize(
    ("name", "content"),
    [("bad.png", b"no picture"), ("bad.parquet", b"PAR1 no table PAR1"), ("bad.tar", b"no archive at all" * 100)],
)
def test_what_cannot_be_read_is_a_row_with_its_reason(
    classify: Classify, table: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    folder = write_folder(tmp_path / "pictures", {"cat.png": PICTURES["cat.png"], name: content})
    assert classify(folder) == SOME_FAILED
    rows = {row["path"]: row for row in read_rows(table)}
    assert rows[str(folder / name)]["decision"] == "failed"
    assert rows[str(folder / name)]["error"]
    assert rows[str(folder / "cat.png")]["decision"] == "cat"


def test_a_bad_picture_in_a_container(classify: Classify, table: Path, tmp_path: Path) -> None:
    file = write_tar(tmp_path / "shard.tar", {**PICTURES, "bad.png": b"no picture", "empty.png": b""})
    assert classify(file) == SOME_FAILED
    assert decisions(read_rows(table)) == EXPECTED | {"bad": "failed", "empty": "failed"}


def test_a_member_that_claims_too_much_is_refused(
    classify: Classify, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catdog_gui.archive.reading.MAX_BYTES", 200)
    file = write_tar(tmp_path / "shard.tar", {"large.png": PICTURES["cat.png"] + b"\0" * 200})
    assert classify(file) == SOME_FAILED
    (row,) = read_rows(table)
    assert "larger than" in row["error"]


def test_names_that_are_no_text(classify: Classify, table: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "caf\udce9.png").write_bytes(PICTURES["cat.png"])
    assert classify(folder) == DONE
    (row,) = read_rows(table)
    assert row["path"].endswith(r"caf\xe9.png")


def test_s3_is_listed_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from catdog_gui.archive import listing

    asked: list[dict[str, object]] = []

    def call_s3(_name: str, **options: object) -> dict[str, object]:
        asked.append(options)
        page = {"Contents": [{"Key": f"a/{len(asked)}.jpg", "Size": 3, "ETag": '"e"'}]}
        return page | ({"IsTruncated": True, "NextContinuationToken": "next"} if len(asked) == 1 else {})

    filesystem = SimpleNamespace(call_s3=call_s3, protocol=("s3", "s3a"), isfile=lambda _: False)
    names: Callable[[], list[str]] = lambda: [  # noqa: E731
        info["name"] for info in listing._remote_infos(filesystem, "bucket/a", recursive=True)
    ]
    assert names() == ["bucket/a/1.jpg", "bucket/a/2.jpg"]
    assert asked[1]["ContinuationToken"] == "next"
