from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest

from catdog_gui.pictures.models import Group
from catdog_gui.sorting.models import LabelledGroup, Mode, SortOptions
from catdog_gui.sorting.plan import plan_sort
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo
from catdog_gui.watching.daily_run import DailyRun
from catdog_gui.watching.models import WatchOptions
from catdog_gui.watching.watch_store import WatchStore


@pytest.fixture
def daily_run(tmp_path, journal, paths):
    with closing(WatchStore.at(paths)) as store:
        yield DailyRun(WatchOptions(tmp_path), journal, store, lambda: date(2026, 1, 1))


@pytest.fixture
def sort(tmp_path, journal):
    """Sorts one picture and returns the number of the run."""

    def sort(mode: Mode) -> int:
        path = tmp_path / "a.jpg"
        path.touch()
        plan = plan_sort([LabelledGroup(Group(path), "cat")], ("cat", "dog"), SortOptions(tmp_path, mode=mode))
        return execute(plan, journal).run

    return sort


def test_the_moves_of_a_day_go_on_in_its_run(daily_run, sort):
    assert daily_run.number() is None
    run = sort(Mode.MOVE)
    daily_run.save(run)
    assert daily_run.number() == run


def test_an_undone_run_takes_no_more_moves(daily_run, sort, journal):
    run = sort(Mode.MOVE)
    daily_run.save(run)
    undo(run, journal)
    assert daily_run.number() is None


def test_a_run_that_the_journal_does_not_know_takes_no_moves(daily_run):
    """The user deleted the journal."""
    daily_run.save(7)
    assert daily_run.number() is None


def test_a_run_of_copies_takes_no_moves(daily_run, sort):
    """The user deleted the journal, and a sort that copies took the number in the new one."""
    daily_run.save(sort(Mode.COPY))
    assert daily_run.number() is None
