"""The card of the first start: there once, and then never again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from ui_pages import WindowPage

from catdog_gui.paths import Paths
from catdog_gui.ui.common.settings import Appearance, Settings
from catdog_gui.ui.shell.application import Application


def test_the_first_start_shows_three_steps(application: Application) -> None:
    application.start(None)
    page = WindowPage(application).first_steps
    assert page.widget.isVisible()
    assert len([text for text in page.texts if len(text) > 3]) == 3


def test_its_button_closes_it_for_good(application: Application) -> None:
    page = WindowPage(application).first_steps
    page.close_first_steps.click()
    assert page.widget.isHidden()
    assert application.settings.knows_first_steps
    WindowPage(application).speak("en")
    assert WindowPage(application).first_steps.widget.isHidden()


def test_opening_a_folder_closes_it_for_good(opened: Application) -> None:
    assert opened.settings.knows_first_steps
    assert WindowPage(opened).first_steps.widget.isHidden()


def test_who_has_used_the_program_before_does_not_see_it(paths: Paths, tmp_path: Path) -> None:
    settings = Settings(paths.settings_file)
    assert not settings.knows_first_steps
    settings.add_recent(tmp_path, 3)
    assert settings.knows_first_steps


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_its_drawings_have_the_colours_of_the_animals(
    application: Application, appearance: Appearance, qtbot: QtBot
) -> None:
    application.theme.set_appearance(appearance)
    application.start(None)
    picture = WindowPage(application).first_steps.widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    colours = {f"#{pixel & 0xFFFFFF:06x}" for pixel in np.unique(np.frombuffer(picture.constBits(), np.uint32))}
    assert set(application.theme.colours.classes[:2]) <= colours
    application.theme.set_appearance(Appearance.SYSTEM)
