"""The icon in the desktop's tray, while folders are watched: what they do, what was sorted last, pause, quit."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from catdog_gui.ui.common.resources import icon_file
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.watching.service import Watches
from catdog_gui.ui.watching.texts import all_words, arrived_words, needs_words, went_words
from catdog_gui.watching.models import Sorted

_SIDE = 64
_SHOWN = 5
_MESSAGE_MS = 8000


class Tray(QObject):
    """Where the desktop has no tray it does nothing; it appears with the next change once there is one."""

    open_wanted = Signal()
    list_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, watches: Watches, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._watches = watches
        self._theme = theme
        self._told: Sorted | None = None
        self._leads_to: SignalInstance = self.list_wanted
        self._looks = (False, False)
        self._icon = QSystemTrayIcon(self._drawn(), self)
        self._menu = QMenu()
        self._fill_menu()
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self._message_clicked)
        watches.changed.connect(self.follow)
        watches.is_back.connect(self._forget)
        self.follow()

    def _fill_menu(self) -> None:
        self._state = QAction(self)
        self._needs = QAction(self)
        self._needs.triggered.connect(self.list_wanted)
        self._last = [QAction(self) for _ in range(_SHOWN)]
        for action in self._last:
            action.triggered.connect(self.list_wanted)
        self._pause = QAction(self)
        self._pause.triggered.connect(self._pause_or_resume)
        open_ = QAction(self.tr("Open the window"), self)
        open_.triggered.connect(self.open_wanted)
        quit_ = QAction(self.tr("Quit"), self)
        quit_.triggered.connect(self.quit_wanted)
        self._state.setEnabled(False)
        self._menu.addActions([self._state, self._needs])
        self._menu.addSeparator()
        self._menu.addActions(self._last)
        self._menu.addSeparator()
        self._menu.addActions([self._pause, open_, quit_])

    @property
    def is_there(self) -> bool:
        """Whether the user can reach the program by it."""
        return self._icon.isVisible()

    @Slot()
    def follow(self) -> None:
        """Shows what the watches do now."""
        folders = self._watches.folders
        self._icon.setVisible(bool(folders) and QSystemTrayIcon.isSystemTrayAvailable())
        if not folders:
            return
        needs = self._watches.needs_you
        self._state.setText(all_words(folders))
        self._needs.setText(needs_words(needs))
        self._needs.setVisible(needs > 0)
        self._pause.setText(self.tr("Go on") if self._watches.are_paused else self.tr("Pause"))
        recent = list(self._watches.recent)
        for place, action in enumerate(self._last):
            action.setVisible(place < len(recent))
            action.setText(went_words(recent[place]).replace("&", "&&") if place < len(recent) else "")
        self._icon.setToolTip(f"catdog: {needs_words(needs) if needs else all_words(folders)}")
        looks = self._watches.are_paused, needs > 0 or any(each.has_problem for each in folders)
        if looks != self._looks:
            self._looks = looks
            self._icon.setIcon(self._drawn())

    def _drawn(self) -> QIcon:
        """Grey while everything is paused; with a dot where something waits for the user."""
        is_paused, needs_you = self._looks
        mode = QIcon.Mode.Disabled if is_paused else QIcon.Mode.Normal
        drawn = QPixmap(_SIDE, _SIDE)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        QIcon(str(icon_file("catdog"))).paint(painter, 0, 0, _SIDE, _SIDE, Qt.AlignmentFlag.AlignCenter, mode)
        if needs_you:
            side = _SIDE * 3 // 8
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("warning"))
            painter.drawEllipse(_SIDE - side, _SIDE - side, side, side)
        painter.end()
        return QIcon(drawn)

    def tell(self, events: list[Sorted]) -> None:
        """A message of the desktop; a click on it takes a single picture back."""
        if not self.is_there or not QSystemTrayIcon.supportsMessages():
            return
        self._told = events[0] if len(events) == 1 else None
        hint = self.tr("Click here to undo.") if self._told else self.tr("Click here to see them.")
        self._show(f"{arrived_words(events)}\n{hint}", self.list_wanted)

    def tell_learned(self, outcome: str) -> None:
        """A message about a retraining that has ended; a click on it leads to the window, which says more."""
        if self.is_there and QSystemTrayIcon.supportsMessages():
            self._told = None
            self._show(outcome, self.open_wanted)

    def _show(self, message: str, leads_to: SignalInstance) -> None:
        self._leads_to = leads_to
        self._icon.showMessage("catdog", message, self._icon.icon(), _MESSAGE_MS)

    @Slot()
    def _message_clicked(self) -> None:
        event, self._told = self._told, None
        if event is not None:
            self._watches.put_back(event)
        else:
            self._leads_to.emit()

    @Slot(object)
    def _forget(self, _event: Sorted) -> None:
        self._told = None

    @Slot()
    def _pause_or_resume(self) -> None:
        if self._watches.are_paused:
            self._watches.resume_all()
        else:
            self._watches.pause_all()

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_wanted.emit()

    def close(self) -> None:
        self._icon.hide()
        self._menu.deleteLater()
