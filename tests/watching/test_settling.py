from __future__ import annotations

from pathlib import Path

import pytest

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.watching.settling import StabilityTracker

A, B = Path("/a.jpg"), Path("/b.jpg")
SMALL, LARGE = FileStamp(1, 1), FileStamp(2, 2)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tracker(clock):
    return StabilityTracker(2.0, clock, max_tries=3)


def test_expire_now_makes_files_due_that_wait_for_another_try(tracker, clock):
    tracker.touched(A, SMALL)
    clock.now += 2
    for _ in range(3):
        tracker.retry_later(A)
    tracker.touched(B, SMALL)
    tracker.expire_now()
    assert tracker.due() == [A], "B has not settled yet"


def test_a_file_is_due_if_it_did_not_change_for_the_settle_time(tracker, clock):
    tracker.touched(A, SMALL)
    clock.now += 1.5
    tracker.touched(A, SMALL)
    clock.now += 1.5
    assert tracker.due() == []
    clock.now += 0.5
    assert tracker.due() == [A]
    assert tracker.is_unchanged(A, SMALL)


def test_a_closed_file_is_due_sooner(tracker, clock):
    tracker.touched(A, SMALL, closed=True)
    clock.now += 0.5
    assert tracker.due() == [A]


def test_a_change_without_an_event_restarts_the_settle_time(tracker, clock):
    tracker.touched(A, SMALL)
    clock.now += 2
    assert not tracker.is_unchanged(A, LARGE)
    assert tracker.due() == []
    clock.now += 2
    assert tracker.is_unchanged(A, LARGE)


def test_a_scan_restarts_the_settle_time_only_for_a_new_stamp(tracker, clock):
    tracker.observed(A, SMALL)
    clock.now += 1.9
    tracker.observed(A, SMALL)
    clock.now += 0.1
    assert tracker.due() == [A]
    tracker.observed(A, LARGE)
    assert tracker.due() == []


def test_an_unreadable_file_waits_longer_each_time_until_the_last_try(tracker, clock):
    tracker.touched(A, SMALL)
    waits = []
    for _ in range(3):
        assert tracker.retry_later(A)
        before = clock.now
        clock.now = tracker.next_due()
        waits.append(clock.now - before)
    assert waits == [4, 8, 16]
    assert not tracker.retry_later(A)
    assert A not in tracker
    tracker.touched(A, LARGE)
    assert tracker.retry_later(A), "after a change all tries begin again"


def test_the_wait_is_a_minute_at_most(tracker, clock):
    tracker.touched(A, SMALL)
    for _ in range(100):
        assert tracker.retry_later(A, unlimited=True)
    assert tracker.next_due() == clock.now + 60


def test_no_wait_is_shorter_than_a_long_settle_time(clock):
    tracker = StabilityTracker(90.0, clock, max_tries=3)
    tracker.touched(A, SMALL)
    assert tracker.retry_later(A)
    assert tracker.next_due() == clock.now + 90


def test_postponing_is_not_limited(tracker, clock):
    tracker.touched(A, SMALL)
    for _ in range(1000):
        clock.now = tracker.next_due()
        tracker.postpone(A)
    assert tracker.next_due() - clock.now <= 10
    assert tracker.retry_later(A), "a postponement is no try"


def test_a_postponed_file_waits_a_settle_time_more_each_time_and_five_at_most(tracker, clock):
    tracker.touched(A, SMALL)
    waits = []
    for _ in range(7):
        clock.now = tracker.next_due()
        tracker.postpone(A)
        waits.append(tracker.next_due() - clock.now)
    assert waits == [2, 4, 6, 8, 10, 10, 10]


def test_a_file_that_is_not_tracked_is_nothing_to_wait_for(tracker):
    tracker.discard(A)
    tracker.postpone(A)
    assert tracker.retry_later(A)
    assert tracker.next_due() is None
    assert len(tracker) == 0


def test_files_are_due_in_the_order_in_which_they_were_first_seen(tracker, clock):
    tracker.touched(B, SMALL)
    tracker.touched(A, SMALL)
    tracker.touched(B, LARGE)
    clock.now += 2
    assert tracker.due() == [B, A]
    tracker.discard(B)
    assert tracker.due() == [A]
    assert len(tracker) == 1
