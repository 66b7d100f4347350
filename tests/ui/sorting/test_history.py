"""The history: the files of a run, each with its undo; a search among them; and their folder."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot
from ui_pages import HistoryPage, WindowPage

from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.models import Move, Plan, SortOptions, State
from catdog_gui.ui.common.urls import path_of
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def history(opened: Application, pets: Path, qtbot: QtBot) -> HistoryPage:
    """After one sort, in which one picture had a companion."""
    (pets / "red0.xmp").write_text("about red0")
    with qtbot.waitSignal(opened.session.scan_ended, timeout=10_000):
        opened.session.reopen()
    WindowPage(opened).sort(qtbot)
    page = WindowPage(opened).open_history(qtbot)
    page.wait_files(19, qtbot)
    return page


@pytest.fixture
def shown_folders(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    folders: list[Path] = []

    def open_url(url: QUrl) -> bool:
        folders.append(path_of(url))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return folders


def test_a_run_lists_its_files(history: HistoryPage) -> None:
    assert ("red0.png", "cat/red0.png", "Moved") in history.file_rows
    assert ("red0.xmp", "cat/red0.xmp", "Moved") in history.file_rows
    assert not history.undo_files.isEnabled()
    history.widget.close()


def test_one_file_is_taken_back_with_what_belongs_to_it(
    history: HistoryPage, opened: Application, pets: Path, qtbot: QtBot
) -> None:
    history.search.setText("RED0.p")
    assert [row[0] for row in history.file_rows] == ["red0.png"]
    history.files.selectRow(0)
    assert history.undo_files.text() == "Undo 1 file"
    before = opened.session.pictures.counts().total
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        history.undo_files.click()
    assert (pets / "red0.png").exists()
    assert (pets / "red0.xmp").exists()
    assert (pets / "cat" / "red1.png").exists()
    assert opened.session.pictures.counts().total == before + 1
    qtbot.waitUntil(lambda: [row[2] for row in history.file_rows] == ["Undone"])
    assert not history.undo_files.isEnabled()
    assert history.row(0)[3] == "Moved, partly undone"
    history.search.clear()
    assert len(history.file_rows) == 19
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        history.undo.click()
    assert not (pets / "cat").exists(), "the rest is taken back together"


def test_show_in_folder_shows_where_the_file_is_now(
    history: HistoryPage, opened: Application, pets: Path, qtbot: QtBot, shown_folders: list[Path]
) -> None:
    history.show.click()
    history.search.setText("blue3")
    history.files.selectRow(0)
    history.show.click()
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        history.undo_files.click()
    qtbot.waitUntil(lambda: history.file_rows[0][2] == "Undone")
    history.files.selectRow(0)
    history.show.click()
    assert shown_folders == [pets, pets / "dog", pets]
    history.widget.close()


def test_ten_thousand_files_are_shown_and_searched_at_once(application: Application, qtbot: QtBot) -> None:
    folder = Path("/pictures")
    moves = tuple(
        Move(folder / f"IMG_{n}.jpg", folder / "cat" / f"IMG_{n}.jpg", n, "cat", FileStamp(1, 2)) for n in range(10_000)
    )
    with application.session.backend.journal() as journal:
        run = journal.begin(Plan(SortOptions(folder), moves), "token")
        journal.record(run, [(n, State.MOVED, "") for n in range(10_000)])
        journal.finish(run)
    page = WindowPage(application).open_history(qtbot)
    page.wait_files(10_000, qtbot)
    began = time.monotonic()
    for text in ("I", "IM", "IMG_99", "IMG_999", ""):
        page.search.setText(text)
    page.files.scrollToBottom()
    page.files.grab()
    assert time.monotonic() - began < 1.5, "five searches and a jump to the end"
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    page.files.selectionModel().select(page.files.model().index(9_999, 0), flags)
    assert page.undo_files.isEnabled()
    page.widget.close()


def test_ctrl_z_does_nothing_for_a_sort_whose_files_are_all_back(
    history: HistoryPage, opened: Application, pets: Path, qtbot: QtBot
) -> None:
    stack = opened.session.undo_stack
    history.files.selectRow(0)
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        history.undo_files.click()
    assert not stack.command(0).isObsolete(), "the others can still be taken back"
    qtbot.waitUntil(lambda: history.file_rows[0][2] == "Undone")
    history.files.selectAll()
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        history.undo_files.click()
    assert not (pets / "cat").exists()
    history.widget.close()
    with qtbot.assertNotEmitted(opened.sort_service.started):
        opened.window.sort_controller.undo()
    assert stack.count() == 0
