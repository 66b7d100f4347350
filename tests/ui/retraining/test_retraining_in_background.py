"""A retraining outlives the window that began it: in another language, and in the tray."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from ui_retraining import RetrainingBackend, ended, opened_sheet, texts
from ui_tray import FakeIcon

from catdog_gui.paths import Paths
from catdog_gui.retraining.events import Failed
from catdog_gui.retraining.models import AcceptanceResult
from catdog_gui.ui.common.settings import Settings, WatchedFolderSettings
from catdog_gui.ui.retraining.sheet import Page
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def parts(paths: Paths) -> RetrainingBackend:
    made = RetrainingBackend(paths)
    made.hold = True
    made.last = ended(AcceptanceResult.GOOD)
    return made


@pytest.fixture
def learning(
    qapp: QApplication,
    parts: RetrainingBackend,
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
    settings = Settings(parts.paths.settings_file)
    settings.watched = [WatchedFolderSettings(watched)]
    settings.stays_in_tray = True
    settings.save()
    made = Application(qapp, parts)
    with qtbot.waitSignal(made.session.scan_ended, timeout=10_000):
        made.start(pets)
    made.session.corrections.correct([0, 1, 12], 0)
    qtbot.waitUntil(lambda: made.retrain_service.new_corrections == 3)
    opened_sheet(made, qtbot)
    made.window.retrain_sheet._primary_button.click()
    qtbot.waitUntil(lambda: "3 of 12" in texts(made))
    yield made
    made._translator.set_language("en")
    made.close()
    assert made.ended_in_time
    made.deleteLater()
    qapp.processEvents()


def speak(application: Application, language: str) -> None:
    application.settings.language = language
    application._on_language_changed()
    QApplication.processEvents()


def let_end(parts: RetrainingBackend) -> None:
    parts.retrainings[-1].go_on.set()


def told(application: Application) -> list[str]:
    icon = application.tray._icon
    assert isinstance(icon, FakeIcon)
    return icon.told


def test_it_is_shown_in_the_new_language(learning: Application, parts: RetrainingBackend, qtbot: QtBot) -> None:
    curves = learning.window.retrain_sheet.progress_page.curves
    drawn = curves._loss, curves._accuracy
    speak(learning, "zh_CN")
    sheet = learning.window.retrain_sheet
    assert (sheet.page, sheet.is_open) == (Page.PROGRESS, True)
    assert not learning.window.header.isEnabled()
    assert "正在读取照片" in texts(learning)
    assert sheet.progress_page.bar.value() == 3
    assert (sheet.progress_page.curves._loss, sheet.progress_page.curves._accuracy) == drawn
    let_end(parts)
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT)
    assert sheet._title.text() == "新模型不比原来差"
    sheet._primary_button.click()
    qtbot.waitUntil(lambda: parts.used == ["new"])


def test_cancel_in_the_new_language_leads_to_the_lesson(learning: Application, qtbot: QtBot) -> None:
    speak(learning, "zh_CN")
    sheet = learning.window.retrain_sheet
    sheet.reject()
    qtbot.waitUntil(lambda: sheet.page is Page.EXAMPLES)
    qtbot.waitUntil(sheet._primary_button.isEnabled)
    assert sheet._title.text() == "从 3 张照片中学习"


def test_what_came_of_it_is_shown_in_the_new_language(
    learning: Application, parts: RetrainingBackend, qtbot: QtBot
) -> None:
    let_end(parts)
    qtbot.waitUntil(lambda: learning.window.retrain_sheet.page is Page.RESULT)
    speak(learning, "zh_CN")
    sheet = learning.window.retrain_sheet
    assert sheet._title.text() == "新模型不比原来差"
    assert not sheet._primary_button.isHidden()
    sheet.close_sheet()
    speak(learning, "en")
    assert not learning.window.retrain_sheet.is_open


def test_it_goes_on_in_the_tray_and_says_when_it_has_ended(
    learning: Application, parts: RetrainingBackend, qtbot: QtBot
) -> None:
    assert learning.window.close()
    assert learning.retrain_service.is_busy
    let_end(parts)
    qtbot.waitUntil(lambda: told(learning) == ["The new model is no worse"])
    learning.tray._on_message_clicked()
    assert learning.window.isVisible()
    assert learning.window.retrain_sheet.page is Page.RESULT
    assert learning.window.retrain_sheet._primary_button.isVisible()


def test_the_tray_says_why_nothing_was_learned(learning: Application, parts: RetrainingBackend, qtbot: QtBot) -> None:
    parts.retrainings[-1].last = Failed("there is no space left on the disk for a new model")
    learning.window.close()
    let_end(parts)
    qtbot.waitUntil(
        lambda: told(learning) == ["Nothing was learned\nThere is no space left on the disk for a new model"]
    )


def test_what_the_user_stopped_is_no_news(learning: Application, qtbot: QtBot) -> None:
    learning.window.retrain_sheet.reject()
    learning.window.close()
    qtbot.waitUntil(lambda: not learning.retrain_service.is_busy)
    assert told(learning) == []


def test_quit_from_the_tray_asks(
    learning: Application, parts: RetrainingBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    learning.window.close()
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Close]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    learning.tray.quit_requested.emit()
    assert learning.window.isVisible()
    assert learning.retrain_service.is_busy
    learning.tray.quit_requested.emit()
    assert parts.retrainings[0].cancelled.is_set()
    assert answers == []
