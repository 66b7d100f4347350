from __future__ import annotations

import errno
import os
import threading

import pytest

from catdog_gui.watching.folder_monitor import FolderMonitor, RescanKind
from catdog_gui.watching.fs_events import FsEventBuffer
from catdog_gui.watching.models import Intervals, WatchOptions

DISK_ERROR = OSError(errno.EIO, os.strerror(errno.EIO))


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class SilentSource:
    """Never reports a change."""

    is_alive = True

    def close(self) -> None:
        pass


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def notices():
    return []


@pytest.fixture(params=[False, True], ids=["notified", "polling"])
def monitor(request, tmp_path, clock, notices):
    monitor = FolderMonitor(
        WatchOptions(tmp_path, poll=request.param),
        Intervals(supervise=1000, poll=1, rescan=1000, full_rescan=1000, retry=10),
        FsEventBuffer(threading.Event()),
        clock,
        lambda event: notices.append(event.message),
        open_source=lambda *_: SilentSource(),
        network_kind=lambda _: None,
    )
    assert monitor.poll() is RescanKind.EVERYTHING
    return monitor


def delays_of_failed_scans(monitor, clock, count):
    """How long the monitor waits after each of `count` scans that fail."""
    delays = []
    for _ in range(count):
        failed_at = clock.now
        monitor.scan_failed(DISK_ERROR)
        clock.now = monitor.next_check
        assert monitor.poll() is RescanKind.EVERYTHING, "a failed scan is repeated in full"
        delays.append(clock.now - failed_at)
    return delays


def test_failed_scans_are_repeated_less_and_less_often(monitor, clock, notices):
    assert delays_of_failed_scans(monitor, clock, 6) == [1, 2, 4, 8, 10, 10]
    assert len(notices) == 1, "the user reads it once"


def test_a_scan_that_succeeds_shortens_the_delay_again(monitor, clock, notices):
    delays_of_failed_scans(monitor, clock, 4)
    monitor.scan_succeeded(clock.now)
    assert delays_of_failed_scans(monitor, clock, 2) == [1, 2]
    assert [notice.rpartition(" ")[2] for notice in notices] == ["again", "again", "again"]
