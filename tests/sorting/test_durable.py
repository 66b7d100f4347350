"""What a power cut must not take is on the disk before the step that relies on it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from sorting_faults import RENAME_METHODS, FakeFileSystem
from sorting_xmp import packet

from catdog_gui.pictures.models import Group
from catdog_gui.sorting.keywords import plan_keywords
from catdog_gui.sorting.models import LabelledGroup, Mode, SortOptions
from catdog_gui.sorting.recover import recover
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo


class RecordingFileSystem(FakeFileSystem):
    """Lists the steps that change names, and the syncs, each with the path that it is about."""

    def __init__(self, method: str = "rename") -> None:
        super().__init__(refuse=RENAME_METHODS[method])
        self.done: list[tuple[str, Path]] = []

    def sync(self, folder):
        self.done.append(("sync", folder))

    def make_folder(self, folder):
        super().make_folder(folder)
        self.done.append(("make", folder))

    def remove_folder(self, folder):
        super().remove_folder(folder)
        self.done.append(("remove", folder))

    def rename(self, source, target):
        super().rename(source, target)
        self.done.append(("rename", target))

    def link(self, source, target):
        super().link(source, target)
        self.done.append(("link", target))

    def unlink(self, path):
        super().unlink(path)
        self.done.append(("unlink", path))


def test_a_new_folder_is_durable_before_files_move_into_it(folder, journal):
    picture, disk = folder.put("s/a.jpg"), RecordingFileSystem()
    execute(folder.plan({"s/a.jpg": "cat"}), journal, disk=disk)
    made = folder.root / "cat"
    assert disk.done[:5] == [
        ("make", made),
        ("sync", folder.root),
        ("make", made / "s"),
        ("sync", made),
        ("rename", made / "s" / "a.jpg"),
    ]

    picture.parent.rmdir()
    disk.done.clear()
    undo(None, journal, disk=disk)
    assert disk.done[:3] == [("make", picture.parent), ("sync", folder.root), ("rename", picture)]


def test_a_second_name_is_durable_before_the_first_one_goes(folder, journal):
    picture, disk = folder.put("a.jpg"), RecordingFileSystem("link")
    execute(folder.plan({"a.jpg": "cat"}), journal, disk=disk)
    target = folder.root / "cat" / "a.jpg"
    assert disk.done[2:5] == [("link", target), ("sync", target.parent), ("unlink", picture)]


def test_recovery_makes_the_name_that_stays_durable_before_it_removes_the_other(folder, journal):
    picture, disk = folder.put("a.jpg"), RecordingFileSystem()
    plan = folder.plan({"a.jpg": "cat"})
    (move,) = plan.moves
    journal.begin(plan, "token")
    move.target.parent.mkdir()
    os.link(picture, move.target)
    recover(journal, disk=disk)
    (_, removed) = next(step for step in disk.done if step[0] == "unlink")
    (kept,) = {picture, move.target} - {removed}
    assert disk.done[:2] == [("sync", kept.parent), ("unlink", removed)]


def test_the_journal_knows_a_folder_until_its_removal_is_durable(folder, journal):
    known = []

    class Asking(RecordingFileSystem):
        def sync(self, path):
            super().sync(path)
            if self.done[-2:-1] == [("remove", folder.root / "cat")]:
                known.append(journal.folders(1))

    folder.put("a.jpg")
    execute(folder.plan({"a.jpg": "cat"}), journal)
    undo(None, journal, disk=Asking())
    assert known == [(folder.root / "cat",)]
    assert journal.folders(1) == ()


@pytest.mark.parametrize("is_new", [True, False])
def test_a_sidecar_gets_its_name_when_its_permissions_are_durable(folder, journal, monkeypatch, is_new):
    durable: dict[int, int] = {}
    named: list[tuple[int, int | None]] = []
    fsync = os.fsync

    def recording_fsync(number: int) -> None:
        fsync(number)
        status = os.fstat(number)
        durable[status.st_ino] = stat.S_IMODE(status.st_mode)

    class Naming(FakeFileSystem):
        def rename(self, source, target):
            self._note(source)
            super().rename(source, target)

        def overwrite(self, part, target):
            self._note(part)
            super().overwrite(part, target)

        def _note(self, part):
            status = part.stat()
            named.append((stat.S_IMODE(status.st_mode), durable.get(status.st_ino)))

    monkeypatch.setattr(os, "fsync", recording_fsync)
    picture = folder.put("a.jpg")
    picture.chmod(0o640)
    companions = () if is_new else (folder.put("a.jpg.xmp", packet("")),)
    for companion in companions:
        companion.chmod(0o640)
    labelled = [LabelledGroup(Group(picture, companions), "cat")]
    execute(plan_keywords(labelled, {"cat"}, SortOptions(folder.root, mode=Mode.KEYWORDS)), journal, disk=Naming())
    if companions:
        companions[0].chmod(0o600)  # by the user, after the run
        undo(None, journal, disk=Naming())
    assert named == [(0o640, 0o640)] * (1 + len(companions))
