"""The story of a user with 2,000 pictures, told with real keys: every file is known by its content until the end."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot
from real_window import RealWindow, desktop
from ui_fakes import BLUE, GREY, PALE, RED

pytestmark = pytest.mark.slow

COUNTS = {"cat": (RED, 900), "dog": (BLUE, 800), "other": (GREY, 200), "pale": (PALE, 100)}
REVIEWED = 6
_TIMEOUT_MS = 60_000


def draw(folder: Path, name: str, colour: tuple[int, int, int]) -> None:
    """As small as pictures can be, and each with its own content."""
    image = Image.new("RGB", (48, 32), colour)
    image.save(folder / name, quality=90, comment=name.encode())


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    folder = tmp_path / "pets"
    folder.mkdir()
    for word, (colour, count) in COUNTS.items():
        for number in range(count):
            draw(folder, f"{word}{number:03}.jpg", colour)
    (folder / "cat000.xmp").write_text("about the first cat")
    return folder


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[RealWindow]:
    with desktop() as environment:
        made = RealWindow(environment, tmp_path / "home", qtbot)
        yield made
        made.close()


def tree(folder: Path) -> set[str]:
    """Only the paths: while files move, they cannot all be read."""
    return {Path(place, name).relative_to(folder).as_posix() for place, _, names in os.walk(folder) for name in names}


def hashes(folder: Path) -> dict[str, str]:
    """The content of every file, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def sorted_away(before: dict[str, str], reviewed: dict[str, str]) -> dict[str, str]:
    """Where a sort puts the files: those that the user labelled, and those that the model knows."""
    folders = {"cat": "cat/", "dog": "dog/"}
    return {f"{reviewed.get(name) or folders.get(name[:3], '')}{name}": content for name, content in before.items()}


def sort(window: RealWindow) -> None:
    window.press("ctrl+s")
    window.wait_for(focus="sort")
    window.press("Return")
    window.wait_for(focus="grid", sorting=False)


def undo_the_last_arrival(window: RealWindow) -> None:
    """In the list of watched folders, whose rows are reached by Tab."""
    window.press("F8")
    window.wait_for(focus="close")
    for _ in range(40):
        if window.state["focus_name"].startswith("Undo"):
            break
        window.press("Tab")
        window.qtbot.wait(100)
    window.press("space")


def test_two_thousand_pictures_are_sorted_taken_back_and_sorted_as_they_arrive(
    window: RealWindow, pets: Path, qtbot: QtBot
) -> None:
    def wait_for_files(expected: dict[str, str]) -> None:
        qtbot.waitUntil(lambda: tree(pets) == set(expected), timeout=_TIMEOUT_MS)
        assert hashes(pets) == expected

    before = hashes(pets)
    window.start(pets)
    window.wait_for(active=True, shown=2000, focus="grid")

    # Review in the loupe: the answers go on by themselves.
    window.press("F9")
    window.wait_for(focus="loupe")
    for answer in "cdcdcd":
        position = window.state["loupe"]["position"]
        window.press(answer)
        qtbot.waitUntil(lambda position=position: window.state["loupe"]["position"] != position, timeout=_TIMEOUT_MS)
    window.press("BackSpace")
    window.wait_for(focus="grid", loupe=None, saving=False)
    reviewed = {name: ("cat/", "dog/")[code] for name, code in window.state["corrected"].items()}
    assert len(reviewed) == REVIEWED
    assert {name[:4] for name in reviewed} == {"pale"}

    # Sort, take it back, and sort again.
    expected = sorted_away(before, reviewed)
    sort(window)
    wait_for_files(expected)
    window.press("ctrl+z")
    wait_for_files(before)
    window.wait_for(sorting=False, shown=2000)
    sort(window)
    wait_for_files(expected)

    # Watch the folder; what lies there stays.
    window.press("F7")
    window.wait_for(focus="leave")
    window.press("Return")
    window.wait_for(watching=["watching"])
    for number in range(5):
        draw(pets, f"new{number}.jpg", RED)
    arrived = {name: content for name, content in hashes(pets).items() if name.startswith("new")}
    expected |= {f"cat/{name}": content for name, content in arrived.items()}
    wait_for_files(expected)

    # Quit; pictures come in meanwhile; start again where it was left.
    window.press("ctrl+q")
    window.wait_for_end()
    for number in range(4):
        draw(pets, f"late{number}.jpg", BLUE)
    late = {name: content for name, content in hashes(pets).items() if name.startswith("late")}
    window.start()
    window.wait_for(folder="pets", active=True, watching=["watching"])
    wait_for_files(expected | {f"dog/{name}": content for name, content in late.items()})

    # One of them goes back, and stays there.
    undo_the_last_arrival(window)
    qtbot.waitUntil(lambda: not tree(pets).isdisjoint(late), timeout=_TIMEOUT_MS)
    (restored,) = tree(pets) & set(late)
    qtbot.wait(3000)  # longer than a picture has to be still before it is sorted
    wait_for_files(expected | {(name if name == restored else f"dog/{name}"): late[name] for name in late})
    assert sorted(hashes(pets).values()) == sorted([*before.values(), *arrived.values(), *late.values()])
