"""The real window on a real screen, with real keys and a real mouse; and many rounds of opening and closing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ui_fakes import BLUE, GREY, PALE, RED, draw

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
DISPLAY = f":{90 + os.getpid() % 400}"
WINDOW = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[3], sys.argv[3] + "/tests/ui"]
import catdog_gui.ui
from PySide6.QtWidgets import QApplication
from ui_fakes import FakeBackend
from catdog_gui.paths import Paths
from catdog_gui.ui.shell.application import Application
app = QApplication(["catdog"])
application = Application(app, FakeBackend(Paths.at(Path(sys.argv[1]))))
application.start(Path(sys.argv[2]))
sys.exit(app.exec())
"""
ROUNDS = 24


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    for tool in ("Xvfb", "xdotool", "import"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    server = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1280x800x24"], stderr=subprocess.DEVNULL)
    time.sleep(1)
    yield {**os.environ, "DISPLAY": DISPLAY, "QT_QPA_PLATFORM": "xcb"}
    server.terminate()
    server.wait(5)


def _wait_for(condition: object, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def test_keys_and_mouse_on_a_real_screen(screen: dict[str, str], tmp_path: Path) -> None:
    pets = tmp_path / "pets"
    for colour, word, count in ((RED, "red", 6), (BLUE, "blue", 5), (GREY, "dark", 3), (PALE, "pale", 2)):
        for number in range(count):
            draw(pets, f"{word}{number}.png", colour, (320, 240))
    before = sorted((file.name, file.read_bytes()) for file in pets.iterdir())

    def do(*words: str) -> None:
        subprocess.run(["xdotool", *words], env=screen, check=True, timeout=20)
        time.sleep(0.35)

    arguments = [sys.executable, "-c", WINDOW, str(tmp_path / "home"), str(pets), str(ROOT)]
    window = subprocess.Popen(arguments, env=screen)
    try:
        do("search", "--sync", "--onlyvisible", "--name", "pets – catdog")
        _wait_for((tmp_path / "home" / "cache" / "scores.sqlite3").exists)
        time.sleep(2)
        do("mousemove", "310", "150", "click", "1")
        do("key", "End")
        do("key", "d")
        do("key", "ctrl+s")
        time.sleep(1)
        shot = tmp_path / "sheet.png"
        subprocess.run(["import", "-window", "root", str(shot)], env=screen, check=True, timeout=20)
        assert shot.stat().st_size > 20_000
        do("key", "Return")
        _wait_for(lambda: (pets / "cat").is_dir() and len(list((pets / "cat").iterdir())) >= 5)
        time.sleep(1)
        assert {file.name[:3] for file in (pets / "dog").iterdir()} == {"blu", "red"}
        do("key", "ctrl+z")
        _wait_for(lambda: not (pets / "cat").exists())
        after = sorted((file.name, file.read_bytes()) for file in pets.iterdir())
        assert after == before
        do("key", "ctrl+q")
        assert window.wait(10) == 0
    finally:
        window.kill()
        window.wait(5)


def test_many_rounds_of_opening_and_closing() -> None:
    """The script does 200 where it is called by hand."""
    command = [sys.executable, str(Path(__file__).parents[1] / "closing_rounds.py"), str(ROUNDS)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all well" in done.stdout
