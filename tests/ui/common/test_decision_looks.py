"""Every decision has a look of its own."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from catdog_gui.classify.decisions import NON_CLASS_LABELS, NON_CLASS_NAMES
from catdog_gui.ui.common.decision_looks import DECISION_LOOKS
from catdog_gui.ui.common.label_icons import paint_label_icon
from catdog_gui.ui.common.labels import FAILED, WAITING, Labels
from catdog_gui.ui.common.palette import LIGHT


def test_the_table_has_every_decision() -> None:
    assert DECISION_LOOKS.keys() == {*NON_CLASS_NAMES}


def test_a_key_is_for_what_a_user_may_say() -> None:
    keys = [look.key for look in DECISION_LOOKS.values() if look.key]
    assert {name for name, look in DECISION_LOOKS.items() if look.key} == {*NON_CLASS_LABELS}
    assert len(set(keys)) == len(keys)


def test_no_two_icons_are_the_same(qtbot: QtBot) -> None:
    labels = Labels()
    icons = [_icon(code, labels) for code in (*range(len(labels.names)), WAITING, FAILED)]
    assert all(one != other for place, one in enumerate(icons) for other in icons[:place])


def _icon(code: int, labels: Labels) -> QImage:
    image = QImage(32, 32, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    paint_label_icon(painter, QRectF(0, 0, 32, 32), code, labels, LIGHT)
    painter.end()
    return image
