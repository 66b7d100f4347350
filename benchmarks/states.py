"""Takes pictures of every state of the real window, to be looked at as contact sheets in build/states/.

    xvfb-run -a -s "-screen 0 1920x1400x24" python benchmarks/states.py [--scale 2] [--state "sort sheet"]

At 100, 150 and 200 %, light and dark, in English and Chinese, at the smallest size of the window and at 1440 x 900. A
size that does not fit into the screen is passed over: `2880x1900x24` has room for all. `tour.py` has the states.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import catdog_gui.ui  # noqa: F401 - before anything else of Qt, see there

from PySide6.QtCore import QRect  # isort: skip
from PySide6.QtGui import QCursor  # isort: skip
from PySide6.QtWidgets import QApplication  # isort: skip
from PIL import Image, ImageDraw
from tour import STATES, Tour

from catdog_gui.ui.common.settings import Appearance

TARGET = Path(__file__).parents[1] / "build" / "states"
SCALES = ("1", "1.5", "2")
APPEARANCES = (Appearance.LIGHT, Appearance.DARK)
LANGUAGES = ("en", "zh_CN")
SIZES = ((960, 680), (1440, 900))
COLUMNS, ROWS = 3, 2
TILE_WIDTH, CAPTION_HEIGHT = 760, 22


@dataclass(frozen=True, slots=True)
class Variant:
    """How the window is shown. A child process has one: Qt reads the scale at its start."""

    scale: str
    appearance: Appearance
    language: str
    size: tuple[int, int]

    @property
    def name(self) -> str:
        width, height = self.size
        return f"{round(100 * float(self.scale))}-{self.appearance}-{self.language}-{width}x{height}"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="contact sheets of every state of the window")
    parser.add_argument("--scale", choices=SCALES, action="append", help="only this scale")
    parser.add_argument("--state", choices=STATES, action="append", help="only this state, and those that it needs")
    parser.add_argument("--child", nargs=5, help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.child:
        scale, appearance, language, width, height = args.child
        show(Variant(scale, Appearance(appearance), language, (int(width), int(height))), args.state or STATES)
        return
    variants = itertools.product(args.scale or SCALES, APPEARANCES, LANGUAGES, SIZES)
    for variant in itertools.starmap(Variant, variants):
        states = [each for state in args.state or () for each in ("--state", state)]
        child = [variant.scale, variant.appearance, variant.language, *map(str, variant.size)]
        environment = {**os.environ, "QT_SCALE_FACTOR": variant.scale, "QT_QPA_PLATFORM": "xcb"}
        subprocess.run([sys.executable, __file__, "--child", *child, *states], env=environment, check=True)


def show(variant: Variant, wanted: Sequence[str]) -> None:
    """Brings the window into all states, and keeps pictures of those that are wanted."""
    app = QApplication(sys.argv[:1])
    if not app.primaryScreen().availableGeometry().contains(QRect(0, 0, *variant.size)):
        print(f"{variant.name}: the screen is too small")
        return
    folder = TARGET / variant.name
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        tour = Tour(app, Path(scratch))
        application = tour.application
        application.settings.language = variant.language
        application.settings.appearance = variant.appearance
        application.theme.set_appearance(variant.appearance)
        application.window.language_changed.emit()
        QCursor.setPos(0, 0)
        application.window.resize(*variant.size)
        application.start(None)
        application.window.move(0, 0)
        tour.wait(lambda: tour.session.model.loaded is not None)
        taken: dict[str, Path] = {}
        for name, state in STATES.items():
            for _ in state(tour):
                tour.settle()
                if name in wanted:
                    taken[name] = take(app, folder / f"{len(taken):02} {name}.png")
        application.close()
    write_contact_sheets(variant, taken)
    print(f"{variant.name}: {len(taken)} states")


def take(app: QApplication, target: Path) -> Path:
    """What is on the screen, as far as the program has windows, dialogs and menus there."""
    screen = app.primaryScreen()
    shown = [each.frameGeometry() for each in app.topLevelWidgets() if each.isVisible()]
    place = reduce(QRect.united, shown) & screen.geometry()
    screen.grabWindow(0, place.x(), place.y(), place.width(), place.height()).save(str(target))
    return target


def write_contact_sheets(variant: Variant, taken: dict[str, Path]) -> None:
    per_sheet, all_taken = COLUMNS * ROWS, list(taken.items())
    for number, first in enumerate(range(0, len(all_taken), per_sheet), 1):
        batch = all_taken[first : first + per_sheet]
        tiles = [(name, _reduced(Image.open(file).convert("RGB"))) for name, file in batch]
        height = max(tile.height for _, tile in tiles) + CAPTION_HEIGHT
        sheet = Image.new("RGB", (COLUMNS * TILE_WIDTH, ROWS * height), (128, 128, 128))
        draw = ImageDraw.Draw(sheet)
        for place, (name, tile) in enumerate(tiles):
            x, y = place % COLUMNS * TILE_WIDTH, place // COLUMNS * height
            draw.text((x + 4, y + 5), f"{name}   {variant.name}", (255, 255, 255))
            sheet.paste(tile, (x, y + CAPTION_HEIGHT))
        sheet.save(TARGET / f"{variant.name}-{number}.png")


def _reduced(picture: Image.Image) -> Image.Image:
    width = TILE_WIDTH - 6
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main(sys.argv[1:])
