from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass, field

import pytest
from sorting_faults import FakeFileSystem

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting import file_system as disk_module
from catdog_gui.sorting.error_messages import ChangedError, NameTakenError
from catdog_gui.sorting.file_system import LOCAL, retry_while_locked
from catdog_gui.sorting.move import copy_file, move_file
from catdog_gui.sorting.noreplace import _syscall, rename_noreplace

RUNGS = {
    "rename": {},
    "link": {"rename": errno.EINVAL},
    "reserve": {"rename": errno.ENOSYS, "link": errno.EPERM},
}


@dataclass
class FakeIntentLog:
    part_name: str = ".catdog-t-0.part"
    intents: list = field(default_factory=list)

    def write_intent(self, intent):
        self.intents.append(intent)

    def clear_intent(self):
        self.intents.append(None)


@pytest.fixture
def a(folder):
    path = folder.put("a.jpg", b"content")
    path.chmod(0o640)
    return path


def move(source, target, disk=LOCAL, notes=None):
    stamp = FileStamp.of(source.stat())
    move_file(source, target, stamp, stamp.mtime_ns, notes or FakeIntentLog(), disk)


@pytest.mark.parametrize("rung", RUNGS)
def test_every_rung_moves(a, folder, rung):
    before = a.stat()
    notes = FakeIntentLog()
    move(a, folder.root / "b.jpg", FakeFileSystem(refuse=RUNGS[rung]), notes)
    after = (folder.root / "b.jpg").stat()
    assert [path.name for path in folder.root.iterdir()] == ["b.jpg"]
    assert (after.st_ino, after.st_mtime_ns, after.st_mode) == (before.st_ino, before.st_mtime_ns, before.st_mode)
    assert [intent.reserving for intent in notes.intents] == ([True] if rung == "reserve" else [])


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("what", ["file", "empty file", "folder", "dangling link"])
def test_no_rung_replaces(a, folder, rung, what):
    taken = folder.root / "b.jpg"
    if what == "folder":
        taken.mkdir()
    elif what == "dangling link":
        taken.symlink_to("nowhere")
    else:
        taken.write_bytes(b"mine" if what == "file" else b"")
    before = taken.lstat()
    with pytest.raises(NameTakenError):
        move(a, taken, FakeFileSystem(refuse=RUNGS[rung]))
    assert taken.lstat().st_ino == before.st_ino
    assert a.read_bytes() == b"content"


def test_a_name_taken_between_look_and_reservation_is_not_ours(a, folder):
    class Race(FakeFileSystem):
        def create_exclusive(self, target):
            target.touch()
            super().create_exclusive(target)

    notes = FakeIntentLog()
    with pytest.raises(NameTakenError):
        move(a, folder.root / "b.jpg", Race(refuse=RUNGS["reserve"]), notes)
    assert (folder.root / "b.jpg").exists()
    assert notes.intents[-1] is None


def test_a_reservation_that_someone_wrote_to_is_not_replaced(a, folder):
    class Race(FakeFileSystem):
        def create_exclusive(self, target):
            super().create_exclusive(target)
            target.write_bytes(b"a stranger's")

    with pytest.raises(NameTakenError):
        move(a, folder.root / "b.jpg", Race(refuse=RUNGS["reserve"]))
    assert (folder.root / "b.jpg").read_bytes() == b"a stranger's"
    assert a.read_bytes() == b"content"


def test_links_do_not_remove_a_file_that_was_replaced_meanwhile(a, folder):
    class Race(FakeFileSystem):
        def link(self, source, target):
            super().link(source, target)
            fresh = source.with_name("fresh")
            fresh.write_bytes(b"newer")
            fresh.replace(source)

    with pytest.raises(ChangedError):
        move(a, folder.root / "b.jpg", Race(refuse=RUNGS["link"]))
    assert a.read_bytes() == b"newer"


@pytest.mark.parametrize("rung", ["rename", "reserve"])
def test_another_file_that_takes_the_name_at_the_last_moment_is_put_back(a, folder, rung):
    class Racing(FakeFileSystem):
        def rename(self, source, target):
            if rung == "rename":
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
        move(a, folder.root / "b.jpg", Racing(refuse=RUNGS[rung]))
    assert [(path.name, path.read_bytes()) for path in folder.root.iterdir()] == [("a.jpg", b"another picture")]


def test_of_two_processes_with_links_one_wins(a, folder):
    class Race(FakeFileSystem):
        def unlink(self, path):
            if path == a:
                os.link(path, folder.root / "theirs.jpg")
                path.unlink()
            super().unlink(path)

    with pytest.raises(FileNotFoundError):
        move(a, folder.root / "ours.jpg", Race(refuse=RUNGS["link"]))
    assert [path.name for path in folder.root.iterdir()] == ["theirs.jpg"]


@pytest.mark.parametrize("rung", RUNGS)
def test_across_devices(a, folder, tmp_path, rung):
    shore = tmp_path / "shore"
    shore.mkdir()
    before = a.stat()
    notes = FakeIntentLog()
    move(a, shore / "b.jpg", FakeFileSystem(refuse=RUNGS[rung], other_device=shore), notes)
    after = (shore / "b.jpg").stat()
    assert list(shore.iterdir()) == [shore / "b.jpg"]
    assert not a.exists()
    assert (after.st_mtime_ns, after.st_mode) == (before.st_mtime_ns, before.st_mode)
    assert notes.intents[0].digest == LOCAL.sha256(shore / "b.jpg")


def test_across_real_devices(a, other_device):
    before = a.stat()
    move(a, other_device / "b.jpg")
    after = (other_device / "b.jpg").stat()
    assert after.st_dev != before.st_dev
    assert (after.st_mtime_ns, after.st_mode, after.st_size) == (before.st_mtime_ns, before.st_mode, 7)
    assert not a.exists()


def test_a_bad_copy_does_not_replace_the_original(a, tmp_path):
    class Rotten(FakeFileSystem):
        def copy(self, source, part):
            digest = super().copy(source, part)
            part.write_bytes(b"c0ntent")
            return digest

    shore = tmp_path / "shore"
    shore.mkdir()
    with pytest.raises(OSError, match="not like"):
        move(a, shore / "b.jpg", Rotten(other_device=shore))
    assert a.read_bytes() == b"content"
    assert not (shore / "b.jpg").exists()


@pytest.mark.parametrize("step", ["copy", "rename"])
def test_a_source_that_changes_while_it_is_copied_stays(a, tmp_path, step):
    shore = tmp_path / "shore"
    shore.mkdir()

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
        move(a, shore / "b.jpg", Race(other_device=shore))
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
def test_locks_of_windows_are_waited_for(monkeypatch, winerror, calls):
    monkeypatch.setattr(disk_module, "_RETRY_DELAYS", (0, 0, 0))
    seen = []

    def step():
        seen.append(1)
        if len(seen) < 3:
            error = PermissionError(errno.EACCES, "locked")
            error.winerror = winerror
            raise error

    if winerror:
        retry_while_locked(step)
    else:
        with pytest.raises(PermissionError):
            retry_while_locked(step)
    assert len(seen) == calls
