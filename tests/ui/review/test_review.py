"""The review screen: walking the unsure pictures by key, and what comes after the last one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from ui_fakes import PALE
from ui_pages import ReviewPage, WindowPage

from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.review.screen import ReviewScreen
from catdog_gui.ui.shell.application import Application


def _review(application: Application, qtbot: QtBot) -> ReviewScreen:
    application.window.review_controller.open()
    screen = application.window.review_controller.screen
    assert screen is not None
    qtbot.waitUntil(screen.isActiveWindow)
    return screen


def test_review_walks_the_unsure_pictures_and_back(opened: Application, qtbot: QtBot) -> None:
    pictures = opened.session.pictures
    screen = _review(opened, qtbot)
    assert "1 of 2" in screen.accessibleName()
    first, cat = screen.row, ReviewPage(screen).keycaps[0]
    before = screen.grab(cat).toImage()
    qtbot.keyClick(screen, Qt.Key.Key_C)
    assert pictures.table.correction(first) == 0
    assert "2 of 2" in screen.accessibleName()
    qtbot.keyClick(screen, Qt.Key.Key_Backspace)
    assert screen.row == first
    assert screen.grab(cat).toImage() != before, "it shows the answer that was given"
    qtbot.keyClick(screen, Qt.Key.Key_D)
    assert pictures.table.correction(first) == 1
    qtbot.keyClick(screen, Qt.Key.Key_N)
    assert screen.is_at_end
    qtbot.keyClick(screen, Qt.Key.Key_Backspace)
    assert not screen.is_at_end
    with qtbot.waitSignal(screen.closed):
        qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert opened.window.review_controller.screen is None


def test_enter_after_the_last_picture_opens_the_sort_sheet(opened: Application, qtbot: QtBot) -> None:
    screen = _review(opened, qtbot)
    qtbot.keyClick(screen, Qt.Key.Key_C)
    qtbot.keyClick(screen, Qt.Key.Key_Space)
    assert screen.accessibleName() == (
        "That was the last one. 1 of them is still unsure, and stays where it is. "
        "Enter Sort 19 pictures…, Esc Back to the pictures"
    )
    qtbot.keyClick(screen, Qt.Key.Key_Return)
    assert opened.window.sort_sheet.is_open
    opened.window.sort_sheet.close_sheet()


def test_the_keys_are_those_of_the_model_in_use(opened: Application, qtbot: QtBot) -> None:
    session, screen = opened.session, _review(opened, qtbot)
    row = screen.row
    session.pictures.set_labels(Labels(("cat", "dog", "rabbit")))
    session.model_changed.emit()
    qtbot.keyClick(screen, Qt.Key.Key_N)
    assert session.pictures.table.correction(row) == session.pictures.table.labels.neither


def test_keys_can_be_clicked(opened: Application, qtbot: QtBot) -> None:
    screen = _review(opened, qtbot)
    row, place = screen.row, ReviewPage(screen).keycaps[1].center()
    qtbot.mouseClick(screen, Qt.MouseButton.LeftButton, pos=place)
    assert opened.session.pictures.table.correction(row) == 1
    assert "2 of 2" in screen.accessibleName()
    qtbot.mouseClick(screen, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert "2 of 2" in screen.accessibleName()
    screen.close()


def test_the_next_picture_is_prefetched(opened: Application, qtbot: QtBot) -> None:
    screen = _review(opened, qtbot)
    qtbot.waitUntil(lambda: not opened.session.background.is_busy)
    qtbot.keyClick(screen, Qt.Key.Key_Right)
    image, middle = screen.grab().toImage(), screen.width() // 2
    assert any(image.pixelColor(middle, y) == QColor(*PALE) for y in range(image.height()))
    screen.close()


def test_keys_fit_on_the_screen_and_do_not_overlap(opened: Application, qtbot: QtBot) -> None:
    screen = _review(opened, qtbot)
    page = ReviewPage(screen)
    assert len(page.keycaps) == 5, "one for each label"
    qtbot.keyClick(screen, Qt.Key.Key_Right)
    qtbot.keyClick(screen, Qt.Key.Key_Right)
    assert len(page.keycaps) == 2, "to sort, and to go back"
    assert screen.rect().contains(page.keycaps[1])
    screen.close()


def test_undo_in_the_review_undoes_answers_but_no_sort(opened: Application, qtbot: QtBot) -> None:
    rows = opened.session.pictures.table
    WindowPage(opened).sort(qtbot)
    screen = _review(opened, qtbot)
    first = screen.row
    qtbot.keyClick(screen, Qt.Key.Key_N)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    for _ in range(2):
        qtbot.keyClick(screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert rows.correction(first) is None
        assert screen.row == first
        assert not opened.sort_service.is_busy
    qtbot.keyClick(screen, Qt.Key.Key_Z, both)
    assert rows.correction(first) == rows.labels.neither
    qtbot.keyClick(screen, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert rows.correction(first) == rows.labels.neither
    screen.close()
