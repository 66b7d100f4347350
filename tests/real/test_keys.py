"""Real keys in a real window: what closes, where the focus goes, and what a letter does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from real_window import RealWindow, desktop
from ui_fakes import BLUE, GREY, RED, draw

from catdog_gui.paths import Paths
from catdog_gui.ui.common.settings import Settings, WatchedFolderSettings

pytestmark = pytest.mark.slow


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    folder = tmp_path / "pets"
    for colour, word, count in ((RED, "red", 6), (BLUE, "dog008", 5), (GREY, "dark", 3)):
        for number in range(count):
            draw(folder, f"{word}{number}.png", colour, (320, 240))
    return folder


ANOTHER_WINDOW = """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("another program")
label.resize(1400, 800)
label.show()
app.exec()
"""


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[RealWindow]:
    with desktop() as environment:
        made = RealWindow(environment, tmp_path / "home", qtbot)
        yield made
        made.close()


def test_any_key_or_click_closes_the_overlay_of_keys_and_the_focus_returns(window: RealWindow, pets: Path) -> None:
    window.start(pets)
    window.wait_for(active=True)
    window.press("Home")
    window.wait_for(current="dark0.png", focus="grid")
    for key in ("F1", "Escape", "c", "Right", "Tab", "Return", "space", "ctrl+l", "F8"):
        window.press("question")
        window.wait_for(keys=True, focus="shortcuts")
        window.press(key)
        window.wait_for(keys=False, focus="grid", current="dark0.png", corrected={})
    window.press("question")
    window.wait_for(keys=True)
    window.click(700, 400)
    window.wait_for(keys=False, focus="grid", current="dark0.png")


def test_letters_are_labels_and_finding_has_a_field_of_its_own(window: RealWindow, pets: Path) -> None:
    window.start(pets)
    window.wait_for(active=True)
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


@pytest.mark.parametrize("is_minimised", [True, False], ids=["minimised", "behind another"])
def test_a_second_start_raises_the_window_and_opens_the_folder(
    window: RealWindow, pets: Path, tmp_path: Path, is_minimised: bool
) -> None:
    other = draw(tmp_path / "others", "one.png", RED).parent
    window.start(other)
    window.wait_for(active=True)
    if is_minimised:
        window.minimise()
        window.wait_for(visible=False)
    else:
        window.run("-c", ANOTHER_WINDOW)
        window.wait_for(active=False)
    assert window.run_again("gui") == 0
    window.wait_for(visible=True, active=True, folder="others")
    assert window.run_again("gui", str(pets)) == 0
    window.wait_for(visible=True, active=True, folder="pets", shown=14)
    assert window.titles == ["pets – catdog"]


def test_a_second_start_shows_the_window_of_a_watcher_without_a_tray(window: RealWindow, pets: Path) -> None:
    settings = Settings(Paths.at(window.home).settings_file)
    settings.watched = [WatchedFolderSettings(pets)]
    settings.save()
    window.start("--background")
    window.wait_for(visible=False)
    assert window.run_again("gui", "--background") == 0
    assert window.run_again("gui", str(pets)) == 0
    window.wait_for(visible=True, active=True, folder="pets", shown=14)
    assert window.titles == ["pets – catdog"]


def test_the_settings_stay_open_when_a_language_is_chosen(window: RealWindow, pets: Path) -> None:
    window.start(pets)
    window.wait_for(active=True)
    window.press("ctrl+comma")
    window.wait_for(settings="Settings", focus="appearance")
    window.press("Tab")
    window.wait_for(focus="language")
    place = window.state["settings_place"]
    for key, language, title in (("Down", "en", "Settings"), ("Down", "zh_CN", "设置"), ("Up", "en", "Settings")):
        window.press(key)
        window.wait_for(language=language, settings=title, focus="language", settings_place=place)
    window.press("Escape")
    window.wait_for(settings="", active=True, focus="grid")


def test_nothing_of_the_header_is_lost_in_a_small_window_and_nothing_moves(window: RealWindow, pets: Path) -> None:
    window.start(pets)
    window.wait_for(active=True)
    before = window.state["header"]
    window.press("Home", "d")
    window.wait_for(corrected={"dark0.png": 1}, header=before)
    window.resize(960, 680)
    window.qtbot.waitUntil(lambda: "more" in window.state["header"], timeout=20_000)
    x, width = window.state["header"]["more"]
    window.click_in_window(x + width // 2, 24)
    in_place = {"recursive": "Include sub-folders", "size": "Larger pictures", "history": "History", "order": "Order"}
    texts = [text for name, text in in_place.items() if name not in window.state["header"]]
    assert texts
    window.qtbot.waitUntil(lambda: set(texts) <= set(window.state["menu"]), timeout=20_000)
    steps = window.state["menu"].index("Include sub-folders") + 1
    window.press(*["Down"] * steps, "Return")
    window.wait_for(recursive=True, menu=[])


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
    window.press("question")
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
