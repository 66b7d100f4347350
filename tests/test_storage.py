"""The program's own files: whole, shared by several processes, and locked."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from catdog_gui.storage import LockedError, file_lock, open_database, transaction, write_atomically

SCHEMA = "create table if not exists numbers (number integer not null)"


def test_a_file_is_written_with_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "new" / "a.json"
    write_atomically(file, b"old")
    write_atomically(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_cannot_be_replaced_stays_and_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_atomically(tmp_path / "a", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_transaction_writes_all_or_nothing(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "a.sqlite", SCHEMA, busy_seconds=5)) as db:
        with transaction(db):
            db.execute("insert into numbers values (1)")
        with pytest.raises(sqlite3.IntegrityError), transaction(db):
            db.executemany("insert into numbers values (?)", [(2,), (None,)])
        assert db.execute("select number from numbers").fetchall() == [(1,)]


def test_a_writer_waits_for_another(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    with closing(open_database(file, SCHEMA, busy_seconds=0)) as first, transaction(first):
        with (
            closing(open_database(file, busy_seconds=0)) as impatient,
            pytest.raises(sqlite3.OperationalError, match="locked"),
            transaction(impatient),
        ):
            pass
        with closing(open_database(file, busy_seconds=30)) as patient:
            assert patient.execute("select number from numbers").fetchall() == [], "a reader does not wait"


def test_a_new_database_that_another_process_is_making_is_waited_for(tmp_path: Path) -> None:
    """SQLite itself may not wait here, so the test lets it wait for nothing."""
    with closing(sqlite3.connect(tmp_path / "a.sqlite", isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin exclusive")
        release = threading.Timer(0.1, other.rollback)
        release.start()
        with closing(open_database(tmp_path / "a.sqlite", busy_seconds=0)) as db:
            assert db.execute("pragma journal_mode").fetchone() == ("wal",)
        release.join()


def test_a_lock_is_held_once_and_its_file_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with file_lock(path), pytest.raises(LockedError), file_lock(path):
        pass
    assert not path.exists()
    with file_lock(path):
        assert path.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no open file")
def test_a_lock_on_a_file_that_its_last_holder_removed_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real_open = tmp_path / "a.lock", os.open
    opened: list[int] = []

    def remove_what_is_opened_first(*arguments: Any) -> int:
        opened.append(real_open(*arguments))
        if len(opened) == 1:
            path.unlink()
        return opened[-1]

    monkeypatch.setattr(os, "open", remove_what_is_opened_first)
    with file_lock(path), pytest.raises(LockedError), file_lock(path):
        pass
    assert len(opened) == 3


def test_the_lock_of_a_process_that_died_is_free(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import os, sys
        from pathlib import Path
        from catdog_gui.storage import file_lock
        with file_lock(Path(sys.argv[1])):
            os._exit(9)
        """
    )
    path = tmp_path / "a.lock"
    done = subprocess.run([sys.executable, "-c", script, str(path)], cwd=Path(__file__).parents[1])
    assert (done.returncode, path.exists()) == (9, True)
    with file_lock(path):
        pass


@pytest.mark.skipif(os.name == "nt", reason="looks for the folder of another system")
def test_a_lock_without_a_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), file_lock(tmp_path / "none" / "a.lock"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows syncs no folder")
def test_the_folders_above_a_new_database_are_durable_before_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new" / "home" / "a.sqlite"
    synced: list[int] = []

    def fsync(descriptor: int) -> None:
        assert not file.exists()
        synced.append(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(os, "fsync", fsync)
    open_database(file, busy_seconds=1).close()
    assert {tmp_path.stat().st_ino, file.parent.parent.stat().st_ino} <= set(synced)
