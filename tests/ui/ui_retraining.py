"""Retrainings that tell what a test wants, and what the retrain sheet shows of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from ui_fakes import ColourEngine, FakeParts, colour_model

from catdog_gui.paths import Paths
from catdog_gui.retraining.events import Cancelled, Ended, Event, Failed, Notice, Progress, Stage
from catdog_gui.retraining.models import Comparison, Release, Report, Side, Verdict
from catdog_gui.retraining.retraining import Wish
from catdog_gui.ui.session.backend import Loaded
from catdog_gui.ui.shell.application import Application

OWN = Comparison(20, Side(12, 15, 3), Side(19, 18, 1), 8, 1, 0.04)
OTHERS = Comparison(400, Side(396, 380, 1), Side(396, 381, 1), 0, 0, 1.0)
REASON = "of your own pictures it gets 19 of 20 right; the model in use 12; it forgot nothing"


class FakeRetraining:
    """Tells what the test wants; `hold` keeps it in the middle until it is let go or cancelled."""

    def __init__(self, wish: Wish, last: Event, *, hold: bool) -> None:
        self.wish, self.last = wish, last
        self.cancelled, self.go_on = threading.Event(), threading.Event()
        self.thread: threading.Thread | None = None
        if not hold:
            self.go_on.set()

    def events(self) -> Iterator[Event]:
        self.thread = threading.current_thread()
        yield Stage("reading the pictures")
        yield Progress("fitting", 3, 12, 2.0, 4.4, {"loss": 0.5, "accuracy": 0.75})
        while not self.go_on.wait(0.01):
            if self.cancelled.is_set():
                yield Cancelled()
                return
        yield Notice("skipped torn.jpg: the file is cut off")
        yield self.last

    def cancel(self) -> None:
        self.cancelled.set()


class TaughtParts(FakeParts):
    """Retrains as `last` says, and has another model once a release was chosen."""

    def __init__(self, paths: Paths) -> None:
        super().__init__(paths, ColourEngine())
        self.last: Event = Failed("none of the pictures can be read")
        self.hold = False
        self.retrainings: list[FakeRetraining] = []
        self.used: list[str] = []
        self.taught_until: datetime | None = None

    def open_model(self, engine: str, notice: object) -> Loaded:
        return Loaded(replace(colour_model(), id=f"colours-{len(self.used)}"), self.engine)

    def new_corrections(self) -> int:
        return len(self.corrections.all(self.taught_until))

    def seconds_for(self, wish: Wish, model: object) -> float | None:
        """A base that is not here cannot be measured."""
        if wish.base:
            return None
        return 2400.0 if wish.full else 6.2

    def retraining(self, wish: Wish) -> FakeRetraining:
        last = self.last
        if isinstance(last, Ended) and wish.use_if_good and last.release.report.verdict is Verdict.GOOD:
            last = Ended(replace(last.release, in_use=True))
            self.used.append(last.release.name)
            self.taught_until = wish.taught_until
        self.retrainings.append(FakeRetraining(wish, last, hold=self.hold))
        return self.retrainings[-1]

    def use_release(self, name: str) -> Release:
        self.used.append(name)
        self.taught_until = self.retrainings[-1].wish.taught_until
        return Release(name, Path(name), None, in_use=True)


def ended(verdict: Verdict, reason: str = REASON) -> Ended:
    return Ended(Release("new", Path("new"), datetime.now(UTC), report=Report(verdict, reason, OWN, OTHERS)))


def opened_sheet(application: Application, qtbot: QtBot) -> None:
    application.window.header._retrain.click()
    qtbot.waitUntil(application.window.retrain_sheet._go.isEnabled)


def texts(application: Application) -> str:
    card = application.window.retrain_sheet._card
    shown = [each for each in card.findChildren(QWidget) if hasattr(each, "text") and each.isVisibleTo(card)]
    return "\n".join(each.text() for each in shown)
