"""Watched folders in the window: the switch, the question about existing pictures, the list, pause, undo, closing."""

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
from ui_pages import WindowPage, wait_settled
from ui_watching import (
    Start,
    has_ended,
    is_watching,
    report,
    states,
    switch_on,
    tree,
    wait_settle_time,
    wait_tree,
    watchers,
)

from catdog_gui.paths import Paths
from catdog_gui.sorting.journal import Journal
from catdog_gui.ui.common.settings import Settings, WatchedFolderSettings
from catdog_gui.watching.folder_lock import folder_lock
from catdog_gui.watching.models import Existing, Sorted, StateChanged, Unreadable, Waiting, WatchState

ROOT = Path(__file__).parents[3]


def test_a_new_picture_is_sorted_reported_and_restored(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    window = application.window
    switch_on(application, qtbot)
    draw(arriving, "IMG_1.png", RED)
    wait_tree(arriving, {"cat/IMG_1.png"}, qtbot)
    qtbot.waitUntil(lambda: window.sorted_bar.text == "IMG_1.png moved to cat/")
    page = WindowPage(application)
    assert page.open_watch_sheet().recent_rows[0].text.text() == "IMG_1.png moved to cat/"
    window.watch_sheet.close_sheet()
    page.sorted_bar.undo.click()
    wait_tree(arriving, {"IMG_1.png"}, qtbot)
    qtbot.waitUntil(lambda: window.sorted_bar.text == "IMG_1.png moved back. It will not be sorted again.")
    assert not application.watch_service.recent
    draw(arriving, "IMG_2.png", BLUE)
    wait_tree(arriving, {"IMG_1.png", "dog/IMG_2.png"}, qtbot)


def test_a_picture_that_was_restored_at_once_is_not_reported(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    draw(arriving, "a.png", RED)
    qtbot.waitUntil(lambda: len(application.watch_service.recent) == 1)
    with qtbot.waitSignal(application.watch_service.restored):
        application.watch_service.restore([application.watch_service.recent[0]])
    assert application.window.sorted_bar.text == "a.png moved back. It will not be sorted again."
    with qtbot.waitSignal(application.watch_service.pictures_sorted) as later:
        draw(arriving, "b.png", RED)
    assert [event.source.name for event in later.args[0]] == ["b.png"]


def test_a_picture_is_restored_from_the_recent_list(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    for name in ("a.png", "b.png"):
        draw(arriving, name, RED)
    wait_tree(arriving, {"cat/a.png", "cat/b.png"}, qtbot)
    qtbot.waitUntil(lambda: application.window.sorted_bar.text == "2 pictures sorted: 2 into cat/")
    page = WindowPage(application)
    page.sorted_bar.show.click()
    (row,) = [each for each in page.watch_sheet.recent_rows if each.text.text().startswith("a.png")]
    row.undo.click()
    wait_tree(arriving, {"a.png", "cat/b.png"}, qtbot)
    qtbot.waitUntil(lambda: [each.text.text() for each in page.watch_sheet.recent_rows] == ["b.png moved to cat/"])


def test_the_question_about_existing_pictures_is_asked_once(start: Start, arriving: Path, qtbot: QtBot) -> None:
    draw(arriving, "old.png", RED)
    application = start(arriving)
    question, page = application.window.existing_pictures_sheet, WindowPage(application)
    assert "1 picture is already in it." in page.switch_watching_on(qtbot).text.text()
    question.reject()
    assert not application.watch_service.folders
    assert not WindowPage(application).header.watch.isChecked()
    page.switch_watching_on(qtbot).leave.click()
    assert WindowPage(application).header.watch.isChecked()
    qtbot.waitUntil(lambda: is_watching(application))
    draw(arriving, "new.png", RED)
    wait_tree(arriving, {"old.png", "cat/new.png"}, qtbot)
    WindowPage(application).header.watch.click()
    assert not application.watch_service.folders
    WindowPage(application).header.watch.click()
    qtbot.waitUntil(lambda: is_watching(application))
    assert not question.is_open
    application.close()
    again = start(arriving)
    qtbot.waitUntil(lambda: is_watching(again))
    assert not again.window.existing_pictures_sheet.is_open
    draw(arriving, "newer.png", BLUE)
    wait_tree(arriving, {"old.png", "cat/new.png", "dog/newer.png"}, qtbot)


def test_switching_on_and_off_at_once_asks_nothing(start: Start, arriving: Path, qtbot: QtBot) -> None:
    draw(arriving, "old.png", RED)
    application = start(arriving)
    for _ in range(2):
        WindowPage(application).header.watch.click()
    # The folder is counted in the thread that restores pictures too: what comes of this comes later.
    with qtbot.waitSignal(application.watch_service.problem_reported):
        application.watch_service.restore([Sorted(arriving / "a.png", arriving / "cat" / "a.png", "cat", run=1)])
    assert not application.window.existing_pictures_sheet.is_open
    assert not application.watch_service.folders


def test_ten_thousand_pending_pictures_do_not_block_the_window(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    for number in range(10_000):
        report(application, arriving, Waiting(arriving / f"{number}.png", "neither", {}))
    application.window.watch_controller.open_list()
    qtbot.waitUntil(lambda: len(application.watch_service.folders[0].pending) == 10_000)
    wait_settled(application.watch_service, qtbot)
    wait_settled(application.window, qtbot)
    began = time.thread_time()
    report(application, arriving, Waiting(arriving / "more.png", "unsure", {}))
    qtbot.waitUntil(lambda: WindowPage(application).header.watched.count == 10_001)
    assert time.thread_time() - began < 0.15
    assert application.window.watch_sheet.pending_strip.model.item_at(0).item.path.name == "more.png"


def test_existing_pictures_are_sorted_on_request(start: Start, arriving: Path, qtbot: QtBot) -> None:
    draw(arriving, "old.png", RED)
    application = start(arriving)
    WindowPage(application).switch_watching_on(qtbot).sort.click()
    wait_tree(arriving, {"cat/old.png"}, qtbot)
    qtbot.waitUntil(lambda: application.session.pictures.table.is_absent(0))
    application.watch_service.restore([application.watch_service.recent[0]])
    qtbot.waitUntil(lambda: not application.session.pictures.table.is_absent(0))


def test_an_unreadable_picture_is_listed_and_can_be_retried(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    report(application, arriving, Unreadable(arriving / "torn.jpg", "the file is cut off"))
    WindowPage(application).open_watch_sheet()
    page = WindowPage(application).pending
    qtbot.waitUntil(lambda: page.captions == ["The file is cut off"])
    assert page.retry.isVisible()
    assert not page.answers[0].isEnabled()


def test_a_pause_survives_a_restart(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    row = WindowPage(application).open_watch_sheet().folder_row
    row.pause.click()
    qtbot.waitUntil(lambda: row.state.text() == "Paused")
    draw(arriving, "a.png", RED)
    wait_settle_time(application, arriving, qtbot)
    assert tree(arriving) == {"a.png"}
    application.close()
    again = start(arriving)
    qtbot.waitUntil(lambda: [watched.activity for watched in again.watch_service.folders] == [WatchState.PAUSED])
    wait_settle_time(again, arriving, qtbot)
    assert tree(arriving) == {"a.png"}
    again.watch_service.resume(arriving)
    wait_tree(arriving, {"cat/a.png"}, qtbot)


def test_what_was_sorted_last_is_listed_after_a_restart(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    for name in ("a.png", "b.png", "c.png"):
        draw(arriving, name, RED)
        qtbot.waitUntil(lambda name=name: (arriving / "cat" / name).is_file(), timeout=10_000)
    (arriving / "cat" / "c.png").unlink()
    application.close()
    again = start(arriving)
    sheet = WindowPage(again).open_watch_sheet()
    qtbot.waitUntil(
        lambda: [row.text.text() for row in sheet.recent_rows] == ["b.png moved to cat/", "a.png moved to cat/"]
    )
    sheet.recent_rows[1].undo.click()
    wait_tree(arriving, {"a.png", "cat/b.png"}, qtbot)
    qtbot.waitUntil(lambda: len(sheet.recent_rows) == 1)
    wait_settle_time(again, arriving, qtbot)
    assert tree(arriving) == {"a.png", "cat/b.png"}, "what was put back is not sorted again"


def test_the_empty_list_offers_to_watch_the_open_folder(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    sheet, page = application.window.watch_sheet, WindowPage(application).open_watch_sheet()
    assert sheet.empty_state.primary_button.text() == "Watch “arriving”"
    assert sheet.empty_state.primary_button.hasFocus()
    small = page.card.size()
    assert page.events.isHidden()
    sheet.empty_state.primary_button.click()
    qtbot.waitUntil(lambda: is_watching(application), timeout=5000)
    application.window.watch_controller.open_list()
    assert sheet.empty_state.isHidden()
    assert page.card.width() > small.width()
    assert page.card.height() > small.height()


def test_the_empty_list_offers_to_open_a_folder(start: Start, qtbot: QtBot) -> None:
    sheet = start().window.watch_sheet
    sheet.open_list()
    assert sheet.empty_state.primary_button.text() == "Open a folder…"
    sheet.open_requested.disconnect()
    with qtbot.waitSignal(sheet.open_requested):
        sheet.empty_state.primary_button.click()
    assert not sheet.is_open


def test_a_stopped_folder_is_not_watched_again(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    WindowPage(application).open_watch_sheet().folder_row.stop.click()
    assert not WindowPage(application).header.watch.isChecked()
    assert WindowPage(application).header.watched.isHidden()
    qtbot.waitUntil(lambda: has_ended(application, arriving))
    draw(arriving, "a.png", RED)
    wait_settle_time(application, arriving, qtbot)
    assert tree(arriving) == {"a.png"}
    assert application.settings.watched == []


def test_a_missing_folder_is_reported_until_it_returns(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    arriving.rename(arriving.with_name("away"))
    qtbot.waitUntil(lambda: application.window.notice_bar.text.endswith("is not there; waiting for it"), timeout=10_000)
    row = WindowPage(application).open_watch_sheet().folder_row
    assert row.state.text() == "Folder not found; waiting for it"
    arriving.with_name("away").rename(arriving)
    qtbot.waitUntil(lambda: row.state.text() == "Watching", timeout=10_000)
    assert application.window.notice_bar.text.endswith("is there again")


def test_a_second_program_reports_who_watches_the_folder(
    start: Start, arriving: Path, paths: Paths, qtbot: QtBot, make_tiny_model_folder: Callable[[], Path]
) -> None:
    command = [sys.executable, "-m", "catdog_gui", "--home", str(paths.data), "watch", str(arriving)]
    options = ["--existing", "sort", "--model", str(make_tiny_model_folder())]
    with subprocess.Popen([*command, *options], cwd=ROOT, stderr=subprocess.PIPE, text=True) as other:
        assert "watching" in other.stderr.readline()
        qtbot.waitUntil(lambda: any(paths.locks_dir.glob("watch-*.json")), timeout=10_000)
        application = start(arriving)
        WindowPage(application).header.watch.click()
        qtbot.waitUntil(lambda: f"is watched already, by process {other.pid}" in application.window.notice_bar.text)
        row = WindowPage(application).open_watch_sheet().folder_row
        assert (row.state.text(), row.pause.text()) == ("Not watched", "Try again")
        assert str(other.pid) in row.message.text()
        other.terminate()
        other.wait(10)
    row.pause.click()
    qtbot.waitUntil(lambda: is_watching(application), timeout=5000)


def test_closing_while_many_pictures_arrive_takes_less_than_a_second(
    start: Start, arriving: Path, qtbot: QtBot
) -> None:
    application = start(arriving, ColourEngine(delay=0.01))
    switch_on(application, qtbot)
    for number in range(120):
        draw(arriving, f"{number}.png", RED)
    qtbot.waitUntil(lambda: any(arriving.glob("cat/*")))
    began = time.monotonic()
    application.window.close()
    assert time.monotonic() - began < 1
    assert application.ended_in_time
    assert len(list(arriving.rglob("*.png"))) == 120
    with Journal(application.session.backend.paths.journal_file) as journal:
        assert journal.unfinished_runs() == ()


def test_what_a_stopped_watcher_has_moved_is_reported(start: Start, arriving: Path, qtbot: QtBot) -> None:
    picture = draw(arriving, "a.png", RED)
    application = start(arriving)
    application.watch_service.start_watching(WatchedFolderSettings(arriving, paused=True))
    qtbot.waitUntil(lambda: states(application) == [WatchState.PAUSED])
    application.watch_service.stop_watching(arriving)
    picture.unlink()
    report(application, arriving, Sorted(picture, arriving / "cat" / "a.png", "cat", 1))
    qtbot.waitUntil(lambda: application.window.sorted_bar.text == "a.png moved to cat/")
    qtbot.waitUntil(lambda: application.session.pictures.table.is_absent(0))


def test_events_of_an_earlier_watcher_are_not_those_of_the_new_one(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    application.watch_service.stop_watching(arriving)
    application.watch_service.start_watching(WatchedFolderSettings(arriving))
    qtbot.waitUntil(lambda: is_watching(application) and len(watchers(application, arriving)) == 2, timeout=5000)
    before, after = watchers(application, arriving)
    before.report(Waiting(arriving / "old.png", "unsure", {}))
    before.report(StateChanged(WatchState.STOPPED))
    after.report(Waiting(arriving / "new.png", "unsure", {}))
    (watched,) = application.watch_service.folders
    qtbot.waitUntil(lambda: arriving / "new.png" in [item.path for item in watched.pending])
    assert len(watched.pending) == 1
    assert is_watching(application)


def test_resuming_a_stopped_folder_starts_one_watcher(
    start: Start, arriving: Path, paths: Paths, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start(arriving)
    with folder_lock(paths.locks_dir, arriving, recursive=False):
        WindowPage(application).header.watch.click()
        qtbot.waitUntil(lambda: [each.activity for each in application.watch_service.folders] == [WatchState.STOPPED])
        report(application, arriving, Waiting(arriving / "gone.png", "unsure", {}))
        qtbot.waitUntil(lambda: application.watch_service.pending_count == 1)
    problems: list[str] = []
    application.watch_service.problem_reported.connect(problems.append)
    for _ in range(3):
        application.watch_service.resume(arriving)
    assert application.watch_service.pending_count == 0
    qtbot.waitUntil(lambda: is_watching(application), timeout=5000)
    wait_settle_time(application, arriving, qtbot)
    assert is_watching(application)
    assert len(watchers(application, arriving)) == 2
    assert not problems


def test_the_answer_about_existing_pictures_survives_a_watcher_that_failed_to_start(
    start: Start, arriving: Path, paths: Paths, qtbot: QtBot
) -> None:
    draw(arriving, "old.png", RED)
    application = start(arriving)
    question = WindowPage(application).switch_watching_on(qtbot)
    with folder_lock(paths.locks_dir, arriving, recursive=False):
        question.sort.click()
        qtbot.waitUntil(lambda: [each.activity for each in application.watch_service.folders] == [WatchState.STOPPED])
        application.close()
    again = start(arriving)
    wait_tree(arriving, {"cat/old.png"}, qtbot)
    qtbot.waitUntil(lambda: again.settings.watched == [WatchedFolderSettings(arriving)])


def test_a_new_threshold_is_applied_to_pending_pictures(start: Start, arriving: Path, qtbot: QtBot) -> None:
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
    settings.watched = [WatchedFolderSettings(arriving, existing=Existing.SORT)]
    settings.save()
    command = [sys.executable, "-m", "catdog_gui", "--home", str(paths.home), "gui"]
    options = ["--model", str(make_tiny_model_folder())]
    with subprocess.Popen([*command, *options], cwd=ROOT, stderr=subprocess.PIPE) as program:
        qtbot.waitUntil(lambda: any(paths.locks_dir.glob("watch-*.json")), timeout=20_000)
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


def test_200_pictures_that_arrive_at_once_are_all_handled(
    start: Start, arriving: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    application.window.watch_controller.open_list()
    staging = tmp_path / "staging"
    for number in range(200):
        draw(staging, f"{number}.png", (RED, BLUE, PALE, GREY)[number % 4])
    for path in list(staging.iterdir()):
        path.rename(arriving / path.name)

    def is_done() -> bool:
        return len(application.watch_service.recent) == 50 and len(list(arriving.glob("*.png"))) == 100

    qtbot.waitUntil(is_done, timeout=60_000)
    qtbot.waitUntil(lambda: application.window.watch_sheet.pending_strip.model.rowCount() == 100)
    assert WindowPage(application).header.watched.count == 100


def test_pictures_go_into_the_folders_that_the_user_named(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    application.session.set_folder_names({"cat": "Katzen"}, {"unsure"})
    qtbot.waitUntil(lambda: len(watchers(application, arriving)) == 2, timeout=10_000)
    qtbot.waitUntil(lambda: is_watching(application), timeout=10_000)
    draw(arriving, "a.png", RED)
    draw(arriving, "b.png", PALE)
    wait_tree(arriving, {"Katzen/a.png", "b.png"}, qtbot)
    qtbot.waitUntil(lambda: application.window.sorted_bar.text == "a.png moved to Katzen/")
