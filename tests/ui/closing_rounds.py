"""Opens and closes the window many times, in the middle of whatever it can be in the middle of.

    QT_QPA_PLATFORM=offscreen python tests/ui/closing_rounds.py [ROUNDS [--untimed]]

Ends with an error at the first round that takes too long, loses a picture, leaves something behind, or makes Qt
complain. Untimed, for a machine that is busy, a round may take its time. The retraining is the real one, in a process
of its own.
"""

from __future__ import annotations

import faulthandler
import itertools
import random
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import catdog_gui.ui  # noqa: F401 - before anything else of Qt, see there

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, qInstallMessageHandler  # isort: skip
from PySide6.QtWidgets import QApplication, QMessageBox  # isort: skip
from ui_fakes import BLUE, GREY, PALE, RED, ColourEngine, FakeBackend, draw  # isort: skip

from catdog_gui.paths import Paths
from catdog_gui.sorting.models import Mode, SortOptions
from catdog_gui.ui.shell.application import Application

ROUNDS = 200
CLOSES_WITHIN_SECONDS = 2.0
PATIENCE_SECONDS = 60
_EXPECTED = "does not support (propagateSizeHints|raise)"


class Rounds:
    """One folder of pictures and one home, for all rounds."""

    def __init__(self, app: QApplication, scratch: Path, limit: float) -> None:
        """`limit`: how many seconds a closing may take."""
        self._app = app
        self._limit = limit
        self._folder = scratch / "pets"
        self._chance = random.Random(7)
        for number in range(60):
            draw(self._folder, f"{number}.png", self._chance.choice([RED, BLUE, GREY, PALE]))
        self._parts = FakeBackend(Paths.at(scratch / "home"), ColourEngine(delay=0.002))
        self._pictures = self._contents()

    def run(self, count: int) -> float:
        """Gives the seconds of the longest closing."""
        kinds = itertools.cycle([self._look, self._sort, self._look, self._learn])
        return max(self._round(kind) for kind in itertools.islice(kinds, count))

    def _round(self, begin: Callable[[Application], None]) -> float:
        application = Application(self._app, self._parts)
        application.start(self._folder)
        begin(application)
        began = time.monotonic()
        application.window.close()
        seconds = time.monotonic() - began
        assert application.ended_in_time or self._limit > CLOSES_WITHIN_SECONDS
        assert seconds < self._limit, f"{begin.__name__}: {seconds:.1f} s"
        self._wait(lambda: threading.active_count() == 1)
        application.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._nothing_is_lost()
        return seconds

    # What a round is in the middle of.

    def _look(self, _application: Application) -> None:
        self._stay(self._chance.choice([0, 0.001, 0.005, 0.02, 0.06]))

    def _sort(self, application: Application) -> None:
        moved: list[int] = []
        application.sort_service.progressed.connect(lambda done, _total: moved.append(done))
        self._wait(lambda: application.session.model.loaded is not None and not application.session.is_scanning)
        application.sort_service.plan(SortOptions(self._folder, None, Mode.MOVE), application.sort_service.sort)
        self._wait(lambda: bool(moved))

    def _learn(self, application: Application) -> None:
        self._wait(lambda: application.session.model.loaded is not None and not application.session.is_scanning)
        application.session.corrections.correct(range(12), self._chance.choice([0, 1]))
        application.retrain_service.prepare_request([], application.retrain_service.retrain)
        self._wait(lambda: application.retrain_service.is_busy)
        self._stay(self._chance.uniform(0, 1))

    def _stay(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self._wait(lambda: time.monotonic() >= until)

    def _wait(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, "waited in vain"
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)

    # What must be so after each.

    def _nothing_is_lost(self) -> None:
        assert self._contents() == self._pictures
        if any(run.moved and not run.undone for run in self._parts.history()):
            self._parts.undo(None, lambda: False, lambda *_: None)
        assert len([path for path in self._folder.iterdir() if path.is_file()]) == len(self._pictures)
        models = self._parts.paths.models_dir
        assert not (models.exists() and [path for path in models.iterdir() if path.name.startswith(".work")])
        self._wait(lambda: threading.active_count() == 1)

    def _contents(self) -> list[bytes]:
        return sorted(path.read_bytes() for path in self._folder.rglob("*") if path.is_file())


def _run(count: int, limit: float) -> float:
    setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Close)  # noqa: B010 - mypy refuses the other way
    app = QApplication(["catdog"])
    with tempfile.TemporaryDirectory() as scratch:
        return Rounds(app, Path(scratch), limit).run(count)


def main() -> None:
    faulthandler.enable()
    complaints: list[str] = []
    qInstallMessageHandler(lambda _kind, _context, text: complaints.append(text))
    sys.excepthook = lambda *error: complaints.append("".join(traceback.format_exception(*error)))
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    limit = float("inf") if "--untimed" in sys.argv else CLOSES_WITHIN_SECONDS
    try:
        longest = _run(count, limit)
    finally:
        sys.excepthook = sys.__excepthook__
    complaints = [text for text in complaints if _EXPECTED not in text]
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"{count} rounds, all well; the longest closing took {longest:.2f} s")


if __name__ == "__main__":
    main()
