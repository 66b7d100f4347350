"""The Retrain button and its sheet: examples, progress, result, and the use of the new model."""

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
from ui_fakes import RealBackend, draw
from ui_pages import WindowPage, choose
from ui_retraining import RetrainingBackend, ended

from catdog_gui.paths import Paths
from catdog_gui.retraining.events import Event, Progress, Stage
from catdog_gui.retraining.models import AcceptanceResult
from catdog_gui.ui.retraining.progress_page import ProgressPage
from catdog_gui.ui.retraining.sheet import Page
from catdog_gui.ui.session.backend import Options
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def backend(paths: Paths) -> RetrainingBackend:
    return RetrainingBackend(paths)


@pytest.fixture
def corrected(qapp: QApplication, backend: RetrainingBackend, pets: Path, qtbot: QtBot) -> Iterator[Application]:
    """The window after it has looked through `pets`, with three corrections."""
    made = Application(qapp, backend)
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


def test_the_badge_follows_the_corrections(corrected: Application, qtbot: QtBot) -> None:
    button = WindowPage(corrected).header.retrain
    assert button.badge == "3"
    assert button.accessibleName() == "Retrain, 3 new corrections"
    corrected.session.undo_stack.undo()
    qtbot.waitUntil(lambda: button.badge == "2")
    corrected.session.undo_stack.undo()
    qtbot.waitUntil(lambda: button.badge == "")
    assert button.accessibleName() == "Retrain"


def test_the_sheet_says_what_will_be_used_and_how_long_it_takes(corrected: Application, qtbot: QtBot) -> None:
    page = WindowPage(corrected).open_retrain_sheet(qtbot)
    qtbot.waitUntil(lambda: "about 6 seconds" in page.text)
    text = page.text
    assert "Learn from 3 pictures" in text
    assert "All  3" in text
    assert "Dog  2\nCat  1" in text
    assert "3 corrections are new." in text
    assert not corrected.window.header.isEnabled()
    qtbot.keyClick(corrected.window.retrain_sheet, Qt.Key.Key_Escape)
    assert not corrected.window.retrain_sheet.is_open
    assert corrected.window.header.isEnabled()


def test_each_mode_has_its_own_estimate(corrected: Application, qtbot: QtBot) -> None:
    page = WindowPage(corrected).open_retrain_sheet(qtbot)
    state = page.state
    page.mode.full.click()
    qtbot.waitUntil(lambda: state.text() == "It will take about 40 minutes.")
    choose(page.mode.base, 2)
    qtbot.waitUntil(lambda: state.text() == "The time it takes is shown once it has started.")
    page.mode.quick.click()
    choose(page.mode.base, 0)
    qtbot.waitUntil(lambda: state.text() == "It will take about 6 seconds.")


def test_without_corrections_there_is_nothing_to_learn(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).retrain_sheet
    opened.window.retrain_controller.open_sheet()
    qtbot.waitUntil(lambda: "nothing to learn" in page.text)
    assert not page.primary.isEnabled()


def test_the_new_model_is_used_on_request(corrected: Application, backend: RetrainingBackend, qtbot: QtBot) -> None:
    backend.last = ended(AcceptanceResult.GOOD)
    sheet = corrected.window.retrain_sheet
    page = WindowPage(corrected).open_retrain_sheet(qtbot)
    page.primary.click()
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT)
    text = page.text
    assert "The new model is at least as good" in text
    assert all(share in text for share in ("60.0 %", "95.0 %", "99.0 %"))
    assert "Of your own pictures it gets 19 of 20 right" in text
    assert "torn.jpg" in text
    assert backend.used == []
    assert backend.retrainings[0].thread is not threading.main_thread()
    calls = len(backend.engine.calls)
    with qtbot.waitSignal(corrected.session.scan_ended, timeout=10_000):
        qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert backend.used == ["new"]
    assert not sheet.is_open
    assert corrected.session.model.loaded.model.id == "colours-1"
    assert len(backend.engine.calls) - calls == 24
    assert corrected.session.pictures.counts().corrected == 3
    qtbot.waitUntil(lambda: WindowPage(corrected).header.retrain.badge == "")


def test_the_new_model_is_used_automatically_if_so_set(
    corrected: Application, backend: RetrainingBackend, qtbot: QtBot
) -> None:
    backend.last = ended(AcceptanceResult.GOOD)
    page = WindowPage(corrected).open_retrain_sheet(qtbot)
    page.automatic.click()
    with qtbot.waitSignal(corrected.session.scan_ended, timeout=10_000):
        page.primary.click()
    assert corrected.settings.uses_better_models
    assert backend.used == ["new"]
    assert "The new model is in use" in page.text
    assert page.primary.isHidden()
    assert corrected.session.model.loaded.model.id == "colours-1"


