"""A sheet that is higher than its window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from catdog_gui.ui.common.settings import Appearance
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.sheet import Sheet

LINES = 40


class LongSheet(Sheet):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.lines = [QCheckBox(f"line {number}") for number in range(LINES)]
        self.button = QPushButton("Do it")
        layout = self._make_card_layout(12)
        for line in self.lines:
            layout.addWidget(line)
        row = QHBoxLayout()
        row.addWidget(self.button)
        self._pin_to_bottom(row)


def _is_in_sight(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


@pytest.fixture
def sheet(qapp: QApplication, qtbot: QtBot) -> Iterator[LongSheet]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(960, 680)
    made = LongSheet(Theme(qapp, Appearance.LIGHT), window)
    window.show()
    qtbot.waitExposed(window)
    made.open_sheet()
    made.slide_in()
    yield made
    window.close()


def test_its_buttons_stay_in_sight_and_the_rest_scrolls(sheet: LongSheet, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: _is_in_sight(sheet.button) and _is_in_sight(sheet.lines[0]))
    assert not _is_in_sight(sheet.lines[-1])
    sheet.lines[0].setFocus()
    for _ in range(LINES - 1):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert sheet.lines[-1].hasFocus()
    assert _is_in_sight(sheet.lines[-1])
    assert not _is_in_sight(sheet.lines[0])


def test_in_a_high_window_nothing_scrolls(sheet: LongSheet, qtbot: QtBot) -> None:
    sheet.parentWidget().resize(960, 3000)
    sheet.fit_to_parent()
    qtbot.waitUntil(lambda: all(_is_in_sight(each) for each in (*sheet.lines, sheet.button)))
