"""Answers to requests that the retrain sheet has replaced: the work is stopped, and its result is not shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import BLUE, FakeBackend, draw
from ui_pages import RetrainSheetPage, WindowPage

from catdog_gui.paths import Paths
from catdog_gui.retraining.pictures import LabelledPicture
from catdog_gui.retraining.retraining import RetrainRequest
from catdog_gui.ui.retraining.sheet import RetrainSheet
from catdog_gui.ui.session.backend import LoadedModel
from catdog_gui.ui.shell.application import Application


class SlowBackend(FakeBackend):
    """Answers a question when the test lets it: the first one of each kind waits."""

    def __init__(self, paths: Paths) -> None:
        super().__init__(paths)
        self.suspects_ready, self.estimate_ready = threading.Event(), threading.Event()
        self.stops: list[threading.Event] = []
        self.measured: list[int] = []

    def find_suspect_labels(
        self, pictures: Sequence[LabelledPicture], loaded: LoadedModel, stop: threading.Event
    ) -> dict[int, str]:
        self.stops.append(stop)
        if len(self.stops) > 1:
            return {}
        self.suspects_ready.wait(10)
        return {len(pictures) - 1: "dog"}

    def estimate_seconds(self, request: RetrainRequest, model: object) -> float:
        self.measured.append(len(request.pictures))
        if len(self.measured) > 1:
            return 20.0
        self.estimate_ready.wait(10)
        return 10.0


@pytest.fixture
def backend(paths: Paths) -> SlowBackend:
    return SlowBackend(paths)


@pytest.fixture
def application(qapp: QApplication, backend: SlowBackend, pets: Path, qtbot: QtBot) -> Iterator[Application]:
    """The sheet is open, with three corrections to learn from."""
    made = Application(qapp, backend)
    with qtbot.waitSignal(made.session.scan_ended, timeout=10_000):
        made.start(pets)
    made.session.corrections.correct([0, 1, 2], 0)
    qtbot.waitUntil(lambda: made.retrain_service.new_corrections == 3)
    WindowPage(made).open_retrain_sheet(qtbot)
    yield made
    backend.suspects_ready.set()
    backend.estimate_ready.set()
    made.close()
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def sheet(application: Application) -> RetrainSheet:
    return application.window.retrain_sheet


@pytest.fixture
def page(application: Application) -> RetrainSheetPage:
    return WindowPage(application).retrain_sheet


def answered(backend: SlowBackend, application: Application, qtbot: QtBot) -> None:
    """Lets the old questions be answered, and waits until everything was delivered."""
    backend.suspects_ready.set()
    backend.estimate_ready.set()
    qtbot.waitUntil(lambda: not application.session.background.is_busy)


def test_a_search_for_wrong_labels_ends_with_the_sheet(backend: SlowBackend, sheet: RetrainSheet, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(backend.stops) == 1)
    assert not backend.stops[0].is_set()
    sheet.reject()
    assert backend.stops[0].is_set()


def test_label_issues_of_an_earlier_request_are_not_shown(
    backend: SlowBackend, application: Application, sheet: RetrainSheet, page: RetrainSheetPage, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: len(backend.stops) == 1)
    sheet.reject()
    backend.make_retrain_request = lambda *_, **__: RetrainRequest(())
    sheet.open_for_corrections()
    qtbot.waitUntil(lambda: "nothing to learn" in page.title.text())
    answered(backend, application, qtbot)
    assert page.examples.tiles == []
    assert page.examples.filter_texts == []


def test_an_old_estimate_does_not_replace_a_newer_one(
    backend: SlowBackend,
    application: Application,
    sheet: RetrainSheet,
    page: RetrainSheetPage,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    qtbot.waitUntil(lambda: backend.measured == [3])
    backend.suspects_ready.set()
    draw(tmp_path / "examples" / "dog", "one.png", BLUE)
    sheet.examples_page.add_folder(tmp_path / "examples")
    qtbot.waitUntil(lambda: "about 20 seconds" in page.state.text())
    answered(backend, application, qtbot)
    assert backend.measured == [3, 4]
    assert "about 20 seconds" in page.state.text()


def test_an_earlier_request_does_not_replace_a_newer_one(
    backend: SlowBackend, sheet: RetrainSheet, page: RetrainSheetPage, qtbot: QtBot
) -> None:
    sheet.reject()
    began, let = threading.Event(), threading.Event()
    make_request = backend.make_retrain_request

    def slow(folders: Sequence[Path], *, use_if_good: bool) -> RetrainRequest:
        found = make_request(folders, use_if_good=use_if_good)
        if began.is_set():
            return found
        began.set()
        let.wait(10)
        return RetrainRequest(found.pictures[:1])

    backend.make_retrain_request = slow
    sheet.open_for_corrections()
    qtbot.waitUntil(began.is_set)
    sheet.reject()
    sheet.open_for_corrections()
    let.set()
    qtbot.waitUntil(page.primary.isEnabled)
    assert page.title.text() == "Learn from 3 pictures"
