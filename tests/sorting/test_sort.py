from __future__ import annotations

import errno
import multiprocessing
import os
import threading
from pathlib import Path

import pytest
from sorting_faults import FakeFileSystem
from sorting_folders import Folder, contents, tree

from catdog_gui.sorting.file_system import LocalFileSystem
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.lock import run_lock
from catdog_gui.sorting.models import Mode, State
from catdog_gui.sorting.recover import recover
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo


def states(result):
    return [outcome.state for outcome in result.outcomes]


def reasons(result):
    return [outcome.reason for outcome in result.outcomes]


class Failing(LocalFileSystem):
    """Fails one step on one file name."""

    def __init__(self, step: str, name: str, number: int):
        self.name = name
        original = getattr(self, step)

        def fail(path, *rest):
            if path.name == self.name:
                raise OSError(number, os.strerror(number))
            return original(path, *rest)

        setattr(self, step, fail)


@pytest.mark.parametrize("mode", [Mode.MOVE, Mode.COPY])
def test_groups_are_sorted(folder, journal, mode):
    for name in ("x.jpg", "x.xmp", "s/y.jpg", "z.jpg"):
        folder.put(name)
    plan = folder.plan({"x.jpg,x.xmp": "cat", "s/y.jpg": "dog", "z.jpg": "unsure"}, mode=mode)
    progress = []
    result = execute(plan, journal, on_progress=lambda *what: progress.append(what))
    assert states(result) == [State.MOVED if mode is Mode.MOVE else State.COPIED] * 3
    assert [(done, total) for done, total, _ in progress] == [(1, 3), (2, 3), (3, 3)]
    assert {"cat/x.jpg", "cat/x.xmp", "dog/s/y.jpg", "z.jpg"} <= tree(folder.root).keys()
    assert ("x.jpg" in tree(folder.root)) == (mode is Mode.COPY)
    assert journal.history()[0].moved == 3


def test_an_empty_plan_is_no_run(folder, journal):
    assert execute(folder.plan({}), journal).run is None
    assert journal.history() == ()


@pytest.mark.parametrize(
    "name", ["😀\n.jpg", os.fsdecode(b"\xff\xfe.jpg"), "a" * 251 + ".jpg", "-rf.jpg", " .jpg", "a\u0308.jpg"]
)
def test_odd_names(folder, journal, name):
    folder.put(name, b"new")
    folder.put("cat/" + name, b"old")
    before = tree(folder.root)
    assert states(execute(folder.plan({name: "cat"}), journal)) == [State.MOVED]
    assert contents(folder.root / "cat") == {b"new": 1, b"old": 1}
    undo(None, journal)
    assert tree(folder.root) == before


def test_a_name_that_is_taken_after_planning_gets_the_next_number(folder, journal):
    folder.put("x.jpg", b"new"), folder.put("x.xmp")
    plan = folder.plan({"x.jpg,x.xmp": "cat"})
    folder.put("cat/x.xmp", b"old"), folder.put("cat/x (2).jpg", b"old")
    result = execute(plan, journal)
    assert [outcome.target.name for outcome in result.outcomes] == ["x (3).jpg", "x (3).xmp"]
    assert contents(folder.root / "cat")[b"old"] == 2
    assert states(undo(None, journal)) == [State.RESTORED] * 2
    assert (folder.root / "x.xmp").exists()


def test_a_name_that_is_taken_after_planning_in_copy_mode(folder, journal):
    folder.put("x.jpg", b"same"), folder.put("x.xmp")
    plan = folder.plan({"x.jpg,x.xmp": "cat"}, mode=Mode.COPY)
    folder.put("cat/x.xmp", b"x.xmp")
    before = tree(folder.root)
    result = execute(plan, journal)
    assert [outcome.target.name for outcome in result.outcomes] == ["x (2).jpg", "x (2).xmp"]
    undo(None, journal)
    assert tree(folder.root) == before


def test_a_folder_in_the_way_of_a_file(folder, journal):
    folder.put("x.jpg")
    plan = folder.plan({"x.jpg": "cat"})
    (folder.root / "cat" / "x.jpg").mkdir(parents=True)
    assert execute(plan, journal).outcomes[0].target.name == "x (2).jpg"


def test_a_file_in_the_way_of_a_folder(folder, journal):
    folder.put("x.jpg"), folder.put("y.jpg"), folder.put("cat")
    result = execute(folder.plan({"x.jpg": "cat", "y.jpg": "dog"}), journal)
    assert states(result) == [State.FAILED, State.MOVED]
    assert reasons(result)[0] == "A file is in the way of the folder."


