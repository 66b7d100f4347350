"""A fake retraining that sends the events that a test wants."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ui_fakes import ColourEngine, FakeBackend, colour_model

from catdog_gui.classify.scorer import Scorer
from catdog_gui.paths import Paths
from catdog_gui.retraining.events import Cancelled, Event, Failed, Notice, Progress, Stage, Succeeded
from catdog_gui.retraining.models import AcceptanceReport, AcceptanceResult, Comparison, ModelFigures, Release
from catdog_gui.retraining.retraining import Retraining, RetrainRequest
from catdog_gui.ui.session.backend import LoadedModel

OWN = Comparison(20, ModelFigures(12, 15, 3), ModelFigures(19, 18, 1), 8, 1, 0.04)
OTHERS = Comparison(400, ModelFigures(396, 380, 1), ModelFigures(396, 381, 1), 0, 0, 1.0)
REASON = "of your own pictures it gets 19 of 20 right; the model in use 12; it forgot nothing"


class FakeRetraining(Retraining):
    """Sends the events that the test wants; `hold` keeps it in the middle until `go_on` is set or it is cancelled."""

    def __init__(self, request: RetrainRequest, last: Event, *, hold: bool) -> None:
        self.request, self.last = request, last
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


class RetrainingBackend(FakeBackend):
    """Retrains as `last` says, and has another model once a release was chosen."""

    def __init__(self, paths: Paths) -> None:
        super().__init__(paths, ColourEngine())
        self.last: Event = Failed("none of the pictures can be read")
        self.hold = False
        self.retrainings: list[FakeRetraining] = []
        self.used: list[str] = []
        self.trained_until: datetime | None = None

    def open_model(self, engine: str, on_warning: object) -> LoadedModel:
        return LoadedModel(Scorer.of_one_look(replace(colour_model(), id=f"colours-{len(self.used)}"), self.engine))

    def count_new_corrections(self) -> int:
        return len(self.corrections.all(self.trained_until))

    def estimate_seconds(self, request: RetrainRequest, model: object) -> float | None:
        """A base that is not here cannot be measured."""
        if request.base:
            return None
        return 2400.0 if request.full else 6.2

    def retraining(self, request: RetrainRequest) -> FakeRetraining:
        last = self.last
        report = last.release.report if isinstance(last, Succeeded) else None
        if isinstance(last, Succeeded) and request.use_if_good and report and report.result is AcceptanceResult.GOOD:
            last = Succeeded(replace(last.release, in_use=True))
            self.used.append(last.release.name)
            self.trained_until = request.trained_until
        self.retrainings.append(FakeRetraining(request, last, hold=self.hold))
        return self.retrainings[-1]

    def use_release(self, name: str) -> Release:
        self.used.append(name)
        self.trained_until = self.retrainings[-1].request.trained_until
        return Release(name, Path(name), None, in_use=True)


def ended(result: AcceptanceResult, reason: str = REASON) -> Succeeded:
    return Succeeded(
        Release("new", Path("new"), datetime.now(UTC), report=AcceptanceReport(result, reason, OWN, OTHERS))
    )
