"""Dragging pictures onto a decision corrects them; dragging a folder onto the window opens it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from pytestqt.qtbot import QtBot

from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.session.filtering import Filter
from catdog_gui.ui.shell.application import Application

pytestmark = pytest.mark.filterwarnings("ignore:.*QDrag(Enter|Move)Event:DeprecationWarning")
_BUTTON, _KEYS, _COPY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction


def _place(application: Application, code: int) -> QPoint:
    view = application.window.decisions
    return view.visualRect(application.window.decision_model.index_of(Filter(code))).center()


def _move(application: Application, data: QMimeData, at: QPoint) -> QDragMoveEvent:
    event = QDragMoveEvent(at, _COPY, data, _BUTTON, _KEYS)
    application.window.decisions.dragMoveEvent(event)
    return event


def _drop(application: Application, data: QMimeData, at: QPoint) -> None:
    application.window.decisions.dropEvent(QDropEvent(QPointF(at), _COPY, data, _BUTTON, _KEYS))


def test_a_drop_on_a_decision_corrects_all_that_are_dragged(opened: Application, qtbot: QtBot) -> None:
    pictures, view = opened.session.pictures, opened.window.decisions
    data, dog = pictures.mime_for([0, 1, 2]), _place(opened, 1)
    assert _move(opened, data, dog).isAccepted()
    assert view.itemDelegate().drop_row == view.indexAt(dog).row()
    _drop(opened, data, dog)
    assert [pictures.table.correction(row) for row in range(3)] == [1, 1, 1]
    assert view.itemDelegate().drop_row is None
    opened.window.sort_controller.undo()
    assert pictures.counts().corrected == 0


def test_nothing_can_be_dropped_on_what_is_no_label(opened: Application, qtbot: QtBot) -> None:
    pictures = opened.session.pictures
    data = pictures.mime_for([0])
    for code in (pictures.table.labels.unsure, FAILED):
        assert not _move(opened, data, _place(opened, code)).isAccepted()
        _drop(opened, data, _place(opened, code))
    foreign = QMimeData()
    foreign.setText("words")
    assert not _move(opened, foreign, _place(opened, 1)).isAccepted()
    assert pictures.counts().corrected == 0


def test_a_folder_dragged_over_the_grid_shows_the_drop_overlay(opened: Application, pets: Path, qtbot: QtBot) -> None:
    window, data = opened.window, QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(pets))])
    window.dragEnterEvent(QDragEnterEvent(QPoint(400, 300), _COPY, data, _BUTTON, _KEYS))
    assert window.drop_overlay.isVisible()
    assert window.drop_overlay.size() == window.grid.size()
    window.dragLeaveEvent(QDragLeaveEvent())
    assert not window.drop_overlay.isVisible()
    window.dragEnterEvent(QDragEnterEvent(QPoint(400, 300), _COPY, data, _BUTTON, _KEYS))
    with qtbot.waitSignal(opened.session.scan_ended, timeout=10_000):
        window.dropEvent(QDropEvent(QPointF(400, 300), _COPY, data, _BUTTON, _KEYS))
    assert not window.drop_overlay.isVisible()
