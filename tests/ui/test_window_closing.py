"""Closing in the middle of anything is clean and quick."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import RED, ColourEngine, FakeParts, draw

from catdog_gui.paths import Paths
from catdog_gui.ui.app import Application


@pytest.fixture
def many(tmp_path: Path) -> Path:
    for number in range(120):
        draw(tmp_path / "many", f"{number}.png", RED)
    return tmp_path / "many"


@pytest.mark.parametrize("after", [0.0, 0.05, 0.2, 0.5])
def test_close_while_it_looks(qapp: QApplication, paths: Paths, many: Path, qtbot: QtBot, after: float) -> None:
    application = Application(qapp, FakeParts(paths, ColourEngine(delay=0.05)))
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
        application = Application(qapp, FakeParts(paths))
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
    application = Application(qapp, FakeParts(paths, ColourEngine(delay=0.02)))
    application.start(many)
    pictures = application.session.pictures
    qtbot.waitUntil(lambda: 5 < pictures.counts().of(0) < 100)
    application.window.cancel()
    qtbot.wait(150)
    done = pictures.counts().of(0)
    qtbot.wait(150)
    assert pictures.counts().of(0) == done
    application.session.parts.engine.delay = 0
    with qtbot.waitSignal(application.session.scan_ended):
        application.session.go_on()
    assert pictures.counts().of(0) == 120
    application.window.close()
    application.deleteLater()
    qapp.processEvents()
