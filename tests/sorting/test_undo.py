from __future__ import annotations

import errno
import os
import shutil
import stat

import pytest
from sorting_faults import FakeFileSystem
from sorting_folders import tree

from catdog_gui.sorting.file_system import LocalFileSystem
from catdog_gui.sorting.models import Mode, State
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo


def reported(result):
    return [(outcome.source.name, outcome.state, outcome.reason) for outcome in result.outcomes]


@pytest.fixture
def sorted_run(folder, journal):
    for name in ("x.jpg", "x.xmp", "s/y.jpg"):
        folder.put(name)
    folder.before = tree(folder.root)
    plan = folder.plan({"x.jpg,x.xmp": "cat", "s/y.jpg": "dog"})
    return execute(plan, journal).run


def test_undo_restores_names_times_and_folders(folder, journal, sorted_run):
    result = undo(None, journal)
    assert {outcome.state for outcome in result.outcomes} == {State.RESTORED}
    assert tree(folder.root) == folder.before
    assert journal.history()[0].undone is not None


def test_a_second_undo_does_nothing(folder, journal, sorted_run):
    undo(None, journal)
    assert undo(None, journal).stop_reason == "There is nothing to undo."
    assert undo(sorted_run, journal).outcomes == ()
    assert undo(99, journal).stop_reason == "There is nothing to undo."
    assert tree(folder.root) == folder.before


def test_without_a_number_it_is_the_newest_run(folder, journal, sorted_run):
    folder.put("z.jpg")
    execute(folder.plan({"z.jpg": "dog"}), journal)
    assert [outcome.source.name for outcome in undo(None, journal).outcomes] == ["z.jpg"]
    assert [outcome.source.name for outcome in undo(None, journal).outcomes] == ["x.jpg", "x.xmp", "y.jpg"]


@pytest.mark.parametrize("same_size", [True, False])
def test_a_changed_file_stays_with_its_group(folder, journal, sorted_run, same_size):
    (folder.root / "cat" / "x.xmp").write_bytes(b"x.xmq" if same_size else b"edited")
    assert reported(undo(None, journal)) == [
        ("x.jpg", State.SKIPPED, "It stays with x.xmp: It was changed in the meantime."),
        ("x.xmp", State.SKIPPED, "It was changed in the meantime."),
        ("y.jpg", State.RESTORED, ""),
    ]
    assert (folder.root / "cat" / "x.jpg").exists()
    assert not (folder.root / "dog").exists()


def test_a_copied_file_is_compared_by_content(folder, journal, other_device):
    folder.put("x.jpg", b"one")
    execute(folder.plan({"x.jpg": "cat"}, other_device), journal)
    path = other_device / "cat" / "x.jpg"
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_bytes(b"two")
    os.utime(path, ns=times)
    assert reported(undo(None, journal)) == [("x.jpg", State.SKIPPED, "It was changed in the meantime.")]


def test_a_taken_place_is_not_overwritten(folder, journal, sorted_run):
    folder.put("x.jpg", b"a new one")
    assert reported(undo(None, journal))[0] == ("x.jpg", State.SKIPPED, "Its old place is taken.")
    assert (folder.root / "x.jpg").read_bytes() == b"a new one"
    assert (folder.root / "cat" / "x.jpg").exists()
    (folder.root / "x.jpg").unlink()
    undo(sorted_run, journal)
    assert tree(folder.root) == folder.before


def test_the_rest_of_a_group_is_restored_without_a_missing_file(folder, journal, sorted_run):
    (folder.root / "cat" / "x.xmp").unlink()
    assert reported(undo(None, journal))[:2] == [
        ("x.jpg", State.RESTORED, ""),
        ("x.xmp", State.SKIPPED, "It is no longer where it was put."),
    ]


def test_a_file_that_was_put_back_by_hand_counts_as_restored(folder, journal, sorted_run):
    (folder.root / "dog" / "s" / "y.jpg").rename(folder.root / "s" / "y.jpg")
    assert reported(undo(None, journal))[2] == ("y.jpg", State.RESTORED, "")
    assert tree(folder.root) == folder.before


def test_removed_folders_are_made_again(folder, journal, sorted_run):
    shutil.rmtree(folder.root / "s")
    undo(None, journal)
    assert tree(folder.root) == folder.before


def test_folders_with_other_things_in_them_stay(folder, journal, sorted_run):
    folder.put("dog/s/mine.txt")
    undo(None, journal)
    assert (folder.root / "dog" / "s" / "mine.txt").exists()
    assert not (folder.root / "cat").exists()


def test_folders_that_were_there_before_stay(folder, journal):
    folder.put("x.jpg")
    (folder.root / "cat").mkdir()
    execute(folder.plan({"x.jpg": "cat"}), journal)
    undo(None, journal)
    assert (folder.root / "cat").is_dir()


