"""One picture after the other, as large as the screen, with two large keys: for the doubtful ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QImage, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.common.formatting import number, score_text, word_for
from catdog_gui.ui.common.label_keys import LabelKey, label_keys
from catdog_gui.ui.common.palette import DARK, SURROUND
from catdog_gui.ui.common.preview_loader import Ahead
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.review.keycaps import Keycap, paint_keycap, place_keycaps
from catdog_gui.ui.session.session import Session

_AHEAD = 2
_BOTTOM = 140
_TOP = 48
_PROGRESS = 3
_MOST_ENLARGED = 3
_MODIFIERS = Qt.KeyboardModifier
_NO_ANSWER = _MODIFIERS.ControlModifier | _MODIFIERS.AltModifier | _MODIFIERS.MetaModifier


class ReviewScreen(QWidget):
    """Walks a fixed list of rows; every answer moves on, and after the last one comes what to do next."""

    answered = Signal(int, object)
    undo_wanted = Signal()
    redo_wanted = Signal()
    sort_wanted = Signal()
    closed = Signal()

    def __init__(self, session: Session, theme: Theme, rows: Sequence[int], start: int = 0) -> None:
        super().__init__(None)
        self.setWindowTitle(self.tr("Review"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._session = session
        self._theme = theme
        self._rows = list(rows)
        self._at = start
        self._ahead = Ahead(session.background, self)
        self._ahead.arrived.connect(self.update)
        session.model_changed.connect(self._follow_model)
        self._follow_model()

    @Slot()
    def _follow_model(self) -> None:
        """Another model may have other words; a retraining may end at any time."""
        self._keys = label_keys(self._session.pictures.rows.labels)
        self._say()
        self.update()

    # Walking.

    @property
    def row(self) -> int:
        """The picture on view, or the last one at the end."""
        return self._rows[min(self._at, len(self._rows) - 1)]

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._rows)

    def answer(self, key: LabelKey) -> None:
        self.answered.emit(self.row, key.code)
        self.move_by(1)

    def move_by(self, step: int) -> None:
        self._at = min(max(0, self._at + step), len(self._rows))
        self._load()
        self._say()
        self.update()

    @Slot()
    def sort(self) -> None:
        self.close()
        self.sort_wanted.emit()

    @Slot(tuple)
    def go_to(self, rows: Sequence[int]) -> None:
        """Shows a picture whose answer was taken back, or given again."""
        places = [self._rows.index(row) for row in rows if row in self._rows]
        self.move_by(places[0] - self._at if places else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_wanted.emit()
        elif event.modifiers() & _NO_ANSWER:
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
        for rect, (_, act) in zip(self._places(), self._choices(), strict=True):
            if rect.contains(event.position()):
                act()
                return

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = any(rect.contains(event.position()) for rect in self._places())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    # What can be done, and what is said.

    def _choices(self) -> list[tuple[Keycap, Callable[[], object]]]:
        return (
            self._next_choices()
            if self.is_at_end
            else [(self._keycap(key), partial(self.answer, key)) for key in self._keys]
        )

    def _keycap(self, key: LabelKey) -> Keycap:
        rows = self._session.pictures.rows
        is_class = key.code is not None and key.code < len(rows.labels.classes)
        given = rows.correction(self.row)
        words = key.word or self.tr("As it was")
        return Keycap(key.key, words, key.code, is_large=is_class, is_chosen=given is not None and given == key.code)

    def _next_choices(self) -> list[tuple[Keycap, Callable[[], object]]]:
        moving = self._session.pictures.count_moving()
        close = (Keycap(self.tr("Esc"), self.tr("Back to the pictures")), self.close)
        if not moving:
            return [close]
        words = self.tr("Sort %Ln picture(s)…", "", moving)
        return [(Keycap(self.tr("Enter"), words, is_large=True, is_chosen=True), self.sort), close]

    def _say(self) -> None:
        """For a screen reader."""
        keys = ", ".join(f"{cap.key} {cap.words}" for cap, _ in self._choices())
        head = (
            self._end_words()[0]
            if self.is_at_end
            else f"{self._session.pictures.rows.name(self.row)}. {self._position()}"
        )
        self.setAccessibleName(f"{head}. {keys}")

    def _position(self) -> str:
        return self.tr("{} of {}").format(number(self._at + 1), number(len(self._rows)))

    def _end_words(self) -> tuple[str, str]:
        rows = self._session.pictures.rows
        unsure = sum(rows.code(row) == rows.labels.unsure for row in self._rows)
        left = self.tr("%Ln of them are still unsure, and stay where they are.", "", unsure) if unsure else ""
        return self.tr("That was the last one."), left

    # Pictures, the next ones ahead of time.

    def resizeEvent(self, _event: object) -> None:
        self._ahead.forget()
        self._load()

    def _load(self) -> None:
        wanted = self._rows[max(0, self._at - 1) : self._at + 1 + _AHEAD]
        rows = self._session.pictures.rows
        size = self._room().size().toSize().expandedTo(QSize(1, 1)) * self.devicePixelRatioF()
        self._ahead.want({row: rows.path(row) for row in sorted(wanted, key=lambda row: row != self.row)}, size)

    # Painting.

    def _room(self) -> QRectF:
        top, bottom = self._theme.px(_TOP), self._theme.px(_BOTTOM)
        return QRectF(16, top, self.width() - 32, self.height() - top - bottom)

    def _places(self) -> list[QRectF]:
        return place_keycaps([cap for cap, _ in self._choices()], self._room().bottom() + 12, self.width(), self._theme)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), SURROUND)
        done = self.width() * min(self._at, len(self._rows)) / len(self._rows)
        painter.fillRect(QRectF(0, 0, done, _PROGRESS), QColor(DARK.accent))
        if self.is_at_end:
            self._paint_end(painter)
        else:
            self._paint_picture(painter)
            self._paint_top(painter)
        labels = self._session.pictures.rows.labels
        for rect, (cap, _) in zip(self._places(), self._choices(), strict=True):
            paint_keycap(painter, rect, cap, labels, self._theme)
        painter.end()

    def _paint_picture(self, painter: QPainter) -> None:
        image, room = self._ahead.image(self.row), self._room()
        if image is None:
            return
        if image.isNull():
            painter.setPen(DARK.quiet)
            painter.setFont(self._theme.font(15))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.tr("This picture cannot be shown."))
            return
        size = self._size_of(image, room)
        corner = QPointF(room.center().x() - size.width() / 2, room.center().y() - size.height() / 2)
        painter.drawImage(QRectF(corner, size), image)

    def _size_of(self, image: QImage, room: QRectF) -> QSizeF:
        """As large as it fits; a tiny picture is not blown up beyond recognition."""
        own = QSizeF(image.size()) / self.devicePixelRatioF()
        fitted = own.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return fitted if fitted.width() <= _MOST_ENLARGED * own.width() else own * _MOST_ENLARGED

    def _paint_top(self, painter: QPainter) -> None:
        rows = self._session.pictures.rows
        scores = rows.scores(self.row)
        words = [f"{word_for(code, rows.labels)} {score_text(score)}" for code, score in enumerate(scores)]
        line = QRectF(16, 0, self.width() - 32, self._theme.px(_TOP))
        painter.setFont(self._theme.font(13))
        painter.setPen(DARK.text)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._position())
        painter.setPen(DARK.quiet)
        middle = Qt.AlignmentFlag.AlignVCenter
        name = painter.fontMetrics().elidedText(rows.name(self.row), Qt.TextElideMode.ElideMiddle, self.width() // 3)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, name)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, "   ".join(words))

    def _paint_end(self, painter: QPainter) -> None:
        head, left = self._end_words()
        above, below = self._room(), self._room()
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
        # Where no window manager does it.
        self.setGeometry(self.screen().geometry())
        self.showFullScreen()
        self.activateWindow()
        self.setFocus()
