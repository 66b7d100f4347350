"""The base of all sheets: a card that slides over the window, with its look and keys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLayout, QVBoxLayout, QWidget

from catdog_gui.ui.common.theme import FADE_MS, Theme
from catdog_gui.ui.common.widgets.factories import label

_WIDTH = 520
_MIN_MARGIN = 12


class Sheet(QWidget):
    """Covers its parent while it is open. Subclasses fill the card and say what Enter does."""

    opened = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card = QFrame(self)
        self._card.setObjectName("sheet")
        self._width = theme.px(_WIDTH)
        self._slide_animation = QPropertyAnimation(self._card, b"pos", self)
        self._slide_animation.setDuration(FADE_MS)
        self._slide_animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.hide()

    def _make_card_layout(self, spacing: int) -> QVBoxLayout:
        """The layout of the card, from the top down."""
        column = QVBoxLayout(self._card)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(spacing)
        return column

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
                if (owner := inner.parentWidget()) is not None:
                    owner.updateGeometry()
            layout.invalidate()
            layout.activate()
        width = min(self._width, self.width() - 2 * _MIN_MARGIN)
        self._card.setFixedWidth(width)
        height = self._card.heightForWidth(width) if self._card.hasHeightForWidth() else self._card.sizeHint().height()
        self._card.resize(width, height)

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


class CountTable(QWidget):
    """Rows of a number and the text for what it counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)

    def show_rows(self, rows: Sequence[tuple[str, str]], icons: Sequence[QPixmap] = ()) -> None:
        """Each row is a number and its text; the first rows may have an icon between them."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._grid.setColumnStretch(2, 1)
        for place, (count, text) in enumerate(rows):
            figure = label(count)
            figure.setProperty("strong", "true")
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._add_cell(figure, place, 0)
            self._add_cell(label(text), place, 2)
            if place < len(icons):
                icon = label("")
                icon.setPixmap(icons[place])
                self._add_cell(icon, place, 1)

    def _add_cell(self, widget: QLabel, row: int, column: int) -> None:
        self._grid.addWidget(widget, row, column)
        widget.show()
