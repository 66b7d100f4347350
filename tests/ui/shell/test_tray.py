"""The tray, closing to it, starting in it, and starting with the session."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import FakeBackend
from ui_pages import TrayPage, WindowPage, find
from ui_tray import FakeIcon
from ui_watching import has_ended, report

from catdog_gui.paths import Paths
from catdog_gui.ui.common.settings import Settings, WatchedFolderSettings
from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.shell.single_instance import Activation, SingleInstance
from catdog_gui.watching.models import Sorted, WatchState

ROOT = Path(__file__).parents[3]


@pytest.fixture
def watched(tmp_path: Path, paths: Paths) -> Path:
    """A folder that is watched from the start of the program."""
    folder = tmp_path / "arriving"
    folder.mkdir()
    settings = Settings(paths.settings_file)
    settings.watched = [WatchedFolderSettings(folder)]
    settings.save()
    return folder


@pytest.fixture
def with_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("shell.tray", "watching.texts", "watching.options"):
        monkeypatch.setattr(f"catdog_gui.ui.{module}.QSystemTrayIcon", FakeIcon)


@pytest.fixture
def running(qapp: QApplication, paths: Paths, watched: Path, with_tray: None, qtbot: QtBot) -> Iterator[Application]:
    application = Application(qapp, FakeBackend(paths))
    application.start(None)
    qtbot.waitUntil(lambda: application.watch_service.folders[0].activity is WatchState.WATCHING)
    yield application
    application.close()
    assert application.ended_in_time
    application.deleteLater()
    qapp.processEvents()


def icon(application: Application) -> FakeIcon:
    return find(application.tray, FakeIcon)


def sorted_one(folder: Path, name: str = "a.png") -> Sorted:
    return Sorted(folder / name, folder / "cat" / name, "cat", run=1)


def test_the_tray_menu_shows_the_state_of_watching(running: Application, watched: Path, qtbot: QtBot) -> None:
    page = TrayPage(running)
    always = ["Open the window", "Quit"]
    assert running.tray.is_visible
    qtbot.waitUntil(lambda: page.texts == ["Watching 1 folder", "Pause", *always])
    page.choose("Pause")
    qtbot.waitUntil(lambda: page.texts == ["Watching is paused", "Resume", *always])
    qtbot.waitUntil(lambda: running.watch_service.folders[0].activity is WatchState.PAUSED)
    page.choose("Resume")
    qtbot.waitUntil(lambda: running.watch_service.folders[0].activity is WatchState.WATCHING)
    report(running, watched, sorted_one(watched))
    qtbot.waitUntil(lambda: page.texts == ["Watching 1 folder", "a.png moved to cat/", "Pause", *always])
    running.watch_service.stop_watching(watched)
    assert not running.tray.is_visible


def test_closing_stays_in_the_tray_only_if_the_user_chose_that(
    running: Application, watched: Path, qtbot: QtBot
) -> None:
    running.settings.stays_in_tray = True
    running.window.close()
    assert not running.window.isVisible()
    assert running.watch_service.folders[0].activity is WatchState.WATCHING
    running.tray.open_requested.emit()
    assert running.window.isVisible()
    running.settings.stays_in_tray = False
    running.window.close()
    qtbot.waitUntil(lambda: has_ended(running, watched))


@pytest.mark.parametrize("is_open", [True, False], ids=["window open", "window closed"])
def test_quit_ends_everything_within_a_second(running: Application, watched: Path, qtbot: QtBot, is_open: bool) -> None:
    running.settings.stays_in_tray = True
    if not is_open:
        running.window.close()
    began = time.monotonic()
    running.tray.quit_requested.emit()
    assert time.monotonic() - began < 1
    assert has_ended(running, watched)
    assert running.ended_in_time


def test_a_click_on_a_notification_undoes_one_picture_or_lists_several(
    running: Application, watched: Path, qtbot: QtBot
) -> None:
    running.settings.stays_in_tray = True
    running.window.close()
    asked: list[list[Sorted]] = []
    running.watch_service.restore = asked.append
    running.watch_service.pictures_sorted.emit([sorted_one(watched)])
    assert icon(running).messages == ["a.png moved to cat/\nClick here to undo."]
    icon(running).messageClicked.emit()
    icon(running).messageClicked.emit()
    assert asked == [[sorted_one(watched)]], "a second click finds nothing to undo"
    running.watch_service.pictures_sorted.emit([sorted_one(watched, "b.png"), sorted_one(watched, "c.png")])
    assert icon(running).messages[-1].startswith("2 pictures sorted: 2 into cat/")
    running.window.watch_sheet.close_sheet()
    icon(running).messageClicked.emit()
    assert running.window.watch_sheet.is_open


def test_a_second_start_shows_the_window_of_the_running_program(
    running: Application, paths: Paths, pets: Path, qtbot: QtBot
) -> None:
    script = "import sys; from catdog_gui.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", script, "--home", str(paths.home), "gui", str(pets)]
    running.settings.stays_in_tray = True
    running.settings.save()
    running.window.close()
    assert not running.window.isVisible()
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as second:
        qtbot.waitUntil(running.window.isVisible, timeout=20_000)
        assert second.wait(10) == 0
    qtbot.waitUntil(lambda: running.session.folder == pets)


def test_a_slow_caller_does_not_block_the_running_program(
    running: Application, tmp_path: Path, pets: Path, qtbot: QtBot
) -> None:
    wanted: list[Activation] = []
    bell = SingleInstance(Paths.at(tmp_path / "another home"), running)
    bell.activated.connect(wanted.append)
    bell.listen()
    server = find(bell, QLocalServer)
    silent, slow = QLocalSocket(running), QLocalSocket(running)
    for caller in (silent, slow):
        with qtbot.waitSignal(server.newConnection):
            caller.connectToServer(server.serverName())
    said, received = Activation(pets, "token").to_bytes(), server.findChildren(QLocalSocket)[-1]
    with qtbot.waitSignal(received.readyRead):
        slow.write(said[:3])
    assert wanted == []
    slow.write(said[3:])
    silent.disconnectFromServer()
    qtbot.waitUntil(lambda: wanted == [Activation(pets, "token")])
    bell.close()


def test_the_program_ends_with_the_desktop_session(running: Application, qapp: QApplication, qtbot: QtBot) -> None:
    """At that end Qt sends this event; a log-out that is cancelled after all sends none."""
    running.settings.stays_in_tray = True
    QTimer.singleShot(0, partial(QCoreApplication.sendEvent, qapp, QEvent(QEvent.Type.Quit)))
    assert qapp.exec() == 0


def test_the_tray_speaks_another_language(running: Application, qtbot: QtBot) -> None:
    page = WindowPage(running)
    page.speak("zh_CN")
    assert "暂停" in TrayPage(running).texts
    page.speak("en")
    assert "Pause" in TrayPage(running).texts


def test_without_a_tray_nothing_breaks(
    qapp: QApplication, paths: Paths, watched: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = Application(qapp, FakeBackend(paths))
    application.settings.stays_in_tray = True
    application.start_in_background()
    assert application.window.isMinimized()
    qtbot.waitUntil(lambda: application.watch_service.folders[0].activity is WatchState.WATCHING)
    application.watch_service.pictures_sorted.emit([sorted_one(watched)])
    assert application.window.sorted_bar.text == "a.png moved to cat/"
    application.window.close()
    qtbot.waitUntil(lambda: has_ended(application, watched))
    application.deleteLater()
    qapp.processEvents()


def test_in_the_background_only_the_tray_is_seen(
    qapp: QApplication, paths: Paths, watched: Path, with_tray: None, qtbot: QtBot
) -> None:
    application = Application(qapp, FakeBackend(paths))
    application.start_in_background()
    qtbot.waitUntil(lambda: application.watch_service.folders[0].activity is WatchState.WATCHING)
    assert not application.window.isVisible()
    assert application.tray.is_visible
    application.close()
    application.deleteLater()
    qapp.processEvents()


def test_the_watch_options_describe_their_effect(
    running: Application, paths: Paths, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    entry = tmp_path / "config" / "autostart" / "catdog.desktop"
    running.window.settings_controller.open()
    options = WindowPage(running).watch_options
    assert options.note.text().startswith("Watching stops when the window is closed")
    options.stay_in_tray.click()
    assert running.settings.stays_in_tray
    assert options.note.text().startswith("Watching continues in the tray")
    qtbot.waitUntil(options.autostart.isEnabled)
    assert not options.autostart.isChecked()
    options.autostart.click()
    qtbot.waitUntil(entry.exists)
    text = entry.read_text("utf-8")
    assert f"-m catdog_gui --home {paths.home} gui --background" in text
    if shutil.which("desktop-file-validate"):
        assert subprocess.run(["desktop-file-validate", str(entry)], timeout=30).returncode == 0
    options.autostart.click()
    qtbot.waitUntil(lambda: not entry.exists())
    (tmp_path / "config" / "autostart").rmdir()
    (tmp_path / "config" / "autostart").write_text("in the way")
    options.autostart.click()
    qtbot.waitUntil(lambda: options.note.text().startswith("This cannot be changed:"))
    assert not options.autostart.isChecked()
