"""Progress on the window's taskbar entry, on desktops that support Unity's signal (KDE, GNOME docks)."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Slot

from catdog_gui.ui.session.session import FolderSession

_PATH, _INTERFACE, _SIGNAL = "/catdog", "com.canonical.Unity.LauncherEntry", "Update"
_ENTRY = "application://catdog.desktop"


class TaskbarProgress(QObject):
    """Sends signals and expects no answer; does nothing without a session bus."""

    def __init__(self, session: FolderSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._shown_percent = -1
        if sys.platform.startswith("linux"):
            session.progressed.connect(self._on_progressed)
            session.scan_ended.connect(self._on_progressed)

    @Slot()
    def _on_progressed(self) -> None:
        progress = self._session.progress()
        running = self._session.is_scanning and progress.found > 0
        percent = 100 * progress.done // progress.found if running else -1
        if percent != self._shown_percent:
            self._shown_percent = percent
            self._send(percent)

    def _send(self, percent: int) -> None:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        message = QDBusMessage.createSignal(_PATH, _INTERFACE, _SIGNAL)
        state = {"progress": max(0, percent) / 100, "progress-visible": percent >= 0}
        message.setArguments([_ENTRY, state])
        bus.send(message)
