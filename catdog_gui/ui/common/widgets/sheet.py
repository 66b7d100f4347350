"""The base of all sheets: a card that slides over the window, with its look and keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLayout, QVBoxLayout, QWidget

from catdog_gui.ui.common.theme import FADE_MS, Theme
from catdog_gui.ui.common.widgets.fitting_scroll_area import FittingScrollArea

_WIDTH = 520
_MIN_MARGIN = 12
_SIDE_PADDING, _PADDING, _BUTTON_GAP = 24, 20, 12


class Sheet(QWidget):
    """Covers its parent while it is open. Subclasses fill the card and say what Enter does.

    What is higher than the window scrolls; the buttons below it do not.
    """

    opened = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card = QFrame(self)
        self._card.setObjectName("sheet")
        self._card_layout = QVBoxLayout(self._card)
        self._card_layout.setContentsMargins(0, 0, 0, 0)
        self._card_layout.setSpacing(0)
        self._width = theme.px(_WIDTH)
        self._slide_animation = QPropertyAnimation(self._card, b"pos", self)
        self._slide_animation.setDuration(FADE_MS)
        self._slide_animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.hide()

    def _make_card_layout(self, spacing: int) -> QVBoxLayout:
        """The layout of what scrolls on the card, from the top down."""
        content = QWidget()
        content.setObjectName("sheet_content")
        column = QVBoxLayout(content)
        column.setContentsMargins(_SIDE_PADDING, _PADDING, _SIDE_PADDING, _BUTTON_GAP)
        column.setSpacing(spacing)
        self._card_layout.addWidget(FittingScrollArea(content), 1)
        return column

    def _pin_to_bottom(self, row: QBoxLayout) -> None:
        """Buttons that stay in sight below what scrolls."""
        row.setContentsMargins(_SIDE_PADDING, _BUTTON_GAP, _SIDE_PADDING, _PADDING)
        row.setSpacing(_BUTTON_GAP)
        self._card_layout.addLayout(row)

    def accept(self) -> None:
        """What Enter does."""

    def on_folder_changed(self, _folder: Path | None) -> None:
        """Another folder was opened, or the same one again."""
        self.close_sheet()

    def reject(self) -> None:
        """What Escape does."""
        self.close_sheet()

    @property
    def is_open(self) -> bool:
        return not self.isHidden()

    def open_sheet(self) -> None:
        # First, so that the window is disabled before a widget of the sheet takes the focus.
        self.opened.emit()
        self._fill_parent()
        self.show()
        self.raise_()

    @Slot()
    def close_sheet(self) -> None:
        if self.is_open:
            self.hide()
            self.closed.emit()

    def fit_to_parent(self) -> None:
        """To be called when the window was resized or the content of the card changed."""
        if self.is_open:
            self._slide_animation.stop()
            self._fill_parent()
            self._card.move(self._card_position())

    def slide_in(self) -> None:
        place = self._card_position()
        if not self._theme.has_animations:
            self._card.move(place)
            return
        self._slide_animation.setStartValue(QPoint(place.x(), place.y() + 32))
        self._slide_animation.setEndValue(place)
        self._slide_animation.start()

    def _fill_parent(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        layout = self._card.layout()
        if layout is not None:
            # The inner layouts too: Qt reports to them only later which widgets were shown or hidden just now.
            for inner in self._card.findChildren(QLayout):
                inner.invalidate()
            for area in self._card.findChildren(FittingScrollArea):
                area.updateGeometry()
            layout.invalidate()
            layout.activate()
        width = min(self._width, self.width() - 2 * _MIN_MARGIN)
        self._card.setFixedWidth(width)
        self._card.resize(width, min(self._wanted_height(width), self.height() - 2 * _MIN_MARGIN))

    def _wanted_height(self, width: int) -> int:
        """At which nothing scrolls."""
        return self._card.heightForWidth(width) if self._card.hasHeightForWidth() else self._card.sizeHint().height()

    @property
    def _is_scrolling(self) -> bool:
        return self._wanted_height(self._card.width()) > self._card.height()

    def _card_position(self) -> QPoint:
        return QPoint(
            max(0, (self.width() - self._card.width()) // 2), max(0, (self.height() - self._card.height()) // 3)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            event.accept()  # no widget behind the sheet gets keys

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 90))
        painter.end()
