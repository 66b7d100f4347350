"""What has happened is said by one bar, which takes nothing else away and never has the focus by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import BLUE, RED, draw
from ui_pages import WindowPage
from ui_watching import Start, switch_on, wait_tree

from catdog_gui.ui.shell.application import Application
from catdog_gui.watching.models import Sorted

CONTROL = Qt.KeyboardModifier.ControlModifier


def focused(application: Application) -> object:
    application.window.activateWindow()
    return application.window.focusWidget()


@pytest.fixture
def sorted_pets(opened: Application, qtbot: QtBot) -> Application:
    WindowPage(opened).sort(qtbot)
    return opened


def test_after_an_undo_the_next_steps_are_offered_at_once(sorted_pets: Application, qtbot: QtBot) -> None:
    window, page = sorted_pets.window, WindowPage(sorted_pets)
    window.grid.setFocus()
    with qtbot.waitSignal(sorted_pets.sort_service.finished, timeout=10_000):
        qtbot.keyClick(window.grid, Qt.Key.Key_Z, CONTROL)
    assert page.bars.shown == ["18 pictures moved back."]
    for offered in (page.footer.sort, page.footer.review, page.footer.failed):
        assert offered.isVisible()
    assert focused(sorted_pets) is window.grid
    page.footer.sort.click()
    qtbot.waitUntil(page.sort_sheet.sort.isEnabled)


def test_a_click_on_undo_leaves_the_focus_where_it_was(sorted_pets: Application, qtbot: QtBot) -> None:
    window, page = sorted_pets.window, WindowPage(sorted_pets)
    window.decisions.setFocus()
    with qtbot.waitSignal(sorted_pets.sort_service.finished, timeout=10_000):
        qtbot.mouseClick(page.report_bar.undo, Qt.MouseButton.LeftButton)
    assert focused(sorted_pets) is window.decisions


def test_undo_by_the_space_bar_leads_back_to_the_pictures(sorted_pets: Application, qtbot: QtBot) -> None:
    window, page = sorted_pets.window, WindowPage(sorted_pets)
    window.activateWindow()
    page.report_bar.undo.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(page.report_bar.undo.hasFocus)
    with qtbot.waitSignal(sorted_pets.sort_service.finished, timeout=10_000):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert focused(sorted_pets) is window.grid


def test_the_newest_bar_is_shown_and_the_others_are_behind_a_count(sorted_pets: Application, qtbot: QtBot) -> None:
    page, window, before = WindowPage(sorted_pets), sorted_pets.window, sorted_pets.session.pictures.counts().total
    height = window.bars.height()
    sorted_pets.session.problem_reported.emit("The disk is full.")
    assert page.bars.shown == ["The disk is full."]
    assert page.bars.more.text() == "1 more"
    assert window.bars.height() == height, "the slider stays where it is"
    assert page.bars.menu_texts() == ["18 pictures sorted.", "Undo", "Show in folder", "Close"]
    with qtbot.waitSignal(sorted_pets.sort_service.finished, timeout=10_000):
        page.bars.choose("Undo")
    assert sorted_pets.session.pictures.counts().total == before + 18
    assert page.bars.shown == ["18 pictures moved back."], "what is done there is the newest"
    assert page.bars.menu_texts() == ["The disk is full.", "Close"]


def test_escape_closes_one_bar_after_the_other(sorted_pets: Application, qtbot: QtBot) -> None:
    page, window = WindowPage(sorted_pets), sorted_pets.window
    sorted_pets.session.problem_reported.emit("The disk is full.")
    qtbot.keyClick(window.grid, Qt.Key.Key_Escape)
    assert page.bars.shown == ["18 pictures sorted."]
    assert page.bars.more.isHidden()
    page.bars.close.click()
    assert window.bars.isHidden()


def test_many_arrivals_are_taken_back_by_one_undo(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    told: list[Sorted] = []
    application.watch_service.pictures_sorted.connect(told.extend)
    before = {f"red{number}.png" for number in range(6)} | {f"blue{number}.png" for number in range(4)}
    for name in before:
        draw(arriving, name, RED if name.startswith("red") else BLUE)
    qtbot.waitUntil(lambda: len(told) == 10, timeout=20_000)
    page = WindowPage(application)
    # On a slow machine they came in more than one batch, and the bar tells of all.
    assert page.bars.shown == ["10 pictures sorted: 6 into cat/, 4 into dog/"]
    page.sorted_bar.undo.click()
    wait_tree(arriving, before, qtbot)
    qtbot.waitUntil(lambda: page.bars.shown == ["10 pictures moved back. They will not be sorted again."])
    assert not application.watch_service.recent


def test_the_buttons_of_a_bar_behind_a_sheet_cannot_be_reached(sorted_pets: Application, qtbot: QtBot) -> None:
    page = WindowPage(sorted_pets)
    page.open_watch_sheet()
    assert not page.report_bar.undo.isEnabled()
    page.watch_sheet.close.click()
    assert page.report_bar.undo.isEnabled()
