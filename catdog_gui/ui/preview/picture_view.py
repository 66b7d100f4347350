"""One picture, large."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from catdog_gui.ui.common.label_icons import paint_label_icon
from catdog_gui.ui.common.labels import FAILED, Labels
from catdog_gui.ui.common.theme import Theme

_ICON_SIZE = 40
_MIN_SIDE = 96


class PictureView(QWidget):
    """One picture, as large as it fits, upright, with round corners."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pixmap = QPixmap()
        self._reason = ""
        self._side = _MIN_SIDE
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def minimumSizeHint(self) -> QSize:
        return QSize(_MIN_SIDE, _MIN_SIDE)

    def set_side(self, side: int) -> None:
        """A fixed square, so that what is below never moves; smaller if the window is too low."""
        self._side = side
        self.updateGeometry()

    def show_image(self, image: QImage, reason: str = "") -> None:
        self._pixmap = QPixmap.fromImage(image)
        self._reason = reason
        self.setAccessibleDescription(reason)
        self.update()

    def show_pixmap(self, pixmap: QPixmap) -> None:
        self._pixmap = pixmap
        self._reason = ""
        self.setAccessibleDescription("")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._pixmap.isNull():
            self._paint_reason(painter)
        else:
            size = QSize(self._pixmap.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            rect = QRectF(QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2), size)
            corners = QPainterPath()
            corners.addRoundedRect(rect, 8, 8)
            painter.setClipPath(corners)
            painter.drawPixmap(rect, self._pixmap, QRectF(self._pixmap.rect()))
        painter.end()

    def _paint_reason(self, painter: QPainter) -> None:
        if not self._reason:
            return
        side = self._theme.px(_ICON_SIZE)
        icon_rect = QRectF((self.width() - side) / 2, self.height() / 2 - side - 8, side, side)
        paint_label_icon(painter, icon_rect, FAILED, Labels(), self._theme.colours)
        painter.setPen(self._theme.colour("quiet"))
        text_rect = self.rect().adjusted(16, self.height() // 2 + 8, -16, 0)
        painter.drawText(text_rect, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self._reason)
