"""The scale of the threshold slider."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from ui_pages import WindowPage

from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.sidebar.threshold_scale import STEPS, ThresholdScale

NAMED = (0.952, 0.755, 0.5)


@pytest.mark.parametrize("named", [NAMED, (), (0.5,), (0.9, 0.9), (0.6, 0.7, 0.8, 0.9, 0.99)])
def test_the_scale_is_monotonic_and_invertible(named: tuple[float, ...]) -> None:
    scale = ThresholdScale.from_thresholds(named)
    thresholds = [scale.threshold(step) for step in range(0, STEPS + 1, 20)]
    assert thresholds == sorted(set(thresholds))
    assert [scale.step(threshold) for threshold in thresholds] == list(range(0, STEPS + 1, 20))
    assert thresholds[0] == 0.5


def test_named_thresholds_are_evenly_spaced() -> None:
    first, second, third = (ThresholdScale.from_thresholds(NAMED).step(threshold) for threshold in sorted(NAMED))
    assert first == 0
    assert second - first == third - second
    assert third < STEPS, "there is room for who wants to be surer still"


def test_many_thresholds_have_the_same_steps_as_one() -> None:
    scale = ThresholdScale.from_thresholds(NAMED)
    thresholds = np.linspace(0.5, 1, 30, dtype=np.float32)
    assert np.round(scale.step_positions(thresholds)).tolist() == [scale.step(float(each)) for each in thresholds]


def test_the_buttons_stand_under_their_stops(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).threshold
    qtbot.waitExposed(opened.window)
    buttons, policies = page.policies, sorted(opened.session.model.policies, key=lambda policy: policy.threshold)
    scale = ThresholdScale.from_thresholds(policy.threshold for policy in policies)
    assert [button.text() for button in buttons] == ["Generous", "Balanced", "Careful"]
    for button, policy in zip(buttons, policies, strict=True):
        stop = page.slider.step_to_x(scale.step(policy.threshold))
        assert button.x() - 4 <= stop <= button.x() + button.width() + 4
    buttons[0].click()
    assert opened.session.model.threshold == pytest.approx(policies[0].threshold)
    assert buttons[0].isChecked()
