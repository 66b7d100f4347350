"""The line above the picture: back, its name, its place in the walk, what it was labelled, and the zoom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from catdog_gui.ui.common.formatting import code_text, number_text, percent_text, score_text
from catdog_gui.ui.common.label_icons import paint_label_icon
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.palette import DARK
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet

_ICON_SIZE = 16


class _ElidedLabel(QLabel):
    """Takes what room the others leave."""

    def __init__(self) -> None:
        super().__init__()
        self._full_text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        self._full_text = text
        self.setToolTip(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._full_text, Qt.TextElideMode.ElideMiddle, self.width()))


class TopBar(QWidget):
    back_requested = Signal()
    previous_requested = Signal()
    next_requested = Signal()
    zoom_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._back = _glyph("←", self.tr("Back to the pictures"), "Backspace", self.back_requested)
        self._name = _ElidedLabel()
        self._name.setObjectName("name")
        self._previous = _glyph("‹", self.tr("Previous picture"), "←", self.previous_requested)
        self._position = label("")
        self._position.setObjectName("position")
        self._next = _glyph("›", self.tr("Next picture"), "→", self.next_requested)
        self._icon = label("")
        self._decision = label("")
        self._decision.setObjectName("decision")
        self._decision.setProperty("strong", "true")
        self._scores = quiet(label(""))
        self._zoom = _flat("", self.tr("Zoom"), "Z", self.zoom_requested)
        self._zoom.setObjectName("zoom")
        left = _row(self._back)
        left.addWidget(self._name, 1)
        right = _row(self._icon, self._decision, self._scores, self._zoom)
        right.insertStretch(0, 1)
        right.setSpacing(12)
        # Equal shares for both sides, so that the position is in the middle.
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addLayout(_row(self._previous, self._position, self._next))
        row.addLayout(right, 1)

    @property
    def buttons(self) -> list[QPushButton]:
        """Those that can be used now, from the left."""
        every = (self._back, self._previous, self._next, self._zoom)
        return [each for each in every if each.isVisibleTo(self) and each.isEnabled()]

    def show_position(self, place: int, count: int) -> str:
        """Returns the text."""
        text = self.tr("{} of {}").format(number_text(place + 1), number_text(count))
        self._position.setText(text)
        self._previous.setEnabled(place > 0)
        return text

    def set_can_go_on(self, *, can_go_on: bool) -> None:
        self._next.setEnabled(can_go_on)

    def show_picture(self, name: str, code: int, scores: Sequence[float], labels: Labels) -> None:
        self._name.show_text(name)
        self._icon.setPixmap(self._label_icon(code, labels))
        self._decision.setText(code_text(code, labels))
        texts = [f"{code_text(number, labels)} {score_text(score)}" for number, score in enumerate(scores)]
        self._scores.setText("   ".join(texts))

    def show_zoom(self, scale: float | None, *, is_fit: bool) -> None:
        """As a share of the full size; nothing without a picture."""
        self._zoom.setVisible(scale is not None)
        share = percent_text(scale or 0)
        self._zoom.setText(self.tr("Fit") if is_fit else share)
        name = self.tr("Whole picture") if is_fit else self.tr("Zoom: {}").format(share)
        self._zoom.setAccessibleName(name)

    def show_end(self) -> None:
        """There is no picture after the last one."""
        self._name.show_text("")
        for each in (self._decision, self._scores, self._position):
            each.clear()
        self._icon.clear()
        self._zoom.hide()
        self._next.setEnabled(False)
        self._previous.setEnabled(True)

    def _label_icon(self, code: int, labels: Labels) -> QPixmap:
        """In the dark colours, whatever those of the window are."""
        side, ratio = self._theme.px(_ICON_SIZE), self.devicePixelRatioF()
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_label_icon(painter, QRectF(0, 0, side, side), code, labels, DARK)
        painter.end()
        return pixmap


def _flat(text: str, name: str, key: str, clicked: SignalInstance) -> QPushButton:
    made = button(text, clicked, flat=True)
    # A click leaves the focus, and with it the keys, where it is.
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAccessibleName(name)
    made.setToolTip(f"{name} ({key})")
    return made


def _glyph(text: str, name: str, key: str, clicked: SignalInstance) -> QPushButton:
    made = _flat(text, name, key, clicked)
    made.setProperty("glyph", "true")
    return made


def _row(*widgets: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    return layout
