"""Takes the README's pictures of the real window, with generated pictures, which may be published.

    xvfb-run -s "-screen 0 1400x900x24" python benchmarks/screenshot.py resources

Writes screenshot.png, and pictures/review.png, sort.png and undo.png, which are reduced. `animals.py` draws the
animals. Every label in the window is the model's own.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from animals import write_pictures
from PIL import Image
from PySide6.QtGui import QCursor, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton

from catdog_gui.paths import Paths
from catdog_gui.ui.session.backend import Backend, Options
from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.shell.main_window import MainWindow

SELECTED_PICTURE = "IMG_2041.jpg"
TAKEN_AT = datetime(2019, 7, 14, 16, 20)  # noqa: DTZ001 - in the local time zone
TIMEOUT_SECONDS = 60
CALM_SECONDS = 2
REDUCED_SIZE = (800, 500)
MAX_BYTES = 150_000
COLOURS = (256, 192, 128, 96, 64)


def main(target: Path) -> None:
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        # The window shows the path, so the folder is a plain one, which must not be there yet.
        folder = Path(tempfile.gettempdir(), "Pictures", "2019")
        folder.parent.mkdir()
        stack.callback(shutil.rmtree, folder.parent)
        write_pictures(folder)
        for file in folder.iterdir():
            os.utime(file, (TAKEN_AT.timestamp(), TAKEN_AT.timestamp()))
        application = Application(app, Backend(Paths.at(Path(scratch, "home")), Options()))
        session, window = application.session, application.window
        QCursor.setPos(0, 0)
        application.start(folder)
        wait(app, lambda: len(session.pictures.table) > 0 and not session.is_scanning)
        window.grid.select_row(session.pictures.table.row_of(folder / SELECTED_PICTURE))
        wait(app, lambda: False, CALM_SECONDS)
        window.grab().save(str(target / "screenshot.png"))
        take_steps(app, application, window, target / "pictures")
        application.dispose()


def take_steps(app: QApplication, application: Application, window: MainWindow, folder: Path) -> None:
    """Review in the loupe, the sheet before a sort, and the bar after it."""
    folder.mkdir(exist_ok=True)
    window.loupe_controller.review()
    wait(app, lambda: False, CALM_SECONDS)
    save_reduced(window.grab(), folder / "review.png")
    window.loupe_controller.close()
    window.sort_controller.open_sheet()
    sort = window.sort_sheet.findChild(QPushButton, "sort")
    assert sort is not None
    wait(app, sort.isEnabled)
    wait(app, lambda: False, CALM_SECONDS)
    save_reduced(window.grab(), folder / "sort.png")
    sort.click()
    wait(app, lambda: window.report_bar.isVisible() and not application.sort_service.is_busy)
    wait(app, lambda: False, CALM_SECONDS)
    save_reduced(window.grab(), folder / "undo.png")


def save_reduced(shot: QPixmap, target: Path) -> None:
    """As many colours as fit into MAX_BYTES; small spots of a colour of their own, as the icons, keep it."""
    shot.save(str(target))
    picture = Image.open(target).convert("RGB").resize(REDUCED_SIZE, Image.Resampling.LANCZOS)
    for colours in COLOURS:
        buffer = io.BytesIO()
        picture.quantize(colours, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE).save(
            buffer, "PNG", optimize=True
        )
        if len(buffer.getvalue()) <= MAX_BYTES:
            break
    target.write_bytes(buffer.getvalue())


def wait(app: QApplication, done: Callable[[], bool], seconds: float = TIMEOUT_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        app.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
