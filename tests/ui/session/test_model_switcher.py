"""Switching to another model: the window follows whoever asks for it, and a refusal is reported."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import FakeBackend, colour_model
from ui_pages import ReleasesPage, SettingsPage, choose

from catdog_gui.classify.scorer import Scorer
from catdog_gui.messages import Message, Text
from catdog_gui.paths import Paths
from catdog_gui.retraining.models import Release, RetrainingError
from catdog_gui.retraining.releases import Releases
from catdog_gui.ui.retraining.releases_dialog import ReleasesDialog
from catdog_gui.ui.session.backend import LoadedModel, Options
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.shell.application import Application

NAMES = ("newer", "older")


class TwoModels(FakeBackend):
    """The older one is in use; a switch waits for `go_on`, and is refused where `problem` says so."""

    def __init__(self, paths: Paths) -> None:
        super().__init__(paths)
        self.in_use = "older"
        self.problem: Message | None = None
        self.go_on = threading.Event()
        self.go_on.set()
        self.slow: dict[str, threading.Event] = {}

    def releases(self) -> tuple[Release, ...]:
        return tuple(Release(name, Path(name), datetime.now(UTC), in_use=name == self.in_use) for name in NAMES)

    def use_release(self, name: str) -> Release:
        self.go_on.wait(10)
        if self.problem:
            raise RetrainingError(self.problem)
        self.in_use = name
        return next(each for each in self.releases() if each.name == name)

    def store(self) -> Releases:
        """Lists what `releases` does."""
        store = super().store()
        store.all = self.releases
        return store

    def roll_back(self) -> Release:
        return self.use_release("older")

    def open_model(self, engine: str, on_warning: object) -> LoadedModel:
        name = self.in_use
        self.slow.get(name, self.go_on).wait(10)
        return LoadedModel(Scorer.of_one_look(replace(colour_model(), id=name), self.engine))


@pytest.fixture
def backend(paths: Paths) -> TwoModels:
    return TwoModels(paths)


@pytest.fixture
def started(qapp: QApplication, backend: TwoModels, qtbot: QtBot) -> Iterator[Application]:
    made = Application(qapp, backend)
    with qtbot.waitSignal(made.session.model_changed):
        made.start(None)
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()


def in_use(application: Application) -> str:
    assert application.session.model.loaded is not None
    return application.session.model.loaded.model.id


def settings_of(application: Application, qtbot: QtBot) -> SettingsPage:
    dialog = SettingsDialog(application.session, application.theme, application.window)
    dialog.show()
    page = SettingsPage(dialog)
    qtbot.waitUntil(lambda: page.list("Model").count() == 2)
    return page


def models_of(application: Application, qtbot: QtBot) -> ReleasesPage:
    """The newer one is selected."""
    dialog = ReleasesDialog(application.session, application.window)
    dialog.show()
    page = ReleasesPage(dialog)
    qtbot.waitUntil(lambda: page.row_count == 2)
    page.table.selectRow(0)
    return page


def test_the_window_follows_though_the_list_of_models_is_closed(
    started: Application, backend: TwoModels, qtbot: QtBot
) -> None:
    backend.go_on.clear()
    page = models_of(started, qtbot)
    page.button("Use").click()
    page.button("Close").click()
    backend.go_on.set()
    qtbot.waitUntil(lambda: in_use(started) == "newer")


def test_the_window_follows_though_the_settings_are_closed(
    started: Application, backend: TwoModels, qtbot: QtBot
) -> None:
    backend.go_on.clear()
    page = settings_of(started, qtbot)
    choose(page.list("Model"), 0)
    page.button("Close").click()
    backend.go_on.set()
    qtbot.waitUntil(lambda: in_use(started) == "newer")


def test_the_settings_show_what_the_list_of_models_chose(started: Application, qtbot: QtBot) -> None:
    releases = settings_of(started, qtbot).list("Model")
    assert releases.currentData() == "older"
    models_of(started, qtbot).button("Use").click()
    qtbot.waitUntil(lambda: releases.currentData() == "newer")


def test_a_refused_model_is_not_shown_as_chosen(started: Application, backend: TwoModels, qtbot: QtBot) -> None:
    backend.problem = Text.CANNOT_BE_USED(Text.FILE_TOO_LARGE("model.safetensors"))
    settings = settings_of(started, qtbot)
    releases = settings.list("Model")
    choose(releases, 0)
    qtbot.waitUntil(lambda: releases.currentData() == "older")
    assert "It cannot be used" in settings.model_note.text()
    assert in_use(started) == "older"


def test_a_refused_model_is_reported_after_its_dialog_was_closed(
    started: Application, backend: TwoModels, qtbot: QtBot
) -> None:
    backend.problem = "there is no model named newer"
    backend.go_on.clear()
    page = models_of(started, qtbot)
    page.button("Use").click()
    page.button("Close").click()
    backend.go_on.set()
    qtbot.waitUntil(started.window.notice_bar.isVisible)
    assert "no model named newer" in started.window.notice_bar.text


def test_the_later_of_two_model_switches_counts(started: Application, backend: TwoModels, qtbot: QtBot) -> None:
    slow = backend.slow["newer"] = threading.Event()
    with qtbot.waitSignal(started.session.model.switcher.switched):
        started.session.model.switcher.use("newer")
    with qtbot.waitSignal(started.session.model.switcher.switched):
        started.session.model.switcher.roll_back()
    slow.set()
    qtbot.waitUntil(lambda: not started.session.background.is_busy)
    assert in_use(started) == "older"


def test_a_model_that_the_command_line_names_stays(started: Application, backend: TwoModels, qtbot: QtBot) -> None:
    backend.options = Options(model=Path("given"))
    assert not settings_of(started, qtbot).list("Model").isEnabled()
    page = models_of(started, qtbot)
    assert not page.button("Use").isEnabled()
    assert not page.button("Use previous").isEnabled()
