"""Wrong use ends with one sentence, before the command changes anything."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from PIL import Image

from catdog_gui.cli import SOME_FAILED, WRONG_USE, main
from catdog_gui.messages import shown
from catdog_gui.sorting.journal import JournalError

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.new("RGB", (9, 9), (250, 5, 5)).save(folder / "a.png")
    return folder


@pytest.fixture
def run(
    tmp_path: Path,
    make_tiny_model_folder: Callable[[], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs `catdog --home ... ARGUMENTS` and gives exit code and what was written to stdout and stderr."""
    monkeypatch.setattr("catdog_gui.cli.console.quiet_native_libraries", lambda: None)
    model = make_tiny_model_folder()

    def run(command: str, *arguments: object, home: Path = tmp_path / "home") -> tuple[int, str, str]:
        scoring = ["--model", str(model)] if command in {"classify", "sort"} and "--model" not in arguments else []
        try:
            code = main(["--home", str(home), command, *map(str, arguments), *scoring])
        except SystemExit as ended:
            code = int(str(ended.code))
        return code, *capsys.readouterr()

    return run


def refused(ran: tuple[int, str, str]) -> str:
    code, out, err = ran
    assert (code, out) == (WRONG_USE, "")
    assert "Traceback" not in err
    return err.splitlines()[-1]


@pytest.mark.parametrize("command", ["classify", "sort", "correct"])
def test_an_impossible_path(run: Run, command: str) -> None:
    label = ["cat"] if command == "correct" else []
    assert "too long" in refused(run(command, "a" * 300, *label))
    assert "no possible path" in refused(run(command, "a\0b", *label))
    assert "there is no nowhere" in refused(run(command, "nowhere", *label))


