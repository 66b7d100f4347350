"""The switch for the menus of file managers: it shows what is on the disk, and what went wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from ui_pages import FileManagerPage

from catdog_gui import file_managers
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scripts of Nautilus, which is the only file manager."""
    program = tmp_path / "bin" / "nautilus"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "nautilus" / "scripts"


def open_page(opened: Application, qtbot: QtBot) -> FileManagerPage:
    page = FileManagerPage(SettingsDialog(opened.session, opened.theme, opened.window))
    qtbot.waitUntil(lambda: not opened.session.file_tasks.is_busy, timeout=10_000)
    return page


def test_the_switch_installs_and_removes(opened: Application, scripts: Path, qtbot: QtBot) -> None:
    page = open_page(opened, qtbot)
    qtbot.waitUntil(page.file_managers.isEnabled)
    assert page.file_managers_note.text() == "Opens a folder from Files."
    page.file_managers.click()
    qtbot.waitUntil(page.file_managers.isEnabled)
    assert [path.name for path in scripts.iterdir()] == ["Sort cats and dogs here"]
    page.widget.close()
    page = open_page(opened, qtbot)
    qtbot.waitUntil(page.file_managers.isChecked)
    page.file_managers.click()
    qtbot.waitUntil(page.file_managers.isEnabled)
    assert not list(scripts.iterdir())
    page.widget.close()


def test_an_error_is_told_and_the_switch_goes_back(opened: Application, scripts: Path, qtbot: QtBot) -> None:
    scripts.parent.mkdir(parents=True)
    scripts.write_text("in the way")
    page = open_page(opened, qtbot)
    qtbot.waitUntil(page.file_managers.isEnabled)
    page.file_managers.click()
    qtbot.waitUntil(page.file_managers.isEnabled)
    assert page.file_managers_note.text() == "It cannot be set: File exists"
    assert not page.file_managers.isChecked()
    page.widget.close()


def test_without_a_known_file_manager_it_is_off(
    opened: Application, scripts: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_managers, "find_titles", lambda: ())
    page = open_page(opened, qtbot)
    qtbot.waitUntil(lambda: "None of them was found" in page.file_managers_note.text())
    assert not page.file_managers.isEnabled()
    page.widget.close()
