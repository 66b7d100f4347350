"""What arrives after the user cancelled the labelling."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot
from ui_fakes import RED, draw

from catdog_gui.ui.common.labels import WAITING
from catdog_gui.ui.shell.application import Application


def test_it_is_shown_and_not_labelled(opened: Application, pets: Path, qtbot: QtBot) -> None:
    session = opened.session
    session.cancel()
    picture = draw(pets, "new.png", RED)
    with qtbot.assertNotEmitted(session.scan_ended, wait=300):
        opened.watch_service.paths_changed.emit([picture])
        qtbot.waitUntil(lambda: session.pictures.table.row_of(picture) is not None)
    row = session.pictures.table.row_of(picture)
    assert row is not None
    assert session.pictures.table.code(row) == WAITING
