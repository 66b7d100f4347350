"""Settings of watching: whether it goes on without a window, and starts with the session."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QSystemTrayIcon, QVBoxLayout, QWidget

from catdog_gui.messages import detail
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, small
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.watching.texts import closing_text

_NOTE_HEIGHT = 30  # two lines


class WatchOptions(QWidget):
    """Changes take effect at once; the note explains the result."""

    def __init__(self, session: FolderSession, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._stay_in_tray = QCheckBox(self.tr("Stay in the tray when the window is closed"), self)
        self._stay_in_tray.setChecked(session.settings.stays_in_tray)
        self._stay_in_tray.setEnabled(QSystemTrayIcon.isSystemTrayAvailable())
        self._stay_in_tray.toggled.connect(self._on_stay_toggled)
        self._autostart = QCheckBox(self.tr("Start at login"), self)
        self._autostart.setEnabled(False)
        self._autostart.clicked.connect(self._on_autostart_clicked)
        self._note = small(label("", wrap=True))
        self._note.setObjectName("note")
        self._note.setMinimumHeight(theme.px(_NOTE_HEIGHT))
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self._stay_in_tray, self._autostart, self._note):
            layout.addWidget(widget)
        self._show_note()
        if sys.platform.startswith("linux"):
            session.file_tasks.run(session.backend.is_autostart_enabled, self._show_autostart)
        else:
            self._autostart.hide()

    @Slot(bool)
    def _on_stay_toggled(self, stay: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._session.settings.stays_in_tray = stay
        self._show_note()

    def _show_note(self) -> None:
        self._note.setText(closing_text(stays=self._stay_in_tray.isChecked()))

    def _show_autostart(self, enabled: bool) -> None:  # noqa: FBT001 - the result of a task
        self._autostart.setChecked(enabled)
        self._autostart.setEnabled(True)

    @Slot(bool)
    def _on_autostart_clicked(self, enabled: bool) -> None:  # noqa: FBT001 - Qt's own signature
        backend = self._session.backend
        self._session.file_tasks.run(
            lambda: backend.set_autostart(enabled=enabled),
            self._on_autostart_set,
            self._on_autostart_failed,
            expected=(OSError, ValueError),
        )

    def _on_autostart_set(self, _result: object) -> None:
        self._show_note()

    def _on_autostart_failed(self, error: Exception) -> None:
        self._autostart.setChecked(not self._autostart.isChecked())
        self._note.setText(self.tr("This cannot be changed: {}").format(translate_message(detail(error))))
