"""What may lie in a folder from elsewhere: pipes where folders are expected, names that are no text or give orders."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from catdog_gui.messages import Text, shown

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, and names of any bytes")

Catdog = Callable[..., "subprocess.CompletedProcess[bytes]"]
ENOUGH_SECONDS = 90


@pytest.fixture
def catdog(tmp_path: Path, make_tiny_model_folder: Callable[[], Path]) -> Catdog:
    """Runs the command in its own process, so that one that waits for ever is ended."""
    model = make_tiny_model_folder()

    def run(command: str, *arguments: object) -> subprocess.CompletedProcess[bytes]:
        scoring = ["--model", str(model)] if command in {"classify", "sort"} else []
        line = [sys.executable, "-m", "catdog_gui", "--home", str(tmp_path / "home"), command]
        return subprocess.run([*line, *map(str, arguments), *scoring], capture_output=True, timeout=ENOUGH_SECONDS)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    return folder


def put_cat(path: Path) -> None:
    Image.new("RGB", (20, 16), (250, 5, 5)).save(path, "PNG")


def test_a_pipe_named_like_a_class_folder_stops_nothing(catdog: Catdog, folder: Path) -> None:
    put_cat(folder / "a.png")
    os.mkfifo(folder / "cat")
    done = catdog("sort", folder, "--yes")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert (folder / "a.png").exists()
    assert catdog("history").returncode == 0
    assert catdog("sort", folder, "--yes").returncode == 1


def test_a_reason_may_quote_a_name_that_is_no_text(catdog: Catdog, folder: Path) -> None:
    picture = folder / os.fsdecode(b"x\xff.png")
    put_cat(picture)
    picture.with_suffix(".xmp").write_text("x")
    (folder / "cat").write_text("a file is in the way")
    done = catdog("sort", folder, "--yes")
    assert b"Traceback" not in done.stderr
    assert done.returncode == 1
    assert picture.exists()


@pytest.mark.parametrize("command", [("classify",), ("sort", "--dry-run")])
def test_no_name_gives_orders_to_the_terminal(catdog: Catdog, folder: Path, command: tuple[str, ...]) -> None:
    put_cat(folder / "a\x1b[2Jb\rc.png")
    (folder / "d\x1b]0;title\x07.png").write_bytes(b"no picture")
    done = catdog(*command, folder)
    assert b"\x1b" not in done.stdout + done.stderr
    assert b"\\x1b[2Jb\\rc.png" in done.stdout


def test_a_wrong_path_gives_no_orders_either(catdog: Catdog, folder: Path) -> None:
    done = catdog("sort", folder / "\x1b[31m", "--yes")
    assert done.returncode == 2
    assert b"\x1b" not in done.stderr


def test_the_home_is_private_even_where_it_was_not(catdog: Catdog, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    (home / "journal.sqlite3").touch(0o644)
    assert catdog("history").returncode == 0
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_name_in_a_sentence_is_text() -> None:
    name = os.fsdecode(b"x\xff\n.jpg")
    assert "x\\udcff\\n.jpg" in str(Text.STAYS_WITH(name, "why"))


@pytest.mark.parametrize("name", ["猫　犬.jpg", "b\u202fc.png", "👨\u200d👩\u200d👧.jpg", "é ü.png"])
def test_names_in_any_script_are_shown_as_they_are(name: str) -> None:
    assert shown(name) == name


def test_with_a_name_replaced_the_sentence_is_shown_text_too() -> None:
    draft, source = os.fsdecode(b"/draft\xfe"), os.fsdecode(b"/source\xff")
    assert str(Text.MISSING(f"{draft}/a").with_arguments_replaced(draft, source)) == str(Text.MISSING(f"{source}/a"))
