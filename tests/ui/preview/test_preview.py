"""The preview panel: its texts and its label buttons."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot
from ui_pages import WindowPage

from catdog_gui.ui.common.labels import FAILED, Labels
from catdog_gui.ui.shell.application import Application


def _row(application: Application, name: str) -> int:
    rows = application.session.pictures.table
    return next(row for row in range(len(rows)) if rows.name(row) == name)


@pytest.mark.parametrize(
    ("name", "goes"),
    [
        ("red0.png", "Goes to cat/"),
        ("blue0.png", "Goes to dog/"),
        ("dark0.png", "Neither: stays where it is"),
        ("torn.jpg", "Failed: stays where it is"),
    ],
)
def test_the_preview_shows_the_destination(opened: Application, qtbot: QtBot, name: str, goes: str) -> None:
    opened.window.grid.select_row(_row(opened, name))
    page = WindowPage(opened).preview
    assert (page.name.text(), page.destination.text()) == (name, goes)


def test_a_failed_picture_shows_the_reason(opened: Application, qtbot: QtBot) -> None:
    row = _row(opened, "torn.jpg")
    assert opened.session.pictures.table.code(row) == FAILED
    opened.window.grid.select_row(row)
    qtbot.waitUntil(lambda: "cut off" in WindowPage(opened).preview.picture.accessibleDescription())


def test_a_label_button_corrects_and_stays_checked(opened: Application, qtbot: QtBot) -> None:
    row = _row(opened, "pale0.png")
    opened.window.grid.select_row(row)
    buttons = WindowPage(opened).preview.buttons
    buttons["D"].click()
    assert opened.session.pictures.table.correction(row) == 1
    assert [key for key, button in buttons.items() if button.isChecked()] == ["D"]
    buttons["U"].click()
    assert opened.session.pictures.table.correction(row) is None
    assert not any(button.isChecked() for button in buttons.values())


def test_several_pictures_are_counted_and_labelled_together(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).preview
    opened.window.grid.selectAll()
    assert page.destination.text() == "25 pictures selected"
    page.buttons["N"].click()
    assert opened.session.pictures.counts().corrected == 25


def test_other_classes_have_buttons_with_the_keys_that_work(opened: Application, qtbot: QtBot) -> None:
    window, labels = opened.window, Labels(("luna", "milo", "bella"))
    opened.session.pictures.set_labels(labels)
    opened.session.model_changed.emit()
    window.grid.select_row(0)
    buttons = WindowPage(opened).preview.buttons
    assert [(key, button.text()) for key, button in buttons.items()][:3] == [
        ("L", "Luna"),
        ("M", "Milo"),
        ("3", "Bella"),
    ]
    keys = {key for action in window.actions() for key in action.shortcuts()}
    assert {QKeySequence(key) for key in buttons} <= keys
    buttons["M"].click()
    assert opened.session.pictures.table.correction(0) == 1
