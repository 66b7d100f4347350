"""The view of the decisions: headings, and an icon, a text and a count for each decision."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from catdog_gui.ui.common.formatting import number_text
from catdog_gui.ui.common.label_icons import paint_pencil_icon
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.session.filtering import CORRECTED, EVERYTHING, Filter
from catdog_gui.ui.session.picture_model import PictureModel
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.sidebar.decision_model import DecisionModel, Role

_LINE_HEIGHT, _HEADING_HEIGHT = 30, 34
_ICON_SIZE = 16
_EMPTY_OPACITY = 0.45
_Index = QModelIndex | QPersistentModelIndex


class DecisionDelegate(QStyledItemDelegate):
    def __init__(self, pictures: PictureModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._theme = theme
        self.drop_row: int | None = None

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        height = _HEADING_HEIGHT if index.data(Role.FILTER) is None else _LINE_HEIGHT
        return QSize(120, self._theme.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wanted = index.data(Role.FILTER)
        if wanted is None:
            self._paint_heading(painter, option.rect, index.data())
        else:
            self._paint_line(painter, option, index, wanted)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setFont(self._theme.font(11))
        painter.setPen(self._theme.colour("quiet"))
        painter.drawText(rect.adjusted(8, 0, 0, -4), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)

    def _paint_line(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, picture_filter: Filter
    ) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect
        is_highlighted = chosen or index.row() == self.drop_row
        if is_highlighted or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("chosen" if is_highlighted else "raised"))
            painter.drawRoundedRect(QRectF(rect).adjusted(0, 1, 0, -1), 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus or index.row() == self.drop_row:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 2, -1, -2), 6, 6)
        count = index.data(Role.COUNT)
        painter.setOpacity(1 if count else _EMPTY_OPACITY)
        left = self._paint_icon(painter, rect, picture_filter)
        painter.setOpacity(1)
        painter.setFont(self._theme.font(13, bold=chosen))
        painter.setPen(self._theme.colour("text" if count or chosen else "quiet"))
        text_rect, figure, metrics = rect.adjusted(left, 0, -8, 0), number_text(count), painter.fontMetrics()
        text_width = text_rect.width() - metrics.horizontalAdvance(figure) - 8
        painter.drawText(
            text_rect, _left_aligned(), metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, text_width)
        )
        painter.drawText(text_rect, _right_aligned(), figure)

    def _paint_icon(self, painter: QPainter, rect: QRect, picture_filter: Filter) -> int:
        size = self._theme.px(_ICON_SIZE)
        icon_rect = QRect(rect.left() + 8, rect.center().y() - size // 2 + 1, size, size)
        if picture_filter == CORRECTED:
            paint_pencil_icon(painter, QRectF(icon_rect), self._theme.colours.neutral)
        elif picture_filter.code is not None:
            ratio = painter.device().devicePixelRatioF()
            painter.drawPixmap(
                icon_rect, self._theme.label_icon(picture_filter.code, self._pictures.table.labels, size, ratio)
            )
        else:
            return 8
        return size + 16


class DecisionView(QListView):
    """Selecting a row filters the grid; dropping pictures on a row corrects them."""

    def __init__(
        self, model: DecisionModel, session: FolderSession, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._decisions = model
        self._pictures = pictures = session.pictures
        self._theme = theme
        self.setObjectName("decisions")
        self.setAccessibleName(self.tr("Labels"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._delegate = DecisionDelegate(pictures, theme, self)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setDropIndicatorShown(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        model.modelReset.connect(self._on_model_reset)
        model.dropped.connect(session.corrections.correct)
        pictures.modelReset.connect(self.show_current_filter)
        self._on_model_reset()

    def sizeHint(self) -> QSize:
        lines = range(self._decisions.rowCount())
        return QSize(180, sum(self.sizeHintForRow(row) for row in lines) + 4)

    def minimumSizeHint(self) -> QSize:
        """Small, so that the list scrolls with a large font in a low window."""
        return QSize(180, 4 * self.sizeHintForRow(0))

    # Qt's own drop indicator is a black frame, and without it Qt takes no drops on rows.

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        accepts = self._decisions.canDropMimeData(event.mimeData(), event.dropAction(), -1, -1, index)
        self._set_drop_row(index.row() if accepts else None)
        event.setAccepted(accepts)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._set_drop_row(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_drop_row(None)
        index = self.indexAt(event.position().toPoint())
        if self._decisions.dropMimeData(event.mimeData(), event.dropAction(), -1, -1, index):
            event.acceptProposedAction()

    def _set_drop_row(self, row: int | None) -> None:
        self._delegate.drop_row = row
        self.viewport().update()

    @Slot()
    def show_current_filter(self) -> None:
        """Selects the row of the current filter, whoever set it."""
        index = self._decisions.index_of(self._pictures.filter)
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    @Slot()
    def _on_model_reset(self) -> None:
        self.show_current_filter()
        self.updateGeometry()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.setWhatsThis(current.data(Qt.ItemDataRole.WhatsThisRole) or "")
        if current.isValid():
            self._pictures.set_filter(self._decisions.entry(current).filter or EVERYTHING)


def _left_aligned() -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _right_aligned() -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
