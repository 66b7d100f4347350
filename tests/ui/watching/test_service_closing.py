"""The journal of the watches is closed with them, and not before: a watch that still runs needs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_watching import QuickBackend, is_watching

from catdog_gui.paths import Paths
from catdog_gui.sorting.journal import Journal
from catdog_gui.ui.common.settings import WatchedFolderSettings
from catdog_gui.ui.shell.application import Application
from catdog_gui.watching.classifier import Classifier
from catdog_gui.watching.models import EventCallback, WatchOptions
from catdog_gui.watching.watcher import FolderWatcher


class RecordingJournal(Journal):
    is_closed = False

    def close(self) -> None:
        self.is_closed = True
        super().close()


class RecordingBackend(QuickBackend):
    """Keeps the watcher that it made, and the journal that the watcher writes."""

    watch_journal: RecordingJournal
    watcher: FolderWatcher

    def journal(self) -> Journal:
        return RecordingJournal(self.paths.journal_file)

    def make_watcher(
        self, options: WatchOptions, classifier: Classifier, journal: Journal, on_event: EventCallback
    ) -> FolderWatcher:
        assert isinstance(journal, RecordingJournal)
        self.watch_journal = journal
        self.watcher = super().make_watcher(options, classifier, journal, on_event)
        return self.watcher


@pytest.mark.parametrize("is_stuck", [False, True], ids=["ends", "stuck"])
def test_closing(
    qapp: QApplication, paths: Paths, arriving: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_stuck: bool
) -> None:
    backend = RecordingBackend(paths)
    application = Application(qapp, backend)
    application.settings.watched = [WatchedFolderSettings(arriving)]
    application.close()
    application.deleteLater()
    application = Application(qapp, backend)
    application.start(arriving)
    qtbot.waitUntil(lambda: is_watching(application), timeout=10_000)
    journal, stop = backend.watch_journal, backend.watcher.stop
    assert not journal.is_closed
    if is_stuck:
        monkeypatch.setattr(backend.watcher, "stop", lambda timeout: stop(timeout) and False)
    application.close()
    assert application.ended_in_time is not is_stuck
    assert journal.is_closed is not is_stuck
    journal.close()
    application.deleteLater()
    qapp.processEvents()
