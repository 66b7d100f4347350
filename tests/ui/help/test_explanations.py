""" "What's this?" where a newcomer stops."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWhatsThis, QWidget
from pytestqt.qtbot import QtBot
from ui_pages import ThresholdPage, WindowPage, find

from catdog_gui.ui.common.widgets.explain_button import ExplainButton
from catdog_gui.ui.preview.score_bars import ScoreBars
from catdog_gui.ui.retraining.comparison_table import ComparisonTable
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def explained(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The explanations that were shown."""
    shown: list[str] = []
    monkeypatch.setattr(QWhatsThis, "showText", lambda _place, text, _widget: shown.append(text))
    yield shown
    QWhatsThis.leaveWhatsThisMode()


def press_shift_f1(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)


def test_shift_f1_explains_what_has_the_focus(opened: Application, explained: list[str], qtbot: QtBot) -> None:
    slider = ThresholdPage(opened.window.threshold).slider
    slider.setFocus()
    qtbot.waitUntil(slider.hasFocus)
    press_shift_f1(slider)
    assert explained == [slider.whatsThis()]
    assert not QWhatsThis.inWhatsThisMode()


def test_shift_f1_asks_for_a_click_where_the_focus_needs_no_explanation(
    opened: Application, explained: list[str]
) -> None:
    press_shift_f1(opened.window.grid)
    assert QWhatsThis.inWhatsThisMode()
    assert explained == []


def test_the_button_beside_the_threshold_explains_it(opened: Application, explained: list[str]) -> None:
    find(opened.window.threshold, ExplainButton).click()
    assert explained == [ThresholdPage(opened.window.threshold).slider.whatsThis()]


def test_the_groups_that_need_review_are_explained(opened: Application) -> None:
    model = opened.window.decision_model
    texts = {
        str(model.index(row).data()): model.index(row).data(Qt.ItemDataRole.WhatsThisRole)
        for row in range(model.rowCount())
    }
    assert all(texts[name] for name in ("Unsure", "Both", "Neither", "Failed", "Corrected"))
    decisions = opened.window.decisions
    decisions.setCurrentIndex(model.index(list(texts).index("Unsure")))
    assert decisions.whatsThis() == texts["Unsure"]


@pytest.mark.parametrize("kind", [ScoreBars, ComparisonTable])
def test_scores_and_the_result_of_a_retraining_are_explained(opened: Application, kind: type[QWidget]) -> None:
    assert find(opened.window, kind).whatsThis()


def test_the_help_menu_has_everything(application: Application) -> None:
    menu = WindowPage(application).header.help.menu()
    texts = [each.text() for each in menu.actions() if not each.isSeparator()]
    assert texts == ["Guide", "All keys", "What's this?", "About catdog"]
