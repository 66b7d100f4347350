"""An output folder appears whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from trainer.errors import Interrupted, TrainerError
from trainer.output import atomic_folder


def test_the_folder_appears_at_the_end(tmp_path: Path) -> None:
    with atomic_folder(tmp_path / "out") as draft:
        (draft / "a").write_text("content")
        assert not (tmp_path / "out").exists()
    assert (tmp_path / "out" / "a").read_text() == "content"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("error", [ValueError, Interrupted, KeyboardInterrupt])
def test_nothing_is_left_after_an_error(tmp_path: Path, error: type[BaseException]) -> None:
    def write() -> None:
        with atomic_folder(tmp_path / "out") as draft:
            (draft / "a").write_text("half")
            raise error

    with pytest.raises(error):
        write()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("keep")
    with pytest.raises(TrainerError, match="exists already"), atomic_folder(tmp_path / "out"):
        pytest.fail("the body must not run")
    assert (tmp_path / "out" / "mine").read_text() == "keep"


def test_every_file_is_on_the_disk_before_the_folder_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []

    def fsync(descriptor: int) -> None:
        synced.append((os.fstat(descriptor).st_ino, (tmp_path / "out").exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    with atomic_folder(tmp_path / "out") as draft:
        (draft / "a").write_text("content")
        (draft / "deep").mkdir()
        (draft / "deep" / "b").write_text("content")
    files = (tmp_path / "out" / "a", tmp_path / "out" / "deep" / "b")
    assert sorted(synced) == sorted((file.stat().st_ino, False) for file in files)


def test_an_empty_folder_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with atomic_folder(tmp_path / "out") as draft:
        (draft / "a").touch()
    assert (tmp_path / "out" / "a").exists()
