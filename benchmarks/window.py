"""Measures the window: time until it and its thumbnails are painted, steps of the loupe, stalls, and memory.

    xvfb-run -s '-screen 0 1280x800x24' python benchmarks/window.py [--scored 10000] [--pictures 100000]

The window and the files are real: hard links to painted photographs. The first folder is scored by the bundled
model; the scores of the large one are cached, so that they arrive faster than any computer could compute them. On a
machine that does other work too, the thread's own CPU time shows what the window itself does.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import catdog_gui.ui  # noqa: F401 - before anything else of Qt, see there

import numpy as np  # isort: skip
from first_paint import seconds_to_first_paint  # isort: skip
from pictures import link_pictures, paint_pictures  # isort: skip
from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, Qt, QTimer  # isort: skip
from PySide6.QtTest import QTest  # isort: skip
from PySide6.QtWidgets import QApplication  # isort: skip

from catdog_gui.classify.cache import CachedScores, ScoreCache
from catdog_gui.classify.model_folder import BUNDLED, read_model_folder
from catdog_gui.paths import Paths
from catdog_gui.pictures.stamp import read_stamp
from catdog_gui.ui.common.gc_timer import GcTimer
from catdog_gui.ui.loupe.picture_viewport import PictureViewport
from catdog_gui.ui.loupe.screen import LoupeScreen
from catdog_gui.ui.session.backend import Backend, Options
from catdog_gui.ui.shell.application import Application, prepare_process

STARTS = 5
SOURCES = 24
LARGE_SOURCES = 8
SCROLL_STEPS = 240
FRAME_SECONDS = 0.016
LOUPE_STEPS = 50
LOUPE_PACE_SECONDS = 0.5
LOUPE_SIZE = (4000, 3000)
LONG_MS = 50
TIMEOUT_SECONDS = 1200


class StallMeter(QObject):
    """Measures how late a timer fires: so long the event loop was busy with something else."""

    def __init__(self) -> None:
        super().__init__()
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start(2)
        self.reset()

    def reset(self) -> None:
        self._gaps: list[float] = []
        self._cpu_gaps: list[float] = []
        self._last, self._last_cpu = self._clock.nsecsElapsed(), time.thread_time_ns()

    def _on_timeout(self) -> None:
        now, worked = self._clock.nsecsElapsed(), time.thread_time_ns()
        self._gaps.append((now - self._last) / 1e6)
        self._cpu_gaps.append((worked - self._last_cpu) / 1e6)
        self._last, self._last_cpu = now, worked

    def report(self, phase: str) -> None:
        long = sum(gap > LONG_MS for gap in self._gaps)
        share = 100 * sum(gap for gap in self._gaps if gap > LONG_MS) / max(1.0, sum(self._gaps))
        print(
            f"{phase + ':':24} longest stall {max(self._gaps):4.0f} ms, over {LONG_MS} ms {long} ({share:.1f} % of the "
            f"time); of the thread's own processor time {max(self._cpu_gaps):3.0f} ms"
        )


class WindowDriver:
    """The program as `catdog-gui` starts it, driven from here."""

    def __init__(self, app: QApplication, paths: Paths) -> None:
        self._app = app
        self.application = Application(app, Backend(paths, Options()))
        self._gc_timer = GcTimer(self.application)
        self._gc_timer.start()
        self._stalls = StallMeter()
        self.application.start(None)
        self.wait(lambda: self.application.session.model.loaded is not None)
        self.wait_seconds(1)

    def measure_folder(self, folder: Path, name: str) -> None:
        """Opens a folder and waits for the last label."""
        session = self.application.session
        arrived: list[float] = []
        session.thumbnails.loaded.connect(lambda _: arrived.append(time.monotonic()))
        self._stalls.reset()
        began = time.monotonic()
        self.application.window.folder_opener.open(folder)
        self.wait(lambda: bool(arrived))
        print(f"{name + ':':24} first thumbnails after {arrived[0] - began:.2f} s")
        self.wait(lambda: not session.is_scanning)
        seconds = time.monotonic() - began
        print(f"{name + ':':24} {session.progress().done:,} labelled after {seconds:.1f} s")
        self._stalls.report(name)

    def measure_scrolling(self) -> None:
        """Scrolls by pages, by the wheel, and sometimes by a jump, one step a frame."""
        bar = self.application.window.grid.verticalScrollBar()
        self._stalls.reset()
        frames: list[float] = []
        for step in range(SCROLL_STEPS):
            began = time.perf_counter()
            bar.setValue(bar.maximum() * (step // 40) // 6 + step % 40 * (bar.pageStep() if step % 80 < 40 else 60))
            self.application.window.grid.viewport().repaint()
            frames.append(1000 * (time.perf_counter() - began))
            self.wait_seconds(FRAME_SECONDS)
        print(f"{'scrolling:':24} a frame takes {statistics.median(frames):.1f} ms, one in 20 over", end=" ")
        print(f"{statistics.quantiles(frames, n=20)[-1]:.1f} ms")
        self._stalls.report("scrolling")

    def measure_threshold_and_selection(self) -> None:
        """Drags the threshold, then selects everything."""
        self._stalls.reset()
        for threshold in np.linspace(0.6, 0.99, 40):
            self.application.session.model.set_threshold(float(threshold))
            self.wait_seconds(FRAME_SECONDS)
        self._stalls.report("threshold")
        self._stalls.reset()
        self.application.window.grid.selectAll()
        self.wait_seconds(0.3)
        self._stalls.report("select all")

    def measure_loupe(self, folder: Path) -> None:
        """Walks through large pictures: from the key until the next one is painted."""
        window = self.application.window
        window.folder_opener.open(folder)
        self.wait(lambda: not self.application.session.is_scanning)
        window.grid.select_row(0)
        window.loupe_controller.open()
        loupe = window.findChild(LoupeScreen)
        view = window.findChild(PictureViewport)
        self.wait(lambda: view.scale is not None)
        self.wait_seconds(1)
        self._stalls.reset()
        steps: list[float] = []
        for _ in range(LOUPE_STEPS):
            began = time.perf_counter()
            QTest.keyClick(loupe, Qt.Key.Key_Right)
            self.wait(lambda: view.scale is not None)
            view.repaint()
            steps.append(1000 * (time.perf_counter() - began))
            self.wait_seconds(LOUPE_PACE_SECONDS)
        print(f"{'loupe:':24} a step takes {statistics.median(steps):.0f} ms, at most {max(steps):.0f} ms", end=" ")
        print(f"({LOUPE_STEPS} steps through pictures of 12 megapixels)")
        self._stalls.report("loupe")
        loupe.close()

    def close(self) -> None:
        self._gc_timer.stop()
        self.application.dispose()

    def wait_seconds(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() >= until)

    def wait(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def fill_score_cache(paths: Paths, folder: Path) -> None:
    """Fills the cache with made-up scores for every picture of a folder."""
    rng = np.random.default_rng(1)
    stamps = {path: stamp for path in folder.iterdir() if (stamp := read_stamp(path)) is not None}
    scored = [(path, stamp, CachedScores(tuple(rng.random(2)))) for path, stamp in stamps.items()]
    ScoreCache(paths.cache_file).put(read_model_folder(BUNDLED).id, scored)


def megabytes(pages: int) -> float:
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scored", type=int, default=10_000, help="pictures in the folder that is scored")
    parser.add_argument("--pictures", type=int, default=100_000, help="pictures in the large folder")
    args = parser.parse_args()
    prepare_process()
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "catdog_gui", "--home", f"{scratch}/first", "gui"]
        starts = [seconds_to_first_paint(app, command) for _ in range(STARTS)]
        print(f"{'start:':24} painted window after {statistics.median(starts):.2f} s (median of {STARTS})")
        sources = paint_pictures(Path(scratch, "painted"), SOURCES)
        scored = link_pictures(sources, Path(scratch, "scored"), args.scored)
        known = link_pictures(sources, Path(scratch, "known"), args.pictures)
        paths = Paths.at(Path(scratch, "home"))
        fill_score_cache(paths, known)
        window = WindowDriver(app, paths)
        window.measure_folder(scored, f"{args.scored:,} new")
        window.measure_folder(known, f"{args.pictures:,} known")
        window.measure_scrolling()
        window.measure_threshold_and_selection()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        print(f"{'memory:':24} {megabytes(pages):.0f} MB, {most:.0f} MB at most")
        large = paint_pictures(Path(scratch, "large"), LARGE_SOURCES, LOUPE_SIZE)
        window.measure_loupe(link_pictures(large, Path(scratch, "walked"), LOUPE_STEPS + 1))
        window.close()


if __name__ == "__main__":
    main()
