"""Takes the README's screenshot of the real window, with generated pictures, which may be published.

    xvfb-run python benchmarks/screenshot.py resources/screenshot.png

`animals.py` draws the animals. Every label in the window is the model's own.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from animals import write_pictures
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from catdog_gui.paths import Paths
from catdog_gui.ui.session.backend import Backend, Options
from catdog_gui.ui.shell.application import Application

SELECTED_PICTURE = "IMG_2041.jpg"
TAKEN_AT = datetime(2019, 7, 14, 16, 20)  # noqa: DTZ001 - in the local time zone
TIMEOUT_SECONDS = 60


def main(target: Path) -> None:
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "Pictures", "2019")
        write_pictures(folder)
        for file in folder.iterdir():
            os.utime(file, (TAKEN_AT.timestamp(), TAKEN_AT.timestamp()))
        application = Application(app, Backend(Paths.at(Path(scratch, "home")), Options()))
        session, window = application.session, application.window
        QCursor.setPos(0, 0)
        application.start(folder)
        wait(app, lambda: len(session.pictures.table) > 0 and not session.is_scanning)
        window.grid.select_row(session.pictures.table.row_of(folder / SELECTED_PICTURE))
        wait(app, lambda: False, seconds=3)
        window.grab().save(str(target))
        application.dispose()


def wait(app: QApplication, done: Callable[[], bool], seconds: float = TIMEOUT_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        app.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
