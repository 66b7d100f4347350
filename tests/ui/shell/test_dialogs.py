"""The dialogs alone, and what they ask of the window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from ui_fakes import RED, draw

from catdog_gui.paths import Paths
from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.common.settings import Appearance, Settings
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.shell.error_dialog import ExceptionHook
from catdog_gui.ui.sorting.failures_dialog import FailureDialog
from catdog_gui.ui.sorting.history_dialog import HistoryDialog


def _sort(application: Application, qtbot: QtBot) -> None:
    application.window.sort_controller.open_sheet()
    qtbot.waitUntil(application.window.sort_sheet._sort.isEnabled)
    with qtbot.waitSignal(application.sort_service.finished):
        application.window.sort_sheet.accept()


def test_history_lists_runs_and_takes_any_back(opened: Application, pets: Path, qtbot: QtBot) -> None:
    _sort(opened, qtbot)
    opened.window.sort_controller.open_history()
    dialog = opened.window.findChild(HistoryDialog)
    qtbot.waitUntil(lambda: dialog._model.rowCount() == 1)
    assert dialog._model.index(0, 1).data() == "pets"
    assert dialog._model.index(0, 3).data() == "moved"
    assert dialog._undo.isEnabled()
    with qtbot.waitSignal(opened.sort_service.finished):
        dialog._undo_selected()
    assert not (pets / "cat").exists()
    opened.window.sort_controller.open_history()
    again = opened.window.findChildren(HistoryDialog)[-1]
    qtbot.waitUntil(lambda: again._model.rowCount() == 1)
    assert again._model.index(0, 3).data() == "taken back"
    assert not again._undo.isEnabled()
    again.close()


def test_what_an_earlier_sort_gives_back_stands_in_the_grid(opened: Application, pets: Path, qtbot: QtBot) -> None:
    _sort(opened, qtbot)
    with qtbot.waitSignal(opened.session.scan_ended):
        opened.session.reopen()
    before = opened.session.pictures.counts().total
    (run,) = opened.session.backend.history()
    opened.sort_service.undo_run(run.id, pets, run.mode)
    qtbot.waitUntil(lambda: opened.session.pictures.counts().total == before + run.moved)
    qtbot.waitUntil(lambda: not opened.session.pictures.counts().waiting)


def test_an_empty_history_says_so_and_nothing_else(application: Application, qtbot: QtBot) -> None:
    application.window.sort_controller.open_history()
    dialog = application.window.findChild(HistoryDialog)
    qtbot.waitUntil(dialog._empty_label.isVisible)
    assert not dialog._table.isVisible()
    dialog.close()


def test_failures_are_one_list_with_retry(opened: Application, pets: Path, qtbot: QtBot) -> None:
    pictures = opened.session.pictures
    assert pictures.counts().of(FAILED) == 1
    opened.window.sort_controller.show_failures()
    dialog = opened.window.findChild(FailureDialog)
    assert dialog._model.rowCount() == 1
    dialog._copy()
    assert "torn.jpg" in QGuiApplication.clipboard().text()
    (pets / "torn.jpg").unlink()
    draw(pets, "torn.jpg", RED)
    with qtbot.waitSignal(opened.session.scan_ended):
        dialog._retry()
    assert pictures.counts().of(FAILED) == 0
    assert pictures.counts().of(0) == 11


def test_a_sort_that_cannot_be_done_says_why(opened: Application, pets: Path, qtbot: QtBot) -> None:
    (pets / "dog").write_text("in the way")
    _sort(opened, qtbot)
    footer = opened.window.footer
    assert not footer._report_failures.isHidden()
    opened.window.sort_controller.show_failures()
    dialog = opened.window.findChild(FailureDialog)
    assert dialog._model.rowCount() == 8
    assert "in the way" in str(dialog._model.index(0, 1).data())
    dialog.close()


def test_a_sort_that_moved_nothing_offers_no_undo(opened: Application, pets: Path, qtbot: QtBot) -> None:
    for name in ("cat", "dog"):
        (pets / name).write_text("in the way")
    _sort(opened, qtbot)
    footer = opened.window.footer
    assert footer._report_label.text() == "0 pictures sorted."
    assert footer._undo.isHidden()
    assert footer._show_in_folder.isHidden()
    assert not opened.session.undo_stack.canUndo()
    opened.window.sort_controller.open_history()
    dialog = opened.window.findChild(HistoryDialog)
    qtbot.waitUntil(lambda: dialog._model.rowCount() == 1)
    assert dialog._model.index(0, 3).data() == "nothing was moved, 18 failed"
    assert not dialog._undo.isEnabled()
    dialog.close()


def test_settings_take_effect_at_once_and_are_kept(opened: Application, paths: Paths, qtbot: QtBot) -> None:
    dialog = SettingsDialog(opened.session, opened.theme, opened.window)
    dialog._on_appearance_activated(2)
    assert opened.theme.colours.is_dark
    dialog._on_policy_activated(0)
    assert opened.session.model.threshold == 0.99
    dialog._copy_files.setChecked(True)
    dialog._on_workers_activated(3)
    dialog._clear_cache()
    qtbot.waitUntil(lambda: bool(dialog._cache_note.text()))
    assert not paths.cache_file.exists()
    opened.settings.save()
    kept = Settings(paths.settings_file)
    assert (kept.appearance, kept.policy, kept.copy_files, kept.workers) == (Appearance.DARK, "careful", True, 3)
    dialog._on_appearance_activated(0)
    dialog.close()


def test_settings_forgive_nonsense(tmp_path: Path) -> None:
    file = tmp_path / "settings.ini"
    file.write_text("[General]\nappearance=mauve\nworkers=many\nzoom=99999\nrecent=12|/a\nrecursive=perhaps\n")
    settings = Settings(file)
    assert settings.appearance is Appearance.SYSTEM
    assert settings.workers == 0
    assert settings.zoom == 384
    assert settings.recent == [(Path("/a"), 12)]
    settings.add_recent(Path("/b, with | marks"), 3)
    settings.add_recent(Path("/a"), 4)
    assert settings.recent == [(Path("/a"), 4), (Path("/b, with | marks"), 3)]


def test_an_unexpected_error_is_shown_once_and_the_program_goes_on(
    application: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    before = sys.excepthook
    catcher = ExceptionHook(tmp_path, application)
    catcher.install()
    try:
        for number in range(3):
            error = ValueError(f"number {number}")
            sys.excepthook(type(error), error, error.__traceback__)
        qtbot.waitUntil(lambda: catcher._dialog is not None)
        dialog = catcher._dialog
        assert dialog is not None
        dialog._copy()
        assert "number 0" in QGuiApplication.clipboard().text()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert catcher._dialog is None
    finally:
        catcher.remove()
    assert sys.excepthook is before


def test_the_sheet_says_what_goes_where_and_why_the_rest_stays(opened: Application, qtbot: QtBot) -> None:
    window, sheet = opened.window, opened.window.sort_sheet
    window.sort_controller.open_sheet()
    qtbot.waitUntil(sheet._sort.isEnabled)
    words = [each.text() for each in sheet._count_table.findChildren(QLabel) if each.text() and not each.isHidden()]
    assert words == ["10", "into cat/", "8", "into dog/", "7", "stay where they are"]
    assert sheet._skip_reasons.text().splitlines()[:2] == [
        "4 – It shows none of the classes.",
        "2 – The model is not sure enough.",
    ]
    assert window.focusWidget() is sheet._sort
    assert sheet.size() == window.centralWidget().size()
    sheet.close_sheet()
