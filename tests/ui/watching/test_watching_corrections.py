"""Corrections of pending pictures in a watched folder."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from ui_fakes import GREY, PALE, draw
from ui_pages import WindowPage
from ui_watching import Start, has_ended, switch_on, tree, wait_settle_time, wait_tree


def test_a_correction_moves_a_pending_picture_and_is_learned_from(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    for name, colour in (("pale.png", PALE), ("dark.png", GREY)):
        draw(arriving, name, colour)
    sheet, page = application.window.watch_sheet, WindowPage(application).pending
    WindowPage(application).open_watch_sheet()
    qtbot.waitUntil(lambda: sheet.pending_strip.model.rowCount() == 2)
    assert application.watch_service.pending_count == 2
    assert WindowPage(application).header.watched.count == 2
    assert "2 pictures to review" in WindowPage(application).watch_sheet.texts, "as many as the strip shows"
    assert sheet.pending_strip.model.item_at(0).item.path.name == "pale.png"
    assert [button.text() for button in page.answers] == ["Cat", "Dog", "Both", "Neither"]
    page.answers[1].click()
    wait_tree(arriving, {"dark.png", "dog/pale.png"}, qtbot)
    qtbot.waitUntil(lambda: sheet.pending_strip.model.rowCount() == 1)
    assert sheet.pending_strip.current.item.path.name == "dark.png"
    qtbot.waitUntil(lambda: application.retrain_service.new_corrections == 1)
    qtbot.keyClicks(page.view, "c")
    wait_tree(arriving, {"cat/dark.png", "dog/pale.png"}, qtbot)
    qtbot.waitUntil(sheet.pending_strip.isHidden)


def test_both_and_neither_stay_and_are_not_asked_about_again(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    for name in ("pale1.png", "pale2.png", "pale3.png"):
        draw(arriving, name, PALE)
    strip, page = application.window.watch_sheet.pending_strip, WindowPage(application).pending
    WindowPage(application).open_watch_sheet()
    qtbot.waitUntil(lambda: strip.model.rowCount() == 3)
    first, second = (strip.model.item_at(row).item.path for row in range(2))
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: strip.model.rowCount() == 2)
    page.answers[3].click()
    qtbot.waitUntil(lambda: strip.model.rowCount() == 1)
    corrections = application.session.backend.corrections
    qtbot.waitUntil(lambda: corrections.look_up([first, second]) == {first: "both", second: "neither"})
    application.close()
    again = start(arriving)
    again.window.watch_controller.open_list()
    qtbot.waitUntil(lambda: again.watch_service.pending_count == 1, timeout=10_000)
    wait_settle_time(again, arriving, qtbot)
    assert again.watch_service.pending_count == 1
    assert tree(arriving) == {"pale1.png", "pale2.png", "pale3.png"}


def test_a_failed_correction_is_reported_and_can_be_repeated(start: Start, arriving: Path, qtbot: QtBot) -> None:
    (arriving / "dog").write_text("in the way of the folder")
    application = start(arriving)
    switch_on(application, qtbot)
    draw(arriving, "pale.png", PALE)
    waiting, page = application.window.watch_sheet.pending_strip, WindowPage(application).pending
    application.window.watch_controller.open_list()
    qtbot.waitUntil(lambda: waiting.model.rowCount() == 1)
    before = waiting.model.index(0).data()
    page.answers[1].click()
    qtbot.waitUntil(lambda: waiting.model.index(0).data() != before)
    wait_settle_time(application, arriving, qtbot)
    assert waiting.model.rowCount() == 1
    assert page.answers[1].isEnabled()
    (arriving / "dog").unlink()
    page.answers[1].click()
    wait_tree(arriving, {"dog/pale.png"}, qtbot)
    qtbot.waitUntil(waiting.isHidden)


def test_a_correction_is_carried_out_before_the_program_quits(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    draw(arriving, "pale.png", PALE)
    waiting, page = application.window.watch_sheet.pending_strip, WindowPage(application).pending
    application.window.watch_controller.open_list()
    qtbot.waitUntil(lambda: waiting.model.rowCount() == 1)
    page.answers[1].click()
    application.close()
    assert application.ended_in_time
    assert tree(arriving) == {"dog/pale.png"}


def test_a_correction_in_a_folder_that_is_not_watched_is_reported(start: Start, arriving: Path, qtbot: QtBot) -> None:
    picture = draw(arriving, "a.png", PALE)
    application = start(arriving)
    application.watch_service.correct(arriving, picture, "cat")
    qtbot.waitUntil(lambda: application.window.notice_bar.text.endswith("arriving is not watched"))
    assert application.session.backend.count_new_corrections() == 1


def test_a_correction_is_carried_out_before_its_watcher_stops(
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
    is_read.set()
    wait_tree(arriving, {"dog/pale.png"}, qtbot)
    qtbot.waitUntil(lambda: has_ended(application, arriving))
