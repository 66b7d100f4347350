"""A program that watches quickly, and what its tests ask of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

from pytestqt.qtbot import QtBot
from ui_fakes import RED, FakeBackend, StartedWatcher, draw
from ui_pages import WindowPage

from catdog_gui.sorting.journal import Journal
from catdog_gui.ui.common.settings import WatchedFolderSettings
from catdog_gui.ui.shell.application import Application
from catdog_gui.watching.classifier import Classifier
from catdog_gui.watching.models import EventCallback, WatchEvent, WatchOptions, WatchState
from catdog_gui.watching.watcher import FolderWatcher

_SETTLE = 0.12
_numbers = count()
Start = Callable[..., Application]


class QuickBackend(FakeBackend):
    """Has a short settle time."""

    def make_watcher(
        self, options: WatchOptions, classifier: Classifier, journal: Journal, on_event: EventCallback
    ) -> FolderWatcher:
        return super().make_watcher(replace(options, settle=_SETTLE), classifier, journal, on_event)


def switch_on(application: Application, qtbot: QtBot) -> None:
    """Watches the open folder, in which there is no picture yet."""
    WindowPage(application).header.watch.click()
    qtbot.waitUntil(lambda: is_watching(application), timeout=5000)


def states(application: Application) -> list[WatchState]:
    """Of all watched folders."""
    return [watched.activity for watched in application.watch_service.folders]


def is_watching(application: Application) -> bool:
    return states(application) == [WatchState.WATCHING]


def watchers(application: Application, folder: Path) -> list[StartedWatcher]:
    """All that the program ever made for a folder, the latest last."""
    backend = application.session.backend
    assert isinstance(backend, FakeBackend)
    return [each for each in backend.watchers if each.folder == folder]


def has_ended(application: Application, folder: Path) -> bool:
    return not any(each.watcher.is_running for each in watchers(application, folder))


def report(application: Application, folder: Path, *events: WatchEvent) -> None:
    """The watcher of a folder tells the program of events, which have not happened on the disk."""
    for event in events:
        watchers(application, folder)[-1].report(event)


def wait_settle_time(application: Application, folder: Path, qtbot: QtBot) -> None:
    """Waits until what lies in a folder now would have been sorted.

    That is when a picture was sorted that came later into another watched folder, where it had to settle as long.
    """
    other = folder.with_name(f"other{next(_numbers)}")
    other.mkdir()
    application.watch_service.start_watching(WatchedFolderSettings(other))
    qtbot.waitUntil(lambda: application.watch_service.folders[-1].activity is WatchState.WATCHING)
    draw(other, "later.png", RED)
    wait_tree(other, {"cat/later.png"}, qtbot)
    application.watch_service.stop_watching(other)


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def wait_tree(folder: Path, expected: set[str], qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: tree(folder) == expected, timeout=10_000)
