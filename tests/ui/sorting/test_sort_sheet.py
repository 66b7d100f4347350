"""The sort sheet: its plan, and the choice of sub-folders that it shares with the header and the settings."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from ui_fakes import RED, draw
from ui_pages import WindowPage, button

from catdog_gui.pictures.models import Group, Skipped
from catdog_gui.sorting import losses
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.shell.application import Application


def test_the_subfolders_choice_scans_and_plans_again(opened: Application, pets: Path, qtbot: QtBot) -> None:
    for number in range(3):
        draw(pets / "summer", f"more{number}.png", RED)
    sheet, page = opened.window.sort_sheet, WindowPage(opened).open_sort_sheet(qtbot)
    opened.session.backend.engine.delay = 0.02
    page.recursive.click()
    assert opened.settings.recursive
    assert WindowPage(opened).header.recursive.isChecked()
    assert sheet.is_open
    assert not page.sort.isEnabled()
    assert page.title.text() == "Looking through the folder…"
    page.copy.click()
    sheet.accept()
    assert sheet.is_open, "there is no plan to accept yet"
    qtbot.waitUntil(page.sort.isEnabled, timeout=10_000)
    assert not opened.session.is_scanning
    assert page.title.text() == "Copy 21 pictures"
    assert page.counts[:2] == ["13", "Cat"]
    page.move.click()
    qtbot.waitUntil(page.sort.isEnabled)
    with qtbot.waitSignal(opened.sort_service.finished):
        sheet.accept()
    assert (pets / "cat" / "summer" / "more0.png").exists()


def test_an_earlier_plan_is_not_shown_while_the_folder_is_scanned(
    opened: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    proceed, backend = threading.Event(), opened.session.backend
    find = backend.find

    def find_later(folder: Path, outputs: Sequence[str], *, recursive: bool) -> Iterator[Group | Skipped]:
        proceed.wait(10)
        return find(folder, outputs, recursive=recursive)

    monkeypatch.setattr(backend, "find", find_later)
    page = WindowPage(opened).open_sort_sheet(qtbot)
    page.copy.click()
    page.recursive.click()
    qtbot.waitUntil(lambda: not opened.session.file_tasks.is_busy)
    assert not page.sort.isEnabled()
    proceed.set()
    qtbot.waitUntil(page.sort.isEnabled)


def test_the_sheet_follows_the_header_and_closes_with_its_folder(
    opened: Application, pets: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet, page = opened.window.sort_sheet, WindowPage(opened).open_sort_sheet(qtbot)
    opened.session.set_recursive(True)
    assert page.recursive.isChecked()
    qtbot.waitUntil(page.sort.isEnabled, timeout=10_000)
    other = draw(tmp_path / "other", "one.png", RED).parent
    with qtbot.waitSignal(opened.session.scan_ended):
        opened.window.folder_opener.open(other)
    assert not sheet.is_open


def test_folders_have_the_names_that_the_user_types_and_keeps(opened: Application, pets: Path, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_sort_sheet(qtbot)
    page.name_field("cat").setText("Katzen")
    page.switch("unsure").click()
    assert page.name_field("unsure").isVisible()
    page.name_field("unsure").setText("To check")
    qtbot.waitUntil(lambda: page.title.text() == "Sort 20 pictures")
    qtbot.waitUntil(page.sort.isEnabled)
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        page.sort.click()
    names = {file.relative_to(pets).as_posix() for file in pets.rglob("*.png")}
    assert {"Katzen/red0.png", "dog/blue0.png", "To check/pale0.png", "dark0.png"} <= names
    assert opened.settings.folder_names == {"cat": "Katzen", "unsure": "To check"}
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        opened.session.undo_stack.undo()
    assert {file.relative_to(pets).as_posix() for file in pets.rglob("*") if file.suffix} == {
        file.name for file in pets.iterdir()
    }
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        opened.session.undo_stack.redo()
    assert (pets / "To check" / "pale0.png").exists(), "a redo sorts as it was sorted before"


def test_a_recursive_scan_passes_over_the_folders_of_the_user(opened: Application, pets: Path, qtbot: QtBot) -> None:
    opened.session.set_folder_names({"cat": "Katzen"}, {"unsure"})
    WindowPage(opened).sort(qtbot)
    opened.session.set_folder_names({}, ())
    with qtbot.waitSignal(opened.session.scan_ended, timeout=10_000):
        opened.session.set_recursive(True)
    assert opened.session.pictures.counts().total == 5, "four dark ones and the torn one"
    assert (pets / "Katzen" / "red0.png").exists()


def test_a_name_that_cannot_be_is_explained_beside_its_field(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_sort_sheet(qtbot)
    page.name_field("cat").setText("a/b")
    assert "A folder cannot be named “a/b”" in page.problem("cat")
    assert not page.sort.isEnabled()
    opened.window.sort_sheet.accept()
    assert opened.window.sort_sheet.is_open
    page.name_field("cat").setText("")
    assert not page.problem("cat")
    qtbot.waitUntil(page.sort.isEnabled)
    assert opened.settings.folder_names == {}
    page.switch("both").click()
    page.name_field("both").setText("con")
    assert "Windows keeps that name for itself" in page.problem("both")
    page.switch("both").click()
    assert not page.problem("both"), "nobody uses the name now"
    qtbot.waitUntil(page.sort.isEnabled)


def test_what_was_chosen_is_there_again(opened: Application, qtbot: QtBot) -> None:
    opened.session.set_folder_names({"dog": "Hunde", "both": "Beide"}, {"neither"})
    page = WindowPage(opened).open_sort_sheet(qtbot)
    assert page.name_field("dog").text() == "Hunde"
    assert page.switch("neither").isChecked()
    assert not page.switch("both").isChecked()
    assert page.name_field("neither").placeholderText() == "neither/"
    assert page.title.text() == "Sort 22 pictures"
    page.switch("both").click()
    assert page.name_field("both").text() == "Beide"
    qtbot.waitUntil(page.sort.isEnabled)
    opened.window.sort_sheet.close_sheet()


def test_what_stays_is_listed_behind_its_reason(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_sort_sheet(qtbot)
    before = page.card.height()
    page.click_reason(0)
    assert page.card.height() > before, "the files have room"
    page.click_reason(0)
    assert page.card.height() == before
    assert sum(len(files) for files in page.skipped.values()) == 7


def test_settings_keep_names_with_any_letters(opened: Application) -> None:
    names = {"cat": "Katzen, groß; 100% = 猫", "unsure": '"?'}
    opened.settings.own_folder_names, opened.settings.also_sorted = names, {"unsure", "cat", "hamster"}
    opened.settings.save()
    again = Settings(opened.session.backend.paths.settings_file)
    assert again.own_folder_names == {"cat": names["cat"]}, "a name that no folder can have is not used"
    assert again.also_sorted == {"unsure"}
    assert again.folder_names == {"cat": names["cat"], "unsure": "unsure"}


def test_the_buttons_do_not_touch(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_sort_sheet(qtbot)
    gap = page.sort.geometry().left() - button(page.widget, "Cancel").geometry().right()
    assert gap > 8
    opened.window.sort_sheet.close_sheet()


def test_enter_right_after_typing_sorts_into_the_new_folder(opened: Application, pets: Path, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_sort_sheet(qtbot)
    qtbot.waitUntil(page.sort.isEnabled)
    page.name_field("cat").setText("Katzen")
    assert not page.sort.isEnabled(), "the plan is not there yet"
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        qtbot.keyClick(page.name_field("cat"), Qt.Key.Key_Return)
    assert (pets / "Katzen" / "red0.png").exists()


def test_enter_right_after_typing_shows_a_plan_that_holds_a_surprise(
    opened: Application, pets: Path, qtbot: QtBot
) -> None:
    draw(pets / "Katzen", "red0.png", RED)
    page = WindowPage(opened).open_sort_sheet(qtbot)
    qtbot.waitUntil(page.sort.isEnabled)
    page.name_field("cat").setText("Katzen")
    with qtbot.assertNotEmitted(opened.sort_service.started):
        qtbot.keyClick(page.name_field("cat"), Qt.Key.Key_Return)
        qtbot.waitUntil(page.sort.isEnabled)
    assert "1 name is taken: it becomes “name (2)”." in "\n".join(page.texts)
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        qtbot.keyClick(page.name_field("cat"), Qt.Key.Key_Return)
    assert (pets / "Katzen" / "red0 (2).png").exists()


def test_the_sheet_says_what_another_disk_cannot_keep(
    opened: Application, pets: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "second name.png").hardlink_to(pets / "red0.png")
    monkeypatch.setattr(losses, "device_of", lambda *_: -1)
    page = WindowPage(opened).open_sort_sheet(qtbot)
    assert "Files with a second name (a hard link), which stays: 1." in page.notes.text()
