"""What versions 1.0 and 1.2 left behind is read; what a newer version left behind is not touched.

The files in the folders beside this one were made by those versions: see `make_home.py`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from catdog_gui.cli import DONE, WRONG_USE, main
from catdog_gui.paths import Paths
from catdog_gui.retraining.corrections import Corrections
from catdog_gui.sorting.models import Mode
from catdog_gui.ui.common.settings import Appearance, Settings, WatchedFolderSettings
from catdog_gui.watching.models import WatchError
from catdog_gui.watching.watch_store import WatchStore

HERE = Path(__file__).parent
OLD_ROOT = b"/tmp/catdog"  # make_home.ROOT
STORES = ("journal", "corrections", "watching")
Catdog = Callable[..., int]


@pytest.fixture(params=["1.0.0", "1.2.0"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with the home of an old version, and with the pictures as that version left them."""
    saved = HERE / request.param
    for line in (saved / "files.tsv").read_text("utf-8").splitlines():
        name, mtime_ns = line.split("\t")
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".png":
            shutil.copy(HERE / "pictures" / file.name, file)
        else:
            file.write_text("<x/>", "utf-8")
        os.utime(file, ns=(int(mtime_ns), int(mtime_ns)))
    home = tmp_path / "home"
    home.mkdir()
    settings = (saved / "settings.ini").read_bytes().replace(OLD_ROOT, os.fsencode(tmp_path))
    (home / "settings.ini").write_bytes(settings)
    for store in STORES:
        _load(saved / f"{store}.sql", home / f"{store}.sqlite3", os.fsencode(tmp_path))
    return tmp_path


def _load(dump: Path, file: Path, root: bytes) -> None:
    """Makes the database of a dump; every path in it begins with `root` from then on."""
    with closing(sqlite3.connect(file)) as db:
        db.executescript(dump.read_text("utf-8").replace(OLD_ROOT.hex().upper(), root.hex().upper()))


@pytest.fixture
def catdog(root: Path) -> Catdog:
    return lambda *arguments: main(["--home", str(root / "home"), *arguments])


def pictures(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_run_of_an_old_version_is_taken_back(root: Path, catdog: Catdog) -> None:
    assert pictures(root / "photos") == {"blue.png", "cat/red.png", "cat/red.xmp", "dog/green.png"}
    assert catdog("undo", "1", "--yes") == DONE
    assert pictures(root / "photos") == {"blue.png", "red.png", "red.xmp", "green.png"}
    assert not (root / "photos" / "cat").exists()


def test_a_run_that_an_old_version_did_not_finish_is_recovered_and_taken_back(root: Path, catdog: Catdog) -> None:
    assert pictures(root / "album") == {"cat/red.png", "red2.png"}
    assert catdog("undo", "2", "--yes") == DONE
    assert pictures(root / "album") == {"red.png", "red2.png"}


def test_corrections_of_an_old_version_are_known(root: Path) -> None:
    picture = root / "photos" / "blue.png"
    assert Corrections(Paths.at(root / "home").corrections_file).look_up([picture]) == {picture: "hamster"}


def test_what_an_old_version_was_told_to_leave_stays(root: Path) -> None:
    with closing(WatchStore.at(Paths.at(root / "home"))) as store:
        assert store.has_answer(root / "album")
        assert store.skipped(root / "album").keys() == {root / "album" / "red.png"}


def test_settings_of_an_old_version_are_kept(root: Path) -> None:
    settings = Settings(Paths.at(root / "home").settings_file)
    assert settings.appearance is Appearance.DARK
    assert (settings.language, settings.policy, settings.workers) == ("zh_CN", "0.93", 3)
    assert settings.sort_mode is Mode.COPY
    assert settings.recursive
    assert settings.recent == [(root / "photos", 3)]
    assert settings.watched == [WatchedFolderSettings(root / "album", recursive=True, paused=True)]


def test_settings_that_are_not_known_yet_are_kept(root: Path) -> None:
    file = Paths.at(root / "home").settings_file
    file.write_text("[General]\nappearance=sepia\nzoom=3\n\n[Things]\nto-come=@ByteArray(x)\n", "utf-8")
    settings = Settings(file)
    assert settings.appearance is Appearance.SYSTEM
    settings.workers = 2
    settings.save()
    lines = file.read_text("utf-8").splitlines()
    assert {"appearance=sepia", "zoom=3", "[Things]", "to-come=@ByteArray(x)", "workers=2"} <= {*lines}


@pytest.mark.parametrize("command", [("history",), ("undo", "--yes"), ("undo", "2", "--yes")], ids=" ".join)
def test_a_newer_journal_is_refused_and_left_as_it_is(
    root: Path, catdog: Catdog, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    journal = root / "home" / "journal.sqlite3"
    before = _make_newer(journal), pictures(root)
    assert catdog(*command) == WRONG_USE
    assert "was written by a newer version of this program" in capsys.readouterr().err
    assert before == (journal.read_bytes(), pictures(root))


def test_newer_corrections_are_refused_and_left_as_they_are(
    root: Path, catdog: Catdog, capsys: pytest.CaptureFixture[str]
) -> None:
    corrections = root / "home" / "corrections.sqlite3"
    before = _make_newer(corrections)
    assert catdog("correct", str(root / "photos" / "blue.png"), "dog") == WRONG_USE
    assert "newer version" in capsys.readouterr().err
    assert corrections.read_bytes() == before


def test_newer_memory_of_the_watches_is_refused_and_left_as_it_is(root: Path) -> None:
    memory = root / "home" / "watching.sqlite3"
    before = _make_newer(memory)
    with pytest.raises(WatchError, match="newer version"):
        WatchStore.at(Paths.at(root / "home"))
    assert memory.read_bytes() == before


def _make_newer(file: Path) -> bytes:
    """Makes a database one of a version that is not known yet, and returns its bytes."""
    with closing(sqlite3.connect(file)) as db:
        # Another journal mode than ours: opening it as usual would write the mode into the file.
        db.executescript("pragma journal_mode = truncate; create table things_to_come (x); pragma user_version = 1000")
    return file.read_bytes()
