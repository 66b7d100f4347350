"""The Retrain button: what it would use, what it tells, and what becomes of the model."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from ui_fakes import RealBackend
from ui_retraining import RetrainingBackend, ended, opened_sheet, texts

from catdog_gui.paths import Paths
from catdog_gui.retraining.events import Event, Progress, Stage
from catdog_gui.retraining.models import AcceptanceResult
from catdog_gui.ui.retraining.progress_page import ProgressPage
from catdog_gui.ui.retraining.sheet import Page
from catdog_gui.ui.session.backend import Options
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def parts(paths: Paths) -> RetrainingBackend:
    return RetrainingBackend(paths)


@pytest.fixture
def taught(qapp: QApplication, parts: RetrainingBackend, pets: Path, qtbot: QtBot) -> Iterator[Application]:
    """The window after it has looked through `pets`, with three corrections."""
    made = Application(qapp, parts)
    with qtbot.waitSignal(made.session.scan_ended, timeout=10_000):
        made.start(pets)
    made.session.corrections.correct([0, 1], 1)
    made.session.corrections.correct([12], 0)
    qtbot.waitUntil(lambda: made.retrain_service.new_corrections == 3)
    yield made
    made.close()
    assert made.ended_in_time
    made.deleteLater()
    qapp.processEvents()


def test_the_badge_follows_the_corrections(taught: Application, qtbot: QtBot) -> None:
    button = taught.window.header._retrain
    assert button.badge == "3"
    assert button.accessibleName() == "Retrain, 3 new corrections"
    taught.session.undo_stack.undo()
    qtbot.waitUntil(lambda: button.badge == "2")
    taught.session.undo_stack.undo()
    qtbot.waitUntil(lambda: button.badge == "")
    assert button.accessibleName() == "Retrain"


def test_the_sheet_says_what_will_be_used_and_how_long_it_takes(taught: Application, qtbot: QtBot) -> None:
    opened_sheet(taught, qtbot)
    qtbot.waitUntil(lambda: "about 6 seconds" in texts(taught))
    told = texts(taught)
    assert "Learn from 3 pictures" in told
    assert "All  3" in told
    assert "Dog  2\nCat  1" in told
    assert "3 corrections are new." in told
    assert not taught.window.header.isEnabled()
    qtbot.keyClick(taught.window.retrain_sheet, Qt.Key.Key_Escape)
    assert not taught.window.retrain_sheet.is_open
    assert taught.window.header.isEnabled()


def test_another_way_takes_another_time(taught: Application, qtbot: QtBot) -> None:
    opened_sheet(taught, qtbot)
    state, way = taught.window.retrain_sheet._state, taught.window.retrain_sheet.examples_page.mode_choice
    way._full.click()
    qtbot.waitUntil(lambda: state.text() == "It will take about 40 minutes.")
    way._base.setCurrentIndex(2)
    way._base.activated.emit(2)
    qtbot.waitUntil(lambda: state.text() == "How long it takes shows once it has begun.")
    way._quick.click()
    way._base.setCurrentIndex(0)
    way._base.activated.emit(0)
    qtbot.waitUntil(lambda: state.text() == "It will take about 6 seconds.")


def test_without_corrections_there_is_nothing_to_learn(opened: Application, qtbot: QtBot) -> None:
    opened.window.retrain_controller.open_sheet()
    qtbot.waitUntil(lambda: "nothing to learn" in texts(opened))
    assert not opened.window.retrain_sheet._primary_button.isEnabled()


def test_what_was_learned_is_used_when_it_is_wanted(
    taught: Application, parts: RetrainingBackend, qtbot: QtBot
) -> None:
    parts.last = ended(AcceptanceResult.GOOD)
    sheet = taught.window.retrain_sheet
    opened_sheet(taught, qtbot)
    sheet._primary_button.click()
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT)
    told = texts(taught)
    assert "The new model is no worse" in told
    assert all(share in told for share in ("60.0 %", "95.0 %", "99.0 %"))
    assert "Of your own pictures it gets 19 of 20 right" in told
    assert "torn.jpg" in told
    assert parts.used == []
    assert parts.retrainings[0].thread is not threading.main_thread()
    calls = len(parts.engine.calls)
    with qtbot.waitSignal(taught.session.scan_ended, timeout=10_000):
        qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert parts.used == ["new"]
    assert not sheet.is_open
    assert taught.session.model.loaded.model.id == "colours-1"
    assert len(parts.engine.calls) - calls == 24
    assert taught.session.pictures.counts().corrected == 3
    qtbot.waitUntil(lambda: taught.window.header._retrain.badge == "")


def test_it_is_used_by_itself_where_that_is_set(taught: Application, parts: RetrainingBackend, qtbot: QtBot) -> None:
    parts.last = ended(AcceptanceResult.GOOD)
    sheet = taught.window.retrain_sheet
    opened_sheet(taught, qtbot)
    sheet._automatic.click()
    with qtbot.waitSignal(taught.session.scan_ended, timeout=10_000):
        sheet._primary_button.click()
    assert taught.settings.uses_better_models
    assert parts.used == ["new"]
    assert "The new model is in use" in texts(taught)
    assert sheet._primary_button.isHidden()
    assert taught.session.model.loaded.model.id == "colours-1"


def test_a_worse_one_is_kept_aside_with_the_reason(taught: Application, parts: RetrainingBackend, qtbot: QtBot) -> None:
    parts.last = ended(AcceptanceResult.WORSE, "it decides less: 12 of 400 pictures of other animals instead of 380")
    sheet = taught.window.retrain_sheet
    opened_sheet(taught, qtbot)
    sheet._primary_button.click()
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT)
    assert "kept aside" in texts(taught)
    assert "It decides less: 12 of 400" in texts(taught)
    assert sheet._primary_button.isHidden()
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert parts.used == []


def test_a_failure_is_said_and_nothing_changes(taught: Application, parts: RetrainingBackend, qtbot: QtBot) -> None:
    sheet = taught.window.retrain_sheet
    opened_sheet(taught, qtbot)
    sheet._primary_button.click()
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT)
    assert "None of the pictures can be read" in texts(taught)
    assert "The model in use is as it was." in texts(taught)
    assert taught.session.model.loaded.model.id == "colours-0"


def test_cancel_is_heard_at_once_and_leads_back(taught: Application, parts: RetrainingBackend, qtbot: QtBot) -> None:
    parts.hold = True
    sheet = taught.window.retrain_sheet
    opened_sheet(taught, qtbot)
    sheet._primary_button.click()
    qtbot.waitUntil(lambda: "3 of 12" in texts(taught))
    assert "Reading the pictures…" in texts(taught)
    assert "4 s left" in texts(taught)
    assert sheet.progress_page.bar.value() == 3
    assert sheet.progress_page.curves.legend == ("Loss 0.500", "Held-out accuracy 75.0 %")
    taught.window.cancel()
    assert parts.retrainings[0].cancelled.is_set()
    assert "Stopping…" in texts(taught)
    qtbot.waitUntil(lambda: sheet.page is Page.EXAMPLES)
    assert sheet._primary_button.isEnabled()
    assert not taught.retrain_service.is_busy


def test_a_sign_of_life_adds_nothing_to_the_curves(taught: Application, qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    page = ProgressPage(taught.theme, around)
    page.resize(400, 300)

    def drawn_after(event: Event) -> QImage:
        page.show_event(event)
        return page.curves.grab().toImage()

    first = drawn_after(Progress("fitting", 3, 12, 2.0, 4.4, {"loss": 0.5}))
    assert drawn_after(Progress("fitting", 3, 12, 2.0, 6.4, {"loss": 0.5})) == first
    assert drawn_after(Progress("fitting", 4, 12, 2.0, 4.0, {"loss": 0.5})) != first
    second = page.curves.grab().toImage()
    page.show_event(Stage("once more"))
    assert drawn_after(Progress("fitting", 4, 12, 2.0, 4.0, {"loss": 0.4})) != second


def test_closing_the_window_asks_and_ends_it(
    taught: Application, parts: RetrainingBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.hold = True
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Close]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    opened_sheet(taught, qtbot)
    taught.window.retrain_sheet._primary_button.click()
    qtbot.waitUntil(lambda: "3 of 12" in texts(taught))
    assert not taught.window.close()
    assert taught.retrain_service.is_busy
    began = time.monotonic()
    taught.window.close()
    assert time.monotonic() - began < 2
    assert taught.ended_in_time
    assert parts.retrainings[0].cancelled.is_set()
    assert not parts.retrainings[0].thread.is_alive()


def test_a_model_that_the_command_line_names_is_not_retrained(qapp: QApplication, paths: Paths, qtbot: QtBot) -> None:
    parts = RetrainingBackend(paths)
    parts.options = Options(model=Path("given"))
    application = Application(qapp, parts)
    assert not application.window.header._retrain.isEnabled()
    application.window.retrain_controller.open_sheet()
    assert not application.window.retrain_sheet.is_open
    application.close()
    application.deleteLater()
    qapp.processEvents()


def test_the_whole_way_with_the_trainer_itself(
    qapp: QApplication, real: RealBackend, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Close)
    application = Application(qapp, real)
    with qtbot.waitSignal(application.session.scan_ended, timeout=20_000):
        application.start(tmp_path / "many")
    assert application.session.pictures.counts().of(0) == 30
    application.session.corrections.correct(range(12), 0)
    application.session.corrections.correct(range(30, 40), 1)
    sheet = application.window.retrain_sheet
    qtbot.waitUntil(lambda: application.retrain_service.new_corrections == 22)
    opened_sheet(application, qtbot)
    sheet._primary_button.click()
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT, timeout=60_000)
    assert "The new model is no worse" in texts(application)
    before = application.session.model.loaded.model.id
    with qtbot.waitSignal(application.session.scan_ended, timeout=20_000):
        sheet._primary_button.click()
    assert application.session.model.loaded.model.id != before
    assert application.session.model.loaded.model.path.parent == real.paths.models_dir
    assert application.session.pictures.counts().of(0) == 30
    qtbot.waitUntil(lambda: application.window.header._retrain.badge == "")

    sheet.open_for_corrections()
    qtbot.waitUntil(sheet._primary_button.isEnabled)
    sheet._primary_button.click()
    qtbot.wait(100)
    began = time.monotonic()
    application.window.close()
    assert time.monotonic() - began < 2
    assert application.ended_in_time
    assert [each for each in real.paths.models_dir.iterdir() if each.name.startswith(".work")] == []
    application.deleteLater()
    qapp.processEvents()


def test_the_window_is_there_before_the_engine_is_loaded() -> None:
    code = "import sys, catdog_gui.ui.shell.application; sys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
