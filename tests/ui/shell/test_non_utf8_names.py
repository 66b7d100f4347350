"""A folder whose name is bytes that are no UTF-8, as old discs have them: it can be sorted, and is remembered."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDropEvent
from pytestqt.qtbot import QtBot
from ui_fakes import BLUE, RED, draw

from catdog_gui.paths import Paths
from catdog_gui.ui.common.settings import Settings, WatchedFolderSettings
from catdog_gui.ui.common.urls import path_of, url_of
from catdog_gui.ui.shell.application import Application

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="all names are Unicode there")


@pytest.fixture
def cafe(tmp_path: Path) -> Path:
    folder = tmp_path / os.fsdecode(b"caf\xe9 | 100%")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    for name, colour in (("red", RED), ("blue", BLUE)):
        draw(tmp_path, "made.png", colour).rename(folder / os.fsdecode(name.encode() + b"\xff.png"))
    return folder


def test_the_settings_remember_it(paths: Paths, cafe: Path) -> None:
    settings = Settings(paths.settings_file)
    settings.add_recent(Path("/plain 100%"), 1)
    settings.add_recent(cafe, 2)
    settings.watched = [WatchedFolderSettings(cafe, recursive=True)]
    settings.save()
    again = Settings(paths.settings_file)
    assert again.recent == [(cafe, 2), (Path("/plain 100%"), 1)]
    assert again.watched == [WatchedFolderSettings(cafe, recursive=True)]


def test_addresses_of_files_keep_it(cafe: Path) -> None:
    assert path_of(url_of(cafe)) == cafe
    assert path_of(url_of(Path("/plain ä 100%"))) == Path("/plain ä 100%")


def test_it_is_dropped_sorted_put_back_and_opened_again(application: Application, cafe: Path, qtbot: QtBot) -> None:
    window, session = application.window, application.session
    application.start(None)
    data = QMimeData()
    data.setData("text/uri-list", cafe.as_uri().encode())
    where = QPointF(QPoint(200, 200))
    keys = Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(session.scan_ended):
        window.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys))
    assert session.folder == cafe
    before = sorted(cafe.iterdir())
    session.corrections.correct([0, 1], 1)
    window.sort_controller.open_sheet()
    qtbot.waitUntil(window.sort_sheet._sort.isEnabled)
    with qtbot.waitSignal(application.sort_service.finished):
        window.sort_sheet.accept()
    assert list(cafe.iterdir()) == [cafe / "dog"]
    assert window.footer._report_failures.isHidden()
    with qtbot.waitSignal(application.sort_service.finished):
        window.sort_controller.undo()
    assert sorted(cafe.iterdir()) == before
    wanted: list[Path] = []
    window.header.folder_requested.connect(wanted.append)
    window.start_page.folder_requested.connect(wanted.append)
    window.header._menu.aboutToShow.emit()
    entries = [each for each in window.header._menu.findChildren(QAction) if each.data()]
    entries[0].trigger()
    window.start_page.refresh()
    window.start_page._recent_grid.itemAtPosition(1, 0).widget().click()
    assert wanted == [cafe, cafe]
