"""The loupe: looking at what the grid shows, by key and by mouse; and the review, which asks for a label."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import GREY, PALE, RED, FakeBackend, draw
from ui_pages import LoupePage, WindowPage

from catdog_gui.paths import Paths
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.session.filtering import Filter, Order
from catdog_gui.ui.shell.application import Application

_LEFT = Qt.MouseButton.LeftButton


def _press(page: LoupePage, qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(page.widget, key)


def _row(application: Application, name: str) -> int:
    rows = application.session.pictures.table
    return next(row for row in range(len(rows)) if rows.name(row) == name)


def _current(application: Application) -> str:
    return str(application.window.grid.currentIndex().data())


def _select(application: Application, name: str) -> None:
    application.window.grid.select_row(_row(application, name))


# Looking.


def test_it_walks_through_what_is_filtered_in_the_order_of_the_grid(opened: Application, qtbot: QtBot) -> None:
    opened.session.pictures.set_filter(Filter(0))
    opened.session.pictures.set_order(Order.SURE)
    shown = [opened.session.pictures.table.name(int(row)) for row in opened.session.pictures.shown]
    _select(opened, shown[3])
    page = WindowPage(opened).open_loupe(qtbot)
    assert (page.name.text(), page.position.text()) == (shown[3], "4 of 10")
    _press(page, qtbot, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Down)
    assert (page.name.text(), page.position.text()) == (shown[6], "7 of 10")
    _press(page, qtbot, Qt.Key.Key_Left)
    assert page.name.text() == shown[5]
    _press(page, qtbot, Qt.Key.Key_End, Qt.Key.Key_Right)
    assert page.position.text() == "10 of 10"
    _press(page, qtbot, Qt.Key.Key_Home, Qt.Key.Key_Left)
    assert page.position.text() == "1 of 10"


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_keys_of_the_grid_open_it(opened: Application, qtbot: QtBot, key: Qt.Key) -> None:
    _select(opened, "dark2.png")
    qtbot.keyClick(opened.window.grid, key)
    screen = opened.window.loupe_controller.screen
    assert screen is not None
    assert LoupePage(screen).name.text() == "dark2.png"


def test_a_double_click_opens_it(opened: Application, qtbot: QtBot) -> None:
    grid = opened.window.grid
    place = grid.visualRect(grid.model().index(2)).center()
    qtbot.mouseClick(grid.viewport(), _LEFT, pos=place)
    qtbot.mouseDClick(grid.viewport(), _LEFT, pos=place)
    screen = opened.window.loupe_controller.screen
    assert screen is not None
    assert LoupePage(screen).position.text() == "3 of 25"


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Escape])
def test_back_in_the_grid_the_last_picture_is_selected_and_in_view(
    opened: Application, qtbot: QtBot, key: Qt.Key
) -> None:
    grid = opened.window.grid
    grid.set_side(384)
    grid.select_row(0)
    page = WindowPage(opened).open_loupe(qtbot)
    _press(page, qtbot, *[Qt.Key.Key_Right] * 14)
    name = page.name.text()
    _press(page, qtbot, key)
    assert opened.window.loupe_controller.screen is None
    assert (_current(opened), grid.count_selected()) == (name, 1)
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()))
    assert grid.isEnabled()
    qtbot.waitUntil(grid.hasFocus)


def test_several_selected_pictures_stay_selected_without_a_step(opened: Application, qtbot: QtBot) -> None:
    opened.window.grid.select_rows((2, 3, 4))
    page = WindowPage(opened).open_loupe(qtbot)
    _press(page, qtbot, Qt.Key.Key_Escape)
    assert opened.window.grid.count_selected() == 3


def test_a_label_stays_on_the_picture_and_its_place_in_the_walk(opened: Application, qtbot: QtBot) -> None:
    table, pictures = opened.session.pictures.table, opened.session.pictures
    pictures.set_filter(Filter(table.labels.neither))
    _select(opened, "dark1.png")
    page = WindowPage(opened).open_loupe(qtbot)
    assert page.decision.text() == "Neither"
    _press(page, qtbot, Qt.Key.Key_D)
    assert table.correction(_row(opened, "dark1.png")) == 1
    assert (page.name.text(), page.position.text(), page.decision.text()) == ("dark1.png", "2 of 4", "Dog")
    assert [key for key, button in page.keys.items() if button.isChecked()] == ["D"]
    _press(page, qtbot, Qt.Key.Key_Left, Qt.Key.Key_Right)
    assert page.name.text() == "dark1.png", "it has left the filter, and is still walked through"
    _press(page, qtbot, Qt.Key.Key_Backspace)
    assert _current(opened) == "dark2.png", "the next of those that are still shown"


def test_u_resets_the_label(opened: Application, qtbot: QtBot) -> None:
    row = _row(opened, "red4.png")
    opened.window.grid.select_row(row)
    page = WindowPage(opened).open_loupe(qtbot)
    qtbot.mouseClick(page.keys["N"], _LEFT)
    assert opened.session.pictures.table.correction(row) == opened.session.pictures.table.labels.neither
    _press(page, qtbot, Qt.Key.Key_U)
    assert opened.session.pictures.table.correction(row) is None
    assert not any(button.isChecked() for button in page.keys.values())


def test_the_keys_are_those_of_the_users_own_classes(opened: Application, qtbot: QtBot) -> None:
    session = opened.session
    session.pictures.set_labels(Labels(("rabbit", "zebra", "dog")))
    session.model_changed.emit()
    opened.window.grid.select_row(3)
    page = WindowPage(opened).open_loupe(qtbot)
    assert list(page.keys) == ["R", "2", "D", "B", "N", "U"], "Z zooms"
    _press(page, qtbot, Qt.Key.Key_2)
    assert session.pictures.table.correction(3) == 1


# Zoom.


@pytest.fixture
def large(application: Application, tmp_path: Path, qtbot: QtBot) -> Iterator[Application]:
    """Pictures of 2000 x 1500 pixels, black with one red quarter at the upper left."""
    folder = tmp_path / "large"
    for number in range(3):
        path = draw(folder, f"{number}.png", GREY, (2000, 1500))
        image = Image.open(path)
        image.paste(RED, (0, 0, 1000, 750))
        image.save(path)
    with qtbot.waitSignal(application.session.scan_ended, timeout=30_000):
        application.start(folder)
    application.window.grid.select_row(0)
    yield application
    qtbot.waitUntil(lambda: not application.session.background.is_busy, timeout=20_000)


def test_z_and_a_click_show_every_pixel_and_a_drag_moves_it(large: Application, qtbot: QtBot) -> None:
    page = WindowPage(large).open_loupe(qtbot)
    view, middle = page.picture, page.picture.rect().center()
    fitted = view.picture_rect
    assert page.zoom.text() == "Fit"
    assert fitted.height() == pytest.approx(view.height(), abs=1)
    _press(page, qtbot, Qt.Key.Key_Z)
    assert (page.zoom.text(), view.scale) == ("100 %", 1)
    assert view.picture_rect.width() == 2000
    qtbot.waitUntil(lambda: view.missing_size is None, timeout=20_000)
    assert page.colour_at(middle + QPoint(-3, -3)) == QColor(*RED), "each pixel of the screen is one of the picture"
    assert page.colour_at(middle + QPoint(3, 3)) == QColor(*GREY)
    qtbot.mousePress(view, _LEFT, pos=middle)
    qtbot.mouseMove(view, middle + QPoint(120, 90))
    qtbot.mouseRelease(view, _LEFT, pos=middle + QPoint(120, 90))
    assert page.colour_at(middle + QPoint(60, 40)) == QColor(*RED), "the picture follows the pointer"
    assert view.scale == 1, "a drag is no click"
    qtbot.mouseClick(view, _LEFT, pos=middle)
    assert view.picture_rect == fitted
    qtbot.mouseClick(view, _LEFT, pos=view.picture_rect.topLeft().toPoint() + QPoint(1, 1))
    assert view.picture_rect.top() > -100, "a click in the corner shows the corner"
    _press(page, qtbot, Qt.Key.Key_Right)
    page.wait_for_picture(qtbot)
    assert page.zoom.text() == "Fit"


def test_it_stays_zoomed_while_the_window_changes_its_size(large: Application, qtbot: QtBot) -> None:
    page = WindowPage(large).open_loupe(qtbot)
    _press(page, qtbot, Qt.Key.Key_Z)
    large.window.resize(large.window.width() + 40, large.window.height() + 40)
    qtbot.waitUntil(lambda: page.widget.size() == large.window.centralWidget().size())
    qtbot.waitUntil(lambda: not large.session.background.is_busy, timeout=20_000)
    assert page.zoom.text() == "100 %"
    _press(page, qtbot, Qt.Key.Key_Z)
    assert page.picture.picture_rect.height() == pytest.approx(page.picture.height(), abs=1)


def test_wheel_and_keys_zoom_and_shift_with_arrows_moves(large: Application, qtbot: QtBot) -> None:
    page = WindowPage(large).open_loupe(qtbot)
    view = page.picture
    fitted, before = view.scale, view.picture_rect
    assert fitted is not None
    _wheel(page, 120)
    _press(page, qtbot, Qt.Key.Key_Plus)
    assert view.scale == pytest.approx(fitted * 1.25 * 1.25)
    placed = view.picture_rect
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(page.widget, key, Qt.KeyboardModifier.ShiftModifier)
    moved = placed.topLeft() - view.picture_rect.topLeft()
    assert moved.y() == 80
    assert page.position.text() == "1 of 3"
    _press(page, qtbot, Qt.Key.Key_Minus)
    _wheel(page, -1200)
    assert view.picture_rect == before


def test_a_pinch_zooms(large: Application, qtbot: QtBot) -> None:
    page = WindowPage(large).open_loupe(qtbot)
    view = page.picture
    fitted, fingers = view.scale, QPointF(view.rect().center())
    assert fitted is not None
    kind, device = Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice()
    spread = QNativeGestureEvent(kind, device, 2, fingers, fingers, view.mapToGlobal(fingers), 0.5, QPointF())
    QApplication.sendEvent(view, spread)
    assert view.scale == pytest.approx(1.5 * fitted)


def _wheel(page: LoupePage, amount: int) -> None:
    at = QPointF(page.picture.rect().center())
    buttons, keys, phase = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    turned = QWheelEvent(at, page.picture.mapToGlobal(at), QPoint(), QPoint(0, amount), buttons, keys, phase, False)
    QApplication.sendEvent(page.picture, turned)


def test_a_picture_that_cannot_be_read_says_why(opened: Application, qtbot: QtBot) -> None:
    _select(opened, "torn.jpg")
    qtbot.keyClick(opened.window.grid, Qt.Key.Key_Space)
    screen = opened.window.loupe_controller.screen
    assert screen is not None
    page = LoupePage(screen)
    qtbot.waitUntil(lambda: not opened.session.background.is_busy)
    assert (page.name.text(), page.decision.text(), page.zoom.isHidden()) == ("torn.jpg", "Failed", True)
    _press(page, qtbot, Qt.Key.Key_Z, Qt.Key.Key_Left)
    page.wait_for_picture(qtbot)


def test_the_next_picture_is_prefetched(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_review(qtbot)
    qtbot.waitUntil(lambda: not opened.session.background.is_busy)
    _press(page, qtbot, Qt.Key.Key_Right)
    assert page.colour_at(page.picture.rect().center()) == QColor(*PALE)


def test_its_thumbnail_is_shown_while_it_is_being_decoded(opened: Application, qtbot: QtBot) -> None:
    row, decoding = _row(opened, "red3.png"), Event()
    opened.window.grid.select_row(row)
    qtbot.waitUntil(lambda: opened.session.thumbnails.get(row) is not None and not opened.session.background.is_busy)
    for _ in range(2):
        opened.session.background.run(lambda: decoding.wait(30))
    qtbot.keyClick(opened.window.grid, Qt.Key.Key_Space)
    screen = opened.window.loupe_controller.screen
    assert screen is not None
    page = LoupePage(screen)
    assert page.picture.scale is None
    assert page.colour_at(page.picture.rect().center()).red() > 200
    decoding.set()
    page.wait_for_picture(qtbot)
    assert page.colour_at(page.picture.rect().center()) == QColor(*RED)


# Review.


def test_review_walks_the_unsure_pictures_and_each_answer_moves_on(opened: Application, qtbot: QtBot) -> None:
    pictures = opened.session.pictures
    page = WindowPage(opened).open_review(qtbot)
    assert page.position.text() == "1 of 2"
    assert "1 of 2. Unsure." in page.spoken
    first = _row(opened, page.name.text())
    _press(page, qtbot, Qt.Key.Key_C)
    assert pictures.table.correction(first) == 0
    assert page.position.text() == "2 of 2"
    _press(page, qtbot, Qt.Key.Key_Left)
    assert page.keys["C"].isChecked(), "it shows the answer that was given"
    _press(page, qtbot, Qt.Key.Key_D, Qt.Key.Key_N)
    assert pictures.table.correction(first) == 1
    assert "That was the last one." in page.spoken
    _press(page, qtbot, Qt.Key.Key_Left)
    assert page.position.text() == "2 of 2"


def test_its_two_large_keys_can_be_clicked(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_review(qtbot)
    row, sizes = _row(opened, page.name.text()), {key: button.height() for key, button in page.keys.items()}
    assert sizes["C"] == sizes["D"] > max(sizes[key] for key in "BNU")
    qtbot.mouseClick(page.keys["D"], _LEFT)
    assert opened.session.pictures.table.correction(row) == 1
    assert page.position.text() == "2 of 2"


@pytest.mark.parametrize("code", [0, 3], ids=["cat", "neither"])
def test_what_is_filtered_is_reviewed_with_the_same_key(opened: Application, qtbot: QtBot, code: int) -> None:
    opened.session.pictures.set_filter(Filter(code))
    count = opened.session.pictures.rowCount()
    page = WindowPage(opened).open_review(qtbot)
    assert page.position.text() == f"1 of {count}"
    _press(page, qtbot, Qt.Key.Key_D)
    assert page.position.text() == f"2 of {count}"


def test_the_button_of_the_footer_reviews_the_unsure_ones(opened: Application, qtbot: QtBot) -> None:
    opened.session.pictures.set_filter(Filter(0))
    WindowPage(opened).footer.review.click()
    screen = opened.window.loupe_controller.screen
    assert screen is not None
    assert LoupePage(screen).position.text() == "1 of 2"


def test_enter_after_the_last_picture_opens_the_sort_sheet(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_review(qtbot)
    _press(page, qtbot, Qt.Key.Key_C, Qt.Key.Key_Space)
    assert page.spoken == (
        "That was the last one. 1 of them is still unsure, and stays where it is. "
        "Enter Sort 19 pictures…, Esc Back to the pictures"
    )
    _press(page, qtbot, Qt.Key.Key_Return)
    assert opened.window.sort_sheet.is_open
    assert not opened.window.grid.isEnabled()
    opened.window.sort_sheet.close_sheet()


def test_the_keys_are_those_of_the_model_in_use(opened: Application, qtbot: QtBot) -> None:
    session, page = opened.session, WindowPage(opened).open_review(qtbot)
    row = _row(opened, page.name.text())
    session.pictures.set_labels(Labels(("cat", "dog", "rabbit")))
    session.model_changed.emit()
    _press(page, qtbot, Qt.Key.Key_N)
    assert session.pictures.table.correction(row) == session.pictures.table.labels.neither


def test_undo_takes_back_answers_but_no_sort(opened: Application, qtbot: QtBot) -> None:
    rows = opened.session.pictures.table
    WindowPage(opened).sort(qtbot)
    page = WindowPage(opened).open_review(qtbot)
    name = page.name.text()
    first = _row(opened, name)
    _press(page, qtbot, Qt.Key.Key_N)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    for _ in range(2):
        qtbot.keyClick(page.widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert rows.correction(first) is None
        assert page.name.text() == name
        assert not opened.sort_service.is_busy
    qtbot.keyClick(page.widget, Qt.Key.Key_Z, both)
    assert rows.correction(first) == rows.labels.neither
    qtbot.keyClick(page.widget, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert rows.correction(first) == rows.labels.neither


# The window around it.


def test_what_lies_behind_it_gets_no_keys_and_no_focus(opened: Application, qtbot: QtBot) -> None:
    _select(opened, "red0.png")
    before = opened.window.grid.side
    page = WindowPage(opened).open_loupe(qtbot)
    assert not opened.window.grid.isEnabled()
    control = Qt.KeyboardModifier.ControlModifier
    for key in (Qt.Key.Key_L, Qt.Key.Key_Plus):
        qtbot.keyClick(page.widget, key, control)
    assert opened.window.grid.side == before
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget() or page.widget, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is page.widget or page.widget.isAncestorOf(focused)
        assert focused.accessibleName()


def test_the_focus_can_be_seen_on_the_picture_and_the_keys(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_loupe(qtbot)
    page.keys["C"].setFocus(Qt.FocusReason.TabFocusReason)
    with_focus, without = page.keys["C"].grab().toImage(), page.widget.grab().toImage()
    page.widget.setFocus(Qt.FocusReason.TabFocusReason)
    assert page.keys["C"].grab().toImage() != with_focus
    around = page.picture.geometry().adjusted(-2, -2, 2, 2)
    assert page.widget.grab(around).toImage() != without.copy(around)


def test_space_presses_the_button_that_has_the_focus(opened: Application, qtbot: QtBot) -> None:
    row = _row(opened, "red0.png")
    opened.window.grid.select_row(row)
    page = WindowPage(opened).open_loupe(qtbot)
    page.keys["D"].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.keys["D"], Qt.Key.Key_Space)
    assert opened.session.pictures.table.correction(row) == 1
    assert page.name.text() == "red0.png"
    qtbot.keyClick(page.keys["D"], Qt.Key.Key_Right)
    assert page.name.text() == "red1.png", "all other keys are those of the loupe"


def test_another_folder_and_a_sheet_close_it(opened: Application, qtbot: QtBot, pets: Path) -> None:
    window = opened.window
    WindowPage(opened).open_loupe(qtbot)
    window.sort_controller.open_sheet()
    assert window.loupe_controller.screen is None
    assert not window.grid.isEnabled(), "the sheet has the window"
    qtbot.keyClick(window.sort_sheet, Qt.Key.Key_F9)
    assert window.loupe_controller.screen is None
    window.sort_sheet.close_sheet()
    WindowPage(opened).open_loupe(qtbot)
    with qtbot.waitSignal(opened.session.scan_ended, timeout=10_000):
        opened.session.reopen()
    assert window.loupe_controller.screen is None
    assert window.grid.isEnabled()


@pytest.mark.parametrize("pixels", [13, 26])
def test_everything_fits_in_the_smallest_window(
    qapp: QApplication, paths: Paths, pets: Path, qtbot: QtBot, pixels: int
) -> None:
    before, larger = QFont(qapp.font()), QFont(qapp.font())
    larger.setPixelSize(pixels)
    qapp.setFont(larger)
    application = Application(qapp, FakeBackend(paths))
    qapp.setFont(before)
    application.window.resize(960, 680)
    with qtbot.waitSignal(application.session.scan_ended):
        application.start(pets)
    page = WindowPage(application).open_review(qtbot)
    places = [QRect(each.mapTo(page.widget, QPoint()), each.size()) for each in page.keys.values()]
    assert all(page.widget.rect().contains(place) for place in places)
    assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[:at])
    assert page.widget.size() == application.window.centralWidget().size()
    assert page.picture.height() >= 300
    for each in (page.position, page.decision, page.zoom):
        assert each.width() >= each.sizeHint().width()
    application.close()
    application.deleteLater()
    qapp.processEvents()


def test_ctrl_f_leaves_the_loupe_for_the_search(opened: Application, qtbot: QtBot) -> None:
    WindowPage(opened).open_loupe(qtbot)
    opened.window.find_pictures()
    assert opened.window.loupe_controller.screen is None
    assert opened.window.find_bar.is_open