@pytest.mark.parametrize("command", ["classify", "sort"])
def test_a_folder_that_may_not_be_read(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    def refuse(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.scandir", refuse)
    assert "cannot be read: Permission was denied." in refused(run(command, folder))


def test_a_sub_folder_that_cannot_be_read_is_reported(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "inner").mkdir()
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path == folder / "inner":
            raise PermissionError
        return scandir(path)

    monkeypatch.setattr("catdog_gui.pictures.discovery.os.scandir", refuse)
    for command in (("classify", folder, "--recursive"), ("sort", folder, "--recursive", "--dry-run")):
        code, _, err = run(*command)
        assert code == SOME_FAILED
        assert err == f"catdog: {shown(folder / 'inner')} cannot be read: what is in it is left out\n"


def test_a_file_where_a_folder_is_wanted(run: Run, folder: Path) -> None:
    assert "is no folder" in refused(run("sort", folder / "a.png"))
    assert "is a file, no folder" in refused(run("sort", folder, "--into", folder / "a.png"))
    assert "is a file, no folder" in refused(run("sort", folder, "--into", folder / "a.png" / "b"))


def test_keywords_are_written_in_one_way_and_place(run: Run, folder: Path) -> None:
    assert "not allowed with" in refused(run("sort", folder, "--keywords", "--copy"))
    assert "--into has no meaning" in refused(run("sort", folder, "--keywords", "--into", folder.parent))


def test_a_folder_that_may_not_be_written(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, _: Path(path) != folder)
    assert "choose another folder with --into" in refused(run("sort", folder))
    assert "--copy leaves the pictures" in refused(run("sort", folder, "--into", folder.parent / "sorted"))
    assert run("sort", folder, "--into", folder.parent / "sorted", "--copy", "--yes")[0] == 0


@pytest.mark.parametrize("score", ["abc", "2", "0.4", "nan", ""])
def test_an_impossible_score(run: Run, folder: Path, score: str) -> None:
    assert f"a score from 0.5 to 1 is possible, not {score}" in refused(run("classify", folder, "--min-score", score))


def test_an_impossible_run(run: Run) -> None:
    for number in ("abc", "9" * 30):
        assert "`catdog history` lists" in refused(run("undo", number, "--yes"))


def test_a_table_is_not_written_over_a_picture(run: Run, folder: Path) -> None:
    before = (folder / "a.png").read_bytes()
    assert "is a picture" in refused(run("classify", folder, "--csv", folder / "a.png"))
    assert (folder / "a.png").read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_table_on_a_full_disk(run: Run, folder: Path) -> None:
    code, _, err = run("classify", folder, "--csv", "/dev/full")
    assert (code, err) == (WRONG_USE, "catdog: /dev/full cannot be written: The disk is full.\n")


@pytest.mark.parametrize("command", ["history", "undo", "sort", "correct"])
def test_a_home_that_is_a_file(run: Run, folder: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()
    arguments = {"sort": [folder, "--yes"], "correct": [folder / "a.png", "cat"]}.get(command, [])
    assert "--home" in refused(run(command, *arguments, home=tmp_path / "file"))


@pytest.mark.parametrize(
    ("command", "file"),
    [("history", "journal.sqlite3"), ("retrain", "corrections.sqlite3"), ("correct", "corrections.sqlite3")],
)
def test_a_damaged_store(run: Run, folder: Path, tmp_path: Path, command: str, file: str) -> None:
    (tmp_path / file).write_text("no database")
    arguments = [folder / "a.png", "cat"] if command == "correct" else []
    assert "The file is damaged" in refused(run(command, *arguments, home=tmp_path))


def test_a_store_that_cannot_be_opened(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "journal.sqlite3").mkdir()
    sentence = refused(run("history", home=tmp_path))
    assert sentence.startswith(
        f"catdog: The journal {shown(tmp_path / 'journal.sqlite3')} cannot be opened: Permission was denied"
    )
    full = sqlite3.OperationalError()
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    monkeypatch.setattr("catdog_gui.sorting.database.open_database", Mock(side_effect=full))
    assert "The disk is full." in refused(run("history"))


def test_a_journal_that_fails_while_files_move(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise JournalError("The journal cannot be written: The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr("catdog_gui.sorting.journal.Journal.record", fail)
        code, _, err = run("sort", folder, "--yes")
    assert (code, "`catdog undo` takes it back" in err) == (WRONG_USE, True)
    assert (folder / "cat" / "a.png").exists()
    assert run("undo", "--yes")[0] == 0
    assert (folder / "a.png").exists()


def test_nothing_is_scored_without_a_terminal(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def score(*_: object) -> None:
        raise AssertionError("scored for nothing")

    monkeypatch.setattr("catdog_gui.cli.sort._score_folder", score)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert "--yes" in refused(run("sort", folder))


def test_a_sort_that_moved_nothing_offers_no_undo(run: Run, folder: Path) -> None:
    (folder / "cat").touch()
    code, out, _ = run("sort", folder, "--yes")
    assert (code, "1 files failed" in out, "undo" in out) == (SOME_FAILED, True, False)
    (folder / "cat").unlink()
    assert "to take it back: catdog undo 2" in run("sort", folder, "--yes")[1]


def test_importing_names_the_folder_that_was_given(run: Run, folder: Path) -> None:
    sentence = refused(run("models", "import", folder))
    assert sentence == f"catdog: {shown(folder / 'config.json')} is missing"


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("hamster=Hamster", "there is no label hamster; there are cat, dog, both, neither, unsure"),
        ("cat=a/b", 'A folder cannot be named “a/b”: names cannot have any of / \\ : * ? " < > | in them.'),
        ("cat=", "A folder cannot be named “”: it has no letters."),
    ],
)
def test_an_impossible_folder_name(run: Run, folder: Path, named: str, why: str) -> None:
    assert why in refused(run("sort", folder, "--folder", named, "--yes"))


def test_keywords_have_no_folders(run: Run, folder: Path) -> None:
    said = refused(run("sort", folder, "--keywords", "--folder", "cat=Katzen", "--yes"))
    assert "--folder has no meaning with it" in said
