"""Paints one picture of the grid of thumbnails: the picture, and below it one line with shape, label and score."""

from __future__ import annotations

import time

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from catdog_gui.ui.common.formatting import code_text, number_text, score_text
from catdog_gui.ui.common.label_icons import paint_label_icon, paint_pencil_icon
from catdog_gui.ui.common.labels import FAILED, WAITING
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.theme import FADE_MS, Theme
from catdog_gui.ui.common.thumbnail_cache import RADIUS, Thumbnail, ThumbnailCache
from catdog_gui.ui.session.picture_model import PictureModel
from catdog_gui.ui.session.picture_table import PictureTable

LABEL_HEIGHT = 28
_MIN_WIDTH_FOR_TWO_SCORES = 120
_MIN_WIDTH_FOR_ICON = 140
_ICON_SIZE = 14
_RING_WIDTH = 3
_SELECTED = QStyle.StateFlag.State_Selected
_FOCUSED = QStyle.StateFlag.State_HasFocus
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_HOVERED = QStyle.StateFlag.State_MouseOver


class TileDelegate(QStyledItemDelegate):
    """Knows how a tile looks; what it shows comes from the model, its picture from the thumbnails."""

    def __init__(self, model: PictureModel, thumbnails: ThumbnailCache, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._thumbnails = thumbnails
        self._theme = theme
        self._elided_texts: dict[tuple[str, int], str] = {}
        self.side = 176

    @property
    def label_height(self) -> int:
        return self._theme.px(LABEL_HEIGHT)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self.side, self.side + self.label_height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = self._model.row_at(index)
        table = self._model.table
        rect: QRect = option.rect
        picture = QRect(rect.left(), rect.top(), rect.width(), rect.width())
        label = QRect(rect.left(), picture.bottom() + 1, rect.width(), rect.bottom() - picture.bottom())
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_picture(painter, picture, row, table)
        if state & _HOVERED:
            self._paint_name(painter, picture, table.name(row))
        self._paint_stack(painter, picture, self._model.stack_size(row))
        self._paint_rings(painter, picture, state, unsure=table.code(row) == table.labels.unsure)
        self._paint_label(painter, label, row, table)
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, row: int, table: PictureTable) -> None:
        failed = table.code(row) == FAILED
        thumbnail = None if failed else self._thumbnails.get(row)
        if thumbnail is None or thumbnail.pixmap.isNull():
            self._paint_blank(painter, rect, table.errors.get(row, "") if failed else "")
            return
        opacity = self._opacity(thumbnail)
        if opacity < 1:
            self._paint_blank(painter, rect, "")
            painter.setOpacity(opacity)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(rect, thumbnail.pixmap)
        painter.setOpacity(1)

    def _opacity(self, thumbnail: Thumbnail) -> float:
        if not self._theme.has_animations:
            return 1
        return min(1.0, (time.monotonic() - thumbnail.created) * 1000 / FADE_MS)

    def _paint_blank(self, painter: QPainter, rect: QRect, reason: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("panel"))
        painter.drawRoundedRect(QRectF(rect), RADIUS, RADIUS)
        if reason:
            self._paint_reason(painter, rect, translate_message(reason))

    def _paint_reason(self, painter: QPainter, rect: QRect, reason: str) -> None:
        size = rect.width() // 5 if rect.width() >= _MIN_WIDTH_FOR_ICON else 0
        icon_rect = QRectF(rect.center().x() - size / 2, rect.top() + rect.height() * 0.22, size, size)
        paint_label_icon(painter, icon_rect, FAILED, self._model.table.labels, self._theme.colours)
        painter.setPen(self._theme.colour("quiet"))
        painter.setFont(self._theme.font(11))
        text_rect = rect.adjusted(12, int(rect.height() * 0.22) + size + 8, -12, -8)
        painter.drawText(text_rect, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, reason)

    def _paint_name(self, painter: QPainter, picture: QRect, name: str) -> None:
        font = self._theme.font(11)
        metrics = QFontMetrics(font)
        band = picture.adjusted(4, picture.height() - metrics.height() - 12, -4, -4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(QRectF(band), 5, 5)
        painter.setPen(QColor("white"))
        painter.setFont(font)
        text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, band.width() - 12)
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_stack(self, painter: QPainter, picture: QRect, size: int) -> None:
        """How many pictures the tile stands for, on two sheets that lie one behind the other."""
        if size < 2:
            return
        font = self._theme.font(11)
        metrics, text = QFontMetrics(font), number_text(size)
        width = max(metrics.horizontalAdvance(text) + 12, metrics.height() + 6)
        sheet = QRectF(picture.right() - width - 12, picture.top() + 12, width, metrics.height() + 6)
        painter.setPen(QPen(QColor(255, 255, 255, 200), 1))
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(sheet.translated(4, -4), 4, 4)
        painter.drawRoundedRect(sheet, 4, 4)
        painter.setPen(QColor("white"))
        painter.setFont(font)
        painter.drawText(sheet, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_rings(self, painter: QPainter, picture: QRect, state: QStyle.StateFlag, *, unsure: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if state & _SELECTED:
            self._paint_ring(painter, picture, QPen(self._theme.colour("accent"), _RING_WIDTH), _RING_WIDTH)
            # A thin line of background inside the ring, so that it is visible on pictures of its own colour.
            self._paint_ring(painter, picture, QPen(self._theme.colour("window"), 1), 2 * _RING_WIDTH + 1)
        elif unsure:
            self._paint_ring(painter, picture, QPen(self._theme.colour("window"), 4), 3)
            pen = QPen(self._theme.colour("quiet"), 1.5)
            pen.setDashPattern([4, 3])
            self._paint_ring(painter, picture, pen, 2)
        if state & _FOCUSED and not state & _SELECTED:
            self._paint_ring(painter, picture, QPen(self._theme.colour("text"), 1.5), 1.5)

    def _paint_ring(self, painter: QPainter, picture: QRect, pen: QPen, width: float) -> None:
        inset = width / 2
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(picture).adjusted(inset, inset, -inset, -inset), RADIUS - inset, RADIUS - inset)

    def _paint_label(self, painter: QPainter, rect: QRect, row: int, table: PictureTable) -> None:
        code, labels = table.code(row), table.labels
        size = self._theme.px(_ICON_SIZE)
        shape = QRect(rect.left() + 2, rect.center().y() - size // 2 + 1, size, size)
        painter.drawPixmap(shape, self._theme.label_icon(code, labels, size, painter.device().devicePixelRatioF()))
        if code == WAITING:
            return
        text_rect = rect.adjusted(size + 8, 0, -2, 0)
        taken = self._paint_scores(painter, text_rect, row, table, shape)
        painter.setFont(self._theme.font(13))
        painter.setPen(self._theme.colour("text"))
        text_rect.setRight(text_rect.right() - taken - 4)
        painter.drawText(text_rect, _LEFT, self._elided(painter, code_text(code, labels), text_rect.width()))

    def _elided(self, painter: QPainter, text: str, width: int) -> str:
        key = (text, width)
        if key not in self._elided_texts:
            self._elided_texts[key] = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
        return self._elided_texts[key]

    def _paint_scores(self, painter: QPainter, rect: QRect, row: int, table: PictureTable, icon_rect: QRect) -> int:
        """The score, both scores of an unsure picture, or the pen; returns the width that it took."""
        colours = self._theme.colours
        if table.correction(row) is not None:
            pen = QRectF(
                rect.right() - icon_rect.width(), icon_rect.top() + 1, icon_rect.width() - 2, icon_rect.height() - 2
            )
            paint_pencil_icon(painter, pen, colours.quiet)
            return icon_rect.width()
        scores = table.scores(row)
        painter.setFont(self._theme.font(11))
        if not scores:
            return 0
        if table.code(row) != table.labels.unsure:
            return _paint_right_aligned(painter, rect, score_text(table.confidence(row) or 0.0), colours.quiet)
        if rect.width() < self._theme.px(_MIN_WIDTH_FOR_TWO_SCORES):
            return 0
        taken = 0
        best = sorted(range(len(scores)), key=scores.__getitem__)[-2:]
        for index in sorted(best, reverse=True):
            text = score_text(scores[index])
            taken += _paint_right_aligned(painter, rect.adjusted(0, 0, -taken, 0), text, colours.of_class(index)) + 8
        return taken


def _paint_right_aligned(painter: QPainter, rect: QRect, text: str, colour: str) -> int:
    painter.setPen(QColor(colour))
    painter.drawText(rect, _RIGHT, text)
    return painter.fontMetrics().horizontalAdvance(text)