@pytest.mark.parametrize("what", ["gone", "changed", "replaced"])
def test_a_source_that_is_not_what_was_planned_is_left_with_its_group(folder, journal, what):
    folder.put("x.jpg"), folder.put("x.xmp"), folder.put("y.jpg")
    plan = folder.plan({"x.jpg,x.xmp": "cat", "y.jpg": "cat"})
    path = folder.root / "x.xmp"
    path.unlink()
    if what == "changed":
        path.write_bytes(b"longer than before")
    elif what == "replaced":
        path.mkdir()
    result = execute(plan, journal)
    assert states(result) == [State.SKIPPED, State.SKIPPED, State.MOVED]
    assert reasons(result)[0].startswith("It stays with x.xmp: ")
    assert reasons(result)[1] in {"It is no longer there.", "It was changed in the meantime."}
    assert (folder.root / "x.jpg").exists()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EIO, errno.ENAMETOOLONG])
def test_a_file_that_fails_keeps_its_group_back_and_no_other(folder, journal, number):
    for name in ("x.jpg", "x.xmp", "y.jpg"):
        folder.put(name)
    plan = folder.plan({"x.jpg,x.xmp": "cat", "y.jpg": "dog"})
    result = execute(plan, journal, disk=Failing("rename", "x.xmp", number))
    assert states(result) == [State.SKIPPED, State.FAILED, State.MOVED]
    assert not result.stop_reason
    assert {"x.jpg", "x.xmp", "dog/y.jpg"} <= tree(folder.root).keys()
    assert not (folder.root / "cat").exists()


@pytest.mark.parametrize("mode", [Mode.MOVE, Mode.COPY])
def test_a_full_disk_ends_the_run(folder, journal, tmp_path, mode):
    for name in "abc":
        folder.put(f"{name}.jpg")
    into = tmp_path / "out"
    plan = folder.plan(dict.fromkeys(("a.jpg", "b.jpg", "c.jpg"), "cat"), into, mode)

    class Full(FakeFileSystem):
        def copy(self, source, part):
            if source.name == "b.jpg":
                part.write_bytes(b"half")
                raise OSError(errno.ENOSPC, "full")
            return super().copy(source, part)

    result = execute(plan, journal, disk=Full(other_device=into))
    assert states(result) == [State.MOVED if mode is Mode.MOVE else State.COPIED, State.FAILED, State.SKIPPED]
    assert result.stop_reason == "The disk is full."
    assert [path.name for path in (into / "cat").iterdir()] == ["a.jpg"]


def test_a_plan_that_does_not_fit_is_not_begun(folder, journal, tmp_path):
    class Small(LocalFileSystem):
        def free_bytes(self, folder):
            return 1

    folder.put("a.jpg")
    result = execute(folder.plan({"a.jpg": "cat"}, tmp_path / "out", Mode.COPY), journal, disk=Small())
    assert states(result) == [State.SKIPPED]
    assert "has 0 MB left" in result.stop_reason
    assert not (tmp_path / "out").exists()


def test_a_destination_that_vanishes_is_not_made_again(folder, journal, tmp_path):
    folder.put("a.jpg"), folder.put("b.jpg"), folder.put("c.jpg")
    into = tmp_path / "usb"

    def unplug(done, total, outcome):
        if done == 1:
            into.rename(tmp_path / "unplugged")

    plan = folder.plan(dict.fromkeys(("a.jpg", "b.jpg", "c.jpg"), "cat"), into)
    result = execute(plan, journal, on_progress=unplug)
    assert states(result) == [State.MOVED, State.SKIPPED, State.SKIPPED]
    assert result.stop_reason == "The destination is no longer there."
    assert not into.exists()


def test_nothing_is_sorted_onto_the_disk_below_an_unmounted_destination(folder, journal, tmp_path):
    """An empty folder stays at the mount point; only its device number tells that the disk is gone."""
    into = tmp_path / "usb"
    is_mounted = True

    class Unmounted(LocalFileSystem):
        def lstat(self, path):
            status = super().lstat(path)
            if path != into or is_mounted:
                return status
            return os.stat_result((*status[:2], status.st_dev + 1, *status[3:]))

    def unmount(done, total, outcome):
        nonlocal is_mounted
        is_mounted = False

    folder.put("a.jpg"), folder.put("b.jpg")
    plan = folder.plan({"a.jpg": "cat", "b.jpg": "cat"}, into)
    result = execute(plan, journal, on_progress=unmount, disk=Unmounted())
    assert states(result) == [State.MOVED, State.SKIPPED]
    assert result.stop_reason == "The destination is no longer there."
    assert (folder.root / "b.jpg").exists()


