"""Labelled pictures in tar shards, and names that are mapped into memory."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from tests.trainer.test_splits import png
from trainer.errors import TrainerError
from trainer.examples import has_split, load_examples
from trainer.string_table import StringTable


def write_shard(file: Path, members: dict[str, bytes], form: int = tarfile.USTAR_FORMAT) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(file, "w", format=form) as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return file


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_pictures_are_found_where_they_lie(tmp_path: Path, form: int) -> None:
    red, green, blue = png("red"), png("green"), png("blue")
    first = {"a/1.jpg": red, "a/1.cls": b"10", "a/1.json": b"{}", "b/1.cls": b"9\n", "b/1.png": green}
    write_shard(tmp_path / "train-000000.tar", first, form)
    write_shard(tmp_path / "train-000001.tar", {"c/1.png": blue, "c/1.json": b'{"label": 10}'}, form)
    examples = load_examples(str(tmp_path), "train")
    assert (examples.classes, examples.labels.tolist()) == (("9", "10"), [1, 0, 1])
    assert [examples.source.read(index) for index in range(3)] == [red, green, blue]
    assert list(examples.names) == ["train-000000.tar/a/1.jpg", "train-000000.tar/b/1.png", "train-000001.tar/c/1.png"]
    assert not has_split(str(tmp_path), "test")


def test_classes_are_named_by_a_file_beside_the_shards(tmp_path: Path) -> None:
    write_shard(tmp_path / "train" / "0.tar", {"1.png": png("red"), "1.cls": b"2", "2.png": png("red"), "2.cls": b"0"})
    (tmp_path / "classes.txt").write_text("bird\ncat\ndog\n", "utf-8")
    examples = load_examples(str(tmp_path), "train")
    assert (examples.classes, examples.labels.tolist()) == (("bird", "cat", "dog"), [2, 0])
    (tmp_path / "classes.txt").write_text("bird\ncat\n", "utf-8")
    with pytest.raises(TrainerError, match="no name for class 2"):
        load_examples(str(tmp_path), "train")


def test_a_damaged_shard_and_a_picture_without_a_label_are_refused(tmp_path: Path) -> None:
    file = write_shard(tmp_path / "train-0.tar", {"1.png": png("red")})
    with pytest.raises(TrainerError, match=r"no label .* for 1\.png"):
        load_examples(str(tmp_path), "train")
    file.write_bytes(file.read_bytes()[:550])
    with pytest.raises(TrainerError, match="no whole tar file"):
        load_examples(str(tmp_path), "train")


def test_a_table_of_strings_keeps_names_of_any_bytes() -> None:
    names = ["cat/1.png", "", os.fsdecode(b"dog/\xff.png"), "猫.png"]
    table = StringTable.of(iter(names))
    assert list(table) == names
    assert (table[-1], table[1:3]) == ("猫.png", names[1:3])
    with pytest.raises(IndexError):
        table[4]
    assert list(StringTable.of([])) == []
