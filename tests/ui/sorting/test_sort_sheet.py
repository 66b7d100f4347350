"""The sort sheet: its plan, and the choice of sub-folders that it shares with the header and the settings."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from ui_fakes import RED, draw
from ui_pages import WindowPage

from catdog_gui.pictures.models import Group, Skipped
from catdog_gui.ui.shell.application import Application


def test_the_subfolders_choice_scans_and_plans_again(opened: Application, pets: Path, qtbot: QtBot) -> None:
    for number in range(3):
        draw(pets / "summer", f"more{number}.png", RED)
    sheet, page = opened.window.sort_sheet, WindowPage(opened).open_sort_sheet(qtbot)
    opened.session.backend.engine.delay = 0.02
    page.recursive.click()
    assert opened.settings.recursive
    assert WindowPage(opened).header.recursive.isChecked()
    assert sheet.is_open
    assert not page.sort.isEnabled()
    assert page.title.text() == "Looking through the folder…"
    page.copy.click()
    sheet.accept()
    assert sheet.is_open, "there is no plan to accept yet"
    qtbot.waitUntil(page.sort.isEnabled, timeout=10_000)
    assert not opened.session.is_scanning
    assert page.title.text() == "Copy 21 pictures"
    assert page.counts[:2] == ["13", "into cat/"]
    page.move.click()
    qtbot.waitUntil(page.sort.isEnabled)
    with qtbot.waitSignal(opened.sort_service.finished):
        sheet.accept()
    assert (pets / "cat" / "summer" / "more0.png").exists()


def test_an_earlier_plan_is_not_shown_while_the_folder_is_scanned(
    opened: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    proceed, backend = threading.Event(), opened.session.backend
    find = backend.find

    def find_later(folder: Path, outputs: Sequence[str], *, recursive: bool) -> Iterator[Group | Skipped]:
        proceed.wait(10)
        return find(folder, outputs, recursive=recursive)

    monkeypatch.setattr(backend, "find", find_later)
    page = WindowPage(opened).open_sort_sheet(qtbot)
    page.copy.click()
    page.recursive.click()
    qtbot.waitUntil(lambda: not opened.session.file_tasks.is_busy)
    assert not page.sort.isEnabled()
    proceed.set()
    qtbot.waitUntil(page.sort.isEnabled)


def test_the_sheet_follows_the_header_and_closes_with_its_folder(
    opened: Application, pets: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet, page = opened.window.sort_sheet, WindowPage(opened).open_sort_sheet(qtbot)
    opened.session.set_recursive(True)
    assert page.recursive.isChecked()
    qtbot.waitUntil(page.sort.isEnabled, timeout=10_000)
    other = draw(tmp_path / "other", "one.png", RED).parent
    with qtbot.waitSignal(opened.session.scan_ended):
        opened.window.folder_opener.open(other)
    assert not sheet.is_open
