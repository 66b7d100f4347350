"""The order that the header names is the order of the grid, also while and after another model labels the pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import ColourEngine, FakeBackend, colour_model
from ui_pages import WindowPage, choose

from catdog_gui.classify.scorer import Scorer
from catdog_gui.paths import Paths
from catdog_gui.ui.session.backend import LoadedModel
from catdog_gui.ui.session.filtering import Order, sort_indices
from catdog_gui.ui.shell.application import Application


class TwoModels(FakeBackend):
    """The second model is one of more classes where `classes` says so."""

    name = "first"
    classes: tuple[str, ...] = ("cat", "dog")

    def open_model(self, engine: str, on_warning: object) -> LoadedModel:
        model = replace(colour_model(), id=self.name, classes=self.classes)
        return LoadedModel(Scorer.of_one_look(model, self.engine))


@pytest.fixture
def engine() -> ColourEngine:
    return ColourEngine(delay=0.01)


@pytest.fixture
def backend(paths: Paths, engine: ColourEngine) -> TwoModels:
    return TwoModels(paths, engine)


@pytest.fixture
def application(qapp: QApplication, backend: TwoModels) -> Iterator[Application]:
    made = Application(qapp, backend)
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()


def shown_in_order(application: Application) -> bool:
    pictures = application.session.pictures
    rows = np.sort(pictures.shown)
    return pictures.shown.tolist() == rows[sort_indices(pictures.table, rows, pictures.order)].tolist()


@pytest.mark.parametrize("classes", [("cat", "dog"), ("hound", "puss")])
def test_a_new_model_keeps_the_order(
    application: Application, backend: TwoModels, pets: Path, qtbot: QtBot, classes: tuple[str, ...]
) -> None:
    session = application.session
    with qtbot.waitSignal(session.scan_ended, timeout=10_000):
        application.start(pets)
    order = WindowPage(application).header.order
    choose(order, order.findData(str(Order.DOUBT)))
    before = session.pictures.shown.tolist()
    assert shown_in_order(application)
    backend.name, backend.classes = "second", classes
    with qtbot.waitSignal(session.model_changed, timeout=10_000):
        session.model.load()
    assert session.pictures.shown.tolist() == before, "no picture moves before it has another score"
    qtbot.waitUntil(lambda: not session.is_scanning, timeout=10_000)
    assert shown_in_order(application)
    assert order.currentData() == session.pictures.order == Order.DOUBT


def test_a_cancelled_labelling_is_in_order(application: Application, pets: Path, qtbot: QtBot) -> None:
    session = application.session
    application.start(pets)
    order = WindowPage(application).header.order
    choose(order, order.findData(str(Order.DOUBT)))
    qtbot.waitUntil(lambda: session.progress().done > 5, timeout=10_000)
    WindowPage(application).footer.cancel.click()
    assert shown_in_order(application)
