"""Destinations that are not what they were, or that refuse a name."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from sorting_faults import FakeFileSystem
from sorting_folders import Folder, tree

from catdog_gui.sorting import destination
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import Mode, State
from catdog_gui.sorting.recover import recover
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo


class Refusing(FakeFileSystem):
    """Another disk that refuses names with a colon: with EINVAL, or with EILSEQ also where they are looked up."""

    def __init__(self, other_device: Path, number: int) -> None:
        super().__init__(other_device=other_device)
        self.number = number

    def _check(self, *paths: Path) -> None:
        assert self.other_device is not None
        for path in paths:
            if path.is_relative_to(self.other_device) and ":" in str(path.relative_to(self.other_device)):
                raise OSError(self.number, os.strerror(self.number))

    def lstat(self, path: Path) -> os.stat_result:
        if self.number == errno.EILSEQ:
            self._check(path)
        return super().lstat(path)

    def rename(self, source: Path, target: Path) -> None:
        self._check(target)
        super().rename(source, target)

    def link(self, source: Path, target: Path) -> None:
        self._check(target)
        super().link(source, target)

    def create_exclusive(self, target: Path) -> None:
        self._check(target)
        super().create_exclusive(target)

    def make_folder(self, folder: Path) -> None:
        self._check(folder)
        super().make_folder(folder)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EILSEQ, errno.ENAMETOOLONG])
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("name", ["10:30.jpg", "a:b/c.jpg"])
def test_a_name_that_is_refused_is_left_with_the_reason(
    folder: Folder, journal: Journal, tmp_path: Path, number: int, mode: Mode, name: str
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    folder.put(name)
    folder.put("good.jpg")
    before = tree(folder.root)
    disk = Refusing(other, number)
    result = execute(folder.plan({name: "cat", "good.jpg": "cat"}, other, mode), journal, disk=disk)
    assert [outcome.state for outcome in result.outcomes] == [
        State.FAILED,
        State.COPIED if mode is Mode.COPY else State.MOVED,
    ]
    assert result.outcomes[0].reason
    assert [path.name for path in other.rglob("*") if path.is_file()] == ["good.jpg"]
    assert recover(journal, disk=disk) == ()
    undo(result.run, journal, disk=disk)
    assert tree(folder.root) == before
    assert list(other.iterdir()) == []


def test_nothing_goes_beneath_a_mount_point_that_was_unmounted_before_the_folder_was_made(
    folder: Folder, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put("a.jpg")
    mount = tmp_path / "mount"
    mount.mkdir()
    plan = folder.plan({"a.jpg": "cat"}, mount / "new")
    assert plan.options.device == mount.stat().st_dev
    monkeypatch.setattr("catdog_gui.sorting.sort.device_of", lambda *_: mount.stat().st_dev + 1)
    result = execute(plan, journal)
    assert result.stop_reason == "The destination is no longer there."
    assert list(mount.iterdir()) == []
    assert (folder.root / "a.jpg").exists()


def test_the_device_is_that_of_the_nearest_parent(tmp_path: Path, other_device: Path) -> None:
    assert destination.device_of(other_device / "not" / "yet") == other_device.stat().st_dev
    assert destination.device_of(tmp_path / "not" / "yet") == tmp_path.stat().st_dev
