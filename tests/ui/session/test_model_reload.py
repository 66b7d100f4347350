"""The model is opened again, as after a change of the engine: what becomes of the labelling."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import ColourEngine, FakeBackend

from catdog_gui.classify.models import ModelError
from catdog_gui.paths import Paths
from catdog_gui.ui.session.backend import LoadedModel
from catdog_gui.ui.shell.application import Application

PICTURES = 25


class UnreliableBackend(FakeBackend):
    """Its model cannot be opened while `is_broken`."""

    is_broken = False

    def open_model(self, engine: str, on_warning: object) -> LoadedModel:
        if self.is_broken:
            raise ModelError("the model is broken")
        return super().open_model(engine, on_warning)


@pytest.fixture
def backend(paths: Paths) -> UnreliableBackend:
    return UnreliableBackend(paths, ColourEngine(delay=0.03))


@pytest.fixture
def application(qapp: QApplication, backend: UnreliableBackend) -> Iterator[Application]:
    made = Application(qapp, backend)
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()


def reload(application: Application, qtbot: QtBot) -> None:
    with qtbot.waitSignal(application.session.model_changed, timeout=10_000):
        application.session.model.load()


def test_a_cancelled_labelling_stays_cancelled(application: Application, pets: Path, qtbot: QtBot) -> None:
    session = application.session
    application.start(pets)
    qtbot.waitUntil(lambda: session.progress().done > 0, timeout=10_000)
    session.cancel()
    waiting = session.pictures.counts().waiting
    reload(application, qtbot)
    assert not session.is_scanning
    assert session.pictures.counts().waiting == waiting > 0


def test_a_labelling_that_runs_goes_on(application: Application, pets: Path, qtbot: QtBot) -> None:
    session = application.session
    application.start(pets)
    qtbot.waitUntil(lambda: 0 < session.progress().done < PICTURES, timeout=10_000)
    reload(application, qtbot)
    assert session.is_scanning
    assert session.progress().found == PICTURES, "of the scan that was under way, not of another one"


def test_pictures_that_were_found_without_a_model_are_labelled(
    application: Application, backend: UnreliableBackend, pets: Path, qtbot: QtBot
) -> None:
    session = application.session
    backend.is_broken = True
    with qtbot.waitSignal(session.scan_ended, timeout=10_000):
        application.start(pets)
    assert session.pictures.counts().waiting == PICTURES
    backend.is_broken = False
    with qtbot.waitSignal(session.scan_ended, timeout=10_000):
        session.model.load()
    assert session.pictures.counts().waiting == 0
