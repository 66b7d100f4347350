"""A desktop of its own for a test: a screen, a window manager, real keys and a real mouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pytestqt.exceptions import TimeoutError as WaitTimeoutError
from pytestqt.qtbot import QtBot

_TOOLS = ("Xvfb", "openbox", "xdotool")
_ROOT = Path(__file__).parents[2]
_DRIVEN_WINDOW = Path(__file__).with_name("driven_window.py")
_TIMEOUT_MS = 30_000


@contextmanager
def desktop() -> Iterator[dict[str, str]]:
    """The environment of programs on a new desktop; the test is skipped where there can be none."""
    for tool in _TOOLS:
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    # It chooses a free display, and says which once it can be used.
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x900x24"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    environment = {
        **os.environ,
        "DISPLAY": f":{server.stdout.readline().strip()}",
        "QT_QPA_PLATFORM": "xcb",
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "en",
        "PYTHONPATH": os.pathsep.join((str(_ROOT), str(_ROOT / "tests" / "ui"))),
    }
    manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield environment
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(5)


class RealWindow:
    """The program on such a desktop, and the hands of its user."""

    def __init__(self, environment: dict[str, str], home: Path, qtbot: QtBot) -> None:
        self.home = home
        self._environment = environment
        self.qtbot = qtbot
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str | Path) -> None:
        """Until the model is open, and every picture of the folder has its label."""
        self.run(str(_DRIVEN_WINDOW), str(self.home), *map(str, arguments))
        self.wait_for(scanned=True)

    def wait_for_end(self) -> None:
        """Until the user's command to quit has ended the program."""
        assert self._processes.pop().wait(20) == 0
        (self.home / "state.json").unlink()

    def run(self, *arguments: str) -> None:
        """Runs Python beside the window."""
        self._processes.append(subprocess.Popen([sys.executable, *arguments], env=self._environment))

    def run_again(self, *arguments: str) -> int:
        """Starts the program again, as its user does; gives the exit code."""
        command = [sys.executable, "-m", "catdog_gui", "--home", str(self.home), *arguments]
        return subprocess.run(command, env=self._environment, cwd=_ROOT, timeout=60, check=False).returncode

    def press(self, *keys: str) -> None:
        self._do("key", *keys)

    def type(self, text: str) -> None:
        self._do("type", "--delay", "30", text)

    def click(self, x: int, y: int) -> None:
        self._do("mousemove", str(x), str(y), "click", "1")

    def click_in_window(self, x: int, y: int) -> None:
        """`x` and `y` are those of the content, below the title bar."""
        left, top = self.state["position"]
        self.click(left + x, top + y)

    def double_click(self, x: int, y: int) -> None:
        self._do("mousemove", str(x), str(y), "click", "--repeat", "2", "--delay", "80", "1")

    def turn_wheel(self, x: int, y: int) -> None:
        """One notch, away from the user."""
        self._do("mousemove", str(x), str(y), "click", "4")

    def resize(self, width: int, height: int) -> None:
        self._do("search", "--onlyvisible", "--name", "catdog$", "windowsize", str(width), str(height))

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=20)

    @property
    def titles(self) -> list[str]:
        """Of the windows of the program that are on the screen."""
        command = ["xdotool", "search", "--onlyvisible", "--name", "catdog$"]
        found = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=20, check=False)
        names = (["xdotool", "getwindowname", number] for number in found.stdout.split())
        return [subprocess.check_output(name, env=self._environment, text=True).strip() for name in names]

    @property
    def state(self) -> dict[str, Any]:
        """What the user sees; see `driven_window`."""
        file = self.home / "state.json"
        return dict(json.loads(file.read_text())) if file.exists() else {}

    def wait_for(self, **wanted: object) -> None:
        try:
            self.qtbot.waitUntil(lambda: wanted == {key: self.state.get(key) for key in wanted}, timeout=_TIMEOUT_MS)
        except WaitTimeoutError as error:
            raise AssertionError(f"{wanted} did not come: {self.state}") from error

    def minimise(self) -> None:
        self._do("search", "--onlyvisible", "--name", "catdog$", "windowminimize", "--sync")

    def close(self) -> None:
        for process in self._processes:
            process.terminate()
            process.wait(10)
