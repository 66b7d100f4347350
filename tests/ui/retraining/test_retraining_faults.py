"""Failures of the real trainer are reported, and the model in use is untouched."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import RealBackend
from ui_pages import WindowPage

from catdog_gui.retraining.active_model import model_in_use
from catdog_gui.ui.retraining.sheet import Page
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def learning(qapp: QApplication, real: RealBackend, tmp_path: Path, qtbot: QtBot) -> Iterator[Application]:
    """The sheet is open, and there is something to learn from."""
    made = Application(qapp, real)
    with qtbot.waitSignal(made.session.scan_ended, timeout=20_000):
        made.start(tmp_path / "many")
    made.session.corrections.correct(range(12), 0)
    made.session.corrections.correct(range(30, 40), 1)
    qtbot.waitUntil(lambda: made.retrain_service.new_corrections == 22)
    made.window.retrain_controller.open_sheet()
    qtbot.waitUntil(WindowPage(made).retrain_sheet.primary.isEnabled)
    yield made
    made.close()
    assert made.ended_in_time
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[str]]:
    """The processes that were started."""
    started: list[subprocess.Popen[str]] = []

    class Recorded(subprocess.Popen[str]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    return started


def said(application: Application, qtbot: QtBot) -> str:
    """Why nothing was learned."""
    qtbot.waitUntil(lambda: application.window.retrain_sheet.page is Page.RESULT, timeout=60_000)
    page = WindowPage(application).retrain_sheet
    assert page.title.text() == "No new model"
    assert page.primary.isHidden()
    return page.problem.text()


def nothing_is_left(real: RealBackend) -> bool:
    return not [each for each in real.paths.models_dir.iterdir() if each.name.startswith(".work")]


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_the_trainer_is_killed(
    learning: Application, real: RealBackend, children: list[subprocess.Popen[str]], qtbot: QtBot
) -> None:
    before = learning.session.model.loaded
    WindowPage(learning).retrain_sheet.primary.click()
    qtbot.waitUntil(lambda: bool(children))
    children[0].send_signal(signal.SIGKILL)
    assert "stopped by the system, probably because memory ran out" in said(learning, qtbot)
    assert learning.session.model.loaded is before
    assert nothing_is_left(real)


def test_the_model_is_deleted_meanwhile(
    learning: Application, real: RealBackend, children: list[subprocess.Popen[str]], qtbot: QtBot
) -> None:
    store = real.store()
    used = store.import_folder(store.bundled)
    store.use(used.name)
    WindowPage(learning).retrain_sheet.primary.click()
    qtbot.waitUntil(lambda: bool(children))
    shutil.rmtree(used.path)
    assert said(learning, qtbot) == "The model in use was deleted meanwhile: choose another one"
    assert model_in_use(store.models_dir, store.bundled) == store.bundled
    assert nothing_is_left(real)


@contextlib.contextmanager
def small_disk(place: Path) -> Iterator[None]:
    """A disk of three pages of memory at `place`."""
    place.mkdir(parents=True, exist_ok=True)
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if mount is None or unmount is None or os.geteuid() != 0:
        pytest.skip("a small disk can be mounted by root alone")
    made = subprocess.run([mount, "-t", "tmpfs", "-o", "size=12k", "tmpfs", str(place)], capture_output=True)
    if made.returncode:
        pytest.skip(f"no small disk can be mounted here: {made.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run([unmount, "-l", str(place)], check=True)


@pytest.mark.skipif(os.name == "nt", reason="needs a small disk")
def test_the_disk_is_full(learning: Application, real: RealBackend, qtbot: QtBot) -> None:
    with small_disk(real.paths.models_dir):
        WindowPage(learning).retrain_sheet.primary.click()
        assert said(learning, qtbot) == "There is no space left on the disk for a new model"
        assert nothing_is_left(real)
    assert model_in_use(real.paths.models_dir, real.store().bundled) == real.store().bundled
