"""The full-screen review: one doubtful picture after the other, with a large key for each class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QImage, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.common.formatting import code_text, number_text, score_text
from catdog_gui.ui.common.label_keys import LabelKey, label_keys
from catdog_gui.ui.common.palette import DARK, SURROUND
from catdog_gui.ui.common.preview_loader import PreviewPrefetcher
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.review.keycaps import Keycap, paint_keycap, place_keycaps
from catdog_gui.ui.session.session import FolderSession

_PREFETCH_COUNT = 2
_BOTTOM_HEIGHT = 140
_TOP_HEIGHT = 48
_PROGRESS_HEIGHT = 3
_MAX_SCALE = 3
_MODIFIERS = Qt.KeyboardModifier
_SHORTCUT_MODIFIERS = _MODIFIERS.ControlModifier | _MODIFIERS.AltModifier | _MODIFIERS.MetaModifier


class ReviewScreen(QWidget):
    """Shows a fixed list of rows. Every answer moves on; after the last one it offers what to do next."""

    answered = Signal(int, object)
    undo_requested = Signal()
    redo_requested = Signal()
    sort_requested = Signal()
    closed = Signal()

    def __init__(self, session: FolderSession, theme: Theme, rows: Sequence[int], start: int = 0) -> None:
        super().__init__(None)
        self.setWindowTitle(self.tr("Review"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._session = session
        self._theme = theme
        self._rows = list(rows)
        self._index = start
        self._prefetcher = PreviewPrefetcher(session.background, self)
        self._prefetcher.loaded.connect(self.update)
        session.model_changed.connect(self._on_model_changed)
        self._on_model_changed()

    @Slot()
    def _on_model_changed(self) -> None:
        """Another model may have other labels; a retraining may end at any time."""
        self._keys = label_keys(self._session.pictures.table.labels)
        self._update_accessible_name()
        self.update()

    # Walking.

    @property
    def row(self) -> int:
        """The picture on view, or the last one at the end."""
        return self._rows[min(self._index, len(self._rows) - 1)]

    @property
    def is_at_end(self) -> bool:
        return self._index == len(self._rows)

    def answer(self, key: LabelKey) -> None:
        self.answered.emit(self.row, key.code)
        self.move_by(1)

    def move_by(self, step: int) -> None:
        self._index = min(max(0, self._index + step), len(self._rows))
        self._load()
        self._update_accessible_name()
        self.update()

    @Slot()
    def sort(self) -> None:
        self.close()
        self.sort_requested.emit()

    @Slot(tuple)
    def go_to(self, rows: Sequence[int]) -> None:
        """Shows a picture whose answer was taken back, or given again."""
        places = [self._rows.index(row) for row in rows if row in self._rows]
        self.move_by(places[0] - self._index if places else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_requested.emit()
        elif event.modifiers() & _SHORTCUT_MODIFIERS:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.move_by(-1)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space):
            self.move_by(1)
        elif self.is_at_end:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choices()[0][1]()
        else:
            self._answer_by_key(event.key())

    def _answer_by_key(self, pressed: int) -> None:
        for key in self._keys:
            if pressed == ord(key.key):
                self.answer(key)
                return

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for rect, (_, act) in zip(self._keycap_rects(), self._choices(), strict=True):
            if rect.contains(event.position()):
                act()
                return

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = any(rect.contains(event.position()) for rect in self._keycap_rects())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    # Keys and texts.

    def _choices(self) -> list[tuple[Keycap, Callable[[], object]]]:
        return (
            self._end_choices()
            if self.is_at_end
            else [(self._keycap(key), partial(self.answer, key)) for key in self._keys]
        )

    def _keycap(self, key: LabelKey) -> Keycap:
        table = self._session.pictures.table
        is_class = key.code is not None and key.code < len(table.labels.classes)
        correction = table.correction(self.row)
        text = key.text or self.tr("Reset label")
        return Keycap(
            key.key, text, key.code, is_large=is_class, is_chosen=correction is not None and correction == key.code
        )

    def _end_choices(self) -> list[tuple[Keycap, Callable[[], object]]]:
        moving = self._session.pictures.count_moving()
        close = (Keycap(self.tr("Esc"), self.tr("Back to the pictures")), self.close)
        if not moving:
            return [close]
        text = self.tr("Sort %Ln picture(s)…", "", moving)
        return [(Keycap(self.tr("Enter"), text, is_large=True, is_chosen=True), self.sort), close]

    def _update_accessible_name(self) -> None:
        """For a screen reader."""
        keys = ", ".join(f"{cap.key} {cap.caption}" for cap, _ in self._choices())
        head = (
            " ".join(filter(None, self._end_texts()))
            if self.is_at_end
            else f"{self._session.pictures.table.name(self.row)}. {self._position_text()}."
        )
        self.setAccessibleName(f"{head} {keys}")

    def _position_text(self) -> str:
        return self.tr("{} of {}").format(number_text(self._index + 1), number_text(len(self._rows)))

    def _end_texts(self) -> tuple[str, str]:
        table = self._session.pictures.table
        unsure = sum(table.code(row) == table.labels.unsure for row in self._rows)
        left = self.tr("%Ln of them are still unsure, and stay where they are.", "", unsure) if unsure else ""
        return self.tr("That was the last one."), left

    # Pictures, the next ones ahead of time.

    def resizeEvent(self, _event: object) -> None:
        self._prefetcher.clear()
        self._load()

    def _load(self) -> None:
        nearby = self._rows[max(0, self._index - 1) : self._index + 1 + _PREFETCH_COUNT]
        table = self._session.pictures.table
        size = self._picture_rect().size().toSize().expandedTo(QSize(1, 1)) * self.devicePixelRatioF()
        self._prefetcher.prefetch(
            {row: table.path(row) for row in sorted(nearby, key=lambda row: row != self.row)}, size
        )

    # Painting.

    def _picture_rect(self) -> QRectF:
        top, bottom = self._theme.px(_TOP_HEIGHT), self._theme.px(_BOTTOM_HEIGHT)
        return QRectF(16, top, self.width() - 32, self.height() - top - bottom)

    def _keycap_rects(self) -> list[QRectF]:
        return place_keycaps(
            [cap for cap, _ in self._choices()], self._picture_rect().bottom() + 12, self.width(), self._theme
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), SURROUND)
        done = self.width() * min(self._index, len(self._rows)) / len(self._rows)
        painter.fillRect(QRectF(0, 0, done, _PROGRESS_HEIGHT), QColor(DARK.accent))
        if self.is_at_end:
            self._paint_end(painter)
        else:
            self._paint_picture(painter)
            self._paint_top(painter)
        labels = self._session.pictures.table.labels
        for rect, (cap, _) in zip(self._keycap_rects(), self._choices(), strict=True):
            paint_keycap(painter, rect, cap, labels, self._theme)
        painter.end()

    def _paint_picture(self, painter: QPainter) -> None:
        image, area = self._prefetcher.image(self.row), self._picture_rect()
        if image is None:
            return
        if image.isNull():
            painter.setPen(DARK.quiet)
            painter.setFont(self._theme.font(15))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tr("This picture cannot be shown."))
            return
        size = self._fitted_size(image, area)
        corner = QPointF(area.center().x() - size.width() / 2, area.center().y() - size.height() / 2)
        painter.drawImage(QRectF(corner, size), image)

    def _fitted_size(self, image: QImage, area: QRectF) -> QSizeF:
        """As large as fits, but a tiny picture is enlarged only so far."""
        image_size = QSizeF(image.size()) / self.devicePixelRatioF()
        fitted = image_size.scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return fitted if fitted.width() <= _MAX_SCALE * image_size.width() else image_size * _MAX_SCALE

    def _paint_top(self, painter: QPainter) -> None:
        table = self._session.pictures.table
        scores = table.scores(self.row)
        texts = [f"{code_text(code, table.labels)} {score_text(score)}" for code, score in enumerate(scores)]
        line = QRectF(16, 0, self.width() - 32, self._theme.px(_TOP_HEIGHT))
        painter.setFont(self._theme.font(13))
        painter.setPen(DARK.text)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._position_text())
        painter.setPen(DARK.quiet)
        middle = Qt.AlignmentFlag.AlignVCenter
        name = painter.fontMetrics().elidedText(table.name(self.row), Qt.TextElideMode.ElideMiddle, self.width() // 3)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, name)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, "   ".join(texts))

    def _paint_end(self, painter: QPainter) -> None:
        head, left = self._end_texts()
        above, below = self._picture_rect(), self._picture_rect()
        above.setBottom(above.center().y())
        below.setTop(below.center().y() + 8)
        across = Qt.AlignmentFlag.AlignHCenter
        painter.setFont(self._theme.font(20))
        painter.setPen(DARK.text)
        painter.drawText(above, across | Qt.AlignmentFlag.AlignBottom, head)
        painter.setFont(self._theme.font(13))
        painter.setPen(DARK.quiet)
        painter.drawText(below, across | Qt.AlignmentFlag.AlignTop, left)

    @Slot()
    def open(self) -> None:
        # For desktops without a window manager.
        self.setGeometry(self.screen().geometry())
        self.showFullScreen()
        self.activateWindow()
        self.setFocus()
