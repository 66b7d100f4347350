"""The window watches a folder into which real photographs arrive, and sorts them with the bundled model."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import catdog_gui.ui  # noqa: F401 - before anything else of Qt, see there

pytestmark = [pytest.mark.real, pytest.mark.qt_log_ignore("does not support (propagateSizeHints|raise)")]


def test_real_photographs_arrive(
    qapp: object, tmp_path: Path, photographs: list[tuple[str, bytes]], qtbot: QtBot
) -> None:
    from ui_pages import WindowPage

    from catdog_gui.paths import Paths
    from catdog_gui.ui.session.backend import Backend, Options
    from catdog_gui.ui.shell.application import Application
    from catdog_gui.watching.models import WatchState

    folder = tmp_path / "arriving"
    folder.mkdir()
    application = Application(qapp, Backend(Paths.at(tmp_path / "home"), Options()))
    application.start(folder)
    watches = application.watch_service
    qtbot.waitUntil(lambda: application.session.model.loaded is not None, timeout=30_000)
    page = WindowPage(application)
    page.header.watch.click()
    qtbot.waitUntil(lambda: [each.activity for each in watches.folders] == [WatchState.WATCHING], timeout=10_000)
    for name, content in photographs:
        (folder / name).write_bytes(content)

    def handled() -> bool:
        return len(watches.recent) + len(watches.folders[0].pending) == len(photographs)

    def handled_later() -> bool:
        return not (folder / "later.jpg").is_file() or len(watches.folders[0].pending) > waiting

    qtbot.waitUntil(handled, timeout=60_000)
    waiting = len(watches.folders[0].pending)
    sorted_ = {event.source.name: event for event in watches.recent}
    assert len(sorted_) >= 0.9 * len(photographs)
    right = sum(name.startswith(event.label) for name, event in sorted_.items())
    assert right >= len(sorted_) - 1
    assert all((folder / event.label / name).is_file() for name, event in sorted_.items())
    shown = watches.recent[0]
    page.open_watch_sheet().recent_rows[0].undo.click()
    qtbot.waitUntil((folder / shown.source.name).is_file, timeout=10_000)
    # A copy that comes later is handled later than what was put back would be.
    (folder / "later.jpg").write_bytes(photographs[0][1])
    qtbot.waitUntil(handled_later, timeout=30_000)
    assert (folder / shown.source.name).is_file(), "what was put back is not taken again"
    application.close()
    assert application.ended_in_time
    application.deleteLater()
