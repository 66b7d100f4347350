"""The image at the pointer while pictures are dragged."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from catdog_gui.ui.common.formatting import number_text
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.thumbnail_cache import Thumbnail

_SIDE = 64


def drag_pixmap(count: int, thumbnail: Thumbnail | None, theme: Theme, ratio: float) -> QPixmap:
    """The first picture, small, with the number of all."""
    pixmap = QPixmap(round(_SIDE * ratio), round(_SIDE * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if thumbnail is not None and not thumbnail.pixmap.isNull():
        painter.drawPixmap(QRect(0, 8, 56, 56), thumbnail.pixmap)
    badge = QRectF(28, 0, 36, 22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    painter.drawRoundedRect(badge, 11, 11)
    painter.setPen(theme.colour("on_accent"))
    painter.setFont(theme.font(11, bold=True))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, number_text(count))
    painter.end()
    return pixmap
