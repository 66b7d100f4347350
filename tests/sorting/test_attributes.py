"""What a file has beside its content comes through the journal as it was."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from sorting_folders import Folder

from catdog_gui.sorting import schema
from catdog_gui.sorting.attributes import FileAttributes, read_attributes, write_attributes
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.sort import execute


def test_attributes_come_back_from_text() -> None:
    attributes = FileAttributes(0o640, 1000, 100, 1_400_000_000_123_456_789, {"user.\udcff": "AA=="})
    assert FileAttributes.from_json(attributes.to_json()) == attributes


@pytest.mark.skipif(os.name == "nt", reason="permissions")
def test_what_cannot_be_set_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"")
    write_attributes(file, FileAttributes(0o600, os.getuid(), os.getgid(), 0, {"nonsense.name": "AA=="}))
    assert read_attributes(file).mode == 0o600


def test_a_journal_of_version_1_is_taken_over(tmp_path: Path, folder: Folder) -> None:
    file = tmp_path / "journal.sqlite"
    with sqlite3.connect(file) as db:
        for statement in schema.TABLES.replace("    attributes TEXT,\n", "").split(";"):
            if "sidecars" not in statement:
                db.execute(statement)
        db.execute("PRAGMA user_version = 1")
    db.close()
    folder.put("a.jpg")
    for _ in range(2):
        with Journal(file) as journal:
            assert journal.attributes_at(1, 0, folder.root / "a.jpg") is None
            assert journal.sidecar(1, 0) is None
    with Journal(file) as journal:
        assert execute(folder.plan({"a.jpg": "cat"}), journal).run == 1
