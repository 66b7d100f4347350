"""The base of the bars that say what has happened, with buttons for what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from catdog_gui.ui.common.widgets.factories import button, label

_SPACING = 12


class Bar(QWidget):
    """A sentence and some buttons. It stays open until the user dismisses it; `BarStack` shows the newest one."""

    opened = Signal()
    closed = Signal()
    dismissed = Signal()
    # The focus is on a button that is about to do its work, and may be gone afterwards.
    focus_released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full_text = ""
        self._is_open = False
        self._label = label("")
        self._label.setObjectName("text")
        self._label.setMinimumWidth(1)  # a long text must not keep the window from being made narrower
        self._buttons: list[QPushButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(_SPACING)
        self._layout.addWidget(self._label)
        self.hide()

    def _add_button(
        self, text: str, on_click: Callable[[], object] | SignalInstance, name: str, *, flat: bool = False
    ) -> QPushButton:
        added = quiet_focus_button(text, self._release_focus, flat=flat)
        added.setObjectName(name)
        added.clicked.connect(on_click)
        self._buttons.append(added)
        self._layout.addWidget(added)
        return added

    def open_bar(self, text: str) -> None:
        """Says something new, aloud too where a screen reader listens."""
        self._full_text = text
        self._is_open = True
        self._label.setAccessibleName(text)
        self._fit_text()
        self.opened.emit()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @Slot()
    def close_bar(self) -> None:
        if self._is_open:
            self._is_open = False
            self.closed.emit()

    def dismiss(self) -> None:
        """The user has seen it."""
        self.close_bar()
        self.dismissed.emit()

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def text(self) -> str:
        return self._full_text if self._is_open else ""

    @property
    def actions_offered(self) -> list[QPushButton]:
        return [each for each in self._buttons if not each.isHidden() and each.isEnabled()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_text()

    def event(self, event: QEvent) -> bool:
        # A button was shown or hidden, so the text has another width.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_text()
        return super().event(event)

    def _fit_text(self) -> None:
        buttons = sum(each.sizeHint().width() + _SPACING for each in self._buttons if not each.isHidden())
        shown = self._label.fontMetrics().elidedText(
            self._full_text, Qt.TextElideMode.ElideMiddle, max(0, self.width() - buttons)
        )
        self._label.setText(shown)
        self._label.setToolTip(self._full_text if shown != self._full_text else "")

    @Slot()
    def _release_focus(self) -> None:
        if has_focus_within(self):
            self.focus_released.emit()


def quiet_focus_button(
    text: str, on_click: Callable[[], object] | SignalInstance, *, primary: bool = False, flat: bool = False
) -> QPushButton:
    """A button that a click does not move the focus to: the user's next key is for the pictures."""
    made = button(text, on_click, primary=primary, flat=flat)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def has_focus_within(widget: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and widget.isAncestorOf(focused)
