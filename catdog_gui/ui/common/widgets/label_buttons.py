"""The label keys as buttons, for users of the mouse and for those who do not know the keys yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QStyle, QStyleOptionButton, QWidget

from catdog_gui.ui.common.label_keys import LabelKey, label_keys
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.theme import Theme

_ICON_SIZE = 16
_MARGIN = 10
_HEIGHT = 32
_GAP = 4


class LabelButton(QPushButton):
    """Icon, name and key of one label. It is checked if the user has given this label."""

    def __init__(self, key: LabelKey, labels: Labels, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._labels = labels
        self._theme = theme
        self.setText(key.text or self.tr("Reset label"))
        accessible_name = key.text or self.tr("Reset to the model's label")
        self.setToolTip(f"{accessible_name} ({key.key})")
        self.setAccessibleName(accessible_name)
        self.setCheckable(key.code is not None)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + self._left_padding() + self._right_padding() + 8
        return QSize(width, self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        code, colours = self.key.code, self._theme.colours
        painter.setOpacity(1 if self.isEnabled() else 0.5)
        if code is not None:
            size = self._theme.px(_ICON_SIZE)
            icon_rect = QRect(_MARGIN, (self.height() - size) // 2, size, size)
            painter.drawPixmap(icon_rect, self._theme.label_icon(code, self._labels, size, self.devicePixelRatioF()))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._theme.font(13))
        painter.setPen(colours.text)
        text_rect = self.rect().adjusted(self._left_padding(), 0, -self._right_padding(), 0)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, text_rect.width())
        painter.drawText(text_rect, middle | Qt.AlignmentFlag.AlignLeft, text)
        painter.setFont(self._theme.font(11))
        painter.setPen(colours.quiet)
        painter.drawText(self.rect().adjusted(0, 0, -_MARGIN, 0), middle | Qt.AlignmentFlag.AlignRight, self.key.key)
        painter.end()

    def _left_padding(self) -> int:
        return _MARGIN + (self._theme.px(_ICON_SIZE) + 8 if self.key.code is not None else 0)

    def _right_padding(self) -> int:
        return _MARGIN + self._theme.px(12)


class LabelButtons(QWidget):
    """One button for each label that a key gives."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: list[LabelButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)

    def show_labels(self, labels: Labels) -> None:
        """Another model may have other labels, and so other keys."""
        self.show_keys(label_keys(labels), labels)

    def show_keys(self, keys: Sequence[LabelKey], labels: Labels) -> None:
        """Shows some of the keys of a model."""
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [LabelButton(key, labels, self._theme, self) for key in keys]
        for button in self._buttons:
            button.clicked.connect(self._on_clicked)
            button.show()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Two in a row, or one if their texts are long; the reset button has a row of its own."""
        widest = max((button.sizeHint().width() for button in self._buttons), default=0)
        columns = 2 if 2 * widest + _GAP <= self.width() else 1
        for place, button in enumerate(self._buttons):
            line, column = divmod(place, columns)
            alone = button.key.code is None
            self._grid.addWidget(button, line + (alone and column > 0), 0 if alone else column, 1, 2 if alone else 1)
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < columns))

    @property
    def buttons(self) -> list[LabelButton]:
        return self._buttons

    def show_correction(self, code: int | None) -> None:
        """Which label the user has given; None for none."""
        for button in self._buttons:
            button.setChecked(code is not None and button.key.code == code)

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, LabelButton):
            self.chosen.emit(button.key)
