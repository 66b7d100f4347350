"""The sheet before a sort: sub-folders are one choice for the sheet, the header and the settings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from ui_fakes import RED, draw

from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.sorting.sheet import SortSheet


def _counted(sheet: SortSheet) -> list[str]:
    labels = sheet._count_table.findChildren(QLabel)
    return [each.text() for each in labels if each.text() and not each.isHidden()]


def _open_sheet(application: Application, qtbot: QtBot) -> SortSheet:
    application.window.sort_controller.open_sheet()
    qtbot.waitUntil(application.window.sort_sheet._sort.isEnabled)
    return application.window.sort_sheet


def test_subfolders_are_looked_through_and_planned_anew(opened: Application, pets: Path, qtbot: QtBot) -> None:
    for number in range(3):
        draw(pets / "summer", f"more{number}.png", RED)
    sheet = _open_sheet(opened, qtbot)
    opened.session.backend.engine.delay = 0.02
    sheet._recursive.click()
    assert opened.settings.recursive
    assert opened.window.header._recursive.isChecked()
    assert sheet.is_open
    assert not sheet._sort.isEnabled()
    assert sheet._title.text() == "Looking through the folder…"
    sheet._copy.click()
    sheet.accept()
    assert sheet.is_open, "there is no plan to accept yet"
    qtbot.waitUntil(sheet._sort.isEnabled, timeout=10_000)
    assert not opened.session.is_scanning
    assert sheet._title.text() == "Copy 21 pictures"
    assert _counted(sheet)[:2] == ["13", "into cat/"]
    sheet._move.click()
    qtbot.waitUntil(sheet._sort.isEnabled)
    with qtbot.waitSignal(opened.sort_service.finished):
        sheet.accept()
    assert (pets / "cat" / "summer" / "more0.png").exists()


def test_a_plan_of_before_does_not_come_late(opened: Application, qtbot: QtBot) -> None:
    sheet = _open_sheet(opened, qtbot)
    sheet._copy.click()
    sheet._recursive.click()
    qtbot.waitUntil(lambda: not opened.session.file_tasks.is_busy)
    assert opened.session.is_scanning
    assert not sheet._sort.isEnabled()


def test_the_sheet_follows_the_window_and_goes_with_its_folder(
    opened: Application, pets: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = _open_sheet(opened, qtbot)
    opened.session.set_recursive(True)
    assert sheet._recursive.isChecked()
    qtbot.waitUntil(sheet._sort.isEnabled, timeout=10_000)
    other = draw(tmp_path / "other", "one.png", RED).parent
    with qtbot.waitSignal(opened.session.scan_ended):
        opened.window.folder_opener.open(other)
    assert not sheet.is_open
