"""A folder whose name is bytes that are no UTF-8, as old discs have them: it can be sorted, and is remembered."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from pytestqt.qtbot import QtBot
from ui_fakes import BLUE, RED, draw
from ui_pages import WindowPage, drop_data

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


def test_the_settings_keep_a_non_utf8_folder(paths: Paths, cafe: Path) -> None:
    settings = Settings(paths.settings_file)
    settings.add_recent(Path("/plain 100%"), 1)
    settings.add_recent(cafe, 2)
    settings.watched = [WatchedFolderSettings(cafe, recursive=True)]
    settings.save()
    again = Settings(paths.settings_file)
    assert again.recent == [(cafe, 2), (Path("/plain 100%"), 1)]
    assert again.watched == [WatchedFolderSettings(cafe, recursive=True)]


def test_urls_keep_a_non_utf8_path(cafe: Path) -> None:
    assert path_of(url_of(cafe)) == cafe
    assert path_of(url_of(Path("/plain ä 100%"))) == Path("/plain ä 100%")


def test_a_non_utf8_folder_is_dropped_sorted_undone_and_reopened(
    application: Application, cafe: Path, qtbot: QtBot
) -> None:
    window, session, page = application.window, application.session, WindowPage(application)
    application.start(None)
    data = QMimeData()
    data.setData("text/uri-list", cafe.as_uri().encode())
    with qtbot.waitSignal(session.scan_ended):
        drop_data(window, data)
    assert session.folder == cafe
    before = sorted(cafe.iterdir())
    session.corrections.correct([0, 1], 1)
    page.sort(qtbot)
    assert list(cafe.iterdir()) == [cafe / "dog"]
    assert page.report_bar.failures.isHidden()
    with qtbot.waitSignal(application.sort_service.finished):
        window.sort_controller.undo()
    assert sorted(cafe.iterdir()) == before
    wanted: list[Path] = []
    window.header.folder_requested.connect(wanted.append)
    window.start_page.folder_requested.connect(wanted.append)
    page.header.recent_folders()[0].trigger()
    window.start_page.refresh()
    page.start_page.recent(cafe).click()
    assert wanted == [cafe, cafe]
