"""What goes wrong while the trainer itself runs is said in words, and the model in use is untouched."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import RealBackend

from catdog_gui.retraining.active_model import model_in_use
from catdog_gui.ui.retraining.sheet import Page, RetrainSheet
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
    qtbot.waitUntil(made.window.retrain_sheet._primary_button.isEnabled)
    yield made
    made.close()
    assert made.ended_in_time
    made.deleteLater()
    qapp.processEvents()


def the_child(application: Application) -> subprocess.Popen[str] | None:
    retraining = application.retrain_service._retraining
    children = retraining._processes if retraining is not None else []
    return children[0]._process if children else None


def said(sheet: RetrainSheet, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT, timeout=60_000)
    assert sheet._title.text() == "Nothing was learned"
    assert sheet._primary_button.isHidden()
    return sheet._problem.text()


def nothing_is_left(real: RealBackend) -> bool:
    return not [each for each in real.paths.models_dir.iterdir() if each.name.startswith(".work")]


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_the_trainer_is_killed(learning: Application, real: RealBackend, qtbot: QtBot) -> None:
    sheet = learning.window.retrain_sheet
    before = learning.session.model.loaded
    sheet._primary_button.click()
    qtbot.waitUntil(lambda: the_child(learning) is not None)
    child = the_child(learning)
    assert child is not None
    child.send_signal(signal.SIGKILL)
    assert "killed by the system, most likely for want of memory" in said(sheet, qtbot)
    assert learning.session.model.loaded is before
    assert nothing_is_left(real)


def test_the_model_is_deleted_meanwhile(learning: Application, real: RealBackend, qtbot: QtBot) -> None:
    store = real.store()
    used = store.import_folder(store.bundled)
    store.use(used.name)
    sheet = learning.window.retrain_sheet
    sheet._primary_button.click()
    qtbot.waitUntil(lambda: the_child(learning) is not None)
    shutil.rmtree(used.path)
    assert said(sheet, qtbot) == "The model in use was deleted meanwhile: choose another one"
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
    sheet = learning.window.retrain_sheet
    with small_disk(real.paths.models_dir):
        sheet._primary_button.click()
        assert said(sheet, qtbot) == "There is no space left on the disk for a new model"
        assert nothing_is_left(real)
    assert model_in_use(real.paths.models_dir, real.store().bundled) == real.store().bundled
