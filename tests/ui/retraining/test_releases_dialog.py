"""The list of models: which there are, and what can be done with each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from ui_fakes import RealBackend
from ui_pages import ReleasesPage

from catdog_gui.retraining.models import AcceptanceReport, AcceptanceResult, Release
from catdog_gui.ui.retraining.releases_dialog import ReleasesDialog
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def opened(qapp: QApplication, real: RealBackend, qtbot: QtBot) -> Iterator[tuple[Application, ReleasesPage]]:
    """The bundled model is in use; there is a copy of it that was judged worse."""
    store = real.store()
    with store.work_folder() as work:
        store.export("bundled", work / "model")
        report = AcceptanceReport(AcceptanceResult.WORSE, "it forgot")
        fields = {"name": "", "path": work, "date": datetime.now(UTC), "id": "abc", "classes": ("cat", "dog")}
        store.install(work / "model", Release(**fields, counts={"cat": 3, "luna": 1200}, report=report))
    made = Application(qapp, real)
    with qtbot.waitSignal(made.session.model_changed, timeout=10_000):
        made.start(None)
    dialog = ReleasesDialog(made.session, made.window)
    dialog.show()
    page = ReleasesPage(dialog)
    qtbot.waitUntil(lambda: page.row_count == 2)
    yield made, page
    made.close()
    made.deleteLater()
    qapp.processEvents()


def test_each_model_has_its_row(opened: tuple[Application, ReleasesPage]) -> None:
    _, dialog = opened
    assert dialog.row(0)[2:] == ["3 Cat, 1,200 Luna", "Worse"]
    assert dialog.row(1) == ["Included with the program (in use)", "", "", ""]
    assert dialog.table.currentIndex().row() == 1
    assert not dialog.button("Use").isEnabled()
    assert not dialog.button("Delete").isEnabled()


def test_a_model_is_used_rolled_back_and_deleted(
    opened: tuple[Application, ReleasesPage], real: RealBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application, dialog = opened
    dialog.table.selectRow(0)
    with qtbot.waitSignal(application.session.model_changed, timeout=10_000):
        dialog.button("Use").click()
    used = application.session.model.loaded.model.path
    assert used.parent == real.paths.models_dir
    qtbot.waitUntil(lambda: "(in use)" in dialog.row(0)[0])
    with qtbot.waitSignal(application.session.model_changed, timeout=10_000):
        dialog.button("Use previous").click()
    assert application.session.model.loaded.model.path == real.store().bundled
    qtbot.waitUntil(lambda: "(in use)" in dialog.row(1)[0])
    dialog.table.selectRow(0)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    dialog.button("Delete").click()
    qtbot.waitUntil(lambda: dialog.row_count == 1)
    assert not used.exists()


def test_a_folder_that_is_no_model_is_refused_in_words(
    opened: tuple[Application, ReleasesPage], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, dialog = opened
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "run.py").write_text("", "utf-8")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "other"))
    dialog.button("Import…").click()
    qtbot.waitUntil(lambda: "a model folder is data alone" in dialog.message.text())
    assert dialog.row_count == 2


def test_a_model_is_exported_and_imported_again(
    opened: tuple[Application, ReleasesPage], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, dialog = opened
    (tmp_path / "there").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "there"))
    dialog.button("Export…").click()
    qtbot.waitUntil(lambda: dialog.message.text() == "Exported.")
    copy = str(tmp_path / "there" / "catdog-bundled")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: copy)
    dialog.button("Import…").click()
    qtbot.waitUntil(lambda: dialog.row_count == 3)
