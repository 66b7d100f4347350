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
def settling(clock):
    return StabilityTracker(2.0, clock, max_tries=3)


def test_what_was_sent_back_can_be_hurried(settling, clock):
    settling.touched(A, SMALL)
    clock.now += 2
    for _ in range(3):
        settling.retry_later(A)
    settling.touched(B, SMALL)
    settling.expire_now()
    assert settling.due() == [A], "B is not finished yet"


def test_a_file_is_due_when_nothing_was_heard_of_it_for_the_settle_time(settling, clock):
    settling.touched(A, SMALL)
    clock.now += 1.5
    settling.touched(A, SMALL)
    clock.now += 1.5
    assert settling.due() == []
    clock.now += 0.5
    assert settling.due() == [A]
    assert settling.is_unchanged(A, SMALL)


def test_a_close_shortens_the_time(settling, clock):
    settling.touched(A, SMALL, closed=True)
    clock.now += 0.5
    assert settling.due() == [A]


def test_a_change_that_nobody_told_of_starts_the_time_anew(settling, clock):
    settling.touched(A, SMALL)
    clock.now += 2
    assert not settling.is_unchanged(A, LARGE)
    assert settling.due() == []
    clock.now += 2
    assert settling.is_unchanged(A, LARGE)


def test_a_look_that_finds_a_file_as_it_was_does_not_disturb_it(settling, clock):
    settling.observed(A, SMALL)
    clock.now += 1.9
    settling.observed(A, SMALL)
    clock.now += 0.1
    assert settling.due() == [A]
    settling.observed(A, LARGE)
    assert settling.due() == []


def test_what_cannot_be_read_waits_longer_each_time_and_then_no_more(settling, clock):
    settling.touched(A, SMALL)
    waits = []
    while settling.retry_later(A):
        before = clock.now
        clock.now = settling.next_due()
        waits.append(clock.now - before)
    assert waits == [4, 8, 16]
    assert A not in settling
    settling.touched(A, LARGE)
    assert settling.retry_later(A), "a change begins a new life"


def test_waits_do_not_grow_without_end(settling, clock):
    settling.touched(A, SMALL)
    for _ in range(100):
        assert settling.retry_later(A, unlimited=True)
    assert settling.next_due() == clock.now + 60


def test_a_file_that_is_written_to_is_waited_for_as_long_as_it_takes(settling, clock):
    settling.touched(A, SMALL)
    for _ in range(1000):
        clock.now = settling.next_due()
        settling.postpone(A)
    assert settling.next_due() - clock.now <= 10
    assert settling.retry_later(A), "waiting was no try"


def test_the_first_heard_of_is_the_first_due(settling, clock):
    settling.touched(B, SMALL)
    settling.touched(A, SMALL)
    settling.touched(B, LARGE)
    clock.now += 2
    assert settling.due() == [B, A]
    settling.discard(B)
    assert settling.due() == [A]
    assert len(settling) == 1
