"""A sort that was taken back out of turn is not taken back a second time."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from catdog_gui.sorting.models import Mode, SortOptions
from catdog_gui.ui.shell.application import Application


def test_a_sort_that_the_history_took_back_is_no_longer_on_the_undo_stack(
    opened: Application, pets: Path, qtbot: QtBot
) -> None:
    session, service = opened.session, opened.sort_service
    with qtbot.waitSignal(service.finished, timeout=10_000) as finished:
        service.plan(SortOptions(pets, None, Mode.MOVE), service.sort)
    row = session.pictures.table.row_of(pets / "torn.jpg")
    assert row is not None
    session.corrections.correct([row], 0)
    with qtbot.waitSignal(service.finished, timeout=10_000):
        service.undo_run(finished.args[0].run, pets, Mode.MOVE)
    stack = session.undo_stack
    stack.undo()
    assert session.pictures.table.correction(row) is None
    with qtbot.assertNotEmitted(service.started):
        stack.undo()
    assert not stack.canUndo()
