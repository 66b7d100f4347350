"""The pictures of what waits have the size of their cells on every screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import RED, draw

from catdog_gui.ui.common.settings import WatchedFolderSettings
from catdog_gui.ui.common.tasks import Tasks
from catdog_gui.ui.watching.pending_model import PendingModel
from catdog_gui.ui.watching.watched_folder import WatchedFolder
from catdog_gui.watching.models import Waiting


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_picture_is_as_large_as_its_cell(qapp: QApplication, tmp_path: Path, qtbot: QtBot, ratio: float) -> None:
    tasks = Tasks(1, "test", qapp)
    model = PendingModel(tasks, 72, ratio, qapp)
    folder = WatchedFolder(WatchedFolderSettings(tmp_path))
    folder.apply_event(Waiting(draw(tmp_path, "a.png", RED, (400, 400)), "unsure", {}))
    model.show_folders([folder])
    index = model.index(0)
    with qtbot.waitSignal(model.dataChanged):
        index.data(Qt.ItemDataRole.DecorationRole)
    shown = index.data(Qt.ItemDataRole.DecorationRole)
    assert shown.width() == round(72 * ratio)
    assert shown.deviceIndependentSize().width() == pytest.approx(72)
    tasks.close(5)