def test_a_worse_model_is_kept_aside_with_the_reason(
    corrected: Application, backend: RetrainingBackend, qtbot: QtBot
) -> None:
    backend.last = ended(
        AcceptanceResult.WORSE, "it labels fewer without review: 12 of 400 reference pictures instead of 380"
    )
    sheet = corrected.window.retrain_sheet
    page = WindowPage(corrected).open_retrain_sheet(qtbot)
    page.primary.click()
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT)
    assert "is not used" in page.text
    assert "It labels fewer without review: 12 of 400" in page.text
    assert page.primary.isHidden()
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert backend.used == []


def test_a_failed_retraining_is_reported_and_changes_nothing(
    corrected: Application, backend: RetrainingBackend, qtbot: QtBot
) -> None:
    sheet = corrected.window.retrain_sheet
    page = WindowPage(corrected).open_retrain_sheet(qtbot)
    page.primary.click()
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT)
    assert "None of the pictures can be read" in page.text
    assert "The model in use has not changed." in page.text
    assert corrected.session.model.loaded.model.id == "colours-0"


def test_cancel_takes_effect_at_once_and_returns_to_the_examples(
    corrected: Application, backend: RetrainingBackend, qtbot: QtBot
) -> None:
    backend.hold = True
    sheet = corrected.window.retrain_sheet
    page = WindowPage(corrected).open_retrain_sheet(qtbot)
    page.primary.click()
    qtbot.waitUntil(lambda: "3 of 12" in page.text)
    assert "Reading the pictures…" in page.text
    assert "4 s left" in page.text
    assert sheet.progress_page.bar.value() == 3
    assert sheet.progress_page.curves.legend == ("Loss 0.500", "Validation accuracy 75.0 %")
    corrected.window.cancel()
    assert backend.retrainings[0].cancelled.is_set()
    assert "Stopping…" in page.text
    qtbot.waitUntil(lambda: sheet.page is Page.EXAMPLES)
    assert page.primary.isEnabled()
    assert not corrected.retrain_service.is_busy


def test_a_repeated_progress_event_adds_no_point_to_the_curves(corrected: Application, qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    page = ProgressPage(corrected.theme, around)
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
    corrected: Application, backend: RetrainingBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend.hold = True
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Close]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    page = WindowPage(corrected).open_retrain_sheet(qtbot)
    page.primary.click()
    qtbot.waitUntil(lambda: "3 of 12" in page.text)
    assert not corrected.window.close()
    assert corrected.retrain_service.is_busy
    began = time.monotonic()
    corrected.window.close()
    assert time.monotonic() - began < 2
    assert corrected.ended_in_time
    assert backend.retrainings[0].cancelled.is_set()
    assert not backend.retrainings[0].thread.is_alive()


def test_a_model_that_the_command_line_names_is_not_retrained(qapp: QApplication, paths: Paths, qtbot: QtBot) -> None:
    backend = RetrainingBackend(paths)
    backend.options = Options(model=Path("given"))
    application = Application(qapp, backend)
    assert not WindowPage(application).header.retrain.isEnabled()
    application.window.retrain_controller.open_sheet()
    assert not application.window.retrain_sheet.is_open
    application.close()
    application.deleteLater()
    qapp.processEvents()


def test_retraining_with_the_real_trainer(
    qapp: QApplication, real: RealBackend, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Close)
    for number in range(10):  # it has something to learn: dogs that it does not know
        draw(tmp_path / "many", f"yellow{number}.png", (140, 120 + number, 30))
    application = Application(qapp, real)
    with qtbot.waitSignal(application.session.scan_ended, timeout=20_000):
        application.start(tmp_path / "many")
    assert application.session.pictures.counts().of(0) == 30
    application.session.corrections.correct(range(12), 0)
    application.session.corrections.correct(range(40, 50), 1)
    sheet = application.window.retrain_sheet
    qtbot.waitUntil(lambda: application.retrain_service.new_corrections == 22)
    page = WindowPage(application).open_retrain_sheet(qtbot)
    page.primary.click()
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT, timeout=60_000)
    assert "The new model is at least as good" in page.text
    before = application.session.model.loaded.model.id
    with qtbot.waitSignal(application.session.scan_ended, timeout=20_000):
        page.primary.click()
    assert application.session.model.loaded.model.id != before
    assert application.session.model.loaded.model.path.parent == real.paths.models_dir
    assert application.session.pictures.counts().of(0) == 30
    qtbot.waitUntil(lambda: WindowPage(application).header.retrain.badge == "")

    sheet.open_for_corrections()
    qtbot.waitUntil(page.primary.isEnabled)
    page.primary.click()
    qtbot.waitUntil(lambda: len(application.retrain_service.received_events) > 0, timeout=10_000)
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
