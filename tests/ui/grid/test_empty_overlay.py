"""What the window says, and offers, where there is no picture to show."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from ui_fakes import RED, draw

from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.grid.empty_overlay import EmptyOverlay
from catdog_gui.ui.session.filtering import CORRECTED, EVERYTHING, Filter
from catdog_gui.ui.shell.application import Application


def _open(application: Application, folder: Path, qtbot: QtBot) -> EmptyOverlay:
    folder.mkdir(parents=True, exist_ok=True)
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        application.start(folder)
    return application.window.empty_overlay


def _offers(nothing: EmptyOverlay) -> list[str]:
    return [each.text() for each in nothing.findChildren(QPushButton) if not each.isHidden()]


def test_an_empty_folder_offers_its_sub_folders_and_finds_them(
    application: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    draw(tmp_path / "pets" / "below", "a.png", RED)
    nothing = _open(application, tmp_path / "pets", qtbot)
    assert nothing.isVisible()
    assert nothing._title.text() == "There are no pictures in this folder."
    assert _offers(nothing) == ["Look in sub-folders too", "Choose another folder…"]
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        nothing._recursive.click()
    assert not nothing.isVisible()
    assert application.session.pictures.rowCount() == 1


def test_a_folder_that_is_empty_to_the_bottom(application: Application, tmp_path: Path, qtbot: QtBot) -> None:
    application.settings.recursive = True
    nothing = _open(application, tmp_path / "pets", qtbot)
    assert "nor in its sub-folders" in nothing._title.text()
    assert _offers(nothing) == ["Choose another folder…"]
    qtbot.waitUntil(lambda: not application.window.threshold.isVisible())
    assert application.settings.recent == []


def test_a_folder_that_is_gone_is_said_and_found_again(application: Application, tmp_path: Path, qtbot: QtBot) -> None:
    nothing = application.window.empty_overlay
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        application.start(tmp_path / "pets")
    assert nothing._title.text() == "“pets” is no longer there."
    assert _offers(nothing) == ["Look again", "Choose another folder…"]
    draw(tmp_path / "pets", "a.png", RED)
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        nothing._rescan.click()
    assert application.session.pictures.rowCount() == 1
    assert not nothing.isVisible()


@pytest.mark.parametrize(
    ("chosen", "line"),
    [
        (CORRECTED, "You have not corrected anything."),
        (Filter(FAILED), "Every picture could be read."),
        (Filter(4), "Nothing needs a look."),
        (Filter(2), "There is no picture of this kind."),
    ],
)
def test_a_filter_that_fits_no_picture(
    application: Application, tmp_path: Path, qtbot: QtBot, chosen: Filter, line: str
) -> None:
    draw(tmp_path / "pets", "a.png", RED)
    nothing = _open(application, tmp_path / "pets", qtbot)
    assert not nothing.isVisible()
    application.session.pictures.set_filter(chosen)
    assert nothing.isVisible()
    assert nothing._title.text() == line
    nothing._show_all.click()
    assert application.session.pictures.filter == EVERYTHING
    assert not nothing.isVisible()


def test_it_stands_in_the_middle_also_after_scrolling(opened: Application, qtbot: QtBot) -> None:
    window, bar = opened.window, opened.window.grid.verticalScrollBar()
    window.resize(960, 680)
    window.grid.set_side(384)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    qtbot.wait(20)
    opened.session.pictures.set_filter(Filter(2))
    qtbot.wait(20)
    assert window.empty_overlay.isVisible()
    assert window.empty_overlay.geometry() == window.grid.viewport().geometry()


def test_a_folder_in_which_everything_is_sorted(application: Application, tmp_path: Path, qtbot: QtBot) -> None:
    draw(tmp_path / "pets", "a.png", RED)
    nothing = _open(application, tmp_path / "pets", qtbot)
    sheet = application.window.sort_sheet
    application.window.sort_controller.open_sheet()
    qtbot.waitUntil(sheet._sort.isEnabled)
    with qtbot.waitSignal(application.sort_service.finished, timeout=10_000):
        sheet.accept()
    assert nothing._title.text() == "Everything in this folder is sorted."
    assert _offers(nothing) == ["Show in folder", "Choose another folder…"]


def test_without_a_folder_the_target_has_the_keys(application: Application, qtbot: QtBot) -> None:
    application.start(None)
    qtbot.waitExposed(application.window)
    assert application.window.focusWidget() is application.window.start_page.target
