"""The icon in the desktop's tray, while folders are watched: what they do, what was sorted last, pause, quit."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from catdog_gui.ui.common.resources import app_icon
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.watching.service import WatchService
from catdog_gui.ui.watching.texts import moved_text, pending_count_text, sorted_text, summary_text
from catdog_gui.watching.models import Sorted

_ICON_SIZE = 64
_MAX_RECENT = 5
_MESSAGE_MS = 8000


class Tray(QObject):
    """Does nothing on a desktop without a tray. If a tray starts later, the icon appears with the next change."""

    open_requested = Signal()
    list_requested = Signal()
    quit_requested = Signal()

    def __init__(self, watch_service: WatchService, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._watch_service = watch_service
        self._theme = theme
        self._undoable_event: Sorted | None = None
        self._click_signal: SignalInstance = self.list_requested
        self._icon_state = (False, False)
        self._icon = QSystemTrayIcon(self._draw_icon(), self)
        self._menu = QMenu()
        self._fill_menu()
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(self._on_message_clicked)
        watch_service.changed.connect(self.refresh)
        watch_service.restored.connect(self._on_restored)
        self.refresh()

    def _fill_menu(self) -> None:
        self._state_action = QAction(self)
        self._pending_action = QAction(self)
        self._pending_action.triggered.connect(self.list_requested)
        self._recent_actions = [QAction(self) for _ in range(_MAX_RECENT)]
        for action in self._recent_actions:
            action.triggered.connect(self.list_requested)
        self._pause_action = QAction(self)
        self._pause_action.triggered.connect(self._pause_or_resume)
        open_ = QAction(self.tr("Open the window"), self)
        open_.triggered.connect(self.open_requested)
        quit_ = QAction(self.tr("Quit"), self)
        quit_.triggered.connect(self.quit_requested)
        self._state_action.setEnabled(False)
        self._menu.addActions([self._state_action, self._pending_action])
        self._menu.addSeparator()
        self._menu.addActions(self._recent_actions)
        self._menu.addSeparator()
        self._menu.addActions([self._pause_action, open_, quit_])

    @property
    def is_visible(self) -> bool:
        """Whether the user can open the program from the tray."""
        return self._icon.isVisible()

    @Slot()
    def refresh(self) -> None:
        """Shows what the watchers do now."""
        folders = self._watch_service.folders
        self._icon.setVisible(bool(folders) and QSystemTrayIcon.isSystemTrayAvailable())
        if not folders:
            return
        pending_count = self._watch_service.pending_count
        self._state_action.setText(summary_text(folders))
        self._pending_action.setText(pending_count_text(pending_count))
        self._pending_action.setVisible(pending_count > 0)
        self._pause_action.setText(self.tr("Resume") if self._watch_service.is_paused else self.tr("Pause"))
        recent = list(self._watch_service.recent)
        for place, action in enumerate(self._recent_actions):
            action.setVisible(place < len(recent))
            action.setText(moved_text(recent[place]).replace("&", "&&") if place < len(recent) else "")
        self._icon.setToolTip(
            f"catdog: {pending_count_text(pending_count) if pending_count else summary_text(folders)}"
        )
        looks = self._watch_service.is_paused, pending_count > 0 or any(each.has_problem for each in folders)
        if looks != self._icon_state:
            self._icon_state = looks
            self._icon.setIcon(self._draw_icon())

    def _draw_icon(self) -> QIcon:
        """Grey while everything is paused; with a dot if something waits for the user."""
        is_paused, needs_you = self._icon_state
        mode = QIcon.Mode.Disabled if is_paused else QIcon.Mode.Normal
        drawn = QPixmap(_ICON_SIZE, _ICON_SIZE)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        app_icon().paint(painter, 0, 0, _ICON_SIZE, _ICON_SIZE, Qt.AlignmentFlag.AlignCenter, mode)
        if needs_you:
            side = _ICON_SIZE * 3 // 8
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("warning"))
            painter.drawEllipse(_ICON_SIZE - side, _ICON_SIZE - side, side, side)
        painter.end()
        return QIcon(drawn)

    def notify_sorted(self, events: list[Sorted]) -> None:
        """A message of the desktop; a click on it takes a single picture back."""
        if not self.is_visible or not QSystemTrayIcon.supportsMessages():
            return
        self._undoable_event = events[0] if len(events) == 1 else None
        hint = self.tr("Click here to undo.") if self._undoable_event else self.tr("Click here to see them.")
        self._show_message(f"{sorted_text(events)}\n{hint}", self.list_requested)

    def notify_retraining_ended(self, outcome: str) -> None:
        """Shows a message that a retraining has ended; a click on it opens the window."""
        if self.is_visible and QSystemTrayIcon.supportsMessages():
            self._undoable_event = None
            self._show_message(outcome, self.open_requested)

    def _show_message(self, message: str, click_signal: SignalInstance) -> None:
        self._click_signal = click_signal
        self._icon.showMessage("catdog", message, self._icon.icon(), _MESSAGE_MS)

    @Slot()
    def _on_message_clicked(self) -> None:
        event, self._undoable_event = self._undoable_event, None
        if event is not None:
            self._watch_service.restore([event])
        else:
            self._click_signal.emit()

    @Slot(list)
    def _on_restored(self, _events: list[Sorted]) -> None:
        self._undoable_event = None

    @Slot()
    def _pause_or_resume(self) -> None:
        if self._watch_service.is_paused:
            self._watch_service.resume_all()
        else:
            self._watch_service.pause_all()

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_requested.emit()

    def close(self) -> None:
        self._icon.hide()
        self._menu.deleteLater()
