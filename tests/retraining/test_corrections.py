"""A correction belongs to the content of a picture, not to its file name."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catdog_gui.classify.models import ModelError
from catdog_gui.pictures.models import Group
from catdog_gui.retraining.corrections import Correction, Corrections, hash_content
from catdog_gui.retraining.corrections_csv import import_corrections_csv, write_corrections_csv
from catdog_gui.retraining.relocation import available, relocated
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import LabelledGroup, SortOptions
from catdog_gui.sorting.plan import plan_sort
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo

Painter = Callable[..., list[Path]]


def test_a_correction_follows_its_picture(corrections: Corrections, paint: Painter, tmp_path: Path) -> None:
    (path,) = paint("cat", 1)
    corrections.save({path: "dog"})
    moved = path.rename(tmp_path / "elsewhere.png")
    assert corrections.look_up([moved]) == {moved: "dog"}
    assert corrections.all()[0].path == moved


def test_a_copy_does_not_take_the_place_of_the_original(
    corrections: Corrections, paint: Painter, tmp_path: Path
) -> None:
    (path,) = paint("cat", 1)
    corrections.save({path: "luna"})
    copy = tmp_path / "copy.png"
    copy.write_bytes(path.read_bytes())
    assert corrections.look_up([copy]) == {copy: "luna"}
    assert corrections.all()[0].path == path


@pytest.mark.parametrize("label", ["unsure", "../up", "a/b", "", ".hidden", "nul\0"])
def test_impossible_labels_are_refused(corrections: Corrections, paint: Painter, label: str) -> None:
    with pytest.raises(ModelError):
        corrections.save(dict.fromkeys(paint("cat", 1), label))
    assert len(corrections.all()) == 0


@pytest.mark.parametrize("label", ["cat", "both", "neither", "luna", "Frau Müller"])
def test_possible_labels_are_kept(corrections: Corrections, paint: Painter, label: str) -> None:
    (path,) = paint("cat", 1)
    corrections.save({path: label})
    assert [each.label for each in corrections.all()] == [label]


def test_the_last_label_counts_and_none_removes_it(corrections: Corrections, paint: Painter) -> None:
    (path,) = paint("cat", 1)
    for label in ("dog", "cat", None):
        corrections.save({path: label})
    assert corrections.all() == ()


def test_removing_one_and_all(corrections: Corrections, paint: Painter) -> None:
    paths = paint("cat", 3)
    corrections.save(dict.fromkeys(paths, "dog"))
    assert corrections.remove([hash_content(paths[0]), "not there"]) == 1
    assert corrections.clear() == 2
    assert len(corrections.all()) == 0


def test_corrections_since_a_time(corrections: Corrections, paint: Painter) -> None:
    assert len(corrections.all()) == 0
    corrections.save(dict.fromkeys(paint("cat", 2), "dog"))
    assert len(corrections.all(datetime.now(UTC) - timedelta(minutes=1))) == 2
    assert len(corrections.all(datetime.now(UTC) + timedelta(minutes=1))) == 0


def test_no_correction_is_newer_than_itself(corrections: Corrections, paint: Painter) -> None:
    for path in paint("cat", 20):
        corrections.save({path: "dog"})
        assert len(corrections.all(corrections.all()[-1].time)) == 0


def test_a_table_is_exported_and_imported(corrections: Corrections, paint: Painter, tmp_path: Path) -> None:
    corrections.save(dict.fromkeys(paint("cat", 2), "dog"))
    corrections.save(dict.fromkeys(paint("dog", 1), "luna"))
    table = tmp_path / "table.csv"
    write_corrections_csv(corrections.all(), table)
    other = Corrections(tmp_path / "other.sqlite3")
    assert import_corrections_csv(table, other).added == 3
    assert [(each.content_hash, each.label, each.path, each.size) for each in other.all()] == [
        (each.content_hash, each.label, each.path, each.size) for each in corrections.all()
    ]
    assert len(other.look_up(each.path for each in corrections.all())) == 3


def test_an_older_line_does_not_replace_a_newer_label(corrections: Corrections, paint: Painter) -> None:
    (path,) = paint("cat", 1)
    corrections.save({path: "cat"})
    old = Correction(hash_content(path), "dog", datetime(2020, 1, 1, tzinfo=UTC), path, path.stat().st_size)
    corrections.add([old])
    assert corrections.all()[0].label == "cat"


def test_bad_lines_are_reported_and_the_others_added(corrections: Corrections, paint: Painter, tmp_path: Path) -> None:
    (path,) = paint("cat", 1)
    table = tmp_path / "table.csv"
    with table.open("w", newline="", encoding="utf-8", errors="surrogateescape") as opened:
        rows = csv.writer(opened)
        rows.writerows([["label", "path"], ["dog", path], ["un/usable", path], ["dog", tmp_path / "gone.png"]])
    imported = import_corrections_csv(table, corrections)
    assert imported.added == 1
    breaks = str(path).count("\n")  # a row that quotes such a name is several lines
    lines = [3 + 2 * breaks, 4 + 3 * breaks]
    assert [error.split(":")[0] for error in imported.errors] == [f"line {line}" for line in lines]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\0\0"])
def test_a_file_that_is_no_table_is_refused(corrections: Corrections, tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(content)
    with pytest.raises(ValueError, match="label and path"):
        import_corrections_csv(table, corrections)


def test_sort_and_undo_do_not_lose_corrections(corrections: Corrections, paint: Painter, tmp_path: Path) -> None:
    (path,) = paint("cat", 1)
    corrections.save({path: "cat"})
    file = tmp_path / "journal.sqlite3"
    with Journal(file) as journal:
        plan = plan_sort([LabelledGroup(Group(path), "cat")], ("cat", "dog"), SortOptions(path.parent))
        run = execute(plan, journal).run
        assert run is not None
        assert relocated(corrections, file)[0].path == path.parent / "cat" / path.name
        undo(run, journal)
    assert relocated(corrections, file)[0].path == path


def test_a_missing_picture_is_not_available_until_it_is_back(
    corrections: Corrections, paint: Painter, tmp_path: Path
) -> None:
    present, missing = paint("cat", 2)
    corrections.save({present: "cat"})
    corrections.save({missing: "cat"})
    unplugged = missing.rename(tmp_path / "elsewhere.png")
    journal_file = tmp_path / "journal.sqlite3"
    found = available(corrections, journal_file)
    assert [each.path for each in found] == [present]
    unplugged.rename(missing)
    assert [each.path for each in available(corrections, journal_file, found[-1].time)] == [missing]
