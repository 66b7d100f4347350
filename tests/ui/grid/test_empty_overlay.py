"""What the window says, and offers, where there is no picture to show."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from ui_fakes import RED, draw
from ui_pages import EmptyOverlayPage, WindowPage

from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.session.filtering import CORRECTED, EVERYTHING, Filter
from catdog_gui.ui.shell.application import Application


def _open(application: Application, folder: Path, qtbot: QtBot) -> EmptyOverlayPage:
    folder.mkdir(parents=True, exist_ok=True)
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        application.start(folder)
    return WindowPage(application).empty_overlay


def test_an_empty_folder_offers_its_sub_folders_and_finds_them(
    application: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    draw(tmp_path / "pets" / "below", "a.png", RED)
    nothing = _open(application, tmp_path / "pets", qtbot)
    assert nothing.widget.isVisible()
    assert nothing.title.text() == "There are no pictures in this folder."
    assert nothing.button_texts == ["Include sub-folders", "Choose another folder…"]
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        nothing.recursive.click()
    assert not nothing.widget.isVisible()
    assert application.session.pictures.rowCount() == 1


def test_an_empty_folder_with_empty_subfolders(application: Application, tmp_path: Path, qtbot: QtBot) -> None:
    application.settings.recursive = True
    nothing = _open(application, tmp_path / "pets", qtbot)
    assert "nor in its sub-folders" in nothing.title.text()
    assert nothing.button_texts == ["Choose another folder…"]
    qtbot.waitUntil(lambda: not application.window.threshold.isVisible())
    assert application.settings.recent == []


def test_a_deleted_folder_is_reported_and_can_be_rescanned(
    application: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    nothing = WindowPage(application).empty_overlay
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        application.start(tmp_path / "pets")
    assert nothing.title.text() == "“pets” is no longer there."
    assert nothing.button_texts == ["Refresh", "Choose another folder…"]
    draw(tmp_path / "pets", "a.png", RED)
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        nothing.rescan.click()
    assert application.session.pictures.rowCount() == 1
    assert not nothing.widget.isVisible()


@pytest.mark.parametrize(
    ("chosen", "line"),
    [
        (CORRECTED, "You have not corrected anything."),
        (Filter(FAILED), "Every picture could be read."),
        (Filter(4), "Nothing to review."),
        (Filter(2), "No pictures of this kind."),
    ],
)
def test_a_filter_without_matches_explains_itself(
    application: Application, tmp_path: Path, qtbot: QtBot, chosen: Filter, line: str
) -> None:
    draw(tmp_path / "pets", "a.png", RED)
    nothing = _open(application, tmp_path / "pets", qtbot)
    assert not nothing.widget.isVisible()
    application.session.pictures.set_filter(chosen)
    assert nothing.widget.isVisible()
    assert nothing.title.text() == line
    nothing.show_all.click()
    assert application.session.pictures.filter == EVERYTHING
    assert not nothing.widget.isVisible()


def test_the_overlay_covers_the_viewport_after_scrolling(opened: Application, qtbot: QtBot) -> None:
    window, bar = opened.window, opened.window.grid.verticalScrollBar()
    window.resize(960, 680)
    window.grid.set_side(384)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    opened.session.pictures.set_filter(Filter(2))
    qtbot.waitUntil(window.empty_overlay.isVisible)
    WindowPage(opened).wait_settled(qtbot)
    assert window.empty_overlay.geometry() == window.grid.viewport().geometry()


def test_a_folder_in_which_everything_is_sorted(application: Application, tmp_path: Path, qtbot: QtBot) -> None:
    draw(tmp_path / "pets", "a.png", RED)
    nothing = _open(application, tmp_path / "pets", qtbot)
    WindowPage(application).sort(qtbot)
    assert nothing.title.text() == "Everything in this folder is sorted."
    assert nothing.button_texts == ["Show in folder", "Choose another folder…"]


def test_without_a_folder_the_drop_target_has_the_focus(application: Application, qtbot: QtBot) -> None:
    application.start(None)
    qtbot.waitExposed(application.window)
    assert application.window.focusWidget() is application.window.start_page.target
