"""The window watches a folder into which real photographs arrive, and sorts them with the bundled model."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import catdog_gui.ui  # noqa: F401 - before anything else of Qt, see there

pytestmark = [pytest.mark.real, pytest.mark.qt_log_ignore("does not support propagateSizeHints")]


def test_real_photographs_arrive(
    qapp: object, tmp_path: Path, photographs: list[tuple[str, bytes]], qtbot: QtBot
) -> None:
    from catdog_gui.paths import Paths
    from catdog_gui.ui.session.backend import Backend, Options
    from catdog_gui.ui.shell.application import Application
    from catdog_gui.watching.models import WatchState

    folder = tmp_path / "arriving"
    folder.mkdir()
    application = Application(qapp, Backend(Paths.at(tmp_path / "home"), Options()))
    application.start(folder)
    watches, window = application.watch_service, application.window
    qtbot.waitUntil(lambda: application.session.model.loaded is not None, timeout=30_000)
    window.header._watch.click()
    qtbot.waitUntil(lambda: [each.activity for each in watches.folders] == [WatchState.WATCHING], timeout=10_000)
    for name, content in photographs:
        (folder / name).write_bytes(content)

    def handled() -> bool:
        return len(watches.recent) + len(watches.folders[0].pending) == len(photographs)

    qtbot.waitUntil(handled, timeout=60_000)
    sorted_ = {event.source.name: event for event in watches.recent}
    assert len(sorted_) >= 0.9 * len(photographs)
    right = sum(name.startswith(event.label) for name, event in sorted_.items())
    assert right >= len(sorted_) - 1
    assert all((folder / event.label / name).is_file() for name, event in sorted_.items())
    window.watch_controller.open_list()
    shown = window.watch_sheet.recent_list._rows[0].sorted_event
    assert shown is watches.recent[0]
    window.watch_sheet.recent_list._rows[0]._undo.click()
    qtbot.waitUntil((folder / shown.source.name).is_file, timeout=10_000)
    qtbot.wait(3000)  # longer than the settle time
    assert (folder / shown.source.name).is_file(), "what was put back is not taken again"
    application.close()
    assert application.ended_in_time
    application.deleteLater()
