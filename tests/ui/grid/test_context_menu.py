"""The menu of the grid: the trash, copying, and the choice of all pictures with the same label."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_pages import FailuresPage, WindowPage, find

from catdog_gui.ui.common.urls import local_paths
from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.sorting.failures_dialog import FailureDialog

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs a trash that a test can have to itself")


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share" / "Trash" / "files"


@pytest.fixture
def page(opened: Application, pets: Path, qtbot: QtBot) -> WindowPage:
    """After a scan in which `blue0.png` has a companion."""
    (pets / "blue0.xmp").write_text("about blue0")
    with qtbot.waitSignal(opened.session.scan_ended, timeout=10_000):
        opened.session.reopen()
    return WindowPage(opened)


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


def select(application: Application, *names: str) -> None:
    table = application.session.pictures.table
    rows = [row for row in range(len(table)) if table.name(row) in names]
    application.window.grid.select_rows(rows)


@on_linux
def test_the_trash_takes_a_picture_with_what_belongs_to_it(
    page: WindowPage, opened: Application, pets: Path, trash: Path, qtbot: QtBot
) -> None:
    select(opened, "blue0.png")
    before = opened.session.pictures.counts().total
    content = (pets / "blue0.png").read_bytes()
    page.choose_in_context_menu("Move to trash")
    qtbot.waitUntil(lambda: opened.session.pictures.counts().total == before - 1)
    assert {file.name for file in trash.iterdir()} == {"blue0.png", "blue0.xmp"}
    assert (trash / "blue0.png").read_bytes() == content
    assert not (pets / "blue0.png").exists()
    assert not (pets / "blue0.xmp").exists()
    assert any("blue0.png is in the trash." in text for text in page.footer.texts), "it says where to find it"
    table, row = opened.session.pictures.table, opened.window.grid.current_row()
    assert row is not None
    assert table.name(row) == "blue1.png", "the next picture is current"


@on_linux
def test_what_cannot_be_trashed_stays_and_is_listed(
    page: WindowPage, opened: Application, pets: Path, trash: Path, qtbot: QtBot
) -> None:
    trash.parent.parent.mkdir()
    trash.parent.write_text("no folder: nothing can be put into it")
    select(opened, "blue0.png", "blue1.png")
    (pets / "blue1.png").unlink()
    page.choose_in_context_menu("Move to trash")
    qtbot.waitUntil(lambda: bool(opened.window.findChildren(FailureDialog)))
    failures = FailuresPage(find(opened.window, FailureDialog))
    assert [failures.row(number) for number in range(failures.row_count)] == [
        ["blue0.png", "It could not be moved to the trash. Its disk may have none."],
        ["blue1.png", "It is no longer there."],
    ]
    assert (pets / "blue0.png").exists()
    assert (pets / "blue0.xmp").exists()
    failures.widget.close()


def test_nothing_is_trashed_without_a_selection(page: WindowPage, opened: Application, pets: Path) -> None:
    opened.window.grid.selectionModel().clearSelection()
    before = {file.name for file in pets.iterdir()}
    opened.window.trash_controller.trash_selected()
    assert not opened.session.file_tasks.is_busy
    assert {file.name for file in pets.iterdir()} == before


def test_one_picture_is_copied_as_an_image_and_as_a_file(
    page: WindowPage, opened: Application, pets: Path, clipboard: QClipboard, qtbot: QtBot
) -> None:
    select(opened, "red3.png")
    page.choose_in_context_menu("Copy picture")
    qtbot.waitUntil(lambda: not clipboard.image().isNull())
    assert clipboard.image().size().toTuple() == (40, 30)
    assert clipboard.image().pixelColor(20, 20).getRgb()[:3] == (255, 0, 0)
    assert local_paths(clipboard.mimeData()) == [pets / "red3.png"]


def test_paths_and_several_pictures_are_copied(
    page: WindowPage, opened: Application, pets: Path, clipboard: QClipboard
) -> None:
    select(opened, "red1.png", "red2.png")
    page.choose_in_context_menu("Copy path")
    assert clipboard.text() == f"{pets / 'red1.png'}\n{pets / 'red2.png'}"
    page.choose_in_context_menu("Copy picture")
    assert local_paths(clipboard.mimeData()) == [pets / "red1.png", pets / "red2.png"]
    pasted = bytes(clipboard.mimeData().data("x-special/gnome-copied-files").data()).decode().splitlines()
    assert pasted == ["copy", (pets / "red1.png").as_uri(), (pets / "red2.png").as_uri()]


def test_all_pictures_with_the_same_label_are_selected(page: WindowPage, opened: Application, qtbot: QtBot) -> None:
    select(opened, "dark2.png")
    page.choose_in_context_menu("Select all like this")
    table = opened.session.pictures.table
    assert [table.name(row) for row in opened.window.grid.selected_rows()] == [f"dark{n}.png" for n in range(4)]
    assert table.name(opened.window.grid.current_row()) == "dark2.png", "nothing scrolls away"
    opened.session.corrections.correct([opened.window.grid.current_row()], 0)
    qtbot.keyClick(
        opened.window.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert opened.window.grid.count_selected() == 11, "the label that the user gave counts"
