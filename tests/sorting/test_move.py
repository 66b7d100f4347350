from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass, field

import pytest
from sorting_faults import RENAME_METHODS, FakeFileSystem

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting import file_system as disk_module
from catdog_gui.sorting.error_messages import ChangedError, NameTakenError
from catdog_gui.sorting.file_system import LOCAL, retry_while_locked
from catdog_gui.sorting.move import copy_file, move_file
from catdog_gui.sorting.noreplace import _syscall, rename_noreplace


@dataclass
class FakeIntentLog:
    part_name: str = ".catdog-t-0.part"
    intents: list = field(default_factory=list)

    def attributes_at(self, path):
        return None

    def write_intent(self, intent):
        self.intents.append(intent)

    def clear_intent(self):
        self.intents.append(None)


@pytest.fixture
def a(folder):
    path = folder.put("a.jpg", b"content")
    path.chmod(0o640)
    return path


def move(source, target, disk=LOCAL, intent_log=None):
    stamp = FileStamp.of(source.stat())
    move_file(source, target, stamp, stamp.mtime_ns, intent_log or FakeIntentLog(), disk)


@pytest.mark.parametrize("method", RENAME_METHODS)
def test_each_rename_method_moves(a, folder, method):
    before = a.stat()
    intent_log = FakeIntentLog()
    move(a, folder.root / "b.jpg", FakeFileSystem(refuse=RENAME_METHODS[method]), intent_log)
    after = (folder.root / "b.jpg").stat()
    assert [path.name for path in folder.root.iterdir()] == ["b.jpg"]
    assert (after.st_ino, after.st_mtime_ns, after.st_mode) == (before.st_ino, before.st_mtime_ns, before.st_mode)
    assert [intent.reserving for intent in intent_log.intents] == ([True] if method == "reserve" else [])


@pytest.mark.parametrize("method", RENAME_METHODS)
@pytest.mark.parametrize("what", ["file", "empty file", "folder", "dangling link"])
def test_no_rename_method_replaces(a, folder, method, what):
    taken = folder.root / "b.jpg"
    if what == "folder":
        taken.mkdir()
    elif what == "dangling link":
        taken.symlink_to("nowhere")
    else:
        taken.write_bytes(b"mine" if what == "file" else b"")
    before = taken.lstat()
    with pytest.raises(NameTakenError):
        move(a, taken, FakeFileSystem(refuse=RENAME_METHODS[method]))
    assert taken.lstat().st_ino == before.st_ino
    assert a.read_bytes() == b"content"


def test_a_name_that_another_program_takes_before_our_reservation_stays(a, folder):
    class Race(FakeFileSystem):
        def create_exclusive(self, target):
            target.touch()
            super().create_exclusive(target)

    intent_log = FakeIntentLog()
    with pytest.raises(NameTakenError):
        move(a, folder.root / "b.jpg", Race(refuse=RENAME_METHODS["reserve"]), intent_log)
    assert (folder.root / "b.jpg").exists()
    assert intent_log.intents[-1] is None


def test_a_reservation_that_another_program_wrote_to_is_not_replaced(a, folder):
    class Race(FakeFileSystem):
        def create_exclusive(self, target):
            super().create_exclusive(target)
            target.write_bytes(b"another program's")

    with pytest.raises(NameTakenError):
        move(a, folder.root / "b.jpg", Race(refuse=RENAME_METHODS["reserve"]))
    assert (folder.root / "b.jpg").read_bytes() == b"another program's"
    assert a.read_bytes() == b"content"


def test_a_file_that_replaced_ours_after_the_link_stays(a, folder):
    class Race(FakeFileSystem):
        def link(self, source, target):
            super().link(source, target)
            fresh = source.with_name("fresh")
            fresh.write_bytes(b"newer")
            fresh.replace(source)

    with pytest.raises(ChangedError):
        move(a, folder.root / "b.jpg", Race(refuse=RENAME_METHODS["link"]))
    assert a.read_bytes() == b"newer"


@pytest.mark.parametrize("method", ["rename", "reserve"])
def test_another_file_that_takes_the_name_just_before_the_move_is_moved_back(a, folder, method):
    class Racing(FakeFileSystem):
        def rename(self, source, target):
            if method == "rename":
                self._race(source)
            super().rename(source, target)

        def replace(self, source, target):
            self._race(source)
            super().replace(source, target)

        def _race(self, source):
            if source == a:
                (folder.root / "other").write_bytes(b"another picture")
                (folder.root / "other").replace(source)

    with pytest.raises(ChangedError):
        move(a, folder.root / "b.jpg", Racing(refuse=RENAME_METHODS[method]))
    assert [(path.name, path.read_bytes()) for path in folder.root.iterdir()] == [("a.jpg", b"another picture")]


