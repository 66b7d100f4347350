"""Measures the window: time to the first thumbnails, stalls of the event loop, frames while scrolling, memory.

    python tests/ui/measure_window.py FOLDER [SECONDS] [--made-up]

Prints one line for each figure. With --made-up, or without the bundled model, every picture is read and decoded, but
its scores are made up.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import zlib
from pathlib import Path

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from PySide6.QtWidgets import QApplication
from ui_fakes import ColourEngine, FakeParts

import catdog_gui.ui  # noqa: F401
from catdog_gui.classify.model_folder import BUNDLED
from catdog_gui.paths import Paths
from catdog_gui.ui.allocator import give_memory_back
from catdog_gui.ui.app import Application
from catdog_gui.ui.collector import Collector
from catdog_gui.ui.parts import Options, Parts

_TICK_MS = 2


class MadeUpEngine(ColourEngine):
    def features(self, pixels: np.ndarray) -> np.ndarray:
        return np.random.default_rng(zlib.crc32(pixels.tobytes())).random((len(pixels), 2)).astype(np.float32)


class Stalls(QObject):
    """How late a timer comes is how long the event loop was busy with something else.

    On a machine with other work the figure of the processor counts: what the interface thread itself took.
    """

    def __init__(self) -> None:
        super().__init__()
        self._clock = QElapsedTimer()
        self._clock.start()
        self._last = self._clock.nsecsElapsed()
        self._worked = time.thread_time()
        self.gaps: list[float] = []
        self.own: list[float] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_TICK_MS)

    def _tick(self) -> None:
        now = self._clock.nsecsElapsed()
        self.gaps.append((now - self._last) / 1e6)
        worked = time.thread_time()
        self.own.append((worked - self._worked) * 1000)
        self._last, self._worked = now, worked

    def report(self, phase: str) -> None:
        gaps, own = np.array(self.gaps or [0.0]), np.array(self.own or [0.0])
        print(
            f"{phase}: longest stall {gaps.max():.0f} ms, over 50 ms {(gaps > 50).sum()} of {len(gaps)}; "
            f"of the thread's own processor time {own.max():.0f} ms, over 50 ms {(own > 50).sum()}"
        )
        self.gaps, self.own = [], []


def _wait(app: QApplication, seconds: float, until: object = lambda: False) -> float:
    started = time.monotonic()
    while time.monotonic() - started < seconds and not until():
        app.processEvents()
        time.sleep(0.0005)
    return time.monotonic() - started


def _parts(paths: Paths) -> Parts:
    if (BUNDLED / "catdog.json").exists() and "--made-up" not in sys.argv:
        return Parts(paths, Options())
    return FakeParts(paths, MadeUpEngine())


def main() -> None:
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 60
    sys.setswitchinterval(0.001)
    give_memory_back()
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as home:
        application = Application(app, _parts(Paths.at(Path(home))))
        Collector(application).start()
        application.window.resize(1280, 800)
        application.start(None)
        _wait(app, 2, lambda: application.session.loaded is not None)
        _wait(app, 0.3)
        stalls = Stalls()
        arrived: list[float] = []
        application.session.thumbnails.arrived.connect(lambda _: arrived.append(time.monotonic()))
        began = time.monotonic()
        application.window.open_folder(folder)
        _wait(app, 10, lambda: bool(arrived))
        print(f"first thumbnails after {arrived[0] - began:.2f} s")
        progress = application.session.progress
        _wait(app, seconds, lambda: not progress().finding)
        print(f"all {progress().found} found after {time.monotonic() - began:.1f} s")
        stalls.report("finding")
        print(f"memory {_resident():.0f} MB")
        for _ in range(int(seconds / 5)):
            _wait(app, 5, lambda: not application.session.is_scanning)
            print(f"  {progress().done} labelled, memory {_resident():.0f} MB")
            if not application.session.is_scanning:
                break
        print(f"{progress().done} labelled after {time.monotonic() - began:.1f} s")
        stalls.report("labelling")
        _scroll(app, application, stalls)
        for threshold in np.linspace(0.6, 0.99, 20):
            application.session.set_threshold(float(threshold))
            _wait(app, 0.05)
        stalls.report("threshold")
        application.window.grid.selectAll()
        _wait(app, 0.3)
        stalls.report("select all")
        print(f"memory {_resident():.0f} MB now")
        print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
        application.close()


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / (1 << 20)


def _scroll(app: QApplication, application: Application, stalls: Stalls) -> None:
    bar = application.window.grid.verticalScrollBar()
    times = []
    for step in range(120):
        started = time.perf_counter()
        bar.setValue(bar.maximum() * (step % 60) // 60 + step * 40)
        application.window.grid.viewport().repaint()
        times.append(1000 * (time.perf_counter() - started))
        _wait(app, 0.016)
    print(f"scrolling: frame {np.median(times):.1f} ms in the middle, {np.percentile(times, 95):.1f} ms at 95 %")
    stalls.report("scrolling")


if __name__ == "__main__":
    main()
