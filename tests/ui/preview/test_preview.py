"""The large preview: what it says of a picture, and its buttons."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from catdog_gui.ui.common.labels import FAILED, Labels
from catdog_gui.ui.common.widgets.label_buttons import LabelButton, LabelButtons
from catdog_gui.ui.shell.application import Application


def _row(application: Application, name: str) -> int:
    rows = application.session.pictures.table
    return next(row for row in range(len(rows)) if rows.name(row) == name)


def _buttons(buttons: LabelButtons) -> dict[str, LabelButton]:
    return {button.key.key: button for button in buttons._buttons}


@pytest.mark.parametrize(
    ("name", "goes"),
    [
        ("red0.png", "Goes to cat/"),
        ("blue0.png", "Goes to dog/"),
        ("dark0.png", "Neither: stays where it is"),
        ("torn.jpg", "Failed: stays where it is"),
    ],
)
def test_it_says_where_a_picture_would_go(opened: Application, qtbot: QtBot, name: str, goes: str) -> None:
    opened.window.grid.select_row(_row(opened, name))
    assert opened.window.preview._destination_label.text() == goes
    assert opened.window.preview._name.text() == name


def test_a_picture_that_failed_is_shown_as_its_reason(opened: Application, qtbot: QtBot) -> None:
    row = _row(opened, "torn.jpg")
    assert opened.session.pictures.table.code(row) == FAILED
    opened.window.grid.select_row(row)
    qtbot.waitUntil(lambda: "cut off" in opened.window.preview._picture._reason)


def test_a_button_labels_and_stays_down(opened: Application, qtbot: QtBot) -> None:
    row = _row(opened, "pale0.png")
    opened.window.grid.select_row(row)
    buttons = _buttons(opened.window.preview._label_buttons)
    buttons["D"].click()
    assert opened.session.pictures.table.correction(row) == 1
    assert [key for key, button in buttons.items() if button.isChecked()] == ["D"]
    buttons["U"].click()
    assert opened.session.pictures.table.correction(row) is None
    assert not any(button.isChecked() for button in buttons.values())


def test_several_pictures_are_counted_and_labelled_together(opened: Application, qtbot: QtBot) -> None:
    window = opened.window
    window.grid.selectAll()
    assert window.preview._destination_label.text() == "25 pictures selected"
    _buttons(window.preview._label_buttons)["N"].click()
    assert opened.session.pictures.counts().corrected == 25


def test_other_classes_have_buttons_with_the_keys_that_work(opened: Application, qtbot: QtBot) -> None:
    window, labels = opened.window, Labels(("luna", "milo", "bella"))
    opened.session.pictures.set_labels(labels)
    opened.session.model_changed.emit()
    window.grid.select_row(0)
    buttons = _buttons(window.preview._label_buttons)
    assert [(key, button.text()) for key, button in buttons.items()][:3] == [
        ("L", "Luna"),
        ("M", "Milo"),
        ("3", "Bella"),
    ]
    keys = {QKeySequence(key) for action in window.window_actions._actions.labels for key in action.shortcuts()}
    assert {QKeySequence(key) for key in buttons} == keys
    buttons["M"].click()
    assert opened.session.pictures.table.correction(0) == 1