def test_of_two_processes_that_link_the_same_file_one_moves_it(a, folder):
    class Race(FakeFileSystem):
        def unlink(self, path):
            if path == a:
                os.link(path, folder.root / "theirs.jpg")
                path.unlink()
            super().unlink(path)

    with pytest.raises(FileNotFoundError):
        move(a, folder.root / "ours.jpg", Race(refuse=RENAME_METHODS["link"]))
    assert [path.name for path in folder.root.iterdir()] == ["theirs.jpg"]


@pytest.mark.parametrize("method", RENAME_METHODS)
def test_across_devices(a, folder, tmp_path, method):
    other_disk = tmp_path / "other"
    other_disk.mkdir()
    before = a.stat()
    intent_log = FakeIntentLog()
    move(a, other_disk / "b.jpg", FakeFileSystem(refuse=RENAME_METHODS[method], other_device=other_disk), intent_log)
    after = (other_disk / "b.jpg").stat()
    assert list(other_disk.iterdir()) == [other_disk / "b.jpg"]
    assert not a.exists()
    assert (after.st_mtime_ns, after.st_mode) == (before.st_mtime_ns, before.st_mode)
    assert intent_log.intents[0].digest == LOCAL.sha256(other_disk / "b.jpg")


def test_across_real_devices(a, other_device):
    before = a.stat()
    move(a, other_device / "b.jpg")
    after = (other_device / "b.jpg").stat()
    assert after.st_dev != before.st_dev
    assert (after.st_mtime_ns, after.st_mode, after.st_size) == (before.st_mtime_ns, before.st_mode, 7)
    assert not a.exists()


def test_a_bad_copy_does_not_replace_the_original(a, tmp_path):
    class BadCopy(FakeFileSystem):
        def copy(self, source, part):
            digest = super().copy(source, part)
            part.write_bytes(b"c0ntent")
            return digest

    other_disk = tmp_path / "other"
    other_disk.mkdir()
    with pytest.raises(OSError, match="not like"):
        move(a, other_disk / "b.jpg", BadCopy(other_device=other_disk))
    assert a.read_bytes() == b"content"
    assert not (other_disk / "b.jpg").exists()


@pytest.mark.parametrize("step", ["copy", "rename"])
def test_a_source_that_changes_while_it_is_copied_stays(a, tmp_path, step):
    other_disk = tmp_path / "other"
    other_disk.mkdir()

    class Race(FakeFileSystem):
        def copy(self, source, part):
            digest = super().copy(source, part)
            if step == "copy":
                source.write_bytes(b"changed")
            return digest

        def rename(self, source, target):
            super().rename(source, target)
            a.write_bytes(b"changed")

    with pytest.raises(ChangedError):
        move(a, other_disk / "b.jpg", Race(other_device=other_disk))
    assert a.read_bytes() == b"changed"


def test_a_copy_leaves_the_original(a, folder):
    copy_file(a, folder.root / "b.jpg", FileStamp.of(a.stat()), FakeIntentLog(), LOCAL)
    assert (folder.root / "b.jpg").read_bytes() == a.read_bytes()
    assert (folder.root / "b.jpg").stat().st_mtime_ns == a.stat().st_mtime_ns


def test_a_file_with_another_stamp_is_not_moved(a, folder):
    with pytest.raises(ChangedError):
        move_file(a, folder.root / "b.jpg", FileStamp(1, 1), 1, FakeIntentLog(), LOCAL)
    assert a.exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a Linux system call")
def test_the_system_call_without_glibc(a, folder):
    import ctypes

    call = _syscall(ctypes.CDLL(None, use_errno=True))
    assert call is not None
    target = folder.root / "b.jpg"
    assert call(os.fsencode(a), os.fsencode(target)) == 0
    again = folder.put("c.jpg")
    assert call(os.fsencode(again), os.fsencode(target)) == -1
    assert ctypes.get_errno() == errno.EEXIST


def test_the_native_call_says_what_went_wrong(folder):
    with pytest.raises(FileNotFoundError):
        rename_noreplace(folder.root / "gone", folder.root / "b.jpg")


@pytest.mark.parametrize(("winerror", "calls"), [(32, 3), (None, 1)])
def test_a_file_that_windows_locks_is_tried_again(monkeypatch, winerror, calls):
    monkeypatch.setattr(disk_module, "_RETRY_DELAYS", (0, 0, 0))
    calls_made = []

    def step():
        calls_made.append(1)
        if len(calls_made) < 3:
            error = PermissionError(errno.EACCES, "locked")
            error.winerror = winerror
            raise error

    if winerror:
        retry_while_locked(step)
    else:
        with pytest.raises(PermissionError):
            retry_while_locked(step)
    assert len(calls_made) == calls
