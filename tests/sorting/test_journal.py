from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.journal import Journal, JournalError
from catdog_gui.sorting.lock import RunLockedError, lock_path, run_lock, try_run_lock
from catdog_gui.sorting.models import Intent, Move, Plan, SortOptions, State

ODD = Path("/p/" + os.fsdecode(b"\xff\xfe") + "\n😀.jpg")
MOVE = Move(ODD, Path("/p/cat/x.jpg"), 0, "cat", FileStamp(5, 1_500_000_000_123_456_789))
PLAN = Plan(SortOptions(Path("/p")), (MOVE,))


def test_a_plan_comes_back_as_it_was_written(journal):
    run = journal.begin(PLAN, "t")
    (entry,) = Journal(journal.path).entries(run)
    assert (entry.source, entry.target, entry.stamp, entry.state) == (ODD, MOVE.target, MOVE.stamp, State.PLANNED)


def test_history_is_newest_first_and_counts(journal):
    first, second = journal.begin(PLAN, "a"), journal.begin(PLAN, "b")
    journal.record(second, [(0, State.MOVED, "")])
    journal.finish(second)
    newest, oldest = journal.history()
    assert (newest.id, newest.moved, newest.skipped) == (second, 1, 0)
    assert newest.finished is not None
    assert (oldest.id, oldest.moved, oldest.finished, oldest.undone) == (first, 0, None, None)


@pytest.mark.parametrize(
    ("state", "start", "steps"),
    [
        (State.PLANNED, ODD, {}),
        (State.MOVED, ODD, {ODD: MOVE.target}),
        (State.MOVED, MOVE.target, {}),
        (State.RESTORED, MOVE.target, {MOVE.target: ODD}),
    ],
)
def test_only_moves_that_were_done_are_relocations(journal, state, start, steps):
    run = journal.begin(PLAN, "a")
    journal.record(run, [(0, state, "")])
    assert journal.relocations(run, [start]) == steps


def test_moves_can_be_added_to_a_run(journal):
    run = journal.begin(PLAN, "a")
    journal.record(run, [(0, State.MOVED, "")])
    journal.finish(run)
    journal.append(run, (MOVE,))
    assert [(entry.n, entry.group, entry.state) for entry in journal.entries(run)] == [
        (0, 0, State.MOVED),
        (1, 1, State.PLANNED),
    ]
    assert journal.unfinished_runs() == (run,)


def test_an_intent_lasts_until_its_move_is_recorded(journal):
    run = journal.begin(PLAN, "a")
    intent = Intent(ODD, MOVE.target, Path("/p/cat/.part"), "abc", 7)
    journal.write_intent(run, 0, intent)
    assert Journal(journal.path).intent(run, 0) == intent
    (entry,) = journal.entries(run)
    assert (entry.digest, entry.target_stamp) == ("abc", FileStamp(5, 7))
    journal.record(run, [(0, State.MOVED, "")])
    assert journal.intent(run, 0) is None


def test_a_new_target_drops_what_was_recorded_about_the_old_one(journal):
    run = journal.begin(PLAN, "a")
    journal.write_intent(run, 0, Intent(ODD, MOVE.target, Path("/p/cat/.part"), "abc", 7))
    journal.retarget(run, {0: Path("/p/cat/x (2).jpg")})
    (entry,) = journal.entries(run)
    assert (entry.target.name, entry.digest, entry.target_stamp) == ("x (2).jpg", None, MOVE.stamp)
    assert journal.intent(run, 0) is None


def test_the_journal_is_synced_and_in_wal_mode(journal):
    assert journal._read("PRAGMA journal_mode") == [("wal",)]
    assert journal._read("PRAGMA synchronous") == [(2,)]


def test_several_connections_write_at_once(tmp_path):
    path = tmp_path / "journal.sqlite"

    def work(name):
        with Journal(path) as journal:
            for i in range(15):
                journal.record(journal.begin(PLAN, f"{name}{i}"), [(0, State.MOVED, "")])

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Journal(path).history()) == 45


def test_a_journal_that_cannot_be_opened(tmp_path):
    (tmp_path / "broken").write_bytes(b"this is no database, and long enough to be seen as none" * 50)
    with pytest.raises(JournalError):
        Journal(tmp_path / "broken")
    (tmp_path / "file").touch()
    with pytest.raises(JournalError):
        Journal(tmp_path / "file" / "journal.sqlite")


def test_a_journal_of_a_newer_version_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "new") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalError, match="newer"):
        Journal(tmp_path / "new")


def test_a_failed_transaction_leaves_nothing_behind(journal):
    with pytest.raises(JournalError):
        journal.begin(PLAN, "same") + journal.begin(PLAN, "same")
    assert len(journal.history()) == 1
    journal.begin(PLAN, "other")


def test_a_run_is_locked_by_one_holder(journal):
    with run_lock(journal.path, "t"):
        with pytest.raises(RunLockedError), try_run_lock(journal.path, "t"):
            pass
        with try_run_lock(journal.path, "u"):
            pass
    assert not lock_path(journal.path, "t").exists()


def test_run_lock_waits_for_its_holder(journal):
    order = []
    entered, leave = threading.Event(), threading.Event()

    def hold():
        with run_lock(journal.path, "t"):
            entered.set()
            leave.wait(5)
            order.append("first")

    thread = threading.Thread(target=hold)
    thread.start()
    entered.wait(5)
    threading.Timer(0.1, leave.set).start()
    with run_lock(journal.path, "t"):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_the_folders_that_were_sorted_into(journal):
    moves = [
        Move(Path(f"/p/{n}"), Path(target), n, "cat", FileStamp(1, 2))
        for n, target in enumerate(
            ["/p/Katzen/a", "/p/Katzen/in/b", "/p/" + os.fsdecode(b"\xff") + "/c", "/q/d", "/p/e"]
        )
    ]
    run = journal.begin(Plan(SortOptions(Path("/p")), tuple(moves)), "a")
    expected = {Path("/p/Katzen"), Path("/p/" + os.fsdecode(b"\xff"))}
    assert journal.output_folders(journal.run(run)) == expected
    assert journal.sorted_folders(Path("/p")) == set(), "nothing is moved yet"
    journal.record(run, [(0, State.MOVED, "")])
    assert journal.sorted_folders(Path("/p")) == expected
    assert journal.sorted_folders(Path("/q")) == set()
    journal.record(run, [(0, State.RESTORED, "")])
    assert journal.sorted_folders(Path("/p")) == set()


def test_the_folders_in_the_root_of_a_disk(journal):
    run = journal.begin(Plan(SortOptions(Path("/")), (Move(ODD, Path("/cat/x"), 0, "cat", FileStamp(1, 2)),)), "a")
    assert journal.output_folders(journal.run(run)) == {Path("/cat")}
