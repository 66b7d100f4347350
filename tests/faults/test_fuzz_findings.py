"""What fuzzing found, made by code, each with what must be said of it now."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.retraining.events import parse_event
from catdog_gui.sorting.journal import Journal, JournalError
from catdog_gui.sorting.models import Move, Plan, SortOptions
from catdog_gui.sorting.recover import recover
from catdog_gui.watching import completeness
from catdog_gui.watching.completeness import is_complete


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"event": "progress", "stage": "", "step": Infinity, "total": 1, "rate": 0, "seconds_left": null}',
        '{"event": "metric", "name": "n", "value": ' + "9" * 400 + "}",
        '{"event": "error", "message": "m", "text": {"id": "GONE", "arguments": 5}}',
    ],
    ids=["nested", "infinite step", "huge value", "no arguments"],
)
def test_a_line_of_the_trainer_that_means_nothing(line: str) -> None:
    event = parse_event(line)
    assert event is None or getattr(event, "message", "") == "m"


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("runs", "started", "yesterday"),
        ("runs", "started", 1e300),
        ("runs", "mode", "no mode"),
        ("runs", "folder", 5),
        ("moves", "source", b"/a\0b"),
        ("moves", "run", "no number"),
        ("moves", "n", "1\0"),
        ("moves", "size", "large"),
        ("runs", "finished", float("inf")),
        ("runs", "token", "a/b\0c"),
    ],
)
def test_a_value_in_the_journal_that_nobody_wrote(tmp_path: Path, table: str, column: str, value: object) -> None:
    file = tmp_path / "journal.sqlite3"
    with Journal(file) as journal:
        move = Move(tmp_path / "a.png", tmp_path / "cat" / "a.png", 0, "cat", FileStamp(5, 7))
        journal.begin(Plan(SortOptions(tmp_path), (move,)), "token")
    with sqlite3.connect(file) as db:
        db.execute(f"UPDATE {table} SET {column} = ?", (value,))
    db.close()
    with Journal(file) as journal, pytest.raises(JournalError, match="damaged"):
        _ = recover(journal), journal.history()


@pytest.mark.parametrize(
    "content",
    [b"\xff\xd8" + b"\xff" * 9000, b"\xff\xd8" + b"\xff\xd0" * 9000, b"GIF89a" + bytes(7) + b"!\xf9" + b"\1." * 9000],
    ids=["fill bytes", "restarts", "blocks of one byte"],
)
def test_a_picture_of_countless_parts_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    (tmp_path / "a").write_bytes(content)
    assert not is_complete(tmp_path / "a")
    monkeypatch.setattr(completeness, "_MAX_READS", 1000)
    assert is_complete(tmp_path / "a")