def test_a_target_folder_that_is_taken_away_is_made_again(folder, journal):
    folder.put("a.jpg")
    removed = []

    class Race(LocalFileSystem):
        def rename(self, source, target):
            if not removed:
                target.parent.rmdir()
                removed.append(1)
            super().rename(source, target)

    assert states(execute(folder.plan({"a.jpg": "cat"}), journal, disk=Race())) == [State.MOVED]


def test_cancel_works_between_groups(folder, journal):
    folder.put("a.jpg"), folder.put("a.xmp"), folder.put("b.jpg")
    asked = iter([False, True])
    result = execute(folder.plan({"a.jpg,a.xmp": "cat", "b.jpg": "cat"}), journal, stop=lambda: next(asked))
    assert states(result) == [State.MOVED, State.MOVED, State.SKIPPED]
    assert result.stop_reason == "It was cancelled."


def test_moves_are_added_to_an_earlier_run(folder, journal):
    folder.put("a.jpg"), folder.put("b.jpg")
    before = tree(folder.root)
    run = execute(folder.plan({"a.jpg": "cat"}), journal).run
    result = execute(folder.plan({"b.jpg": "cat"}), journal, run=run)
    assert (result.run, states(result)) == (run, [State.MOVED])
    assert len(journal.history()) == 1
    assert journal.unfinished_runs() == ()
    undo(run, journal)
    assert tree(folder.root) == before


def test_moves_do_not_go_into_a_run_of_copies(folder, journal):
    folder.put("a.jpg"), folder.put("b.jpg")
    run = execute(folder.plan({"a.jpg": "cat"}, mode=Mode.COPY), journal).run
    with pytest.raises(ValueError, match="cannot take"):
        execute(folder.plan({"b.jpg": "cat"}), journal, run=run)


def test_a_group_that_cannot_be_moved_back_keeps_both_files(folder, journal):
    folder.put("x.jpg"), folder.put("x.xmp")
    plan = folder.plan({"x.jpg,x.xmp": "cat"})

    class Race(LocalFileSystem):
        def rename(self, source, target):
            if source.name == "x.xmp":
                folder.put("x.jpg", b"another program's")
                raise OSError(errno.EACCES, "no")
            super().rename(source, target)

    result = execute(plan, journal, disk=Race())
    assert states(result) == [State.SKIPPED, State.FAILED]
    assert contents(folder.root) == {b"x.jpg": 1, b"x.xmp": 1, b"another program's": 1}


def test_across_devices_and_back(folder, journal, other_device):
    folder.put("s/x.jpg"), folder.put("s/x.xmp")
    before = tree(folder.root)
    result = execute(folder.plan({"s/x.jpg,s/x.xmp": "cat"}, other_device / "out"), journal)
    assert states(result) == [State.MOVED] * 2
    assert {"out/cat/s/x.jpg", "out/cat/s/x.xmp"} <= tree(other_device).keys()
    undo(None, journal)
    assert tree(folder.root) == before
    assert tree(other_device) == {}


def _sort_all(root: Path, state: Path, names: list[str], start) -> None:

    folder = Folder.__new__(Folder)
    folder.root = root
    plan = folder.plan({name: "cat" for name in names if (root / name).exists()})
    start.wait()
    with Journal(state) as journal:
        execute(plan, journal)


@pytest.mark.parametrize("shared", [True, False])
def test_two_processes_on_the_same_folder(folder, tmp_path, shared):
    names = [f"{n}.jpg" for n in range(150)]
    for name in names:
        folder.put(name)
    before, everything = tree(folder.root), contents(folder.root)
    context = multiprocessing.get_context("fork")
    start = context.Barrier(2)
    states = [tmp_path / "one.sqlite", tmp_path / ("one.sqlite" if shared else "two.sqlite")]
    workers = [context.Process(target=_sort_all, args=(folder.root, state, names, start)) for state in states]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert contents(folder.root) == everything
    assert len(list((folder.root / "cat").iterdir())) == 150
    for state in states:
        with Journal(state) as journal:
            for info in journal.history():
                undo(info.id, journal)
    assert tree(folder.root) == before


