"""The full screen: walking the doubtful pictures by key, and what comes after the last one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from pytestqt.qtbot import QtBot

from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.review.screen import ReviewScreen
from catdog_gui.ui.shell.application import Application


def _review(application: Application, qtbot: QtBot) -> ReviewScreen:
    application.window.review_controller.open()
    screen = application.window.review_controller.screen
    assert screen is not None
    qtbot.waitUntil(screen.isActiveWindow)
    return screen


def _words(screen: ReviewScreen) -> list[str]:
    return [cap.text for cap, _ in screen._choices()]


def test_it_walks_the_doubtful_and_goes_back(opened: Application, qtbot: QtBot) -> None:
    pictures = opened.session.pictures
    screen = _review(opened, qtbot)
    assert screen._position_text() == "1 of 2"
    first = screen.row
    qtbot.keyClick(screen, Qt.Key.Key_C)
    assert pictures.table.correction(first) == 0
    assert screen._position_text() == "2 of 2"
    qtbot.keyClick(screen, Qt.Key.Key_Backspace)
    assert screen.row == first
    assert [cap.caption for cap, _ in screen._choices() if cap.is_chosen] == ["Cat"]
    qtbot.keyClick(screen, Qt.Key.Key_D)
    assert pictures.table.correction(first) == 1
    qtbot.keyClick(screen, Qt.Key.Key_N)
    assert screen.is_at_end
    qtbot.keyClick(screen, Qt.Key.Key_Backspace)
    assert not screen.is_at_end
    with qtbot.waitSignal(screen.closed):
        qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert opened.window.review_controller.screen is None


def test_after_the_last_one_enter_goes_on_to_sorting(opened: Application, qtbot: QtBot) -> None:
    screen = _review(opened, qtbot)
    qtbot.keyClick(screen, Qt.Key.Key_C)
    qtbot.keyClick(screen, Qt.Key.Key_Space)
    assert screen._end_texts() == (
        "That was the last one.",
        "1 of them is still unsure, and stays where it is.",
    )
    assert _words(screen) == ["Enter   Sort 19 pictures…", "Esc   Back to the pictures"]
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
    row, place = screen.row, screen._keycap_rects()[1].center().toPoint()
    qtbot.mouseClick(screen, Qt.MouseButton.LeftButton, pos=place)
    assert opened.session.pictures.table.correction(row) == 1
    assert screen._position_text() == "2 of 2"
    qtbot.mouseClick(screen, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert screen._position_text() == "2 of 2"
    screen.close()


def test_the_next_picture_is_there_before_it_is_asked_for(opened: Application, qtbot: QtBot) -> None:
    screen = _review(opened, qtbot)
    qtbot.waitUntil(lambda: screen._prefetcher.image(screen._rows[1]) is not None)
    assert not screen.is_at_end
    screen.close()


def test_keys_fit_on_the_screen_and_do_not_overlap(opened: Application, qtbot: QtBot) -> None:
    screen = _review(opened, qtbot)
    for _ in range(2):
        places = screen._keycap_rects()
        assert all(QRectF(screen.rect()).contains(place) for place in places)
        assert not any(one.intersects(other) for n, one in enumerate(places) for other in places[:n])
        screen.move_by(2)
    screen.close()


def test_answers_are_undone_and_redone_and_a_sort_is_not(opened: Application, qtbot: QtBot) -> None:
    rows = opened.session.pictures.table
    opened.window.sort_controller.open_sheet()
    qtbot.waitUntil(opened.window.sort_sheet._sort.isEnabled)
    with qtbot.waitSignal(opened.sort_service.finished):
        opened.window.sort_sheet.accept()
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
