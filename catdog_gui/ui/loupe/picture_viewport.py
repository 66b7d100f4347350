"""Shows one picture, whole or zoomed in, on a dark ground."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QWidget

from catdog_gui.ui.common.label_icons import paint_label_icon
from catdog_gui.ui.common.labels import FAILED, Labels
from catdog_gui.ui.common.palette import DARK, SURROUND
from catdog_gui.ui.common.preview_loader import Preview
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.loupe.zoom import Zoom

_STEP = 1.25
_WHEEL_NOTCH = 120
_ICON_SIZE = 40


class PictureViewport(QWidget):
    """A click shows 100 % at that point or the whole picture again, a drag moves it, wheel and pinch zoom."""

    zoomed = Signal()
    resized = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self._theme = theme
        # Decoded for the size of the view, and with all pixels once they are needed.
        self._image, self._full_image = QImage(), QImage()
        self._thumbnail = QPixmap()
        self._reason = ""
        self._zoom: Zoom | None = None
        self._pressed_at: QPointF | None = None
        self._is_dragging = False

    # What is shown.

    def show_thumbnail(self, thumbnail: QPixmap) -> None:
        """While the picture is being decoded; a null pixmap if there is none."""
        self._show(QImage(), None)
        self._thumbnail = thumbnail

    def show_preview(self, preview: Preview, reason: str) -> None:
        """The whole picture, or in its place why it cannot be shown."""
        if preview.image.isNull():
            self._show(QImage(), None)
            self._reason = reason
            return
        info = preview.info
        size = QSizeF(info.width, info.height) if info else QSizeF(preview.image.size())
        self._show(preview.image, Zoom.fit(size, self._view_size))

    def show_full_size(self, image: QImage) -> None:
        """The same picture with all its pixels."""
        self._full_image = image
        self.update()

    def _show(self, image: QImage, zoom: Zoom | None) -> None:
        self._image, self._full_image, self._thumbnail, self._reason = image, QImage(), QPixmap(), ""
        self._pressed_at = None
        self._set_zoom(zoom)

    @property
    def missing_size(self) -> QSize | None:
        """The size of the picture, if it has more pixels than are here and the zoom would show them."""
        if self._zoom is None or self._zoom.is_fit or not self._full_image.isNull():
            return None
        if self._image.width() >= self._zoom.picture.width():
            return None
        return self._zoom.picture.toSize()

    @property
    def scale(self) -> float | None:
        """Pixels of the screen for a pixel of the picture; None without a picture."""
        return self._zoom.scale if self._zoom else None

    @property
    def is_fit(self) -> bool:
        return self._zoom is None or self._zoom.is_fit

    @property
    def picture_rect(self) -> QRectF:
        """Where the picture is, in the coordinates of the widget; empty without one."""
        if self._zoom is None:
            return QRectF()
        ratio, rect = self.devicePixelRatioF(), self._zoom.rect
        return QRectF(rect.topLeft() / ratio, rect.size() / ratio)

    # Zoom.

    def toggle_zoom(self, point: QPointF | None = None) -> None:
        """100 % with this point kept in its place, or the whole picture."""
        if self._zoom is not None:
            self._set_zoom(self._zoom.toggled(self._anchor(point)))

    def zoom_by(self, factor: float, point: QPointF | None = None) -> None:
        if self._zoom is not None:
            self._set_zoom(self._zoom.at_scale(self._zoom.scale * factor, self._anchor(point)))

    def zoom_in(self) -> None:
        self.zoom_by(_STEP)

    def zoom_out(self) -> None:
        self.zoom_by(1 / _STEP)

    def pan_by(self, offset: QPointF) -> None:
        """Moves the picture under the view."""
        if self._zoom is not None:
            self._set_zoom(self._zoom.panned(offset * self.devicePixelRatioF()))

    def _set_zoom(self, zoom: Zoom | None) -> None:
        self._zoom = zoom
        self._update_cursor()
        self.update()
        self.zoomed.emit()

    def _anchor(self, point: QPointF | None) -> QPointF:
        return (QRectF(self.rect()).center() if point is None else point) * self.devicePixelRatioF()

    @property
    def _view_size(self) -> QSizeF:
        return QSizeF(self.size().expandedTo(QSize(1, 1))) * self.devicePixelRatioF()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._zoom is not None:
            self._set_zoom(self._zoom.in_view(self._view_size))
        self.resized.emit()

    # Mouse and fingers.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at, self._is_dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        moved = event.position() - self._pressed_at
        if self._is_dragging or moved.manhattanLength() >= QApplication.startDragDistance():
            self._is_dragging = True
            self._pressed_at = event.position()
            self.pan_by(moved)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._pressed_at is not None and not self._is_dragging:
            self.toggle_zoom(self._pressed_at)
        self._pressed_at, self._is_dragging = None, False
        self._update_cursor()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(_STEP ** (event.angleDelta().y() / _WHEEL_NOTCH), event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._pressed_at = None  # two fingers are no click
                self.zoom_by(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint())))
                return True
        return super().event(event)

    def _update_cursor(self) -> None:
        if self.is_fit:
            self.unsetCursor()
        else:
            shapes = Qt.CursorShape
            self.setCursor(shapes.ClosedHandCursor if self._is_dragging else shapes.OpenHandCursor)

    # Painting.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._zoom is not None:
            painter.scale(1 / self.devicePixelRatioF(), 1 / self.devicePixelRatioF())
            image = self._image if self._zoom.is_fit or self._full_image.isNull() else self._full_image
            painter.drawImage(_target(self._zoom.rect, image), image)
        elif not self._thumbnail.isNull():
            side = min(self.width(), self.height())
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, side, side, self._thumbnail)
        elif self._reason:
            self._paint_reason(painter)
        painter.end()

    def _paint_reason(self, painter: QPainter) -> None:
        side = self._theme.px(_ICON_SIZE)
        middle = QRectF(self.rect()).center()
        paint_label_icon(
            painter, QRectF(middle.x() - side / 2, middle.y() - side - 8, side, side), FAILED, Labels(), DARK
        )
        painter.setPen(DARK.text)
        painter.setFont(self._theme.font(13))
        below = QRectF(self.rect()).adjusted(16, self.height() / 2 + 8, -16, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self._reason)


def _target(rect: QRectF, image: QImage) -> QRectF:
    """An image that was decoded for this very size is not scaled again, which would blur it."""
    size = QSizeF(image.size())
    if abs(size.width() - rect.width()) <= 1 and abs(size.height() - rect.height()) <= 1:
        return QRectF(rect.topLeft(), size)
    return rect
