"""What a power cut must not take is on the disk before the step that relies on it."""

from __future__ import annotations

import os
from pathlib import Path

from sorting_faults import RENAME_METHODS, FakeFileSystem

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
