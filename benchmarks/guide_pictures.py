"""Takes the pictures of the guide: parts of the real window, in every language, with generated pictures in it.

    xvfb-run -s "-screen 0 1600x1200x24" python benchmarks/guide_pictures.py resources/help/pictures

`animals.py` draws the animals. The labels are the model's own, but for `ANSWERS`.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from animals import write_pictures
from PIL import Image
from PySide6.QtGui import QCursor, QPixmap
from PySide6.QtWidgets import QApplication, QFrame
from screenshot import SELECTED_PICTURE, TAKEN_AT, wait

from catdog_gui.paths import Paths
from catdog_gui.ui.common.settings import Appearance, Settings
from catdog_gui.ui.common.translation import LANGUAGES
from catdog_gui.ui.session.backend import Backend, Options
from catdog_gui.ui.shell.application import Application

WINDOW_SIZE = (1120, 720)
# Sharp on a page of the guide also with a larger font or on a finer screen.
MAX_WIDTH = 880
COLOURS = 256
# What a user would have answered who is half through the review: the model knows drawings less well than photographs.
ANSWERS = {
    "IMG_2042.jpg": "dog",
    "IMG_2044.jpg": "dog",
    "IMG_2045.jpg": "dog",
    "IMG_2046.jpg": "cat",
    "IMG_2047.jpg": "dog",
    "IMG_2048.jpg": "cat",
}
SETTLE_SECONDS = 2.0


def main(target: Path) -> None:
    app = QApplication(sys.argv[:1])
    QCursor.setPos(0, 0)
    # The path of the folder is seen in one of the pictures.
    pictures = Path(tempfile.gettempdir(), "Pictures")
    with tempfile.TemporaryDirectory() as scratch, made(pictures):
        folder = pictures / "2019"
        write_pictures(folder)
        for file in folder.iterdir():
            os.utime(file, (TAKEN_AT.timestamp(), TAKEN_AT.timestamp()))
        for language in LANGUAGES:
            take_pictures(app, folder, Path(scratch, language), language, target / language)


@contextmanager
def made(folder: Path) -> Iterator[None]:
    """Makes a folder that must not be there yet, and removes it at the end."""
    folder.mkdir()
    try:
        yield
    finally:
        shutil.rmtree(folder)


def take_pictures(app: QApplication, folder: Path, home: Path, language: str, target: Path) -> None:
    """Of a window in one language: the whole, and what the pages speak of."""
    settings = Settings(Paths.at(home).settings_file)
    settings.language, settings.appearance = language, Appearance.LIGHT
    settings.save()
    application = Application(app, Backend(Paths.at(home), Options()))
    session, window = application.session, application.window
    window.resize(*WINDOW_SIZE)
    application.start(folder)
    wait(app, lambda: len(session.pictures.table) > 0 and not session.is_scanning)
    target.mkdir(parents=True, exist_ok=True)
    table = session.pictures.table

    def take(name: str, grab: Callable[[], QPixmap]) -> None:
        wait(app, lambda: False, SETTLE_SECONDS)
        save(grab(), target / f"{name}.png")

    window.loupe_controller.review()
    take("review", window.grab)
    window.loupe_controller.close()
    for name, label in ANSWERS.items():
        session.corrections.correct([table.row_of(folder / name)], table.labels.names.index(label))
    window.grid.select_row(table.row_of(folder / SELECTED_PICTURE))
    take("window", window.grab)
    panel = window.threshold
    take("threshold", lambda: panel.parentWidget().grab(panel.geometry().adjusted(-8, -8, 8, 8)))
    window.sort_controller.open_sheet()
    card = window.sort_sheet.findChild(QFrame, "sheet")
    take("sort", lambda: window.sort_sheet.parentWidget().grab(card.geometry()))
    application.dispose()


def save(pixmap: QPixmap, file: Path) -> None:
    """Small: not wider than a page, and with few colours."""
    pixmap.save(str(file))
    with Image.open(file) as picture:
        image = picture.convert("RGB")
    if image.width > MAX_WIDTH:
        size = (MAX_WIDTH, round(image.height * MAX_WIDTH / image.width))
        image = image.resize(size, Image.Resampling.LANCZOS)
    image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