@pytest.mark.parametrize("by", ["source", "target"])
def test_one_file_with_its_group(folder, journal, sorted_run, by):
    path = folder.root / ("x.jpg" if by == "source" else "cat/x.jpg")
    assert [name for name, *_ in reported(undo(sorted_run, journal, only=[path]))] == ["x.jpg", "x.xmp"]
    assert (folder.root / "dog" / "s" / "y.jpg").exists()
    assert journal.history()[0].undone is None
    undo(None, journal)
    assert tree(folder.root) == folder.before
    assert journal.history()[0].undone is not None


def test_a_cancelled_undo_can_be_continued(folder, journal, sorted_run):
    asked = iter([False, True])
    result = undo(None, journal, stop=lambda: next(asked))
    assert result.stop_reason == "It was cancelled."
    assert [state for _, state, _ in reported(result)] == [State.RESTORED, State.RESTORED, State.SKIPPED]
    undo(None, journal)
    assert tree(folder.root) == folder.before


def test_a_group_stays_together_when_one_file_cannot_go_back(folder, journal, sorted_run):
    class Stuck(LocalFileSystem):
        def rename(self, source, target):
            if source.is_relative_to(folder.root / "cat") and source.name == "x.xmp":
                raise OSError(errno.EACCES, "no")
            super().rename(source, target)

    assert reported(undo(None, journal, disk=Stuck()))[:2] == [
        ("x.jpg", State.SKIPPED, "It stays with x.xmp: Permission was denied."),
        ("x.xmp", State.FAILED, "Permission was denied."),
    ]
    assert {"cat/x.jpg", "cat/x.xmp"} <= tree(folder.root).keys()


@pytest.fixture
def copied_run(folder, journal):
    folder.put("x.jpg"), folder.put("y.jpg")
    folder.before = tree(folder.root)
    return execute(folder.plan({"x.jpg": "cat", "y.jpg": "dog"}, mode=Mode.COPY), journal).run


def test_copies_are_removed(folder, journal, copied_run):
    assert [state for _, state, _ in reported(undo(None, journal))] == [State.RESTORED] * 2
    assert tree(folder.root) == folder.before


@pytest.mark.parametrize("what", ["copy changed", "original gone", "original changed"])
def test_a_copy_that_may_be_the_last_one_stays(folder, journal, copied_run, what):
    if what == "copy changed":
        (folder.root / "cat" / "x.jpg").write_bytes(b"edited")
    elif what == "original gone":
        (folder.root / "x.jpg").unlink()
    else:
        (folder.root / "x.jpg").write_bytes(b"edited")
    assert [state for _, state, _ in reported(undo(None, journal))] == [State.SKIPPED, State.RESTORED]
    assert (folder.root / "cat" / "x.jpg").exists()


def test_coarse_times_of_another_file_system(folder, journal, tmp_path):
    class Fat(FakeFileSystem):
        def copy_metadata(self, source, part, times):
            on_fat = str(part).startswith(str(tmp_path / "fat"))
            super().copy_metadata(
                source, part, (times[0], times[1] // 2_000_000_000 * 2_000_000_000) if on_fat else times
            )

    folder.put("x.jpg")
    before = tree(folder.root)
    disk = Fat(other_device=tmp_path / "fat")
    execute(folder.plan({"x.jpg": "cat"}, tmp_path / "fat"), journal, disk=disk)
    assert (tmp_path / "fat" / "cat" / "x.jpg").stat().st_mtime_ns % 2_000_000_000 == 0
    undo(None, journal, disk=disk)
    assert tree(folder.root) == before


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes of Linux")
def test_a_disk_without_permissions_gives_files_back_as_they_were(folder, journal, tmp_path):
    class ExFat(FakeFileSystem):
        def copy_metadata(self, source, part, times):
            if not str(part).startswith(str(tmp_path / "fat")):
                super().copy_metadata(source, part, times)

        def set_attributes(self, path, attributes):
            if str(path).startswith(str(tmp_path / "fat")):
                path.chmod(0o777)
            else:
                super().set_attributes(path, attributes)

    picture = folder.put("x.jpg")
    picture.chmod(0o600)
    try:
        os.setxattr(picture, "user.comment", b"mine\xff")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    os.utime(picture, ns=(1_400_000_000_000_000_000, picture.stat().st_mtime_ns))
    disk = ExFat(other_device=tmp_path / "fat")
    execute(folder.plan({"x.jpg": "cat"}, tmp_path / "fat"), journal, disk=disk)
    assert stat.S_IMODE((tmp_path / "fat" / "cat" / "x.jpg").stat().st_mode) == 0o777
    undo(None, journal, disk=disk)
    assert stat.S_IMODE(picture.stat().st_mode) == 0o600
    assert os.getxattr(picture, "user.comment") == b"mine\xff"


def test_a_run_of_which_something_failed_is_the_next_to_be_undone(folder, journal):
    folder.put("a.jpg")
    before = tree(folder.root)
    execute(folder.plan({"a.jpg": "cat"}), journal)
    failing = FakeFileSystem(refuse={"rename": errno.EIO})
    assert [outcome.state for outcome in undo(None, journal, disk=failing).outcomes] == [State.FAILED]
    assert [outcome.state for outcome in undo(None, journal).outcomes] == [State.RESTORED]
    assert tree(folder.root) == before
