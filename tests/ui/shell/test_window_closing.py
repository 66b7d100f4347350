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

from catdog_gui.paths import Paths
from catdog_gui.sorting.models import CancelCheck, Outcome, Plan, ProgressCallback, RunResult
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def many(tmp_path: Path) -> Path:
    for number in range(120):
        draw(tmp_path / "many", f"{number}.png", RED)
    return tmp_path / "many"


@pytest.mark.parametrize("after", [0.0, 0.05, 0.2, 0.5])
def test_close_while_it_looks(qapp: QApplication, paths: Paths, many: Path, qtbot: QtBot, after: float) -> None:
    application = Application(qapp, FakeBackend(paths, ColourEngine(delay=0.05)))
    application.start(many)
    qtbot.wait(int(after * 1000))
    started = time.monotonic()
    application.window.close()
    assert application.ended_in_time
    assert time.monotonic() - started < 2
    application.deleteLater()
    qapp.processEvents()


def test_open_and_close_many_times(qapp: QApplication, paths: Paths, pets: Path, qtbot: QtBot) -> None:
    before = threading.active_count()
    for round_ in range(8):
        application = Application(qapp, FakeBackend(paths))
        application.start(pets)
        qtbot.wait(round_ * 12)
        application.window.close()
        assert application.ended_in_time
        application.deleteLater()
        qapp.processEvents()
    assert threading.active_count() <= before + 2


def test_cancel_keeps_what_is_there_and_go_on_finishes(
    qapp: QApplication, paths: Paths, many: Path, qtbot: QtBot
) -> None:
    application = Application(qapp, FakeBackend(paths, ColourEngine(delay=0.02)))
    application.start(many)
    pictures = application.session.pictures
    qtbot.waitUntil(lambda: 5 < pictures.counts().of(0) < 100)
    application.window.cancel()
    qtbot.wait(150)
    done = pictures.counts().of(0)
    qtbot.wait(150)
    assert pictures.counts().of(0) == done
    application.session.backend.engine.delay = 0
    with qtbot.waitSignal(application.session.scan_ended):
        application.session.resume()
    assert pictures.counts().of(0) == 120
    application.window.close()
    application.deleteLater()
    qapp.processEvents()


def test_closing_in_the_middle_of_a_sort_asks_and_loses_nothing(
    opened: Application, pets: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    parts = opened.session.backend
    execute = parts.execute

    def slowly(plan: Plan, stop: CancelCheck, on_progress: ProgressCallback) -> RunResult:
        def report(done: int, total: int, outcome: Outcome) -> None:
            on_progress(done, total, outcome)
            gate.wait(5)

        return execute(plan, stop, report)

    parts.execute = slowly
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Close]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    opened.window.sort_controller.open_sheet()
    qtbot.waitUntil(opened.window.sort_sheet._sort.isEnabled)
    with qtbot.waitSignal(opened.sort_service.progressed):
        opened.window.sort_sheet.accept()
    assert not opened.window.close()
    assert opened.sort_service.is_busy
    gate.set()
    assert opened.window.close()
    assert opened.ended_in_time
    everything = [path for path in pets.rglob("*") if path.is_file()]
    assert len(everything) == 25


IN_THE_BACKGROUND = """
import os, signal, sys
from pathlib import Path
from types import SimpleNamespace
import catdog_gui.ui
from PySide6.QtCore import QTimer
from ui_fakes import FakeBackend
from catdog_gui.paths import Paths
from catdog_gui.ui.shell import application
application.Backend = lambda paths, options: FakeBackend(paths)
def start(application):
    application.session.model_changed.connect(lambda: os.kill(os.getpid(), signal.SIGTERM))
    application.session.model.load()
application.Application.start_in_background = start
options = SimpleNamespace(background=True, model=None, engine=None, workers=None)
sys.exit(application.run(None, Paths.at(Path(sys.argv[1])), options))
"""


def test_a_window_that_was_never_shown_goes_before_what_it_shows(tmp_path: Path) -> None:
    command = [sys.executable, "-c", IN_THE_BACKGROUND, str(tmp_path / "home")]
    tests = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": f"{tests.parents[1]}:{tests}"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")


_SIGNALLED = """
import os, signal, sys
from pathlib import Path
from catdog_gui.paths import Paths
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
sys.exit(application.run(None, Paths.at(Path(sys.argv[1]))))
"""


def test_a_signal_asks_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SIGNALLED, str(tmp_path / "home")]
    assert subprocess.run(command, timeout=20, check=False).returncode == 0
