"""A watched picture that cannot be taken back now can be taken back later."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from ui_fakes import RED, draw
from ui_pages import WindowPage
from ui_watching import Start, switch_on, wait_tree

from catdog_gui.ui.shell.application import Application


def visible_undo_buttons(widget: QWidget) -> list[QPushButton]:
    return [each for each in widget.findChildren(QPushButton) if each.text() == "Undo" and each.isVisible()]


def undo_button(widget: QWidget) -> QPushButton:
    (button,) = visible_undo_buttons(widget)
    return button


@pytest.fixture
def sorted_one(start: Start, arriving: Path, qtbot: QtBot) -> Application:
    """The window after `a.png` arrived and went into `cat/`."""
    application = start(arriving)
    switch_on(application, qtbot)
    draw(arriving, "a.png", RED)
    wait_tree(arriving, {"cat/a.png"}, qtbot)
    qtbot.waitUntil(lambda: application.window.sorted_bar.text == "a.png moved to cat/")
    return application


@pytest.mark.parametrize("place", ["bar", "list"])
def test_the_undo_comes_back_after_it_failed(
    sorted_one: Application, arriving: Path, tmp_path: Path, qtbot: QtBot, place: str
) -> None:
    window, page = sorted_one.window, WindowPage(sorted_one)
    if place == "list":
        window.watch_controller.open_list()
    away = tmp_path / "away.png"
    (arriving / "cat" / "a.png").rename(away)
    with qtbot.waitSignal(sorted_one.watch_service.restore_failed):
        undo_button(window.sorted_bar if place == "bar" else window.watch_sheet).click()
    (arriving / "cat").mkdir(exist_ok=True)
    away.rename(arriving / "cat" / "a.png")
    if place == "bar":
        page.bars.choose("Undo")  # the reason why it failed is the newest bar
    else:
        undo_button(window.watch_sheet).click()
    wait_tree(arriving, {"a.png"}, qtbot)


def test_an_undo_that_the_disk_refuses_can_be_tried_again(
    sorted_one: Application, arriving: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_moves: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    window = sorted_one.window
    with monkeypatch.context() as patch, qtbot.waitSignal(sorted_one.watch_service.problem_reported):
        patch.setattr(sorted_one.session.backend, "restore_pictures", refuse)
        undo_button(window.sorted_bar).click()
    assert window.notice_bar.text == "The disk is full."
    WindowPage(sorted_one).bars.choose("Undo")
    wait_tree(arriving, {"a.png"}, qtbot)


def test_a_failed_undo_leaves_the_undo_of_another_picture_alone(
    sorted_one: Application, arriving: Path, qtbot: QtBot
) -> None:
    service, bar = sorted_one.watch_service, sorted_one.window.sorted_bar
    first = service.recent[0]
    bar.close_bar()
    draw(arriving, "b.png", RED)
    qtbot.waitUntil(lambda: bar.text == "b.png moved to cat/")
    bar.restore_requested.disconnect()
    undo_button(bar).click()
    (arriving / "cat" / "a.png").unlink()
    with qtbot.waitSignal(service.restore_failed):
        service.restore([first])
    assert not visible_undo_buttons(bar)
