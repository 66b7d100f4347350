"""Watched folders in the window: the switch, the question, the list, the bar, pause, undo, and the end."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from ui_fakes import BLUE, GREY, PALE, RED, ColourEngine, draw
from ui_watching import SETTLE, Start, is_watching, switch_on, tree, wait_tree

from catdog_gui.paths import Paths
from catdog_gui.sorting.journal import Journal
from catdog_gui.ui.common.settings import Settings, WatchedFolderSettings
from catdog_gui.ui.watching.folder_rows import FolderRow
from catdog_gui.ui.watching.watched_folder import WatchedFolder
from catdog_gui.watching.folder_lock import folder_lock
from catdog_gui.watching.models import Sorted, StateChanged, Unreadable, Waiting, WatchState

ROOT = Path(__file__).parents[3]


def test_what_arrives_is_sorted_told_and_can_be_taken_back(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    window = application.window
    switch_on(application, qtbot)
    draw(arriving, "IMG_1.png", RED)
    wait_tree(arriving, {"cat/IMG_1.png"}, qtbot)
    qtbot.waitUntil(lambda: window.sorted_bar.text == "IMG_1.png went into cat/")
    window.watch_controller.open_list()
    line = window.watch_sheet.recent_list._rows[0]
    assert line._text.text() == "IMG_1.png went into cat/"
    window.watch_sheet.close_sheet()
    window.sorted_bar._undo.click()
    wait_tree(arriving, {"IMG_1.png"}, qtbot)
    qtbot.waitUntil(lambda: window.sorted_bar.text == "IMG_1.png is back. It stays there.")
    assert not application.watch_service.recent
    qtbot.wait(int(4000 * SETTLE))
    draw(arriving, "IMG_2.png", BLUE)
    wait_tree(arriving, {"IMG_1.png", "dog/IMG_2.png"}, qtbot)


def test_what_is_taken_back_at_once_is_not_told_as_sorted(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    draw(arriving, "a.png", RED)
    qtbot.waitUntil(lambda: len(application.watch_service.recent) == 1)
    with qtbot.waitSignal(application.watch_service.restored):
        application.watch_service.restore(application.watch_service.recent[0])
    qtbot.wait(1300)
    assert application.window.sorted_bar.text == "a.png is back. It stays there."


def test_undo_in_the_list(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    for name in ("a.png", "b.png"):
        draw(arriving, name, RED)
    wait_tree(arriving, {"cat/a.png", "cat/b.png"}, qtbot)
    qtbot.waitUntil(lambda: application.window.sorted_bar.text == "2 pictures sorted: 2 into cat/")
    application.window.sorted_bar._show.click()
    lines = application.window.watch_sheet.recent_list._rows
    line = next(line for line in lines if line.sorted_event is not None and line.sorted_event.source.name == "a.png")
    line._undo.click()
    wait_tree(arriving, {"a.png", "cat/b.png"}, qtbot)
    qtbot.waitUntil(lambda: [line.sorted_event is not None for line in lines] == [True, False, False, False])


def test_what_is_there_already_is_asked_about_once(start: Start, arriving: Path, qtbot: QtBot) -> None:
    draw(arriving, "old.png", RED)
    application = start(arriving)
    question = application.window.existing_pictures_sheet
    application.window.header._watch.click()
    qtbot.waitUntil(lambda: question.is_open)
    assert "1 picture is in it already." in question._text.text()
    question.reject()
    assert not application.watch_service.folders
    assert not application.window.header._watch.isChecked()
    application.window.header._watch.click()
    qtbot.waitUntil(lambda: question.is_open)
    question._leave.click()
    assert application.window.header._watch.isChecked()
    qtbot.waitUntil(lambda: is_watching(application))
    draw(arriving, "new.png", RED)
    wait_tree(arriving, {"old.png", "cat/new.png"}, qtbot)
    application.window.header._watch.click()
    assert not application.watch_service.folders
    application.window.header._watch.click()
    qtbot.waitUntil(lambda: is_watching(application))
    assert not question.is_open
    application.close()
    again = start(arriving)
    qtbot.waitUntil(lambda: is_watching(again))
    assert not again.window.existing_pictures_sheet.is_open
    draw(arriving, "newer.png", BLUE)
    wait_tree(arriving, {"old.png", "cat/new.png", "dog/newer.png"}, qtbot)


def test_a_switch_that_is_turned_back_asks_nothing(start: Start, arriving: Path, qtbot: QtBot) -> None:
    draw(arriving, "old.png", RED)
    application = start(arriving)
    for _ in range(2):
        application.window.header._watch.click()
    qtbot.wait(500)
    assert not application.window.existing_pictures_sheet.is_open
    assert not application.watch_service.folders


def test_ten_thousand_that_wait_do_not_hold_the_window_up(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    for number in range(10_000):
        application.watch_service._on_watcher_event(
            application.watch_service.folders[0], Waiting(arriving / f"{number}.png", "neither", {})
        )
    application.window.watch_controller.open_list()
    qtbot.waitUntil(lambda: len(application.watch_service.folders[0].pending) == 10_000)
    qtbot.wait(300)
    began = time.thread_time()
    application.watch_service._on_watcher_event(
        application.watch_service.folders[0], Waiting(arriving / "more.png", "unsure", {})
    )
    qtbot.waitUntil(lambda: application.window.header._watched.count == 1)
    assert time.thread_time() - began < 0.15
    assert application.window.watch_sheet.pending_strip.model.item_at(0).item.path.name == "more.png"


def test_what_is_there_already_is_sorted_if_the_user_says_so(start: Start, arriving: Path, qtbot: QtBot) -> None:
    draw(arriving, "old.png", RED)
    application = start(arriving)
    application.window.header._watch.click()
    qtbot.waitUntil(lambda: application.window.existing_pictures_sheet.is_open)
    application.window.existing_pictures_sheet._sort.click()
    wait_tree(arriving, {"cat/old.png"}, qtbot)
    qtbot.waitUntil(lambda: application.session.pictures.table.is_absent(0))
    application.watch_service.restore(application.watch_service.recent[0])
    qtbot.waitUntil(lambda: not application.session.pictures.table.is_absent(0))


def test_what_cannot_be_read_is_said_and_tried_again(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    application.watch_service._on_watcher_event(
        application.watch_service.folders[0], Unreadable(arriving / "torn.jpg", "the file is cut off")
    )
    sheet = application.window.watch_sheet
    application.window.watch_controller.open_list()
    qtbot.waitUntil(lambda: sheet.pending_strip.model.rowCount() == 1)
    assert sheet.pending_strip.model.index(0).data() == "The file is cut off"
    assert sheet.pending_strip._retry.isVisible()
    assert not sheet.pending_strip._label_buttons[0].isEnabled()


def test_pause_and_go_on_also_over_a_restart(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    application.window.watch_controller.open_list()
    row = application.window.watch_sheet.findChild(FolderRow)
    row._pause_button.click()
    qtbot.waitUntil(lambda: row._state.text() == "Paused: new pictures wait")
    draw(arriving, "a.png", RED)
    qtbot.wait(int(4000 * SETTLE))
    assert tree(arriving) == {"a.png"}
    application.close()
    again = start(arriving)
    qtbot.waitUntil(lambda: [watched.activity for watched in again.watch_service.folders] == [WatchState.PAUSED])
    qtbot.wait(int(4000 * SETTLE))
    assert tree(arriving) == {"a.png"}
    again.watch_service.resume(arriving)
    wait_tree(arriving, {"cat/a.png"}, qtbot)


def test_the_list_without_a_folder_says_what_watching_does_and_begins_it(
    start: Start, arriving: Path, qtbot: QtBot
) -> None:
    application = start(arriving)
    sheet = application.window.watch_sheet
    application.window.watch_controller.open_list()
    assert sheet.empty_state.primary_button.text() == "Watch “arriving”"
    assert sheet.empty_state.primary_button.hasFocus()
    small = sheet._card.size()
    assert sheet._right_column.isHidden()
    sheet.empty_state.primary_button.click()
    qtbot.waitUntil(lambda: is_watching(application), timeout=5000)
    application.window.watch_controller.open_list()
    assert sheet.empty_state.isHidden()
    assert sheet._card.width() > small.width()
    assert sheet._card.height() > small.height()


def test_the_list_without_any_folder_opens_one(start: Start, qtbot: QtBot) -> None:
    sheet = start().window.watch_sheet
    sheet.open_list()
    assert sheet.empty_state.primary_button.text() == "Open a folder…"
    sheet.open_requested.disconnect()
    with qtbot.waitSignal(sheet.open_requested):
        sheet.empty_state.primary_button.click()
    assert not sheet.is_open


def test_stopping_a_watch_forgets_it(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    application.window.watch_controller.open_list()
    application.window.watch_sheet.findChild(FolderRow)._stop_button.click()
    assert not application.window.header._watch.isChecked()
    assert application.window.header._watched.isHidden()
    qtbot.waitUntil(lambda: not application.watch_service._watchers)
    draw(arriving, "a.png", RED)
    qtbot.wait(int(4000 * SETTLE))
    assert tree(arriving) == {"a.png"}
    assert application.settings.watched == []


def test_a_folder_that_goes_is_said_and_comes_back(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    arriving.rename(arriving.with_name("away"))
    qtbot.waitUntil(lambda: application.window.notice_bar.text.endswith("is not there; waiting for it"), timeout=10_000)
    application.window.watch_controller.open_list()
    row = application.window.watch_sheet.findChild(FolderRow)
    assert row._state.text() == "Not there: waiting for it"
    arriving.with_name("away").rename(arriving)
    qtbot.waitUntil(lambda: row._state.text() == "Watching", timeout=10_000)
    assert application.window.notice_bar.text.endswith("is there again")


def test_a_second_window_says_who_has_the_folder(
    start: Start, arriving: Path, paths: Paths, qtbot: QtBot, make_tiny_model_folder: Callable[[], Path]
) -> None:
    command = [sys.executable, "-m", "catdog_gui", "--home", str(paths.data), "watch", str(arriving)]
    options = ["--existing", "sort", "--model", str(make_tiny_model_folder())]
    with subprocess.Popen([*command, *options], cwd=ROOT, stderr=subprocess.PIPE, text=True) as other:
        assert "watching" in other.stderr.readline()
        qtbot.waitUntil(lambda: any(paths.locks_dir.glob("watch-*.json")), timeout=10_000)
        application = start(arriving)
        application.window.header._watch.click()
        qtbot.waitUntil(lambda: f"is watched already, by process {other.pid}" in application.window.notice_bar.text)
        application.window.watch_controller.open_list()
        row = application.window.watch_sheet.findChild(FolderRow)
        assert (row._state.text(), row._pause_button.text()) == ("Not watched", "Try again")
        assert str(other.pid) in row._message.text()
        other.terminate()
        other.wait(10)
    row._pause_button.click()
    qtbot.waitUntil(lambda: is_watching(application), timeout=5000)


def test_closing_ends_within_a_second_in_the_middle_of_a_flood(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving, ColourEngine(delay=0.01))
    switch_on(application, qtbot)
    for number in range(120):
        draw(arriving, f"{number}.png", RED)
    qtbot.waitUntil(lambda: application.watch_service.folders[0].activity is WatchState.SORTING)
    qtbot.wait(400)
    began = time.monotonic()
    application.window.close()
    assert time.monotonic() - began < 1
    assert application.ended_in_time
    assert len(list(arriving.rglob("*.png"))) == 120
    with Journal(application.session.backend.paths.journal_file) as journal:
        assert journal.unfinished_runs() == ()


def test_what_was_moved_while_a_watch_was_let_go_is_told(start: Start, arriving: Path, qtbot: QtBot) -> None:
    picture = draw(arriving, "a.png", RED)
    application = start(arriving)
    picture.unlink()
    watched = WatchedFolder(WatchedFolderSettings(arriving))
    application.watch_service._on_watcher_event(watched, Sorted(picture, arriving / "cat" / "a.png", "cat", 1))
    qtbot.waitUntil(lambda: application.window.sorted_bar.text == "a.png went into cat/")
    qtbot.waitUntil(lambda: application.session.pictures.table.is_absent(0))


def test_what_an_old_watch_still_says_is_not_of_the_new_one(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    before = application.watch_service.folders[0]
    application.watch_service.stop_watching(arriving)
    application.watch_service.start_watching(WatchedFolderSettings(arriving))
    application.watch_service._on_watcher_event(before, Waiting(arriving / "gone.png", "unsure", {}))
    application.watch_service._on_watcher_event(before, StateChanged(WatchState.STOPPED))
    qtbot.waitUntil(lambda: is_watching(application), timeout=5000)
    qtbot.wait(300)
    assert is_watching(application)
    assert application.watch_service.pending_count == 0


def test_trying_again_begins_one_watch_with_an_empty_list(
    start: Start, arriving: Path, paths: Paths, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start(arriving)
    with folder_lock(paths.locks_dir, arriving, recursive=False):
        application.window.header._watch.click()
        qtbot.waitUntil(lambda: [each.activity for each in application.watch_service.folders] == [WatchState.STOPPED])
        ended = application.watch_service.folders[0]
        application.watch_service._on_watcher_event(ended, Waiting(arriving / "gone.png", "unsure", {}))
        qtbot.waitUntil(lambda: application.watch_service.pending_count == 1)
    told: list[str] = []
    application.watch_service.problem_reported.connect(told.append)
    for _ in range(3):
        application.watch_service.resume(arriving)
    assert application.watch_service.pending_count == 0
    qtbot.waitUntil(lambda: is_watching(application), timeout=5000)
    qtbot.wait(600)
    assert is_watching(application)
    assert not told


def test_an_answer_outlives_a_watch_that_ends_before_its_first_look(
    start: Start, arriving: Path, paths: Paths, qtbot: QtBot
) -> None:
    draw(arriving, "old.png", RED)
    application = start(arriving)
    application.window.header._watch.click()
    qtbot.waitUntil(lambda: application.window.existing_pictures_sheet.is_open)
    with folder_lock(paths.locks_dir, arriving, recursive=False):
        application.window.existing_pictures_sheet._sort.click()
        qtbot.waitUntil(lambda: [each.activity for each in application.watch_service.folders] == [WatchState.STOPPED])
        application.close()
    again = start(arriving)
    wait_tree(arriving, {"cat/old.png"}, qtbot)
    qtbot.waitUntil(lambda: again.settings.watched == [WatchedFolderSettings(arriving)])


def test_a_threshold_counts_for_what_waits_once_the_slider_rests(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    draw(arriving, "reddish.png", (140, 0, 0))
    qtbot.waitUntil(lambda: application.watch_service.pending_count == 1)
    application.session.model.set_threshold(0.6)
    wait_tree(arriving, {"cat/reddish.png"}, qtbot)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl+C"])
def test_a_signal_ends_the_program_within_a_second(
    arriving: Path, paths: Paths, make_tiny_model_folder: Callable[[], Path], qtbot: QtBot, number: int
) -> None:
    settings = Settings(paths.settings_file)
    settings.watched = [WatchedFolderSettings(arriving)]
    settings.save()
    command = [sys.executable, "-m", "catdog_gui", "--home", str(paths.home), "gui"]
    options = ["--model", str(make_tiny_model_folder())]
    with subprocess.Popen([*command, *options], cwd=ROOT, stderr=subprocess.PIPE) as program:
        qtbot.waitUntil(lambda: any(paths.locks_dir.glob("watch-*.json")), timeout=20_000)
        qtbot.wait(1000)
        for count in range(300):
            draw(arriving, f"{count}.png", RED)
        qtbot.waitUntil(lambda: any(arriving.glob("cat/*.png")), timeout=20_000)
        began = time.monotonic()
        program.send_signal(number)
        assert program.wait(5) == 0
        assert time.monotonic() - began < 1
    assert len(list(arriving.rglob("*.png"))) == 300
    with Journal(paths.journal_file) as journal:
        assert journal.unfinished_runs() == ()


def test_the_window_lives_while_200_arrive(start: Start, arriving: Path, tmp_path: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    application.window.watch_controller.open_list()
    staging = tmp_path / "staging"
    for number in range(200):
        draw(staging, f"{number}.png", (RED, BLUE, PALE, GREY)[number % 4])
    longest, turns, last = 0.0, 0, time.thread_time()
    for path in list(staging.iterdir()):
        path.rename(arriving / path.name)
    end = time.monotonic() + 60
    while len(application.watch_service.recent) < 50 or len(list(arriving.glob("*.png"))) > 100:
        assert time.monotonic() < end
        application._app.processEvents()
        turns += 1
        longest, last = max(longest, time.thread_time() - last), time.thread_time()
        time.sleep(0.001)
    assert longest < 0.1, "of the processor's time: on a busy machine a turn may take longer"
    qtbot.waitUntil(lambda: application.window.watch_sheet.pending_strip.model.rowCount() == 100)
    assert application.window.header._watched.count == 50