def test_moves_that_are_added_wait_for_the_lock_of_the_run(folder, journal):
    folder.put("a.jpg"), folder.put("b.jpg")
    run = execute(folder.plan({"a.jpg": "cat"}), journal).run
    plan = folder.plan({"b.jpg": "cat"})
    with run_lock(journal.path, journal.run(run).token):
        thread = threading.Thread(target=execute, args=(plan, journal), kwargs={"run": run})
        thread.start()
        thread.join(0.2)
        assert (folder.root / "b.jpg").exists()
    thread.join(5)
    assert not (folder.root / "b.jpg").exists()


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_an_error_of_a_move_that_was_done_is_no_failure(folder, journal, number):
    class LostAnswer(LocalFileSystem):
        def rename(self, source, target):
            super().rename(source, target)
            if source.name == "a.xmp":
                raise OSError(number, "no answer")

    folder.put("a.jpg"), folder.put("a.xmp"), folder.put("b.jpg")
    result = execute(folder.plan({"a.jpg,a.xmp": "cat", "b.jpg": "cat"}), journal, disk=LostAnswer())
    assert states(result) == [State.MOVED] * 3
    assert reasons(result) == [""] * 3
    assert result.stop_reason == ""


def test_a_folder_whose_making_reported_an_error_is_removed(folder, journal):
    folder.put("a.jpg")
    before = tree(folder.root)
    result = execute(folder.plan({"a.jpg": "cat"}), journal, disk=FakeFileSystem(lost_answers={"make_folder"}))
    assert states(result) == [State.FAILED]
    assert tree(folder.root) == before


def test_an_unlink_of_the_original_that_reports_an_error_does_not_lose_the_copy(folder, journal, tmp_path):
    class LostAnswer(FakeFileSystem):
        def unlink(self, path):
            super().unlink(path)
            raise OSError(errno.EIO, "no answer")

    folder.put("a.jpg")
    everything = contents(folder.root)
    other_disk = tmp_path / "other"
    execute(folder.plan({"a.jpg": "cat"}, other_disk), journal, disk=LostAnswer(other_device=other_disk))
    assert contents(folder.root, other_disk) == everything


def test_an_original_that_cannot_be_removed_leaves_no_copy(folder, journal, tmp_path):
    folder.put("a.jpg")
    before = tree(folder.root)
    other_disk = tmp_path / "other"

    class Locked(FakeFileSystem):
        def unlink(self, path):
            if path.is_relative_to(folder.root):
                raise OSError(errno.EACCES, "no")
            super().unlink(path)

    result = execute(folder.plan({"a.jpg": "cat"}, other_disk), journal, disk=Locked(other_device=other_disk))
    assert reasons(result) == ["Permission was denied."]
    assert tree(folder.root) == before
    assert not other_disk.exists()


def test_a_broken_link_instead_of_the_target_folder(folder, journal):
    folder.put("a.jpg")
    (folder.root / "cat").symlink_to("nowhere")
    result = execute(folder.plan({"a.jpg": "cat"}), journal)
    assert (states(result), reasons(result)) == ([State.FAILED], ["The target folder cannot be reached."])


def test_relative_paths_outlive_the_working_directory(folder, journal, tmp_path, monkeypatch):
    folder.put("a.jpg")
    before = tree(folder.root)
    monkeypatch.chdir(tmp_path)
    relative = Folder.__new__(Folder)
    relative.root = Path("pictures")
    execute(relative.plan({"a.jpg": "cat"}), journal)
    monkeypatch.chdir("/")
    undo(None, journal)
    assert tree(folder.root) == before


def test_a_file_that_cannot_be_reconciled_does_not_stop_the_run(folder, journal, tmp_path):
    for name in "ab":
        folder.put(f"{name}.jpg")
    before = tree(folder.root)
    other_disk = tmp_path / "other"

    class Stubborn(FakeFileSystem):
        def sha256(self, path):
            if path.name.endswith("-0.part"):
                raise OSError(errno.EIO, "no")
            return super().sha256(path)

        def unlink(self, path):
            if path.name.endswith("-0.part"):
                raise OSError(errno.EIO, "no")
            super().unlink(path)

    plan = folder.plan({"a.jpg": "cat", "b.jpg": "cat"}, other_disk)
    result = execute(plan, journal, disk=Stubborn(other_device=other_disk))
    assert states(result) == [State.FAILED, State.MOVED]
    assert reasons(result)[0] == "The disk reported an error. This will be put right when the program starts next."
    recover(journal)
    assert [path.name for path in (other_disk / "cat").iterdir()] == ["b.jpg"]
    undo(None, journal)
    assert tree(folder.root) == before
