"""Real keys in a real window: what closes, where the focus goes, and what a letter does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from real_window import RealWindow, desktop
from ui_fakes import BLUE, GREY, RED, draw

pytestmark = pytest.mark.slow


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    folder = tmp_path / "pets"
    for colour, word, count in ((RED, "red", 6), (BLUE, "dog008", 5), (GREY, "dark", 3)):
        for number in range(count):
            draw(folder, f"{word}{number}.png", colour, (320, 240))
    return folder


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[RealWindow]:
    with desktop() as environment:
        made = RealWindow(environment, tmp_path / "home", qtbot)
        yield made
        made.close()


def test_any_key_or_click_closes_the_overlay_of_keys_and_the_focus_returns(window: RealWindow, pets: Path) -> None:
    window.start(pets)
    window.press("Home")
    window.wait_for(current="dark0.png", focus="grid")
    for key in ("F1", "Escape", "c", "Right", "Tab", "Return", "space", "ctrl+l", "F8"):
        window.press("F1")
        window.wait_for(keys=True, focus="shortcuts")
        window.press(key)
        window.wait_for(keys=False, focus="grid", current="dark0.png", corrected={})
    window.press("F1")
    window.wait_for(keys=True)
    window.click(700, 400)
    window.wait_for(keys=False, focus="grid", current="dark0.png")


def test_letters_are_labels_and_finding_has_a_field_of_its_own(window: RealWindow, pets: Path) -> None:
    window.start(pets)
    window.press("Home")
    window.wait_for(current="dark0.png", focus="grid")
    window.type("e0g8r3")
    window.press("ctrl+f")
    window.wait_for(find="", focus="find", current="dark0.png", corrected={})
    window.type("dog0083")
    window.wait_for(find="dog0083", shown=1, corrected={})
    window.press("Return")
    window.wait_for(focus="grid", current="dog0083.png", shown=1, corrected={})
    window.press("c")
    window.wait_for(corrected={"dog0083.png": 0}, find="dog0083", shown=1)
    window.press("Escape")
    window.wait_for(find=None, focus="grid", current="dog0083.png", shown=14)
    window.press("slash")
    window.wait_for(find="", focus="find")
    window.type("cat")
    window.wait_for(shown=7)
    window.press("Escape")
    window.wait_for(find=None, focus="grid", shown=14)


def test_the_loupe_opens_walks_labels_zooms_and_goes_back(window: RealWindow, pets: Path) -> None:
    window.start(pets)
    window.press("Home")
    window.wait_for(current="dark0.png", focus="grid", loupe=None)
    window.press("space")
    window.wait_for(focus="loupe", loupe={"name": "dark0.png", "position": "1 of 14", "zoom": "Fit"})
    window.press("Right", "Right", "Right")
    window.wait_for(loupe={"name": "dog0080.png", "position": "4 of 14", "zoom": "Fit"}, current="dark0.png")
    window.press("c")
    window.wait_for(corrected={"dog0080.png": 0}, loupe={"name": "dog0080.png", "position": "4 of 14", "zoom": "Fit"})
    window.press("u", "Down", "n")
    window.wait_for(corrected={"dog0081.png": 3})
    window.press("z")
    window.wait_for(loupe={"name": "dog0081.png", "position": "5 of 14", "zoom": "100 %"})
    window.turn_wheel(700, 400)
    window.wait_for(loupe={"name": "dog0081.png", "position": "5 of 14", "zoom": "125 %"})
    window.click(700, 400)
    window.wait_for(loupe={"name": "dog0081.png", "position": "5 of 14", "zoom": "Fit"})
    window.press("Left")
    window.wait_for(loupe={"name": "dog0080.png", "position": "4 of 14", "zoom": "Fit"})
    window.press("Tab", "Tab", "Tab", "Escape")
    window.wait_for(loupe=None, focus="grid", current="dog0080.png")
    window.press("Return")
    window.wait_for(focus="loupe", loupe={"name": "dog0080.png", "position": "4 of 14", "zoom": "Fit"})
    window.press("F1")
    window.wait_for(keys=True, focus="shortcuts")
    window.press("Right")
    window.wait_for(keys=False, focus="loupe", loupe={"name": "dog0080.png", "position": "4 of 14", "zoom": "Fit"})
    window.press("BackSpace")
    window.wait_for(loupe=None, focus="grid", current="dog0080.png")
    window.double_click(700, 250)
    window.wait_for(focus="loupe")
    window.press("Home", "Right", "Right", "Right", "BackSpace")
    window.wait_for(loupe=None, focus="grid", current="dog0080.png")
    window.press("F9")
    window.wait_for(focus="loupe")
    window.press("d")
    window.wait_for(loupe={"name": "dog0081.png", "position": "5 of 14", "zoom": "Fit"})
