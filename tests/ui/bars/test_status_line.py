"""The status line, the side bar and the panel of the threshold say the same, and nothing that is over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from ui_fakes import CAREFUL
from ui_pages import WindowPage

from catdog_gui.ui.session.filtering import Filter, Order
from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.sidebar.decision_model import Role

UNDO = Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def undone(opened: Application, qtbot: QtBot) -> Application:
    """The window after three corrections were undone, which the status line says."""
    opened.window.activateWindow()
    opened.session.corrections.correct([1, 2, 3], opened.session.pictures.table.labels.both)
    qtbot.keyClick(opened.window, *UNDO)
    assert WindowPage(opened).footer.message.text() == "3 pictures: back to Dog"
    return opened


LATER: dict[str, Callable[[Application, QtBot], object]] = {
    "another correction": lambda app, qtbot: (
        app.window.grid.select_row(0),
        qtbot.keyClick(app.window.grid, Qt.Key.Key_C),
    ),
    "another threshold": lambda app, qtbot: qtbot.keyClick(WindowPage(app).threshold.slider, Qt.Key.Key_Left),
    "another filter": lambda app, _: app.window.decisions.setCurrentIndex(
        app.window.decision_model.index_of(Filter(app.session.pictures.table.labels.unsure))
    ),
    "another order": lambda app, _: app.session.set_order(Order.DOUBT),
    "a sort": lambda app, qtbot: WindowPage(app).sort(qtbot),
    "another look": lambda app, qtbot: qtbot.keyClick(app.window, Qt.Key.Key_F5),
}


@pytest.mark.parametrize("later", LATER.values(), ids=LATER.keys())
def test_what_was_undone_is_said_until_the_next_action(
    undone: Application, qtbot: QtBot, later: Callable[[Application, QtBot], object]
) -> None:
    later(undone, qtbot)
    assert WindowPage(undone).footer.message.text() == ""


def test_all_numbers_agree_at_every_step_of_the_slider(opened: Application, qtbot: QtBot) -> None:
    page, pictures, model = WindowPage(opened), opened.session.pictures, opened.window.decision_model
    unsure = model.index_of(Filter(pictures.table.labels.unsure))
    seen: set[tuple[int, int]] = set()

    def compare() -> None:
        needs_look, moving = unsure.data(Role.COUNT), pictures.count_moving()
        state = f"{needs_look} need review" if needs_look else "Nothing left to review"
        assert page.footer.state.text() == state
        assert page.footer.sort.text() == f"Sort {moving} pictures…"
        assert page.threshold.counts.text() == f"{moving} ready to sort\n{needs_look} need review"
        seen.add((needs_look, moving))

    pictures.counts_changed.connect(compare)
    opened.session.model.set_threshold(CAREFUL.threshold)
    for step in range(0, page.threshold.slider.maximum(), 50):
        with qtbot.waitSignal(pictures.counts_changed):
            page.threshold.slider.setValue(step)
    assert len(seen) > 1, "the slider changed the numbers"
