"""The whole story of the window on real photographs with the bundled model: drop, correct, sort, undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_pages import WindowPage, drop

import catdog_gui.ui  # noqa: F401 - before anything else of Qt, see there
from catdog_gui.paths import Paths
from catdog_gui.ui.session.backend import Backend, Options
from catdog_gui.ui.shell.application import Application

pytestmark = [pytest.mark.real, pytest.mark.qt_log_ignore("does not support (propagateSizeHints|raise)")]


@pytest.fixture
def folder(tmp_path: Path, photographs: list[tuple[str, bytes]]) -> Path:
    made = tmp_path / "photographs"
    made.mkdir()
    for name, content in photographs:
        (made / name).write_bytes(content)
    (made / photographs[0][0]).with_suffix(".xmp").write_text("belongs to the first picture")
    return made


@pytest.fixture
def application(qapp: QApplication, tmp_path: Path) -> Iterator[Application]:
    made = Application(qapp, Backend(Paths.at(tmp_path / "home"), Options()))
    yield made
    made.close()
    assert made.ended_in_time
    made.deleteLater()
    qapp.processEvents()


def _tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(file.relative_to(folder)): (file.read_bytes(), file.stat().st_mtime_ns) for file in files}


def test_drop_correct_sort_undo(application: Application, folder: Path, qtbot: QtBot) -> None:
    before = _tree(folder)
    window, session = application.window, application.session
    application.start(None)
    qtbot.waitUntil(lambda: session.model.loaded is not None, timeout=30_000)
    with qtbot.waitSignal(session.scan_ended, timeout=60_000):
        drop(window, folder)
    rows = session.pictures.table
    decided = [row for row in range(len(rows)) if rows.code(row) < len(rows.labels.classes)]
    right = sum(rows.name(row).startswith(rows.labels.names[rows.code(row)]) for row in decided)
    assert len(decided) >= 0.9 * len(rows)
    assert right >= len(decided) - 1

    wrong_on_purpose = {rows.name(row): 1 - rows.code(row) for row in decided[:3]}
    for row, code in zip(decided[:3], wrong_on_purpose.values(), strict=True):
        window.grid.select_row(row)
        qtbot.keyClick(window.grid, (Qt.Key.Key_C, Qt.Key.Key_D)[code])

    page = WindowPage(application)
    sheet = page.open_sort_sheet(qtbot)
    with qtbot.waitSignal(application.sort_service.finished, timeout=30_000):
        qtbot.mouseClick(sheet.sort, Qt.MouseButton.LeftButton)
    for name, code in wrong_on_purpose.items():
        assert (folder / rows.labels.classes[code] / name).is_file()
    (sidecar,) = folder.rglob("*.xmp")
    assert sidecar.with_suffix(".jpg").is_file(), "it goes where its picture goes"
    assert sum(path.suffix == ".jpg" for path in folder.rglob("*")) == len(rows)

    with qtbot.waitSignal(application.sort_service.finished, timeout=30_000):
        qtbot.mouseClick(page.report_bar.undo, Qt.MouseButton.LeftButton)
    assert _tree(folder) == before
    assert not (folder / "cat").exists()
    assert session.pictures.counts().corrected == 3
