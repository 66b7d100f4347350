"""The whole story: look through a folder, correct, sort, undo."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

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


def _drop(application: Application, folder: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    event = QDropEvent(
        QPointF(QPoint(200, 200)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    application.window.dropEvent(event)


def test_look_correct_sort_undo(application: Application, pets: Path, qtbot: QtBot) -> None:
    before = _tree(pets)
    application.start(None)
    qtbot.waitUntil(lambda: application.session.model.loaded is not None)
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        _drop(application, pets)
    counts = application.session.pictures.counts()
    labels = application.session.pictures.table.labels
    assert (counts.of(0), counts.of(1), counts.of(labels.neither), counts.of(labels.unsure)) == (10, 8, 4, 2)
    assert counts.of(FAILED) == 1

    _press(qtbot, application, "pale0.png", Qt.Key.Key_C)
    _press(qtbot, application, "red3.png", Qt.Key.Key_D)
    _press(qtbot, application, "dark1.png", Qt.Key.Key_D)

    sheet = application.window.sort_sheet
    application.window.sort_controller.open_sheet()
    qtbot.waitUntil(sheet._sort.isEnabled)
    with qtbot.waitSignal(application.sort_service.finished, timeout=10_000):
        qtbot.mouseClick(sheet._sort, Qt.MouseButton.LeftButton)
    assert len(list((pets / "cat").iterdir())) == 10
    assert len(list((pets / "dog").iterdir())) == 10
    assert (pets / "cat" / "pale0.png").exists()
    assert (pets / "dog" / "red3.png").exists()
    assert (pets / "dog" / "dark1.png").exists()
    assert application.session.pictures.counts().total == 5

    with qtbot.waitSignal(application.sort_service.finished, timeout=10_000):
        qtbot.mouseClick(application.window.footer._undo, Qt.MouseButton.LeftButton)
    assert _tree(pets) == before
    assert not (pets / "cat").exists()
    assert application.session.pictures.counts().total == 25


def test_undo_and_redo_by_key_take_corrections_and_sorts_alike(opened: Application, pets: Path, qtbot: QtBot) -> None:
    window, session, sorter = opened.window, opened.session, opened.sort_service
    before = _tree(pets)
    _press(qtbot, opened, "red0.png", Qt.Key.Key_D)
    window.sort_controller.open_sheet()
    qtbot.waitUntil(window.sort_sheet._sort.isEnabled)
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


def test_a_correction_that_is_undone_is_told_and_shown(opened: Application, qtbot: QtBot) -> None:
    window, grid = opened.window, opened.window.grid
    grid.set_side(384)
    _press(qtbot, opened, "red0.png", Qt.Key.Key_D)
    _press(qtbot, opened, "blue0.png", Qt.Key.Key_C)
    window.sort_controller.undo()
    assert window.footer._message_label.text() == "blue0.png: back to Dog"
    grid.scrollToTop()
    window.sort_controller.undo()
    assert window.footer._message_label.text() == "red0.png: back to Cat"
    assert grid.selected_rows() == [_row(opened, "red0.png")]
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()).center())
    window.sort_controller.redo()
    assert window.footer._message_label.text() == "red0.png: back to Dog"
    window.footer._message_timer.timeout.emit()
    assert window.footer._message_label.text() == ""


def test_many_corrections_are_undone_in_one_sentence(opened: Application, qtbot: QtBot) -> None:
    window, session = opened.window, opened.session
    reds = [_row(opened, f"red{number}.png") for number in range(3)]
    session.corrections.correct(reds, 1)
    session.corrections.correct([*reds, _row(opened, "blue1.png")], None)
    window.sort_controller.undo()
    assert window.footer._message_label.text() == "3 pictures: back to Dog"
    session.corrections.correct([*reds, _row(opened, "dark1.png")], 0)
    window.sort_controller.undo()
    assert window.footer._message_label.text() == "4 pictures: back to what they were"
    window.sort_controller.undo()
    assert window.footer._message_label.text() == "3 pictures: back to Cat"
    assert sorted(window.grid.selected_rows()) == sorted(reds)


def test_a_correction_keeps_its_word_under_a_model_with_more_classes(opened: Application, qtbot: QtBot) -> None:
    session, rows = opened.session, opened.session.pictures.table
    session.corrections.correct([0], rows.labels.neither)
    session.pictures.set_labels(Labels(("cat", "dog", "rabbit")))
    session.undo_stack.undo()
    with qtbot.waitSignal(session.corrections.saved):
        session.undo_stack.redo()
    assert rows.correction(0) == rows.labels.neither
    qtbot.waitUntil(lambda: session.backend.corrections.look_up([rows.path(0)]) == {rows.path(0): NEITHER})


def test_nothing_is_undone_beneath_the_sheet(opened: Application, qtbot: QtBot) -> None:
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


def test_filter_by_decision_and_move_on_in_it(opened: Application, qtbot: QtBot) -> None:
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


def test_the_threshold_decides_anew_at_once(opened: Application, qtbot: QtBot) -> None:
    pictures = opened.session.pictures
    opened.session.model.set_threshold(0.5)
    qtbot.waitUntil(lambda: pictures.counts().of(pictures.table.labels.unsure) == 0)
    assert opened.settings.policy
