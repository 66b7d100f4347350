"""What the panel promises of the share of right decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import ui_fakes
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot
from ui_fakes import BALANCED
from ui_pages import WindowPage

from catdog_gui.classify.models import Policy
from catdog_gui.ui.shell.application import Application

ON_OTHER_SOURCES = replace(BALANCED, precision_range=(0.9846, 0.9992), pictures=567)

Open = Callable[[Policy], WindowPage]


@pytest.fixture
def open_with(application: Application, pets: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens `pets` with a model that has one policy."""

    def open_pets(policy: Policy) -> WindowPage:
        model = replace(ui_fakes.colour_model(), policies=(policy,), default_policy=policy)
        monkeypatch.setattr(ui_fakes, "colour_model", lambda: model)
        with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
            application.start(pets)
        page = WindowPage(application)
        qtbot.waitUntil(lambda: page.threshold.precision.text() != "", timeout=5_000)
        return page

    return open_pets


@pytest.mark.parametrize(
    ("policy", "promise"),
    [
        (ON_OTHER_SOURCES, "About 98.5 to 99.9 % of these are right."),
        (replace(ON_OTHER_SOURCES, precision_range=(0.9932, 1.0)), "About 99.3 to 99.9 % of these are right."),
        (replace(ON_OTHER_SOURCES, precision_range=(0.9981, 0.9984)), "About 99.8 % of these are right."),
    ],
)
def test_a_range_is_promised_where_one_is_known(open_with: Open, policy: Policy, promise: str) -> None:
    label = open_with(policy).threshold.precision
    assert label.text() == promise
    assert label.toolTip() == "Measured on 567 cats and dogs from other people's pictures."


def test_one_figure_is_promised_where_no_range_is_known(open_with: Open) -> None:
    label = open_with(BALANCED).threshold.precision
    assert label.text() == "About 99.8 % of these are right."
    assert label.toolTip() == "An estimate, measured on other pictures."


def test_a_single_picture_is_not_many(open_with: Open) -> None:
    label = open_with(replace(ON_OTHER_SOURCES, pictures=1)).threshold.precision
    assert label.toolTip() == "Measured on 1 cat or dog from other people's pictures."


def test_the_range_in_chinese(open_with: Open, qtbot: QtBot) -> None:
    page = open_with(ON_OTHER_SOURCES)
    page.speak("zh_CN")
    qtbot.waitUntil(lambda: page.threshold.precision.text() != "", timeout=5_000)
    assert page.threshold.precision.text() == "其中约 98.5% 到 99.9% 是正确的。"
    assert page.threshold.precision.toolTip() == "根据他人拍摄的 567 张猫狗照片测得。"
    page.speak("en")


def test_each_bar_says_what_it_counts(open_with: Open, qtbot: QtBot) -> None:
    slider = open_with(BALANCED).threshold.slider

    def texts() -> list[str]:
        shown = []
        for x in range(0, slider.width(), 2):
            where = QPoint(x, 10)
            QApplication.sendEvent(slider, QHelpEvent(QEvent.Type.ToolTip, where, slider.mapToGlobal(where)))
            shown.append(QToolTip.text())
        QToolTip.hideText()
        return shown

    qtbot.waitUntil(lambda: any(" % sure\nCat: 10" in text for text in texts()))
    assert any(text.startswith("How sure the model is of each picture") for text in texts())
