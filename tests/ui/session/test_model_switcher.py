"""The switch to another model: whoever asks for it, the window follows, and a refusal is said."""

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

from catdog_gui.classify.scorer import Scorer
from catdog_gui.paths import Paths
from catdog_gui.retraining.models import Release, RetrainingError
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
        self.problem = ""
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

    def roll_back(self) -> Release:
        return self.use_release("older")

    def open_model(self, engine: str, on_warning: object) -> LoadedModel:
        name = self.in_use
        self.slow.get(name, self.go_on).wait(10)
        return LoadedModel(Scorer.of_one_look(replace(colour_model(), id=name), self.engine))


@pytest.fixture
def parts(paths: Paths) -> TwoModels:
    return TwoModels(paths)


@pytest.fixture
def started(qapp: QApplication, parts: TwoModels, qtbot: QtBot) -> Iterator[Application]:
    made = Application(qapp, parts)
    with qtbot.waitSignal(made.session.model_changed):
        made.start(None)
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()


def in_use(application: Application) -> str:
    assert application.session.loaded is not None
    return application.session.loaded.model.id


def settings_of(application: Application, qtbot: QtBot) -> SettingsDialog:
    dialog = SettingsDialog(application.session, application.theme, application.window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._releases.count() == 2)
    return dialog


def models_of(application: Application, qtbot: QtBot) -> ReleasesDialog:
    dialog = ReleasesDialog(application.session, application.window)
    dialog._store.all = application.session.backend.releases
    dialog.show()
    dialog._load_releases()
    qtbot.waitUntil(lambda: dialog._model.rowCount() == 2)
    dialog._table.selectRow(0)
    return dialog


def test_the_window_follows_though_the_list_of_models_is_closed(
    started: Application, parts: TwoModels, qtbot: QtBot
) -> None:
    parts.go_on.clear()
    dialog = models_of(started, qtbot)
    dialog._use.click()
    dialog.accept()
    parts.go_on.set()
    qtbot.waitUntil(lambda: in_use(started) == "newer")


def test_the_window_follows_though_the_settings_are_closed(
    started: Application, parts: TwoModels, qtbot: QtBot
) -> None:
    parts.go_on.clear()
    dialog = settings_of(started, qtbot)
    dialog._on_release_activated(0)
    dialog.accept()
    parts.go_on.set()
    qtbot.waitUntil(lambda: in_use(started) == "newer")


def test_the_settings_show_what_the_list_of_models_chose(started: Application, qtbot: QtBot) -> None:
    settings = settings_of(started, qtbot)
    assert settings._releases.currentData() == "older"
    models_of(started, qtbot)._use.click()
    qtbot.waitUntil(lambda: settings._releases.currentData() == "newer")


def test_a_refused_model_is_not_shown_as_chosen(started: Application, parts: TwoModels, qtbot: QtBot) -> None:
    parts.problem = "it cannot be used: model.safetensors is too large"
    settings = settings_of(started, qtbot)
    settings._releases.setCurrentIndex(0)
    settings._on_release_activated(0)
    qtbot.waitUntil(lambda: settings._releases.currentData() == "older")
    assert "It cannot be used" in settings._model_note.text()
    assert in_use(started) == "older"


def test_a_refusal_is_said_though_nobody_waits_for_it(started: Application, parts: TwoModels, qtbot: QtBot) -> None:
    parts.problem = "there is no model named newer"
    parts.go_on.clear()
    dialog = models_of(started, qtbot)
    dialog._use.click()
    dialog.accept()
    parts.go_on.set()
    qtbot.waitUntil(started.window.notice_bar.isVisible)
    assert "no model named newer" in started.window.notice_bar.text


def test_of_two_switches_the_later_one_counts(started: Application, parts: TwoModels, qtbot: QtBot) -> None:
    slow = parts.slow["newer"] = threading.Event()
    with qtbot.waitSignal(started.session.model_switcher.switched):
        started.session.model_switcher.use("newer")
    with qtbot.waitSignal(started.session.model_switcher.switched):
        started.session.model_switcher.roll_back()
    slow.set()
    qtbot.waitUntil(lambda: not started.session.background.is_busy)
    assert in_use(started) == "older"


def test_a_model_that_the_command_line_names_stays(started: Application, parts: TwoModels, qtbot: QtBot) -> None:
    parts.options = Options(model=Path("given"))
    assert not settings_of(started, qtbot)._releases.isEnabled()
    dialog = models_of(started, qtbot)
    assert not dialog._use.isEnabled()
    assert not dialog._roll_back_button.isEnabled()
