"""What the user says of pictures that wait in a watched folder is carried out."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from ui_fakes import GREY, PALE, draw
from ui_watching import SETTLE, Start, switch_on, tree, wait_tree


def test_a_correction_moves_what_waits_and_is_learned_from(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    for name, colour in (("pale.png", PALE), ("dark.png", GREY)):
        draw(arriving, name, colour)
    sheet = application.window.watch_sheet
    application.window.watch_controller.open_list()
    qtbot.waitUntil(lambda: sheet.pending_strip.model.rowCount() == 2)
    assert application.watch_service.pending_count == 1, "what shows neither needs no look"
    assert application.window.header._watched.count == 1
    assert sheet.pending_strip.model.item_at(0).item.path.name == "pale.png"
    assert [button.text() for button in sheet.pending_strip._label_buttons] == ["Cat", "Dog"]
    sheet.pending_strip._label_buttons[1].click()
    wait_tree(arriving, {"dark.png", "dog/pale.png"}, qtbot)
    qtbot.waitUntil(lambda: sheet.pending_strip.model.rowCount() == 1)
    assert sheet.pending_strip.current.item.path.name == "dark.png"
    qtbot.waitUntil(lambda: application.retrain_service.new_corrections == 1)
    qtbot.keyClicks(sheet.pending_strip._view, "c")
    wait_tree(arriving, {"cat/dark.png", "dog/pale.png"}, qtbot)
    qtbot.waitUntil(sheet.pending_strip.isHidden)


def test_a_correction_that_cannot_be_carried_out_is_said_and_can_be_given_again(
    start: Start, arriving: Path, qtbot: QtBot
) -> None:
    (arriving / "dog").write_text("in the way of the folder")
    application = start(arriving)
    switch_on(application, qtbot)
    draw(arriving, "pale.png", PALE)
    waiting = application.window.watch_sheet.pending_strip
    application.window.watch_controller.open_list()
    qtbot.waitUntil(lambda: waiting.model.rowCount() == 1)
    before = waiting.model.index(0).data()
    waiting._label_buttons[1].click()
    qtbot.waitUntil(lambda: waiting.model.index(0).data() != before)
    qtbot.wait(int(4000 * SETTLE))
    assert waiting.model.rowCount() == 1
    assert waiting._label_buttons[1].isEnabled()
    (arriving / "dog").unlink()
    waiting._label_buttons[1].click()
    wait_tree(arriving, {"dog/pale.png"}, qtbot)
    qtbot.waitUntil(waiting.isHidden)


def test_a_correction_is_carried_out_although_the_program_is_quit_at_once(
    start: Start, arriving: Path, qtbot: QtBot
) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    draw(arriving, "pale.png", PALE)
    waiting = application.window.watch_sheet.pending_strip
    application.window.watch_controller.open_list()
    qtbot.waitUntil(lambda: waiting.model.rowCount() == 1)
    waiting._label_buttons[1].click()
    application.close()
    assert application.ended_in_time
    assert tree(arriving) == {"dog/pale.png"}


def test_a_correction_for_a_watch_that_has_ended_says_so(start: Start, arriving: Path, qtbot: QtBot) -> None:
    picture = draw(arriving, "a.png", PALE)
    application = start(arriving)
    application.watch_service.correct(arriving, picture, "cat")
    qtbot.waitUntil(lambda: application.window.notice_bar.text.endswith("arriving is not watched"))
    assert application.session.backend.count_new_corrections() == 1


def test_a_correction_is_carried_out_although_the_watch_is_ended_at_once(
    start: Start, arriving: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    picture = draw(arriving, "pale.png", PALE)
    qtbot.waitUntil(lambda: application.watch_service.pending_count == 1)
    is_read, keep = threading.Event(), application.session.backend.save_corrections

    def keep_slowly(labels: Mapping[Path, str | None]) -> None:
        is_read.wait(5)
        keep(labels)

    monkeypatch.setattr(application.session.backend, "save_corrections", keep_slowly)
    application.watch_service.correct(arriving, picture, "dog")
    application.watch_service.stop_watching(arriving)
    qtbot.wait(200)
    is_read.set()
    wait_tree(arriving, {"dog/pale.png"}, qtbot)
    qtbot.waitUntil(lambda: not application.watch_service._watchers)
