"""Takes the README's picture of the real window, on pictures that are generated here and may be published.

    xvfb-run python benchmarks/screenshot.py resources/screenshot.png

The animals are glyphs of the font Noto Color Emoji (SIL Open Font License) on painted grounds. The model says of most
of them that they are no photographs of cats or dogs, and it is right: the labels on view are corrections, made as a
user would make them.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from PySide6.QtWidgets import QApplication

from catdog_gui.paths import Paths
from catdog_gui.ui.app import Application
from catdog_gui.ui.parts import Parts, options_from

FONT = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"
FONT_SIZE = 109
GLYPHS = {
    "cat": ("🐱", "🐈", "🐈\u200d⬛", "😺", "😽", "🐱"),
    "dog": ("🐶", "🐕", "🐩", "🐕\u200d🦺", "🦮", "🐕"),
    "neither": ("🏠", "🌳", "🚗", "🍎", "⛵", "🌻"),
}
SIZE = (720, 540)
PATIENCE_SECONDS = 60


def main(target: Path) -> None:
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "Pictures", "2019")
        kinds = paint_pictures(folder)
        parts = Parts(Paths.at(Path(scratch, "home")), options_from(None))
        application = Application(app, parts)
        application.start(folder)
        wait(app, lambda: len(application.session.pictures.rows) == len(kinds) and not application.session.is_scanning)
        correct(application, kinds)
        application.window.grid.setCurrentIndex(application.session.pictures.index(1, 0))
        wait(app, lambda: False, seconds=3)
        application.window.grab().save(str(target))
        application.close()


def paint_pictures(folder: Path) -> dict[str, str]:
    """Writes the pictures; gives the kind of each by its name."""
    folder.mkdir(parents=True)
    chance = random.Random(7)
    kinds = [kind for kind, glyphs in GLYPHS.items() for _ in glyphs]
    glyphs = [glyph for some in GLYPHS.values() for glyph in some]
    order = chance.sample(range(len(kinds)), len(kinds))
    names: dict[str, str] = {}
    for number, index in enumerate(order):
        name = f"IMG_{2041 + number}.jpg"
        paint(glyphs[index], chance).save(folder / name, quality=92)
        names[name] = kinds[index]
    return names


def paint(glyph: str, chance: random.Random) -> Image.Image:
    sky = tuple(chance.randint(150, 235) for _ in range(3))
    picture = Image.new("RGB", SIZE, sky)
    horizon = chance.randint(300, 400)
    ImageDraw.Draw(picture).rectangle((0, horizon, *SIZE), fill=tuple(int(value * 0.72) for value in sky))
    picture = picture.filter(ImageFilter.GaussianBlur(9))
    animal = Image.new("RGBA", (136, 128))
    font = ImageFont.truetype(FONT, FONT_SIZE)
    ImageDraw.Draw(animal).text((0, 0), glyph, font=font, embedded_color=True)
    animal = animal.crop(animal.getbbox())
    side = chance.randint(330, 430)
    animal = animal.resize((side, side * animal.height // animal.width), Image.Resampling.LANCZOS)
    left = (SIZE[0] - side) // 2 + chance.randint(-70, 70)
    picture.paste(animal, (left, max(0, SIZE[1] - 40 - animal.height)), animal)
    return picture


def correct(application: Application, kinds: dict[str, str]) -> None:
    """Labels all but the last few by hand."""
    rows = application.session.pictures.rows
    for kind in GLYPHS:
        chosen = [row for row in range(len(rows) - 4) if kinds[rows.path(row).name] == kind]
        application.session.correct(chosen, rows.labels.code(kind))


def wait(app: QApplication, done: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        app.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
