"""A program that watches quickly, and what its tests ask of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot
from ui_fakes import FakeBackend

from catdog_gui.sorting.journal import Journal
from catdog_gui.ui.shell.application import Application
from catdog_gui.watching.classifier import Classifier
from catdog_gui.watching.models import EventCallback, WatchOptions, WatchState
from catdog_gui.watching.watcher import FolderWatcher

SETTLE = 0.12
Start = Callable[..., Application]


class QuickBackend(FakeBackend):
    """The real parts, with a short settle time."""

    def make_watcher(
        self, options: WatchOptions, classifier: Classifier, journal: Journal, on_event: EventCallback
    ) -> FolderWatcher:
        return super().make_watcher(replace(options, settle=SETTLE), classifier, journal, on_event)


def switch_on(application: Application, qtbot: QtBot) -> None:
    application.window.header._watch.click()
    qtbot.waitUntil(lambda: is_watching(application), timeout=5000)


def is_watching(application: Application) -> bool:
    return [watched.activity for watched in application.watch_service.folders] == [WatchState.WATCHING]


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def wait_tree(folder: Path, expected: set[str], qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: tree(folder) == expected, timeout=10_000)
