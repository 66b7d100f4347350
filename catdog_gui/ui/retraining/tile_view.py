"""The small pictures of a sheet: a square, a caption, and a check box if they can be ticked."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from catdog_gui.ui.common.label_icons import paint_label_icon
from catdog_gui.ui.common.labels import FAILED, Labels
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.thumbnail_cache import ThumbnailCache, ThumbnailRequest
from catdog_gui.ui.retraining.tile_model import Role, Tile, TileModel

_SIDE, _LINE_HEIGHT, _GAP = 88, 16, 8
_RADIUS = 6
_CHECKBOX_SIZE = 18
MAX_ROWS = 2
_UNCHECKED_OPACITY = 0.3
_Index = QModelIndex | QPersistentModelIndex


class SmallTileDelegate(QStyledItemDelegate):
    """Captions have as many lines as the longest of them."""

    def __init__(self, thumbnails: ThumbnailCache, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.caption_lines = 1
        self._thumbnails = thumbnails
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return self.size

    @property
    def size(self) -> QSize:
        return QSize(self._theme.px(_SIDE), self._theme.px(_SIDE + 4 + self.caption_lines * _LINE_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tile, ticked = index.data(Role.TILE), index.data(Qt.ItemDataRole.CheckStateRole)
        rect: QRect = option.rect
        picture = QRect(rect.left(), rect.top(), self._theme.px(_SIDE), self._theme.px(_SIDE))
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if ticked is not None and Qt.CheckState(ticked) == Qt.CheckState.Unchecked:
            painter.setOpacity(_UNCHECKED_OPACITY)
        self._paint_picture(painter, picture, tile)
        painter.setOpacity(1)
        if ticked is not None:
            self._paint_checkbox(painter, picture, is_checked=Qt.CheckState(ticked) == Qt.CheckState.Checked)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(picture).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.setFont(self._theme.font(11))
        painter.setPen(self._theme.colour("text"))
        below = QRect(rect.left(), picture.bottom() + 3, picture.width(), self._theme.px(_LINE_HEIGHT))
        for line in tile.caption.split("\n"):
            text = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            below.translate(0, below.height())
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, tile: Tile) -> None:
        thumbnail = self._thumbnails.get(tile.number)
        if thumbnail is None or thumbnail.pixmap.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("line"))
            painter.drawRoundedRect(QRectF(rect), _RADIUS, _RADIUS)
        else:
            painter.drawPixmap(rect, thumbnail.pixmap)
        if tile.marked:
            side = self._theme.px(_CHECKBOX_SIZE)
            corner = QRectF(rect.right() - side - 3, rect.top() + 4, side, side)
            paint_label_icon(painter, corner, FAILED, Labels(), self._theme.colours)

    def _paint_checkbox(self, painter: QPainter, picture: QRect, *, is_checked: bool) -> None:
        side = self._theme.px(_CHECKBOX_SIZE)
        box = QRectF(picture.left() + 4, picture.top() + 4, side, side)
        painter.setPen(QPen(self._theme.colour("accent" if is_checked else "text"), 1.5))
        painter.setBrush(self._theme.colour("accent" if is_checked else "window"))
        painter.drawRoundedRect(box, 4, 4)
        if is_checked:
            painter.setPen(QPen(self._theme.colour("on_accent"), 2))
            x, y, unit = box.left(), box.top(), side / 16
            painter.drawLine(*(round(each) for each in (x + 4 * unit, y + 8 * unit, x + 7 * unit, y + 11 * unit)))
            painter.drawLine(*(round(each) for each in (x + 7 * unit, y + 11 * unit, x + 12 * unit, y + 5 * unit)))

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, _option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """A click anywhere on a tile, or Space, turns its tick."""
        is_space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if event.type() != QEvent.Type.MouseButtonRelease and not is_space:
            return False
        ticked = index.data(Qt.ItemDataRole.CheckStateRole)
        if ticked is None:
            return False
        is_in = Qt.CheckState(ticked) == Qt.CheckState.Checked
        other = Qt.CheckState.Unchecked if is_in else Qt.CheckState.Checked
        return bool(model.setData(index, other, Qt.ItemDataRole.CheckStateRole))


class TileView(QListView):
    """Shows a few lines of a TileModel, the others when it is scrolled; loads what is visible."""

    def __init__(self, model: TileModel, thumbnails: ThumbnailCache, theme: Theme, name: str) -> None:
        super().__init__()
        self._tiles = model
        self._thumbnails = thumbnails
        self._theme = theme
        self._max_rows = MAX_ROWS
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = SmallTileDelegate(thumbnails, theme, self)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setTabKeyNavigation(False)
        model.modelReset.connect(self._fit)
        thumbnails.loaded.connect(self._on_thumbnails_loaded)
        self._fit()

    def set_max_rows(self, max_rows: int) -> None:
        """Limits how many rows are visible."""
        if max_rows != self._max_rows:
            self._max_rows = max_rows
            self._fit()

    @Slot()
    def _fit(self) -> None:
        """Sets the height to what the pictures need, up to the maximum of rows."""
        captions = [self._tiles.tile(row).caption for row in range(self._tiles.rowCount())]
        self._delegate.caption_lines = max((caption.count("\n") + 1 for caption in captions), default=1)
        cell = self._delegate.size + QSize(self._theme.px(_GAP), self._theme.px(_GAP))
        self.setGridSize(cell)
        columns = max(1, (self.width() - self.verticalScrollBar().sizeHint().width()) // cell.width())
        needed = -(-self._tiles.rowCount() // columns)
        self.setFixedHeight(cell.height() * min(max(needed, 1), self._max_rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    @Slot()
    def _on_thumbnails_loaded(self) -> None:
        if self.isVisible():
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        ratio = self.devicePixelRatioF()
        self._thumbnails.set_size(self._theme.px(_SIDE) * ratio, _RADIUS * ratio)
        wanted = [self._tiles.tile(row) for row in self._visible_rows()]
        missing = [tile for tile in wanted if self._thumbnails.is_missing(tile.number)]
        self._thumbnails.request([ThumbnailRequest(tile.number, tile.path) for tile in missing])

    def _visible_rows(self) -> range:
        cell = self.gridSize()
        columns = max(1, self.viewport().width() // cell.width())
        top = self.verticalOffset() // cell.height()
        bottom = (self.verticalOffset() + self.viewport().height()) // cell.height() + 1
        return range(top * columns, min(bottom * columns, self._tiles.rowCount()))
