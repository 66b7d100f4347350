"""A retraining goes on when the window is built again in another language, and in the tray."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from ui_pages import WindowPage, find
from ui_retraining import RetrainingBackend, ended
from ui_tray import FakeIcon

from catdog_gui.paths import Paths
from catdog_gui.retraining.events import Failed
from catdog_gui.retraining.models import AcceptanceResult
from catdog_gui.ui.common.settings import Settings, WatchedFolderSettings
from catdog_gui.ui.retraining.sheet import Page
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def backend(paths: Paths) -> RetrainingBackend:
    made = RetrainingBackend(paths)
    made.hold = True
    made.last = ended(AcceptanceResult.GOOD)
    return made


@pytest.fixture
def learning(
    qapp: QApplication,
    backend: RetrainingBackend,
    pets: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Application]:
    """A retraining is in its middle; a folder is watched, so there is a tray. Nobody may be asked anything."""
    monkeypatch.setattr("catdog_gui.ui.shell.tray.QSystemTrayIcon", FakeIcon)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: pytest.fail("nothing is to be asked"))
    watched = tmp_path / "watched"
    watched.mkdir()
    settings = Settings(backend.paths.settings_file)
    settings.watched = [WatchedFolderSettings(watched)]
    settings.stays_in_tray = True
    settings.save()
    made = Application(qapp, backend)
    with qtbot.waitSignal(made.session.scan_ended, timeout=10_000):
        made.start(pets)
    made.session.corrections.correct([0, 1, 12], 0)
    qtbot.waitUntil(lambda: made.retrain_service.new_corrections == 3)
    page = WindowPage(made).open_retrain_sheet(qtbot)
    page.primary.click()
    qtbot.waitUntil(lambda: "3 of 12" in page.text)
    yield made
    if made.settings.language:
        WindowPage(made).speak("en")
    made.close()
    assert made.ended_in_time
    made.deleteLater()
    qapp.processEvents()


def let_end(backend: RetrainingBackend) -> None:
    backend.retrainings[-1].go_on.set()


def tray_messages(application: Application) -> list[str]:
    return find(application.tray, FakeIcon).messages


def test_a_running_retraining_is_shown_in_the_new_language(
    learning: Application, backend: RetrainingBackend, qtbot: QtBot
) -> None:
    assert learning.window.retrain_sheet.progress_page.curves.legend == ("Loss 0.500", "Validation accuracy 75.0 %")
    WindowPage(learning).speak("zh_CN")
    sheet = learning.window.retrain_sheet
    page = WindowPage(learning).retrain_sheet
    assert (sheet.page, sheet.is_open) == (Page.PROGRESS, True)
    assert not learning.window.header.isEnabled()
    assert "正在读取照片" in page.text
    assert sheet.progress_page.bar.value() == 3
    assert sheet.progress_page.curves.legend == ("损失 0.500", "验证准确率 75.0%")
    let_end(backend)
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT)
    assert page.title.text() == "新模型不逊于原模型"
    page.primary.click()
    qtbot.waitUntil(lambda: backend.used == ["new"])


def test_cancel_after_a_language_change_returns_to_the_examples(learning: Application, qtbot: QtBot) -> None:
    WindowPage(learning).speak("zh_CN")
    sheet = learning.window.retrain_sheet
    page = WindowPage(learning).retrain_sheet
    sheet.reject()
    qtbot.waitUntil(lambda: sheet.page is Page.EXAMPLES)
    qtbot.waitUntil(page.primary.isEnabled)
    assert page.title.text() == "从 3 张照片中学习"


def test_the_result_is_shown_in_the_new_language(
    learning: Application, backend: RetrainingBackend, qtbot: QtBot
) -> None:
    let_end(backend)
    qtbot.waitUntil(lambda: learning.window.retrain_sheet.page is Page.RESULT)
    WindowPage(learning).speak("zh_CN")
    sheet = learning.window.retrain_sheet
    page = WindowPage(learning).retrain_sheet
    assert page.title.text() == "新模型不逊于原模型"
    assert not page.primary.isHidden()
    sheet.close_sheet()
    WindowPage(learning).speak("en")
    assert not learning.window.retrain_sheet.is_open


def test_a_retraining_goes_on_in_the_tray_and_reports_its_end(
    learning: Application, backend: RetrainingBackend, qtbot: QtBot
) -> None:
    assert learning.window.close()
    assert learning.retrain_service.is_busy
    let_end(backend)
    qtbot.waitUntil(lambda: tray_messages(learning) == ["The new model is at least as good"])
    find(learning.tray, FakeIcon).messageClicked.emit()
    assert learning.window.isVisible()
    assert learning.window.retrain_sheet.page is Page.RESULT
    assert WindowPage(learning).retrain_sheet.primary.isVisible()


def test_the_tray_says_why_nothing_was_learned(learning: Application, backend: RetrainingBackend, qtbot: QtBot) -> None:
    backend.retrainings[-1].last = Failed("there is no space left on the disk for a new model")
    learning.window.close()
    let_end(backend)
    qtbot.waitUntil(
        lambda: tray_messages(learning) == ["No new model\nThere is no space left on the disk for a new model"]
    )


def test_a_cancelled_retraining_is_not_reported(learning: Application, qtbot: QtBot) -> None:
    learning.window.retrain_sheet.reject()
    learning.window.close()
    qtbot.waitUntil(lambda: not learning.retrain_service.is_busy)
    assert tray_messages(learning) == []


def test_quit_from_the_tray_asks(
    learning: Application, backend: RetrainingBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    learning.window.close()
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Close]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    learning.tray.quit_requested.emit()
    assert learning.window.isVisible()
    assert learning.retrain_service.is_busy
    learning.tray.quit_requested.emit()
    assert backend.retrainings[0].cancelled.is_set()
    assert answers == []
