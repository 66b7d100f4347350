"""The grid of thumbnails: a list view whose layout is arithmetic, as fast for 100,000 pictures as for 10.

It is still a QListView, for its selection as in a file manager and for screen readers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QDrag,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from catdog_gui.ui.common.open_externally import open_externally, show_in_folder
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.thumbnail_cache import RADIUS, ThumbnailCache, ThumbnailRequest
from catdog_gui.ui.grid.delegate import TileDelegate
from catdog_gui.ui.grid.drag import drag_pixmap
from catdog_gui.ui.grid.fade_animation import FadeAnimation
from catdog_gui.ui.grid.geometry import Grid, count_columns
from catdog_gui.ui.grid.selection import selected_ranges, selection_of
from catdog_gui.ui.session.filtering import EVERYTHING, Filter, Order
from catdog_gui.ui.session.picture_model import PictureModel

MIN_SIDE, MAX_SIDE = 96, 384
_ZOOM_STEP = 16
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _ViewState:
    """What the user sees and has chosen.

    `tops` has the distance of each visible row from the upper edge; the row to keep in place comes first.
    """

    current: int | None = None
    selected: Sequence[int] = ()
    showing: tuple[Filter, str, Order] = (EVERYTHING, "", Order.NAME)
    scroll_offset: int = 0
    tops: Mapping[int, int] = field(default_factory=dict)


class GridView(QListView):
    """Shows a PictureModel; asks for the thumbnails of what is visible, and of one screen around it."""

    zoomed = Signal(int)
    # `active_row` and `count_selected` changed.
    active_changed = Signal(object, int)

    def __init__(
        self, model: PictureModel, thumbnails: ThumbnailCache, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("grid")
        self._pictures = model
        self._thumbnails = thumbnails
        self._theme = theme
        self._delegate = TileDelegate(model, thumbnails, theme, self)
        self._geometry: tuple[tuple[int, int, int, int], Grid] | None = None
        self._band_start: QPoint | None = None
        self._band = QRect()
        self._saved_state = _ViewState()
        # The row that was selected for want of another; None once the user has chosen.
        self._default_row: int | None = None
        self._fade_animation = FadeAnimation(self)
        self._fade_animation.rows_updated.connect(self._update_rows)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Pictures"))
        thumbnails.loaded.connect(self._fade_animation.start)
        theme.changed.connect(self._on_theme_changed)
        model.modelAboutToBeReset.connect(self._save_state)
        model.modelReset.connect(self._restore_state)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._select_first)
        for signal in (self.selectionModel().selectionChanged, self.selectionModel().currentChanged, model.modelReset):
            signal.connect(self._on_selection_changed)
        self._select_first()

    # Zoom.

    @property
    def side(self) -> int:
        return self._delegate.side

    def set_side(self, side: int) -> None:
        """Changes the size of the tiles and keeps the picture in the middle where it is."""
        side = min(max(side, MIN_SIDE), MAX_SIDE)
        if side == self.side:
            return
        anchor = self.currentIndex() if self._is_visible(self.currentIndex()) else self.indexAt(QPoint(40, 40))
        self._delegate.side = side
        self.updateGeometries()
        if anchor.isValid():
            self.scrollTo(anchor, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.viewport().update()
        self.zoomed.emit(side)

    @Slot()
    def zoom_in(self) -> None:
        self._zoom(range(self.side + _ZOOM_STEP, MAX_SIDE + 1, _ZOOM_STEP))

    @Slot()
    def zoom_out(self) -> None:
        self._zoom(range(self.side - _ZOOM_STEP, MIN_SIDE - 1, -_ZOOM_STEP))

    def _zoom(self, sides: range) -> None:
        """To the first size at which the tiles change, as they fill their rows at any."""
        width, columns = self.viewport().width(), self._grid().columns
        self.set_side(next((side for side in sides if count_columns(width, side) != columns), self.side))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
            return
        super().wheelEvent(event)

    # Current and selected pictures.

    def selected_rows(self) -> list[int]:
        """The selected rows, in display order."""
        shown = self._pictures.shown
        places = sorted((part.top(), part.bottom()) for part in selected_ranges(self.selectionModel()))
        return [int(row) for top, bottom in places for row in shown[top : bottom + 1]]

    def count_selected(self) -> int:
        return sum(part.height() for part in selected_ranges(self.selectionModel()))

    def current_row(self) -> int | None:
        index = self.currentIndex()
        return self._pictures.row_at(index) if index.isValid() else None

    def active_row(self) -> int | None:
        """The current row, or the first selected one where none is current."""
        ranges = selected_ranges(self.selectionModel())
        if self.currentIndex().isValid() or not ranges:
            return self.current_row()
        return int(self._pictures.shown[min(part.top() for part in ranges)])

    @Slot()
    def _select_first(self) -> None:
        """Something is always chosen: the first picture, as long as the user has not chosen another."""
        is_default = (
            self._default_row is not None and self.count_selected() == 1 and self.selected_rows() == [self._default_row]
        )
        if self._pictures.rowCount() and (is_default or not self.currentIndex().isValid()):
            first = self._pictures.index(0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self._default_row = self._pictures.row_at(first)

    @Slot()
    def _on_selection_changed(self) -> None:
        self.active_changed.emit(self.active_row(), self.count_selected())

    @Slot()
    def open_current(self) -> None:
        """In the program of the system for pictures."""
        row = self.current_row()
        if row is not None:
            open_externally(self._pictures.table.path(row))

    @Slot()
    def show_current(self) -> None:
        """In the file manager."""
        row = self.current_row()
        if row is not None:
            show_in_folder(self._pictures.table.path(row))

    def select_row(self, row: int) -> None:
        self._default_row = None
        index = self._pictures.index_of(row)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def select_near(self, place: int) -> None:
        """Makes the picture at a place current, or the last one, if none is: pictures left the grid."""
        count = self._pictures.rowCount()
        if count and place >= 0 and not self.currentIndex().isValid():
            self.setCurrentIndex(self._pictures.index(min(place, count - 1)))

    @Slot()
    def select_all_like_current(self) -> None:
        """Selects the pictures that have the label of the current one."""
        row = self.active_row()
        if row is not None:
            table = self._pictures.table
            places = np.flatnonzero(table.codes[self._pictures.shown] == table.code(row)).tolist()
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().select(selection_of(self._pictures, places), flag)

    @Slot(tuple)
    def select_rows(self, rows: Sequence[int]) -> None:
        """Selects those of them that are shown, and scrolls to the first."""
        self._default_row = None
        places = self._select(rows)
        if places:
            index = self._pictures.index(places[0])
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)

    def _select(self, rows: Sequence[int]) -> list[int]:
        """Returns the places of those that are shown. If none is, the selection stays."""
        places = sorted(index.row() for row in rows if (index := self._pictures.index_of(row)).isValid())
        if places:
            selection = selection_of(self._pictures, places)
            self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        return places

    # Geometry, in the terms of QAbstractItemView.

    def _grid(self) -> Grid:
        size = (self.viewport().width(), len(self._pictures.shown), self.side, self._delegate.label_height)
        if self._geometry is None or self._geometry[0] != size:
            self._geometry = (size, Grid(*size))
        return self._geometry[1]

    def visualRect(self, index: _Index) -> QRect:
        if not index.isValid():
            return QRect()
        return self._grid().rect(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        place = self._grid().place_at(point.x(), point.y() + self.verticalOffset())
        return QModelIndex() if place is None else self._pictures.index(place)

    def scrollTo(
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        rect, bar, page = self._grid().rect(index.row()), self.verticalScrollBar(), self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(rect.center().y() - page // 2)
        elif rect.top() < bar.value():
            bar.setValue(rect.top() - 12)
        elif rect.bottom() > bar.value() + page:
            bar.setValue(rect.bottom() + 1 - page + 12)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        # QListView's own scrolls only what it has laid out itself.
        self.viewport().scroll(dx, dy)

    def doItemsLayout(self) -> None:
        self.updateGeometries()
        self.viewport().update()

    def updateGeometries(self) -> None:
        grid, bar, page = self._grid(), self.verticalScrollBar(), self.viewport().height()
        bar.setSingleStep(grid.line_height // 3)
        bar.setPageStep(max(1, page - grid.line_height // 3))
        bar.setRange(0, max(0, grid.height - page))
        # It is always visible, so that the width never changes, but disabled if there is nothing to scroll.
        bar.setEnabled(grid.height > page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        anchor = self.indexAt(QPoint(40, 40)) if event.oldSize().isValid() else QModelIndex()
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()
        if anchor.isValid() and event.oldSize().width() != event.size().width() and self.verticalOffset():
            self.scrollTo(anchor)

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        self._default_row = None
        if not len(self._pictures.shown):
            return QModelIndex()
        if not self.currentIndex().isValid():
            return self._pictures.index(0)
        place = self._grid().place_after(action, self.currentIndex().row(), self.viewport().height())
        return self._pictures.index(place)

    def keyboardSearch(self, _text: str) -> None:
        """Letters are labels; to find a picture there is a field of its own."""

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """A rubber band takes what it touches; a click or Shift takes all from one end to the other."""
        moved = rect.translated(0, self.verticalOffset())
        grid = self._grid()
        if self._band_start is not None:
            places = grid.places_in(moved.normalized())
        else:
            ends = sorted(grid.nearest(point.x(), point.y()) for point in (moved.topLeft(), moved.bottomRight()))
            places = list(range(ends[0], ends[1] + 1)) if grid.count else []
        self.selectionModel().select(selection_of(self._pictures, places), command)

    def selectAll(self) -> None:
        # QListView's own asks for each row whether it is hidden, which is slow.
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(
            selection_of(self._pictures, list(range(len(self._pictures.shown)))), flags.ClearAndSelect
        )

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:
        # Exact regions of a large selection cost more than painting the few tiles that are visible.
        return QRegion(self.viewport().rect())

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        grid, offset = self._grid(), self.verticalOffset()
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus)
        selected, current = self.selectionModel(), self.currentIndex().row()
        hovered = self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())) if self.underMouse() else None
        for place in grid.places_in(event.region().boundingRect().translated(0, offset)):
            rect = grid.rect(place).translated(0, -offset)
            if not event.region().intersects(rect):
                continue
            index = self._pictures.index(place)
            option.rect = rect
            option.state = plain
            if selected.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if place == current and self.hasFocus():
                option.state |= QStyle.StateFlag.State_HasFocus
            if hovered is not None and hovered.row() == place:
                option.state |= QStyle.StateFlag.State_MouseOver
            self._delegate.paint(painter, option, index)
        if self._band.isValid():
            self._paint_band(painter)
        painter.end()
        self._request_thumbnails(grid)

    def _paint_band(self, painter: QPainter) -> None:
        colour = self._theme.colour("accent")
        painter.setPen(QPen(colour, 1))
        colour.setAlpha(40)
        painter.setBrush(colour)
        painter.drawRect(self._band.translated(0, -self.verticalOffset()))

    def _request_thumbnails(self, grid: Grid) -> None:
        ratio = self.devicePixelRatioF()
        self._thumbnails.set_size(grid.tile_width * ratio, RADIUS * ratio)
        page = QRect(0, self.verticalOffset(), self.viewport().width(), self.viewport().height())
        order = [page, page.translated(0, page.height()), page.translated(0, -page.height())]
        places = dict.fromkeys(place for area in order for place in grid.places_in(area))
        rows = (int(self._pictures.shown[place]) for place in places)
        missing = [row for row in rows if self._thumbnails.is_missing(row)]
        self._thumbnails.request([ThumbnailRequest(row, self._pictures.table.path(row)) for row in missing])

    def dataChanged(self, first: _Index, last: _Index, _roles: object = ()) -> None:
        """Repaints the visible rows only: sizes never change."""
        if self.isVisible() and first.isValid():
            self._update_places(range(first.row(), last.row() + 1))

    def _update_places(self, places: range) -> None:
        grid, offset = self._grid(), self.verticalOffset()
        visible = grid.places_in(self.viewport().rect().translated(0, offset))
        if not visible:
            return
        for place in range(max(visible[0], places.start), min(visible[-1], places.stop - 1) + 1):
            self.viewport().update(grid.rect(place).translated(0, -offset))

    @Slot(list)
    def _update_rows(self, rows: list[int]) -> None:
        for row in rows:
            self.update(self._pictures.index_of(row))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.doItemsLayout()

    # Rubber band and drag.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._default_row = None
        on_gap = not self.indexAt(event.position().toPoint()).isValid()
        if on_gap and event.button() == Qt.MouseButton.LeftButton:
            self._band_start = event.position().toPoint() + QPoint(0, self.verticalOffset())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._band_start is not None:
            point = event.position().toPoint() + QPoint(0, self.verticalOffset())
            self._band = QRect(self._band_start, point).normalized()
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._band_start is not None:
            self._band_start = None
            self._band = QRect()
            self.viewport().update()

    def startDrag(self, _actions: Qt.DropAction) -> None:
        rows = self.selected_rows()
        if rows:
            drag = QDrag(self)
            drag.setMimeData(self._pictures.mime_for(rows))
            drag.setPixmap(drag_pixmap(len(rows), self._thumbnails.get(rows[0]), self._theme, self.devicePixelRatioF()))
            drag.exec(Qt.DropAction.CopyAction)

    # A reset of the model keeps the selection and the visible pictures.

    @Slot()
    def _save_state(self) -> None:
        grid, offset, model = self._grid(), self.verticalOffset(), self._pictures
        places = grid.places_in(self.viewport().rect().translated(0, offset))
        if self.currentIndex().row() in places:
            places.insert(0, self.currentIndex().row())
        tops = {int(model.shown[place]): grid.rect(place).top() - offset for place in places}
        showing = model.filter, model.search_text, model.order
        self._saved_state = _ViewState(self.current_row(), self.selected_rows(), showing, offset, tops)

    @Slot()
    def _restore_state(self) -> None:
        state = self._saved_state
        self._select(state.selected)
        index = self._pictures.index_of(state.current) if state.current is not None else QModelIndex()
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if state.showing == (self._pictures.filter, self._pictures.search_text, self._pictures.order):
            # Qt has scrolled to the current picture; the user may have scrolled elsewhere.
            self.updateGeometries()
            self.verticalScrollBar().setValue(self._restored_offset(state))

    def _restored_offset(self, state: _ViewState) -> int:
        """Keeps a picture that was visible where it was; the top stays the top."""
        if state.scroll_offset:
            for row, top in state.tops.items():
                index = self._pictures.index_of(row)
                if index.isValid():
                    return self._grid().rect(index.row()).top() - top
        return state.scroll_offset

    def _is_visible(self, index: _Index) -> bool:
        return index.isValid() and self.visualRect(index).intersects(self.viewport().rect())
