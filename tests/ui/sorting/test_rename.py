"""Renaming from the window: what is known of a picture follows it to its new name, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from ui_fakes import ColourEngine
from ui_pages import RenameSheetPage, WindowPage

from catdog_gui.sorting.models import Mode
from catdog_gui.ui.shell.application import Application


def row_of(application: Application, picture: Path) -> int:
    row = application.session.pictures.table.row_of(picture)
    assert row is not None
    return row


@pytest.fixture
def page(opened: Application, pets: Path, qtbot: QtBot) -> WindowPage:
    """`blue0.png`, which has a companion and a label of the user's, is selected."""
    (pets / "blue0.png.xmp").write_text("about blue0")
    with qtbot.waitSignal(opened.session.scan_ended, timeout=10_000):
        opened.session.reopen()
    row = row_of(opened, pets / "blue0.png")
    with qtbot.waitSignal(opened.session.corrections.saved):
        opened.session.corrections.correct([row], 0)
    opened.window.grid.select_row(row)
    return WindowPage(opened)


def open_sheet(page: WindowPage, application: Application, qtbot: QtBot) -> RenameSheetPage:
    page.choose_in_context_menu("Rename…")
    qtbot.waitUntil(lambda: application.window.rename_sheet.is_open)
    return RenameSheetPage(application.window.rename_sheet)


def rename(page: WindowPage, application: Application, stem: str, qtbot: QtBot) -> None:
    sheet = open_sheet(page, application, qtbot)
    sheet.name.setText(stem)
    with qtbot.waitSignal(application.sort_service.finished, timeout=10_000):
        sheet.rename.click()
    qtbot.waitUntil(lambda: not application.session.file_tasks.is_busy)


def test_the_row_the_label_and_the_selection_follow_and_undo_brings_the_name_back(
    page: WindowPage, opened: Application, pets: Path, engine: ColourEngine, qtbot: QtBot
) -> None:
    before = {file.name: file.read_bytes() for file in pets.iterdir()}
    row, calls = row_of(opened, pets / "blue0.png"), len(engine.calls)
    rename(page, opened, "zoe at sea", qtbot)
    table = opened.session.pictures.table
    assert {file.name for file in pets.iterdir()} - set(before) == {"zoe at sea.png", "zoe at sea.png.xmp"}
    assert (table.row_of(pets / "zoe at sea.png"), table.row_of(pets / "blue0.png")) == (row, None)
    assert table.group(row).companions == (pets / "zoe at sea.png.xmp",)
    assert opened.window.grid.current_row() == row
    assert opened.session.pictures.index_of(row).row() == opened.session.pictures.rowCount() - 1, "in its new place"
    assert page.report_bar.text.text() == "Renamed."
    assert "zoe at sea.png" in page.preview.texts
    (found,) = opened.session.backend.corrections.all()
    assert found.path == pets / "zoe at sea.png"
    with qtbot.waitSignal(opened.session.scan_ended, timeout=10_000):
        opened.session.reopen()
    assert len(engine.calls) == calls, "its scores are still known"
    (run,) = opened.session.backend.history()
    assert run.mode is Mode.RENAME
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        opened.sort_service.undo_run(run.id, run.into, run.mode)
    assert {file.name: file.read_bytes() for file in pets.iterdir()} == before
    assert opened.session.pictures.table.correction(row_of(opened, pets / "blue0.png")) == 0


def test_ctrl_z_and_redo_take_it_back_and_do_it_again(
    page: WindowPage, opened: Application, pets: Path, qtbot: QtBot
) -> None:
    row = row_of(opened, pets / "blue0.png")
    rename(page, opened, "zoe", qtbot)
    for step, name in ((opened.session.undo_stack.undo, "blue0.png"), (opened.session.undo_stack.redo, "zoe.png")) * 2:
        with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
            step()
        assert (pets / name).exists()
        assert opened.session.pictures.table.path(row) == pets / name


def test_a_taken_name_is_refused_while_typing(page: WindowPage, opened: Application, pets: Path, qtbot: QtBot) -> None:
    sheet = open_sheet(page, opened, qtbot)
    assert (sheet.title.text(), sheet.name.text(), sheet.name.selectedText()) == (
        "Rename “blue0.png”",
        "blue0",
        "blue0",
    )
    assert sheet.along.text() == "1 file that belongs to it is renamed too."
    assert not sheet.rename.isEnabled()
    sheet.name.setText("blue1")
    assert sheet.problem.text() == "“blue1.png” is there already."
    assert not sheet.rename.isEnabled()
    opened.window.rename_sheet.accept()
    assert opened.window.rename_sheet.is_open
    sheet.name.setText("blue11")
    assert not sheet.problem.isVisible()
    assert sheet.rename.isEnabled()


def test_a_name_that_is_taken_after_the_check_stays_with_its_file(
    page: WindowPage, opened: Application, pets: Path, qtbot: QtBot
) -> None:
    sheet = open_sheet(page, opened, qtbot)
    sheet.name.setText("zoe")
    (pets / "zoe.png").write_text("came meanwhile")
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        sheet.rename.click()
    assert (pets / "zoe.png").read_text() == "came meanwhile"
    assert (pets / "blue0.png").exists()
    assert page.report_bar.text.text() == "Not renamed."
    assert not opened.session.undo_stack.command(opened.session.undo_stack.count() - 1).text().startswith("renaming")
