"""Closing in the middle of anything is clean and quick."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from ui_fakes import RED, ColourEngine, FakeBackend, draw
from ui_pages import WindowPage

from catdog_gui.paths import Paths
from catdog_gui.sorting.models import CancelCheck, Outcome, Plan, ProgressCallback, RunResult
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def many(tmp_path: Path) -> Path:
    for number in range(120):
        draw(tmp_path / "many", f"{number}.png", RED)
    return tmp_path / "many"


@pytest.mark.parametrize(("found", "labelled"), [(0, 0), (1, 0), (120, 1), (120, 12)])
def test_close_while_it_scans(
    qapp: QApplication, paths: Paths, many: Path, qtbot: QtBot, found: int, labelled: int
) -> None:
    application = Application(qapp, FakeBackend(paths, ColourEngine(delay=0.05)))
    application.start(many)
    progress = application.session.progress
    qtbot.waitUntil(lambda: progress().found >= found and progress().done >= labelled)
    started = time.monotonic()
    application.window.close()
    assert application.ended_in_time
    assert time.monotonic() - started < 2
    application.deleteLater()
    qapp.processEvents()


def test_open_and_close_many_times(qapp: QApplication, paths: Paths, pets: Path, qtbot: QtBot) -> None:
    before = threading.active_count()
    for scored in range(0, 24, 3):
        application = Application(qapp, FakeBackend(paths))
        application.start(pets)
        qtbot.waitUntil(lambda application=application, scored=scored: application.session.progress().done >= scored)
        application.window.close()
        assert application.ended_in_time
        application.deleteLater()
        qapp.processEvents()
    assert threading.active_count() <= before + 2


def test_a_cancelled_scan_keeps_its_labels_and_can_be_resumed(
    qapp: QApplication, paths: Paths, many: Path, qtbot: QtBot
) -> None:
    application = Application(qapp, FakeBackend(paths, ColourEngine(delay=0.02)))
    application.start(many)
    pictures = application.session.pictures
    qtbot.waitUntil(lambda: 5 < pictures.counts().of(0) < 100)
    application.window.cancel()
    done = pictures.counts().of(0)
    engine = application.session.backend.engine
    qtbot.waitUntil(lambda: not any(thread.name in ("find", "label") for thread in threading.enumerate()))
    QApplication.processEvents()
    assert pictures.counts().of(0) == done
    engine.delay = 0
    with qtbot.waitSignal(application.session.scan_ended):
        application.session.resume()
    assert pictures.counts().of(0) == 120
    application.window.close()
    application.deleteLater()
    qapp.processEvents()


def test_closing_in_the_middle_of_a_sort_asks_and_loses_nothing(
    opened: Application, pets: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    proceed = threading.Event()
    backend = opened.session.backend
    execute = backend.execute

    def slowly(plan: Plan, stop: CancelCheck, on_progress: ProgressCallback) -> RunResult:
        def report(done: int, total: int, outcome: Outcome) -> None:
            on_progress(done, total, outcome)
            proceed.wait(5)

        return execute(plan, stop, report)

    backend.execute = slowly
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Close]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    sheet = WindowPage(opened).open_sort_sheet(qtbot)
    with qtbot.waitSignal(opened.sort_service.progressed):
        sheet.sort.click()
    assert not opened.window.close()
    assert opened.sort_service.is_busy
    proceed.set()
    assert opened.window.close()
    assert opened.ended_in_time
    everything = [path for path in pets.rglob("*") if path.is_file()]
    assert len(everything) == 25


IN_THE_BACKGROUND = """
import os, signal, sys
from pathlib import Path
import catdog_gui.ui
from PySide6.QtCore import QTimer
from ui_fakes import FakeBackend
from catdog_gui.paths import Paths
from catdog_gui.ui.session.backend import Options
from catdog_gui.ui.shell import application
application.Backend = lambda paths, options: FakeBackend(paths)
def start(application):
    application.session.model_changed.connect(lambda: os.kill(os.getpid(), signal.SIGTERM))
    application.session.model.load()
application.Application.start_in_background = start
sys.exit(application.run(None, Paths.at(Path(sys.argv[1])), Options(), in_background=True))
"""


def test_a_window_that_was_never_shown_is_deleted_before_its_models(tmp_path: Path) -> None:
    command = [sys.executable, "-c", IN_THE_BACKGROUND, str(tmp_path / "home")]
    tests = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": f"{tests.parents[1]}:{tests}"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")


_SIGNALLED = """
import os, signal, sys
from pathlib import Path
from catdog_gui.paths import Paths
from catdog_gui.ui.session.backend import Options
from catdog_gui.ui.shell import application
from catdog_gui.ui.sorting.controller import SortController
from PySide6.QtCore import QTimer

SortController.is_busy = property(lambda self: True)
SortController.confirm_stop = lambda self: False
start = application.Application.start
def start_and_signal(self, folder):
    start(self, folder)
    QTimer.singleShot(200, lambda: os.kill(os.getpid(), signal.SIGTERM))
application.Application.start = start_and_signal
sys.exit(application.run(None, Paths.at(Path(sys.argv[1])), Options(), in_background=False))
"""


def test_a_signal_ends_the_program_without_a_question(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SIGNALLED, str(tmp_path / "home")]
    assert subprocess.run(command, timeout=20, check=False).returncode == 0
