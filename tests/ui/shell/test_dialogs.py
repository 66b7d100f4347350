"""The dialogs alone, and what they ask of the window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from ui_fakes import RED, draw
from ui_pages import FailuresPage, SettingsPage, WindowPage, button, choose, error_dialogs, find

from catdog_gui.paths import Paths
from catdog_gui.sorting.models import Mode
from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.common.settings import Appearance, Settings
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.shell.error_dialog import ExceptionHook
from catdog_gui.ui.sorting.failures_dialog import FailureDialog


def test_the_history_lists_runs_and_undoes_them(opened: Application, pets: Path, qtbot: QtBot) -> None:
    WindowPage(opened).sort(qtbot)
    page = WindowPage(opened).open_history(qtbot)
    assert page.row_count == 1
    assert page.row(0)[1::2] == ["pets", "Moved"]
    with qtbot.waitSignal(opened.sort_service.finished):
        page.undo.click()
    assert not (pets / "cat").exists()
    again = WindowPage(opened).open_history(qtbot)
    assert again.row_count == 1
    assert again.row(0)[3] == "Undone"
    assert not again.undo.isEnabled()
    again.widget.close()


def test_pictures_restored_from_the_history_appear_in_the_grid(opened: Application, pets: Path, qtbot: QtBot) -> None:
    WindowPage(opened).sort(qtbot)
    with qtbot.waitSignal(opened.session.scan_ended):
        opened.session.reopen()
    before = opened.session.pictures.counts().total
    (run,) = opened.session.backend.history()
    opened.sort_service.undo_run(run.id, pets, run.mode)
    qtbot.waitUntil(lambda: opened.session.pictures.counts().total == before + run.moved)
    qtbot.waitUntil(lambda: not opened.session.pictures.counts().waiting)


def test_an_empty_history_shows_only_a_message(application: Application, qtbot: QtBot) -> None:
    page = WindowPage(application).open_history(qtbot)
    assert page.empty.isVisible()
    assert not page.table.isVisible()
    page.widget.close()


def test_failures_are_one_list_with_retry(opened: Application, pets: Path, qtbot: QtBot) -> None:
    pictures = opened.session.pictures
    assert pictures.counts().of(FAILED) == 1
    page = WindowPage(opened).open_failures()
    assert page.row_count == 1
    page.button("Copy the list").click()
    assert "torn.jpg" in QGuiApplication.clipboard().text()
    (pets / "torn.jpg").unlink()
    draw(pets, "torn.jpg", RED)
    with qtbot.waitSignal(opened.session.scan_ended):
        page.button("Try again").click()
    assert pictures.counts().of(FAILED) == 0
    assert pictures.counts().of(0) == 11


def test_a_failed_sort_lists_the_reasons(opened: Application, pets: Path, qtbot: QtBot) -> None:
    (pets / "dog").write_text("in the way")
    WindowPage(opened).sort(qtbot)
    WindowPage(opened).report_bar.failures.click()
    page = FailuresPage(find(opened.window, FailureDialog))
    assert page.row_count == 8
    assert "in the way" in page.row(0)[1]
    page.widget.close()


def test_a_sort_that_moved_nothing_offers_no_undo(opened: Application, pets: Path, qtbot: QtBot) -> None:
    for name in ("cat", "dog"):
        (pets / name).write_text("in the way")
    WindowPage(opened).sort(qtbot)
    report = WindowPage(opened).report_bar
    assert report.text.text() == "0 pictures sorted."
    assert report.undo.isHidden()
    assert report.show_in_folder.isHidden()
    assert not opened.session.undo_stack.canUndo()
    page = WindowPage(opened).open_history(qtbot)
    assert page.row(0)[3] == "Nothing moved, 18 failed"
    assert not page.undo.isEnabled()
    page.widget.close()


def test_settings_take_effect_at_once_and_are_kept(opened: Application, paths: Paths, qtbot: QtBot) -> None:
    page = SettingsPage(SettingsDialog(opened.session, opened.theme, opened.window))
    choose(page.list("Appearance"), 2)
    assert opened.theme.colours.is_dark
    choose(page.list("How sure"), 0)
    assert opened.session.model.threshold == 0.99
    choose(page.list("Sorting"), 2)
    choose(page.list("Pictures at once"), 3)
    page.button("Clear cached results").click()
    qtbot.waitUntil(lambda: page.cache_note.text() == "Cleared.")
    assert not paths.cache_file.exists()
    opened.settings.save()
    kept = Settings(paths.settings_file)
    assert (kept.appearance, kept.policy, kept.workers) == (Appearance.DARK, "careful", 3)
    assert kept.sort_mode is Mode.KEYWORDS
    choose(page.list("Appearance"), 0)
    page.widget.close()


def test_invalid_settings_fall_back_to_defaults(tmp_path: Path) -> None:
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
        qtbot.waitUntil(lambda: bool(error_dialogs()))
        (dialog,) = error_dialogs()
        button(dialog, "Copy details").click()
        assert "number 0" in QGuiApplication.clipboard().text()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert error_dialogs() == []
    finally:
        catcher.remove()
    assert sys.excepthook is before


def test_the_sort_sheet_shows_counts_and_skip_reasons(opened: Application, qtbot: QtBot) -> None:
    window, sheet, page = opened.window, opened.window.sort_sheet, WindowPage(opened).open_sort_sheet(qtbot)
    assert page.counts[:4] == ["10", "Cat", "8", "Dog"]
    assert page.counts[-3:] == ["2", "Unsure", "stay where they are"]
    assert page.skip_count.text() == "7 files stay where they are:"
    assert page.skipped["4 – No cat or dog"] == [f"dark{number}.png" for number in range(4)]
    assert list(page.skipped)[1] == "2 – Unsure"
    assert window.focusWidget() is page.sort
    assert sheet.size() == window.centralWidget().size()
    sheet.close_sheet()
