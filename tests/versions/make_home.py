"""Makes the files of one old version: the home that it leaves, in text, and where the pictures are then.

Run it with that version's own code, in a checkout of it whose `tests/conftest.py` can be imported:

    git worktree add --detach /tmp/old 90be1c7
    PYTHONPATH=/tmp/old python tests/versions/make_home.py tests/versions/1.2.0

`/tmp/catdog` is the folder that all its paths begin with; the tests put their own in its place.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import sys
from inspect import signature
from pathlib import Path

ROOT = Path("/tmp/catdog")
HOME, PHOTOS, ALBUM = ROOT / "home", ROOT / "photos", ROOT / "album"
CONTENTS = Path(__file__).parent / "pictures"


def main(output: Path) -> None:
    shutil.rmtree(ROOT, ignore_errors=True)
    for folder, names in ((PHOTOS, ("red", "green", "blue")), (ALBUM, ("red", "red2"))):
        folder.mkdir(parents=True)
        for name in names:
            shutil.copy(CONTENTS / f"{name}.png", folder)
    (PHOTOS / "red.xmp").write_text("<x/>", "utf-8")
    model = _make_model()
    _catdog("sort", str(PHOTOS), "--yes", "--model", str(model))
    _catdog("correct", str(PHOTOS / "blue.png"), "hamster")
    _save_settings()
    _save_watch()
    _interrupt_sort(model)
    output.mkdir(exist_ok=True)
    for file in HOME.glob("*.sqlite3"):
        _dump(file, output / f"{file.stem}.sql")
    shutil.copy(HOME / "settings.ini", output)
    files = sorted(path for folder in (PHOTOS, ALBUM) for path in folder.rglob("*") if path.is_file())
    lines = [f"{path.relative_to(ROOT)}\t{path.stat().st_mtime_ns}\n" for path in files]
    (output / "files.tsv").write_text("".join(lines), "utf-8")


def _make_model() -> Path:
    from tests.conftest import _write_tiny_model_folder

    return _write_tiny_model_folder(ROOT / "model")


def _catdog(*arguments: str) -> None:
    from catdog_gui.cli import main as catdog

    code = catdog(["--home", str(HOME), *arguments])
    if code:
        sys.exit(f"catdog {' '.join(arguments)} ended with {code}")


def _save_settings() -> None:
    from catdog_gui.ui.settings import Appearance, FolderToWatch, Settings

    settings = Settings(HOME / "settings.ini")
    settings.appearance = Appearance.DARK
    settings.language = "zh_CN"
    settings.policy = "0.93"
    settings.copies = True
    settings.recursive = True
    settings.workers = 3
    settings.remember(PHOTOS, 3)
    settings.watched = [FolderToWatch(ALBUM, recursive=True, paused=True)]
    settings.save()


def _save_watch() -> None:
    from catdog_gui.watching.memory import Memory

    from catdog_gui.paths import Paths
    from catdog_gui.sorting.plan import stamp_of
    from catdog_gui.watching import models

    # 1.0 wrote down this one answer alone, so its method does not ask which.
    answer = [models.Existing.SKIP] if "existing" in signature(Memory.answer).parameters else []
    with contextlib.closing(Memory.at(Paths.at(HOME))) as memory:
        memory.answer(ALBUM, {ALBUM / "red.png": stamp_of(ALBUM / "red.png")}, *answer)


def _interrupt_sort(model: Path) -> None:
    """Sorts a second folder in a process that dies between its two files."""
    from catdog_gui.sorting.disk import LocalDisk

    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    rename, renamed = LocalDisk.rename, []

    def rename_once(self: LocalDisk, source: Path, target: Path) -> None:
        if renamed:
            os._exit(9)
        renamed.append(source)
        rename(self, source, target)

    LocalDisk.rename = rename_once
    _catdog("sort", str(ALBUM), "--yes", "--model", str(model))
    os._exit(1)


def _dump(file: Path, output: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as db:
        version = db.execute("pragma user_version").fetchone()[0]
        output.write_text("\n".join([*db.iterdump(), f"PRAGMA user_version = {version};", ""]), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
