"""What the retrain sheet asked for and does not want any more: it is stopped, and nothing of it is shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import BLUE, FakeParts, draw

from catdog_gui.paths import Paths
from catdog_gui.retraining.pictures import LabelledPicture
from catdog_gui.retraining.retraining import Wish
from catdog_gui.ui.retraining.sheet import RetrainSheet
from catdog_gui.ui.session.backend import Loaded
from catdog_gui.ui.shell.application import Application


class SlowParts(FakeParts):
    """Answers a question when the test lets it: the first one of each kind waits."""

    def __init__(self, paths: Paths) -> None:
        super().__init__(paths)
        self.let_doubt, self.let_measure = threading.Event(), threading.Event()
        self.stops: list[threading.Event] = []
        self.measured: list[int] = []

    def doubtful_labels(
        self, pictures: Sequence[LabelledPicture], loaded: Loaded, stop: threading.Event
    ) -> dict[int, str]:
        self.stops.append(stop)
        if len(self.stops) > 1:
            return {}
        self.let_doubt.wait(10)
        return {len(pictures) - 1: "dog"}

    def seconds_for(self, wish: Wish, model: object) -> float:
        self.measured.append(len(wish.pictures))
        if len(self.measured) > 1:
            return 20.0
        self.let_measure.wait(10)
        return 10.0


@pytest.fixture
def parts(paths: Paths) -> SlowParts:
    return SlowParts(paths)


@pytest.fixture
def sheet(qapp: QApplication, parts: SlowParts, pets: Path, qtbot: QtBot) -> Iterator[RetrainSheet]:
    """Open, with three corrections to learn from."""
    made = Application(qapp, parts)
    with qtbot.waitSignal(made.session.scan_ended, timeout=10_000):
        made.start(pets)
    made.session.correct([0, 1, 2], 0)
    qtbot.waitUntil(lambda: made.teacher.new_corrections == 3)
    made.window.retrain_desk.open_sheet()
    qtbot.waitUntil(made.window.retrain_sheet._go.isEnabled)
    yield made.window.retrain_sheet
    parts.let_doubt.set()
    parts.let_measure.set()
    made.close()
    made.deleteLater()
    qapp.processEvents()


def answered(parts: SlowParts, sheet: RetrainSheet, qtbot: QtBot) -> None:
    """Lets the old questions be answered, and waits until everything was delivered."""
    parts.let_doubt.set()
    parts.let_measure.set()
    qtbot.waitUntil(lambda: not sheet._teacher._session.background.is_busy)


def test_a_search_for_wrong_labels_ends_with_the_sheet(parts: SlowParts, sheet: RetrainSheet, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(parts.stops) == 1)
    assert not parts.stops[0].is_set()
    sheet.stop()
    assert parts.stops[0].is_set()


def test_late_doubts_are_not_about_what_is_shown_now(parts: SlowParts, sheet: RetrainSheet, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(parts.stops) == 1)
    sheet.stop()
    parts.lesson = lambda *_, **__: Wish(())
    sheet.open_for_corrections()
    qtbot.waitUntil(lambda: "nothing to learn" in sheet._title.text())
    answered(parts, sheet, qtbot)
    assert sheet.lesson._doubts == {}


def test_an_old_estimate_does_not_replace_a_newer_one(
    parts: SlowParts, sheet: RetrainSheet, tmp_path: Path, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: parts.measured == [3])
    parts.let_doubt.set()
    draw(tmp_path / "examples" / "dog", "one.png", BLUE)
    sheet.lesson.add_folder(tmp_path / "examples")
    qtbot.waitUntil(lambda: "about 20 seconds" in sheet._state.text())
    answered(parts, sheet, qtbot)
    assert parts.measured == [3, 4]
    assert "about 20 seconds" in sheet._state.text()


def test_an_old_lesson_does_not_replace_a_newer_one(parts: SlowParts, sheet: RetrainSheet, qtbot: QtBot) -> None:
    sheet.stop()
    began, let = threading.Event(), threading.Event()
    lesson = parts.lesson

    def slow(folders: Sequence[Path], *, use_if_good: bool) -> Wish:
        found = lesson(folders, use_if_good=use_if_good)
        if began.is_set():
            return found
        began.set()
        let.wait(10)
        return Wish(found.pictures[:1])

    parts.lesson = slow
    sheet.open_for_corrections()
    qtbot.waitUntil(began.is_set)
    sheet.stop()
    sheet.open_for_corrections()
    let.set()
    qtbot.waitUntil(sheet._go.isEnabled)
    assert sheet._title.text() == "Learn from 3 pictures"
