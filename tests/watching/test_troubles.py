"""Limits, lost events, folders and disks that disappear or fail: the user is notified, and no picture is lost."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from watching_folders import SETTLE, picture, quiet_for, wait_until

from catdog_gui.messages import shown
from catdog_gui.sorting import sort as sorting
from catdog_gui.sorting.file_system import LocalFileSystem
from catdog_gui.sorting.journal import Journal, JournalError
from catdog_gui.watching import loop, rescan
from catdog_gui.watching.models import NotMoved, Removed, WatchState
from catdog_gui.watching.sources import open_native

linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify is of Linux")


@linux
@pytest.mark.parametrize("recursive", [False, True], ids=["flat", "recursive"])
def test_an_overflow_of_inotify_loses_nothing(watched, monkeypatch, recursive):
    from catdog_gui.watching.reporting_inotify import ReportingInotify

    go_on = threading.Event()
    go_on.set()
    read = ReportingInotify.read_events

    def read_when_allowed(self, **options):
        events = read(self, **options)
        go_on.wait()
        return events

    monkeypatch.setattr(ReportingInotify, "read_events", read_when_allowed)
    watched.watch(recursive=recursive, intervals=watched.intervals(rescan=1000, full_rescan=1000))
    watched.put("before.jpg")
    watched.wait_sorted("before.jpg")
    go_on.clear()
    with (watched.root / "a.txt").open("wb", buffering=0) as a, (watched.root / "b.txt").open("wb", buffering=0) as b:
        for _ in range(int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())):
            a.write(b".")
            b.write(b".")
    names = [f"{number}.jpg" for number in range(30)]
    for name in names:
        watched.put(f"sub/{name}" if recursive else name)
    go_on.set()
    watched.wait_sorted(*names)
    assert "too many changes" in watched.notices
    assert len(watched.sorted) == 31
    watched.put("sub/after.jpg" if recursive else "after.jpg")
    watched.wait_sorted("after.jpg")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_at_a_limit_it_polls_until_notification_works_again(watched, number):
    at_limit = [True]

    def open_source(folder, recursive, event_buffer):
        if at_limit[0]:
            raise OSError(number, os.strerror(number))
        return open_native(folder, recursive, event_buffer)

    watch = watched.watch(open_source=open_source)
    watched.put("a.jpg")
    watched.wait_sorted("a.jpg")
    assert watch.status.is_polling
    assert watched.notices.count("the limit fs.inotify.max_user_") == 1
    at_limit[0] = False
    wait_until(lambda: not watch.status.is_polling)
    assert "reports changes in" in watched.notices
    watched.put("b.jpg")
    watched.wait_sorted("b.jpg")


@linux
def test_a_limit_below_the_folder_is_noticed_too(watched, monkeypatch):
    """watchdog itself ignores sub-folders that it cannot watch."""
    from watchdog.observers.inotify_c import InotifyFD

    add = InotifyFD.add_callback

    def refuse_deep(self, path, *rest):
        if path.endswith(b"deep"):
            raise OSError(errno.ENOSPC, "inotify watch limit reached")
        return add(self, path, *rest)

    monkeypatch.setattr(InotifyFD, "add_callback", refuse_deep)
    watch = watched.watch(recursive=True, intervals=watched.intervals(rescan=1000, full_rescan=1000, retry=1000))
    assert not watch.status.is_polling
    watched.put("deep/a.jpg")
    watched.wait_sorted("a.jpg")
    time.sleep(0.2)
    watched.put("deep/b.jpg")
    watched.wait_sorted("b.jpg")
    assert "max_user_watches" in watched.notices


def test_a_dead_observer_is_replaced(watched):
    sources = []

    def open_source(folder, recursive, event_buffer):
        sources.append(open_native(folder, recursive, event_buffer))
        return sources[-1]

    watched.watch(open_source=open_source)
    sources[0].close()
    watched.put("a.jpg")
    watched.wait_sorted("a.jpg")
    wait_until(lambda: len(sources) == 2)
    watched.put("b.jpg")
    watched.wait_sorted("b.jpg")
    assert watched.notices.count("interrupted") == 1


@pytest.mark.parametrize("poll", [False, True], ids=["notified", "polling"])
def test_a_folder_that_vanishes_is_waited_for(watched, tmp_path, poll):
    watch = watched.watch(poll=poll)
    watched.put("wait.jpg", "unsure")
    wait_until(lambda: watch.waiting)
    watched.root.rename(tmp_path / "away")
    wait_until(lambda: watch.status.state is WatchState.LOST, watched.events)
    (tmp_path / "away" / "a.jpg").write_bytes(picture("cat"))
    quiet_for(2 * SETTLE)
    (tmp_path / "away").rename(watched.root)
    watched.wait_sorted("a.jpg")
    assert watched.notices.count("is not there") == watched.notices.count("is there again") == 1
    shutil.rmtree(watched.root)
    wait_until(lambda: watched.notices.count("is not there") == 2)
    watched.put("b.jpg", "dog")
    watched.wait_sorted("b.jpg")
    watched.wait_events(Removed)
    assert watch.waiting == ()


@pytest.fixture
def disk(watched, home):
    """A function that mounts a disk on a folder, or unmounts it."""
    if sys.platform != "linux" or os.geteuid() != 0 or home.stat().st_dev == watched.root.stat().st_dev:
        pytest.skip("mounting needs Linux, root and a second device (/dev/shm)")
    content = home / "disk"
    content.mkdir()
    mounted = []

    def change(point: Path, *, mount: bool) -> Path:
        command = ["mount", "--bind", str(content), str(point)] if mount else ["umount", str(point)]
        if subprocess.run(command, capture_output=True).returncode:
            pytest.skip("cannot mount here")
        mounted[:] = [point] if mount else []
        return content

    yield change
    for point in mounted:
        subprocess.run(["umount", "-l", str(point)], check=True)


def test_a_disk_that_is_unmounted_and_mounted_again(watched, disk):
    content = disk(watched.root, mount=True)
    watch = watched.watch()
    watched.put("a.jpg")
    watched.wait_sorted("a.jpg")
    disk(watched.root, mount=False)
    wait_until(lambda: watch.status.state is WatchState.LOST, watched.events)
    beneath = watched.put("beneath.jpg")
    quiet_for(3 * SETTLE)
    assert beneath.exists(), "a file in the folder below the mount is not sorted"
    (content / "b.jpg").write_bytes(picture("dog"))
    disk(watched.root, mount=True)
    watched.wait_sorted("b.jpg")
    assert watch.stop()
    assert {str(path.relative_to(content)) for path in content.rglob("*.jpg")} == {"cat/a.jpg", "dog/b.jpg"}


def test_nothing_is_moved_while_the_disk_of_the_destination_is_unmounted(watched, disk, tmp_path):
    point = tmp_path / "point"
    point.mkdir()
    content = disk(point, mount=True)
    watch = watched.watch(into=point / "album")
    watched.put("a.jpg")
    watched.wait_sorted("a.jpg")
    disk(point, mount=False)
    wait_until(lambda: watch.status.state is WatchState.LOST, watched.events)
    assert f"{shown(point)} is not there; waiting" in watched.notices
    watched.put("b.jpg")
    quiet_for(3 * SETTLE)
    assert watched.tree() == {"b.jpg"}
    assert list(point.iterdir()) == []
    disk(point, mount=True)
    watched.wait_sorted("b.jpg")
    assert watch.stop()
    assert {str(path.relative_to(content)) for path in content.rglob("*.jpg")} == {"album/cat/a.jpg", "album/cat/b.jpg"}


def test_polling_goes_on_after_errors_of_the_disk(watched, monkeypatch):
    fails = threading.Event()
    scandir = os.scandir

    def scan(path):
        if fails.is_set():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return scandir(path)

    monkeypatch.setattr(rescan.os, "scandir", scan)
    watched.watch(poll=True)
    watched.put("a.jpg")
    watched.wait_sorted("a.jpg")
    fails.set()
    wait_until(lambda: "cannot be read (Input/output error); trying again" in watched.notices)
    watched.put("b.jpg")
    quiet_for(2 * SETTLE)
    fails.clear()
    watched.wait_sorted("b.jpg")
    assert watched.notices.count("cannot be read") == watched.notices.count("can be read again") == 1


def test_network_folders_are_polled(watched):
    watch = watched.watch(network_kind=lambda _folder: "cifs", open_source=None)
    assert watch.status.is_polling
    assert "on a network (cifs)" in watched.notices
    watched.put("a.jpg")
    watched.wait_sorted("a.jpg")


def test_a_failed_move_is_tried_again_until_it_succeeds(watched, monkeypatch):
    fails = threading.Event()
    fails.set()
    rename = LocalFileSystem.rename

    def refuse(self, source, target):
        if fails.is_set():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        rename(self, source, target)

    monkeypatch.setattr(LocalFileSystem, "rename", refuse)
    watched.watch(intervals=watched.intervals(tries=1))
    watched.put("a.jpg")
    assert watched.wait_events(NotMoved)[0].reason == "Permission was denied."
    quiet_for(4 * SETTLE)
    fails.clear()
    watched.wait_sorted("a.jpg")
    assert len(watched.events_of(NotMoved)) == 1, "reported once"


def test_a_rescan_tries_a_failed_move_again_at_once(watched, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(sorting, "free_space_error", lambda _plan, _disk: "It needs more room.")
        watch = watched.watch(settle=0.5)
        watched.put("a.jpg")
        wait_until(lambda: "more room" in watched.notices)
        quiet_for(4)
    watch.rescan()
    watched.wait_sorted("a.jpg", seconds=1)


def test_a_companion_that_cannot_follow_its_picture_is_tried_again(watched, monkeypatch):
    watched.watch(intervals=watched.intervals(rescan=1000, full_rescan=1000))
    watched.put("a.jpg")
    watched.wait_sorted("a.jpg")
    with monkeypatch.context() as patch:
        patch.setattr(sorting, "free_space_error", lambda _plan, _disk: "It needs more room.")
        watched.put("a.mov", b"a film")
        wait_until(lambda: "more room" in watched.notices)
    watched.wait_sorted("a.mov")


def test_a_full_disk_is_reported_and_waited_for(watched, monkeypatch):
    monkeypatch.setattr(sorting, "free_space_error", lambda _plan, _disk: "It needs more room.")
    watched.watch()
    watched.put("a.jpg")
    wait_until(lambda: "It needs more room. Trying again." in watched.notices, watched.events)
    quiet_for(2 * SETTLE)
    monkeypatch.undo()
    watched.wait_sorted("a.jpg")
    assert watched.notices.count("more room") == 1


def test_a_journal_that_fails_for_a_time_loses_nothing(watched, monkeypatch):
    fails = threading.Event()
    history = Journal.history

    def read(self):
        if fails.is_set():
            raise JournalError("The journal is away.")
        return history(self)

    monkeypatch.setattr(Journal, "history", read)
    monkeypatch.setattr(loop, "_ERROR_DELAY", 0.1)
    watched.watch(recursive=True)
    fails.set()
    watched.put("a.jpg")
    wait_until(lambda: "The journal is away. Trying again." in watched.notices)
    watched.put("sub/b.jpg")
    quiet_for(2 * SETTLE)
    fails.clear()
    watched.wait_sorted("a.jpg", "b.jpg")
