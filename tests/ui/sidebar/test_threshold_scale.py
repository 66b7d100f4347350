"""The line on which the threshold slides."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.sidebar.threshold_scale import STEPS, ThresholdScale

NAMED = (0.952, 0.755, 0.5)


@pytest.mark.parametrize("named", [NAMED, (), (0.5,), (0.9, 0.9), (0.6, 0.7, 0.8, 0.9, 0.99)])
def test_more_to_the_right_is_surer_and_there_and_back_is_the_same(named: tuple[float, ...]) -> None:
    scale = ThresholdScale.from_thresholds(named)
    thresholds = [scale.threshold(step) for step in range(0, STEPS + 1, 20)]
    assert thresholds == sorted(set(thresholds))
    assert [scale.step(threshold) for threshold in thresholds] == list(range(0, STEPS + 1, 20))
    assert thresholds[0] == 0.5


def test_named_thresholds_stand_at_equal_distances() -> None:
    first, second, third = (ThresholdScale.from_thresholds(NAMED).step(threshold) for threshold in sorted(NAMED))
    assert first == 0
    assert second - first == third - second
    assert third < STEPS, "there is room for who wants to be surer still"


def test_many_are_placed_as_one_is() -> None:
    scale = ThresholdScale.from_thresholds(NAMED)
    thresholds = np.linspace(0.5, 1, 30, dtype=np.float32)
    assert np.round(scale.step_positions(thresholds)).tolist() == [scale.step(float(each)) for each in thresholds]


def test_the_buttons_stand_under_their_stops(opened: Application, qtbot: QtBot) -> None:
    panel = opened.window.threshold
    qtbot.waitExposed(opened.window)
    buttons = sorted(panel._policy_buttons._entries, key=lambda stop: stop[1])
    lefts = [button.x() for button, _, _ in buttons]
    assert lefts == sorted(lefts)
    for button, _, step in buttons:
        assert button.x() - 4 <= panel._slider.step_to_x(step) <= button.x() + button.width() + 4
    buttons[0][0].click()
    assert opened.session.model.threshold == pytest.approx(buttons[0][1])
    assert buttons[0][0].isChecked()
