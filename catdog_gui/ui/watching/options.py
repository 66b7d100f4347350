"""What becomes of watching when the window is closed, and when the session starts."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QSystemTrayIcon, QVBoxLayout, QWidget

from catdog_gui.ui.common.messages import in_words
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, small
from catdog_gui.ui.session.session import Session
from catdog_gui.ui.watching.texts import closing_words

_NOTE = 30  # two lines


class WatchOptions(QWidget):
    """Changes take effect at once; the note says what they come to."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._stay = QCheckBox(self.tr("Stay in the tray when the window is closed"), self)
        self._stay.setChecked(session.settings.stays_in_tray)
        self._stay.setEnabled(QSystemTrayIcon.isSystemTrayAvailable())
        self._stay.toggled.connect(self._set_stay)
        self._start = QCheckBox(self.tr("Start with the session"), self)
        self._start.setEnabled(False)
        self._start.clicked.connect(self._set_start)
        self._note = small(label("", wrap=True))
        self._note.setMinimumHeight(theme.px(_NOTE))
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self._stay, self._start, self._note):
            layout.addWidget(widget)
        self._say()
        if sys.platform.startswith("linux"):
            session.files.run(session.parts.starts_with_session, self._show_start)
        else:
            self._start.hide()

    @Slot(bool)
    def _set_stay(self, stay: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._session.settings.stays_in_tray = stay
        self._say()

    def _say(self) -> None:
        self._note.setText(closing_words(stays=self._stay.isChecked()))

    def _show_start(self, starts: bool) -> None:  # noqa: FBT001 - the result of a task
        self._start.setChecked(starts)
        self._start.setEnabled(True)

    @Slot(bool)
    def _set_start(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's own signature
        parts = self._session.parts
        self._session.files.run(lambda: parts.start_with_session(wanted=wanted), self._set, self._not_set)

    def _set(self, _result: object) -> None:
        self._say()

    def _not_set(self, error: Exception) -> None:
        if not isinstance(error, OSError | ValueError):
            raise error
        self._start.setChecked(not self._start.isChecked())
        self._note.setText(self.tr("It cannot be set: {}").format(in_words(str(error))))
