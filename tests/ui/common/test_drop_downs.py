"""The list of a drop-down shows whole items, and does not lie over its own field or the header."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot
from ui_pages import WindowPage

from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.shell.application import Application


def on_screen(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def open_list(box: QComboBox, qtbot: QtBot) -> QRect:
    """Where the list is; every item can be read in it without scrolling."""
    box.showPopup()
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    area = view.viewport().rect()
    for row in range(box.count()):
        item = view.visualRect(box.model().index(row, 0))
        assert area.contains(item), f"{box.itemText(row)}: {item} is not within {area}"
        assert item.height() >= box.fontMetrics().height()
        assert item.width() >= box.fontMetrics().horizontalAdvance(box.itemText(row))
    place = on_screen(view.window())
    box.hidePopup()
    return place


def test_the_list_of_orders_lies_below_its_field(opened: Application, qtbot: QtBot) -> None:
    box = WindowPage(opened).header.order
    place = open_list(box, qtbot)
    assert place.top() >= on_screen(box).bottom() - 1
    assert box.screen().availableGeometry().contains(place)


def test_the_lists_of_the_settings_are_whole(opened: Application, qtbot: QtBot) -> None:
    dialog = SettingsDialog(opened.session, opened.theme, opened.window)
    dialog.show()
    boxes = [box for box in dialog.findChildren(QComboBox) if box.count()]
    assert len(boxes) > 4
    for box in boxes:
        place = open_list(box, qtbot)
        assert not place.intersects(on_screen(box).adjusted(0, 2, 0, -2)), box.accessibleName()
    dialog.close()
