"""What the program is made of, and what a report says."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from ui_pages import SettingsPage, WindowPage, find

from catdog_gui import __version__
from catdog_gui.ui.common.diagnostics import error_id, log_line, recent_errors
from catdog_gui.ui.common.log_file import log_file
from catdog_gui.ui.help.about_dialog import AboutDialog
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.shell.application import Application


def test_it_says_the_version_the_model_and_where_the_files_are(opened: Application) -> None:
    page, paths = WindowPage(opened).open_about(), opened.session.backend.paths
    assert page.version.text() == f"catdog {__version__}"
    loaded = opened.session.model.loaded
    assert loaded is not None
    assert f"Identifier: {loaded.model.id}" in page.texts
    for file in (paths.data, paths.cache_file, paths.settings_file, log_file(paths.log_dir)):
        assert str(file) in page.texts


def test_it_says_that_nothing_is_sent(application: Application) -> None:
    text = " ".join(WindowPage(application).open_about().texts)
    assert "reports nothing about you" in text
    assert "does not look for updates" in text


def test_a_file_that_was_never_written_is_shown_in_the_nearest_folder(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr("catdog_gui.ui.help.about_dialog.open_externally", shown.append)
    page = WindowPage(application).open_about()
    page.button("Show in folder").click()
    assert len(shown) == 1
    assert shown[0].is_dir()


def test_the_settings_lead_to_it(application: Application) -> None:
    application.window.settings_controller.open()
    SettingsPage(find(application.window, SettingsDialog)).button("About catdog").click()
    assert application.window.findChild(AboutDialog) is not None


def test_the_details_name_no_file(opened: Application, pets: Path) -> None:
    paths = opened.session.backend.paths
    paths.log_dir.mkdir(parents=True)
    secret = pets / "secret holiday.jpg"
    identifier = error_id(raised(secret))
    log_file(paths.log_dir).write_text(f"2026-01-31 10:00:00,000 ERROR x: {log_line(identifier, str(secret))}\n")
    page = WindowPage(opened).open_about()
    page.button("Copy details for a report").click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(f"catdog {__version__}, Python ")
    assert f"last errors: 2026-01-31 {identifier}" in copied
    assert "secret" not in copied
    assert str(paths.data) not in copied
    assert page.copied_note.text() == "Copied."


def raised(path: Path) -> OSError:
    try:
        path.with_name("missing").read_bytes()
    except OSError as error:
        return error
    raise AssertionError


def test_an_error_has_the_same_id_whatever_file_it_is_about(tmp_path: Path) -> None:
    assert error_id(raised(tmp_path / "a")) == error_id(raised(tmp_path / "b" / "c"))
    assert error_id(raised(tmp_path)) != error_id(ValueError())


def test_only_the_last_errors_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "catdog.log"
    lines = [f"2026-01-{day:02} 10:00:00,000 ERROR x: {log_line(f'{day:08x}', 'text')}" for day in range(1, 9)]
    file.write_text("\n".join([*lines, "2026-01-09 10:00:00,000 WARNING x: something else"]))
    assert recent_errors(file) == [f"2026-01-{day:02} {day:08x}" for day in range(4, 9)]
    assert recent_errors(tmp_path / "none") == []
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


def test_licences_can_be_read_whole(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_licences()
    row = next(row for row, name in enumerate(page.names) if name.startswith("PySide6"))
    page.page_list.setCurrentRow(row)
    assert "LGPL" in page.licence.text()
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in page.text.toPlainText()
