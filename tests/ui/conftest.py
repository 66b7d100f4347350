"""Fixtures of the window: an application built, not run, on generated pictures and a model of colours."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import BLUE, GREY, PALE, RED, ColourEngine, FakeBackend, RealBackend, draw
from ui_watching import QuickBackend, Start

import catdog_gui.ui  # noqa: F401 - before anything else of Qt, see there
from catdog_gui.paths import Paths
from catdog_gui.ui.shell.application import Application

Dispose = Callable[[Application], None]
_THREAD_SECONDS = 30


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says this of every dialog and menu; it says nothing about the program."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(
                pytest.mark.qt_log_ignore("does not support (propagateSizeHints|raise|grabbing the keyboard)")
            )


@pytest.fixture(autouse=True)
def delete_what_is_to_be_deleted() -> Iterator[None]:
    """No event loop runs between tests, so what a test wanted to have deleted later would stay to the end."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """As in the program: a thread that allocates must not be the one that destroys what a window left behind."""
    gc.disable()
    # Only what the test leaves behind is looked at: torch and transformers alone are half a million objects.
    gc.freeze()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.at(tmp_path / "home")


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """Ten red, eight blue, four dark, two pale pictures, and one that is none."""
    folder = tmp_path / "pets"
    for colour, word, count in ((RED, "red", 10), (BLUE, "blue", 8), (GREY, "dark", 4), (PALE, "pale", 2)):
        for number in range(count):
            draw(folder, f"{word}{number}.png", colour)
    (folder / "torn.jpg").write_bytes(b"\xff\xd8\xff\xe0 not much of a picture")
    return folder


@pytest.fixture
def engine() -> ColourEngine:
    return ColourEngine()


@pytest.fixture
def application(qapp: QApplication, paths: Paths, engine: ColourEngine, dispose: Dispose) -> Application:
    made = Application(qapp, FakeBackend(paths, engine))
    dispose(made)
    return made


@pytest.fixture
def dispose(qapp: QApplication) -> Iterator[Dispose]:
    """Takes a program that is to be ended and deleted after the test, whatever became of the test.

    On a busy computer it may not end in the time that it gives itself (test_window_closing.py measures that). Its
    threads end all the same before the objects that they report to: else they would report to what is deleted.
    """
    before = {*threading.enumerate()}
    started: list[Application] = []
    yield started.append
    for application in started:
        application.close()
    threads = {each for each in {*threading.enumerate()} - before if not _lives_as_long_as_the_process(each)}
    for thread in threads:
        thread.join(_THREAD_SECONDS)
    for application in started:
        application.deleteLater()
    qapp.processEvents()
    assert not [thread.name for thread in threads if thread.is_alive()]


def _lives_as_long_as_the_process(thread: threading.Thread) -> bool:
    """The one reader of inotify, which all watches share."""
    return type(thread).__name__ == "ReportingInotify"


@pytest.fixture
def opened(application: Application, pets: Path, qtbot: QtBot) -> Application:
    """The window after it has looked through `pets`."""
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        application.start(pets)
    return application


@pytest.fixture
def real(paths: Paths, tmp_path: Path, make_tiny_model_folder: Callable[..., Path]) -> RealBackend:
    """Red is a cat and green a dog; there is a reference of both and of dark pictures."""
    bundled = make_tiny_model_folder("bundled")
    colours = np.repeat(np.array([[0.9, 0.1, 0.1], [0.1, 0.9, 0.1], [0.1, 0.1, 0.1]], np.float32), 60, 0)
    noise = np.random.default_rng(1).normal(0, 0.05, colours.shape)
    features = np.clip(colours + noise, 0, 1).astype(np.float32)
    labels = np.repeat([0, 1, -1], 60)
    np.savez(bundled / "reference.npz", features=features, labels=labels, classes=np.asarray(["cat", "dog"]))
    for number, (red, green, blue) in enumerate((features[:80:2] * 255).astype(int).tolist()):
        (tmp_path / "many").mkdir(exist_ok=True)
        Image.new("RGB", (12, 10), (red, green, blue)).save(tmp_path / "many" / f"{number:02}.png")
    return RealBackend(paths, bundled)


@pytest.fixture
def start(qapp: QApplication, paths: Paths, qtbot: QtBot, dispose: Dispose) -> Start:
    """Starts the program on a folder; again after `close` is a restart."""

    def make(folder: Path | None = None, engine: ColourEngine | None = None) -> Application:
        application = Application(qapp, QuickBackend(paths, engine))
        dispose(application)
        application.start(folder)
        qtbot.waitUntil(lambda: application.session.model.loaded is not None, timeout=10_000)
        qtbot.waitUntil(lambda: not application.session.is_scanning, timeout=10_000)
        return application

    return make


@pytest.fixture
def arriving(tmp_path: Path) -> Path:
    folder = tmp_path / "arriving"
    folder.mkdir()
    return folder
