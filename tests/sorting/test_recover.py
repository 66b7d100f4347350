from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from sorting_faults import FakeFileSystem, FakeJournal, FaultPlan, Killed
from sorting_folders import Folder, contents, tree

from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.lock import run_lock
from catdog_gui.sorting.models import Mode, State
from catdog_gui.sorting.recover import recover
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo

CHILD = """
import sys
from pathlib import Path
from catdog_gui.pictures.models import Group
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import LabelledGroup, SortOptions
from catdog_gui.sorting.plan import plan_sort
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo
what, state, folder, into = sys.argv[1], *map(Path, sys.argv[2:])
with Journal(state) as journal:
    if what == "sort":
        files = sorted(folder.glob("*.jpg"))
        groups = [LabelledGroup(Group(path, (path.with_suffix(".xmp"),)), "cat") for path in files]
        plan = plan_sort(groups, {"cat"}, SortOptions(folder, into))
        print("go", flush=True)
        execute(plan, journal)
    else:
        print("go", flush=True)
        undo(None, journal)
"""


def kill_somewhere(action: str, pause: float, *paths) -> None:
    child = subprocess.Popen([sys.executable, "-c", CHILD, action, *map(str, paths)], stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"go\n"
    time.sleep(pause)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()


def assert_groups_together(folder, into, count):
    for n in range(count):
        at_target = {path.exists() for path in (into / "cat" / f"{n}.jpg", into / "cat" / f"{n}.xmp")}
        assert len(at_target) == 1


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
@pytest.mark.parametrize("across", [False, True])
def test_kill_9(folder, tmp_path, request, across):
    into = request.getfixturevalue("other_device") / "out" if across else folder.root
    count = 60
    for n in range(count):
        folder.put(f"{n}.jpg", os.urandom(2000))
        folder.put(f"{n}.xmp")
    before, everything = tree(folder.root), contents(folder.root)
    state = tmp_path / "journal.sqlite"
    rng = random.Random(9)
    for _ in range(3):
        for action in ("sort", "undo"):
            kill_somewhere(action, rng.uniform(0, 0.06 if across else 0.02), state, folder.root, into)
            with Journal(state) as journal:
                recover(journal)
                assert journal.unfinished_runs() == ()
            roots = (folder.root, into) if across else (folder.root,)
            assert contents(*roots) == everything
            assert_groups_together(folder, into, count)
    with Journal(state) as journal:
        for info in journal.history():
            undo(info.id, journal)
    assert tree(folder.root) == before
    assert not across or not into.exists()


@pytest.mark.parametrize("mode", [Mode.MOVE, Mode.COPY])
@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize("refuse", [{}, {"rename": 22}, {"rename": 38, "link": 1}], ids=["rename", "link", "reserve"])
def test_a_kill_at_every_step(fast_path, mode, across, refuse):
    """A group is sorted, then restored; the process ends before or after each step in turn."""
    tmp_path = fast_path
    folder = Folder(tmp_path / "pictures")
    into = tmp_path / "other" / "out" if across else folder.root
    (tmp_path / "other").mkdir()
    folder.put("x.jpg"), folder.put("x.xmp")
    before, everything = tree(folder.root), contents(folder.root)
    number = 0
    while True:
        state = tmp_path / f"{number}.sqlite"
        plan = folder.plan({"x.jpg,x.xmp": "cat"}, into, mode)
        fault_plan = FaultPlan(kill_at=number)
        is_killed = False
        for action in (
            lambda journal, disk, plan=plan: execute(plan, journal, disk=disk),
            lambda journal, disk: undo(None, journal, disk=disk),
        ):
            journal = FakeJournal(state, fault_plan)
            try:
                action(journal, FakeFileSystem(fault_plan, refuse, tmp_path / "other" if across else None))
            except Killed:
                is_killed = True
                journal.close()
                journal = FakeJournal(state, FaultPlan())
                recover(journal)
                assert journal.unfinished_runs() == ()
                if mode is Mode.MOVE:
                    assert contents(folder.root, tmp_path / "other") == everything
            journal.close()
        with Journal(state) as journal:
            undo(1, journal)
        assert tree(folder.root) == before
        assert tree(tmp_path / "other") == {}
        if not is_killed:
            break
        number += 1
    assert number > 20


@pytest.mark.parametrize(
    ("across", "refuse"), [(True, {}), (False, {"rename": errno.EINVAL})], ids=["two copies", "two names"]
)
def test_an_unlink_that_succeeds_and_reports_an_error_loses_nothing(fast_path, across, refuse):
    """The process ends at each point of the sort in turn; each unlink of the recovery is done, but reports an error."""
    folder = Folder(fast_path / "pictures")
    other = fast_path / "other"
    other.mkdir()
    folder.put("x.jpg")
    before, everything = tree(folder.root), contents(folder.root)
    number, is_killed = 0, True
    while is_killed:
        fault_plan = FaultPlan(kill_at=number)
        journal = FakeJournal(fast_path / f"{number}.sqlite", fault_plan)
        is_killed = False
        try:
            plan = folder.plan({"x.jpg": "cat"}, other if across else None)
            execute(plan, journal, disk=FakeFileSystem(fault_plan, refuse, other if across else None))
        except Killed:
            is_killed = True
        journal.faults = FaultPlan()
        recover(journal, disk=FakeFileSystem(lost_answers={"unlink"}))
        assert contents(folder.root, other) == everything
        recover(journal)
        undo(None, journal)
        journal.close()
        assert (tree(folder.root), tree(other)) == (before, {})
        number += 1
    assert number > 20


def test_a_locked_run_is_not_recovered(folder, journal):
    folder.put("x.jpg")
    journal.begin(folder.plan({"x.jpg": "cat"}), "t")
    with run_lock(journal.path, "t"):
        assert recover(journal) == ()
    (result,) = recover(journal)
    assert [outcome.state for outcome in result.outcomes] == [State.SKIPPED]
    assert recover(journal) == ()


def test_a_run_whose_disk_is_unplugged_is_recovered_later(folder, journal, tmp_path):
    folder.put("x.jpg")
    usb = tmp_path / "usb"
    usb.mkdir()
    before = tree(folder.root)
    run = journal.begin(folder.plan({"x.jpg": "cat"}, usb), "t")
    (usb / "cat").mkdir()
    (folder.root / "x.jpg").rename(usb / "cat" / "x.jpg")
    usb.rename(tmp_path / "unplugged")
    (result,) = recover(journal)
    assert result.outcomes[0].state is State.FAILED
    (tmp_path / "unplugged").rename(usb)
    (result,) = recover(journal)
    assert result.outcomes[0].state is State.MOVED
    undo(run, journal)
    assert tree(folder.root) == before


def test_another_programs_file_with_the_same_content_is_not_taken_for_our_copy(folder, journal, tmp_path):
    """Another program takes the name just before our copy gets it, and the process is killed: both files stay."""
    folder.put("x.jpg", b"same")
    other_disk = tmp_path / "other"

    class Race(FakeFileSystem):
        def rename(self, source, target):
            if source.name.startswith(".catdog-"):
                target.write_bytes(b"same")
                raise Killed
            super().rename(source, target)

    with pytest.raises(Killed):
        execute(folder.plan({"x.jpg": "cat"}, other_disk), journal, disk=Race(other_device=other_disk))
    fault_plan = FaultPlan(kill_at=0)
    while fault_plan.kill_at is not None:
        try:
            recover(FakeJournal(journal.path, fault_plan), disk=FakeFileSystem(fault_plan))
            break
        except Killed:
            fault_plan = FaultPlan(kill_at=fault_plan.kill_at + 1)
    assert contents(folder.root, other_disk) == {b"same": 2}
    assert (folder.root / "x.jpg").exists()
