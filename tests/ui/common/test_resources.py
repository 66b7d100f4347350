"""The logo has a drawing for each size."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QIcon

from catdog_gui.ui.common.resources import app_icon, icon_file


@pytest.mark.parametrize(("side", "name"), [(16, "16x16/catdog"), (32, "32x32/catdog"), (256, "catdog")])
def test_each_size_shows_its_own_drawing(qapp: object, side: int, name: str) -> None:
    drawing = QIcon(str(icon_file(name))).pixmap(side, side).toImage()
    assert not drawing.isNull()
    assert app_icon().pixmap(side, side).toImage() == drawing
