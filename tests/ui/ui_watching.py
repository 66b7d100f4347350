"""A program that watches quickly, and what its tests ask of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot
from ui_fakes import FakeParts

from catdog_gui.sorting.journal import Journal
from catdog_gui.ui.shell.application import Application
from catdog_gui.watching.classifier import Judge
from catdog_gui.watching.models import Activity, Tell, Wish
from catdog_gui.watching.watcher import Watch

SETTLE = 0.12
Start = Callable[..., Application]


class QuickParts(FakeParts):
    """The real parts, with a short settle time."""

    def watch(self, wish: Wish, judge: Judge, journal: Journal, tell: Tell) -> Watch:
        return super().watch(replace(wish, settle=SETTLE), judge, journal, tell)


def switch_on(application: Application, qtbot: QtBot) -> None:
    application.window.header._watch.click()
    qtbot.waitUntil(lambda: is_watching(application), timeout=5000)


def is_watching(application: Application) -> bool:
    return [watched.activity for watched in application.watches.folders] == [Activity.WATCHING]


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def wait_tree(folder: Path, expected: set[str], qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: tree(folder) == expected, timeout=10_000)
