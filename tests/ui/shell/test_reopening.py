"""The program opens where it was left."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from ui_pages import SettingsPage
from ui_watching import Start

from catdog_gui.ui.settings.dialog import SettingsDialog


@pytest.mark.parametrize("wanted", [True, False])
def test_it_opens_the_last_folder_if_that_is_wanted(start: Start, pets: Path, qtbot: QtBot, wanted: bool) -> None:
    first = start(pets)
    page = SettingsPage(SettingsDialog(first.session, first.theme, first.window))
    if not wanted:
        page.button("Open the last folder at the start").click()
    first.close()
    again = start()
    assert again.window.isVisible()
    qtbot.waitUntil(lambda: again.session.folder == (pets if wanted else None))


def test_a_given_folder_comes_first(start: Start, pets: Path, arriving: Path, qtbot: QtBot) -> None:
    start(pets).close()
    assert start(arriving).session.folder == arriving
