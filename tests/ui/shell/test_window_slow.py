"""The real window on a real screen, with real keys and a real mouse; and many rounds of opening and closing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from ui_fakes import BLUE, GREY, PALE, RED, draw

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
WINDOW = """
import json, sys
from pathlib import Path
sys.path[:0] = [sys.argv[3], sys.argv[3] + "/tests/ui"]
import catdog_gui.ui
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui_fakes import FakeBackend
from ui_pages import WindowPage
from catdog_gui.paths import Paths
from catdog_gui.ui.shell.application import Application
app = QApplication(["catdog"])
application = Application(app, FakeBackend(Paths.at(Path(sys.argv[1]))))
application.start(Path(sys.argv[2]))
session, grid, page = application.session, application.window.grid, WindowPage(application)
state = Path(sys.argv[1]) / "state.json"

def write_state():
    state.with_suffix(".new").write_text(json.dumps({
        "scanned": session.model.loaded is not None and not session.is_scanning,
        "current": grid.currentIndex().data(),
        "corrected": session.pictures.counts().corrected,
        "can_sort": application.window.sort_sheet.is_open and page.sort_sheet.sort.isEnabled(),
        "sorting": application.sort_service.is_busy,
    }))
    state.with_suffix(".new").replace(state)

timer = QTimer()
timer.timeout.connect(write_state)
timer.start(20)
sys.exit(app.exec())
"""
ROUNDS = 24


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    for tool in ("Xvfb", "xdotool"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    # It chooses a free display, and says which once it can be used.
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    yield {**os.environ, "DISPLAY": f":{server.stdout.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
    server.terminate()
    server.wait(5)


def test_keys_and_mouse_on_a_real_screen(screen: dict[str, str], tmp_path: Path, qtbot: QtBot) -> None:
    pets = tmp_path / "pets"
    for colour, word, count in ((RED, "red", 6), (BLUE, "blue", 5), (GREY, "dark", 3), (PALE, "pale", 2)):
        for number in range(count):
            draw(pets, f"{word}{number}.png", colour, (320, 240))
    before = sorted((file.name, file.read_bytes()) for file in pets.iterdir())

    def do(*words: str) -> None:
        subprocess.run(["xdotool", *words], env=screen, check=True, timeout=20)

    def wait_for(**wanted: object) -> None:
        """Until the window is in this state."""
        state = tmp_path / "home" / "state.json"
        qtbot.waitUntil(
            lambda: state.exists() and wanted.items() <= json.loads(state.read_text()).items(), timeout=20_000
        )

    arguments = [sys.executable, "-c", WINDOW, str(tmp_path / "home"), str(pets), str(ROOT)]
    window = subprocess.Popen(arguments, env=screen)
    try:
        do("search", "--sync", "--onlyvisible", "--name", "pets – catdog")
        wait_for(scanned=True)
        do("mousemove", "310", "150", "click", "1")
        wait_for(current="blue0.png")
        do("key", "End")
        wait_for(current="red5.png")
        do("key", "d")
        wait_for(corrected=1)
        do("key", "ctrl+s")
        wait_for(can_sort=True)
        do("key", "Return")
        wait_for(can_sort=False)
        wait_for(sorting=False)
        assert len(list((pets / "cat").iterdir())) == 5
        assert {file.name[:3] for file in (pets / "dog").iterdir()} == {"blu", "red"}
        do("key", "ctrl+z")
        qtbot.waitUntil(lambda: not (pets / "cat").exists(), timeout=20_000)
        wait_for(sorting=False)
        after = sorted((file.name, file.read_bytes()) for file in pets.iterdir())
        assert after == before
        do("key", "ctrl+q")
        assert window.wait(10) == 0
    finally:
        window.kill()
        window.wait(5)


def test_many_rounds_of_opening_and_closing() -> None:
    """Nothing is lost or left behind. How fast each closes is measured where the script is called by hand, with 200."""
    command = [sys.executable, str(Path(__file__).parents[1] / "closing_rounds.py"), str(ROUNDS), "--untimed"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all well" in done.stdout
