"""The whole workflow: scan a folder, correct, sort, undo."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from ui_pages import WindowPage, drop

from catdog_gui.classify.decisions import NEITHER
from catdog_gui.ui.common.labels import FAILED, Labels
from catdog_gui.ui.session.filtering import CORRECTED, Filter
from catdog_gui.ui.shell.application import Application


def _tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(file.relative_to(folder)): (file.read_bytes(), file.stat().st_mtime_ns) for file in files}


def _row(application: Application, name: str) -> int:
    rows = application.session.pictures.table
    return next(row for row in range(len(rows)) if rows.path(row).name == name)


def _press(qtbot: QtBot, application: Application, name: str, key: Qt.Key) -> None:
    grid = application.window.grid
    grid.select_row(_row(application, name))
    qtbot.keyClick(grid, key)


def test_scan_correct_sort_undo(application: Application, pets: Path, qtbot: QtBot) -> None:
    before = _tree(pets)
    application.start(None)
    qtbot.waitUntil(lambda: application.session.model.loaded is not None, timeout=10_000)
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        drop(application.window, pets)
    counts = application.session.pictures.counts()
    labels = application.session.pictures.table.labels
    assert (counts.of(0), counts.of(1), counts.of(labels.neither), counts.of(labels.unsure)) == (10, 8, 4, 2)
    assert counts.of(FAILED) == 1

    _press(qtbot, application, "pale0.png", Qt.Key.Key_C)
    _press(qtbot, application, "red3.png", Qt.Key.Key_D)
    _press(qtbot, application, "dark1.png", Qt.Key.Key_D)

    page = WindowPage(application)
    sheet = page.open_sort_sheet(qtbot)
    with qtbot.waitSignal(application.sort_service.finished, timeout=10_000):
        qtbot.mouseClick(sheet.sort, Qt.MouseButton.LeftButton)
    assert len(list((pets / "cat").iterdir())) == 10
    assert len(list((pets / "dog").iterdir())) == 10
    assert (pets / "cat" / "pale0.png").exists()
    assert (pets / "dog" / "red3.png").exists()
    assert (pets / "dog" / "dark1.png").exists()
    assert application.session.pictures.counts().total == 5

    with qtbot.waitSignal(application.sort_service.finished, timeout=10_000):
        qtbot.mouseClick(page.report_bar.undo, Qt.MouseButton.LeftButton)
    assert _tree(pets) == before
    assert not (pets / "cat").exists()
    assert application.session.pictures.counts().total == 25


def test_undo_and_redo_keys_cover_corrections_and_sorts(opened: Application, pets: Path, qtbot: QtBot) -> None:
    window, session, sorter = opened.window, opened.session, opened.sort_service
    before = _tree(pets)
    _press(qtbot, opened, "red0.png", Qt.Key.Key_D)
    WindowPage(opened).open_sort_sheet(qtbot)
    with qtbot.waitSignal(sorter.finished):
        qtbot.keyClick(window.sort_sheet, Qt.Key.Key_Return)
    sorted_tree = _tree(pets)
    with qtbot.waitSignal(sorter.finished):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert _tree(pets) == before
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.pictures.table.correction(_row(opened, "red0.png")) is None
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Z, both)
    assert session.pictures.table.correction(_row(opened, "red0.png")) == 1
    with qtbot.waitSignal(sorter.finished):
        qtbot.keyClick(window, Qt.Key.Key_Z, both)
    assert _tree(pets) == sorted_tree


def test_undoing_a_correction_shows_a_message_and_the_picture(opened: Application, qtbot: QtBot) -> None:
    window, grid, footer = opened.window, opened.window.grid, WindowPage(opened).footer
    grid.set_side(384)
    _press(qtbot, opened, "red0.png", Qt.Key.Key_D)
    _press(qtbot, opened, "blue0.png", Qt.Key.Key_C)
    window.sort_controller.undo()
    assert footer.message.text() == "blue0.png: back to Dog"
    grid.scrollToTop()
    window.sort_controller.undo()
    assert footer.message.text() == "red0.png: back to Cat"
    assert grid.selected_rows() == [_row(opened, "red0.png")]
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()).center())
    window.sort_controller.redo()
    assert footer.message.text() == "red0.png: back to Dog"
    footer.let_message_expire()
    assert footer.message.text() == ""


def test_undoing_many_corrections_shows_one_message(opened: Application, qtbot: QtBot) -> None:
    window, session, footer = opened.window, opened.session, WindowPage(opened).footer
    reds = [_row(opened, f"red{number}.png") for number in range(3)]
    session.corrections.correct(reds, 1)
    session.corrections.correct([*reds, _row(opened, "blue1.png")], None)
    window.sort_controller.undo()
    assert footer.message.text() == "3 pictures: back to Dog"
    session.corrections.correct([*reds, _row(opened, "dark1.png")], 0)
    window.sort_controller.undo()
    assert footer.message.text() == "4 pictures: labels restored"
    window.sort_controller.undo()
    assert footer.message.text() == "3 pictures: back to Cat"
    assert sorted(window.grid.selected_rows()) == sorted(reds)


def test_a_correction_keeps_its_label_under_a_model_with_more_classes(opened: Application, qtbot: QtBot) -> None:
    session, rows = opened.session, opened.session.pictures.table
    session.corrections.correct([0], rows.labels.neither)
    session.pictures.set_labels(Labels(("cat", "dog", "rabbit")))
    session.undo_stack.undo()
    with qtbot.waitSignal(session.corrections.saved):
        session.undo_stack.redo()
    assert rows.correction(0) == rows.labels.neither
    qtbot.waitUntil(lambda: session.backend.corrections.look_up([rows.path(0)]) == {rows.path(0): NEITHER})


def test_nothing_is_undone_while_a_sheet_is_open(opened: Application, qtbot: QtBot) -> None:
    window = opened.window
    _press(qtbot, opened, "red0.png", Qt.Key.Key_D)
    window.sort_controller.open_sheet()
    window.sort_controller.undo()
    assert opened.session.pictures.table.correction(_row(opened, "red0.png")) == 1


def test_corrections_survive_a_restart(opened: Application, pets: Path, qtbot: QtBot) -> None:
    _press(qtbot, opened, "pale1.png", Qt.Key.Key_B)
    qtbot.waitUntil(lambda: not opened.session.file_tasks.is_busy)
    (pets / "pale1.png").rename(pets / "renamed.png")
    with qtbot.waitSignal(opened.session.scan_ended):
        opened.session.reopen()
    labels = opened.session.pictures.table.labels
    assert opened.session.pictures.table.correction(_row(opened, "renamed.png")) == labels.both


def test_correcting_in_a_filter_moves_on_to_the_next_picture(opened: Application, qtbot: QtBot) -> None:
    pictures, grid = opened.session.pictures, opened.window.grid
    unsure = pictures.table.labels.unsure
    decisions = opened.window.decisions
    decisions.setCurrentIndex(opened.window.decision_model.index_of(Filter(unsure)))
    assert pictures.rowCount() == 2
    grid.select_row(int(pictures.shown[0]))
    qtbot.keyClick(grid, Qt.Key.Key_C)
    assert pictures.rowCount() == 1
    qtbot.keyClick(grid, Qt.Key.Key_D)
    assert pictures.rowCount() == 0
    decisions.setCurrentIndex(opened.window.decision_model.index_of(CORRECTED))
    assert pictures.rowCount() == 2


def test_a_new_threshold_decides_again_at_once(opened: Application, qtbot: QtBot) -> None:
    pictures = opened.session.pictures
    opened.session.model.set_threshold(0.5)
    qtbot.waitUntil(lambda: pictures.counts().of(pictures.table.labels.unsure) == 0)
    assert opened.settings.policy
