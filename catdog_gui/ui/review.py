"""One picture after the other, as large as the screen, with two large keys: for the doubtful ones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.keys import LabelKey, label_keys
from catdog_gui.ui.loading import Loaded, load_preview
from catdog_gui.ui.palette import DARK, SURROUND
from catdog_gui.ui.session import Session
from catdog_gui.ui.shapes import paint_shape
from catdog_gui.ui.theme import Theme
from catdog_gui.ui.words import number, score_text, word_for

_AHEAD = 2
_LARGE_KEY, _SMALL_KEY = QSize(168, 56), QSize(132, 36)
_BOTTOM = 140
_TOP = 48
_MOST_ENLARGED = 3


class ReviewScreen(QWidget):
    """Walks a fixed list of rows; every answer moves on. The last one closes the screen."""

    answered = Signal(int, object)
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
        self._images: dict[int, QImage] = {}
        self._asked: set[int] = set()
        self._keys = label_keys(session.pictures.rows.labels)
        self._say()

    # Walking.

    @property
    def row(self) -> int:
        return self._rows[self._at]

    def answer(self, key: LabelKey) -> None:
        self.answered.emit(self.row, key.code)
        self.move_by(1)

    def move_by(self, step: int) -> None:
        at = self._at + step
        if at >= len(self._rows):
            self.close()
            return
        self._at = max(0, at)
        self._load()
        self._say()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.move_by(-1)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space):
            self.move_by(1)
        else:
            for key in self._keys:
                if event.key() == ord(key.key):
                    self.answer(key)
                    return

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for key, rect in self._places():
            if rect.contains(event.position()):
                self.answer(key)
                return

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = any(rect.contains(event.position()) for _, rect in self._places())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def _say(self) -> None:
        """For a screen reader."""
        rows = self._session.pictures.rows
        keys = ", ".join(f"{key.key} {self._word(key)}" for key in self._keys)
        self.setAccessibleName(f"{rows.path(self.row).name}. {self._position()}. {keys}")

    def _position(self) -> str:
        return self.tr("{} of {}").format(number(self._at + 1), number(len(self._rows)))

    def _word(self, key: LabelKey) -> str:
        return key.word or self.tr("As it was")

    # Pictures, the next ones ahead of time.

    def resizeEvent(self, _event: object) -> None:
        self._images.clear()
        self._asked.clear()
        self._load()

    def _load(self) -> None:
        wanted = self._rows[max(0, self._at - 1) : self._at + 1 + _AHEAD]
        for row in [row for row in self._images if row not in wanted]:
            del self._images[row]
            self._asked.discard(row)
        size = QSize(max(1, self.width() - 32), max(1, self.height() - _TOP - _BOTTOM)) * self.devicePixelRatioF()
        for row in sorted(wanted, key=lambda row: row != self.row):
            if row not in self._asked:
                self._asked.add(row)
                self._ask(row, size)

    def _ask(self, row: int, size: QSize) -> None:
        path = self._session.pictures.rows.path(row)
        self._session.background.run(lambda: (row, load_preview(path, size)), self._take)

    def _take(self, done: tuple[int, Loaded]) -> None:
        row, loaded = done
        if row in self._asked:
            self._images[row] = loaded.image
            self.update()

    # Painting.

    def _places(self) -> list[tuple[LabelKey, QRectF]]:
        """The classes as large keys, the others as a line of small ones below."""
        classes = len(self._session.pictures.rows.labels.classes)
        base = self.height() - _BOTTOM + 12
        return [
            *self._line(self._keys[:classes], _LARGE_KEY, base, 16),
            *self._line(self._keys[classes:], _SMALL_KEY, base + _LARGE_KEY.height() + 12, 8),
        ]

    def _line(self, keys: Sequence[LabelKey], size: QSize, top: float, gap: int) -> list[tuple[LabelKey, QRectF]]:
        left = (self.width() - len(keys) * size.width() - (len(keys) - 1) * gap) / 2
        step = size.width() + gap
        return [(key, QRectF(left + n * step, top, size.width(), size.height())) for n, key in enumerate(keys)]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), SURROUND)
        self._paint_picture(painter)
        self._paint_top(painter)
        for key, rect in self._places():
            self._paint_key(painter, key, rect)
        painter.end()

    def _paint_picture(self, painter: QPainter) -> None:
        room = QRectF(16, _TOP, self.width() - 32, self.height() - _TOP - _BOTTOM)
        image = self._images.get(self.row)
        if image is None:
            return
        if image.isNull():
            painter.setPen(DARK.quiet)
            painter.setFont(self._theme.font(15))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.tr("This picture cannot be shown."))
            return
        ratio = self.devicePixelRatioF()
        size = (image.size() / ratio).scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        if size.width() > _MOST_ENLARGED * image.width() / ratio:
            size = image.size() / ratio * _MOST_ENLARGED  # a tiny picture is not blown up beyond recognition
        corner = QPointF(room.center().x() - size.width() / 2, room.center().y() - size.height() / 2)
        painter.drawImage(QRectF(corner, size), image)

    def _paint_top(self, painter: QPainter) -> None:
        rows = self._session.pictures.rows
        scores = rows.scores(self.row)
        words = [f"{word_for(code, rows.labels)} {score_text(score)}" for code, score in enumerate(scores)]
        line = QRectF(16, 0, self.width() - 32, _TOP)
        painter.setFont(self._theme.font(13))
        painter.setPen(DARK.text)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._position())
        painter.setPen(DARK.quiet)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, rows.path(self.row).name)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, "   ".join(words))

    def _paint_key(self, painter: QPainter, key: LabelKey, rect: QRectF) -> None:
        rows = self._session.pictures.rows
        large = key.code is not None and key.code < len(rows.labels.classes)
        given = rows.correction(self.row)
        chosen = given is not None and given == key.code
        painter.setPen(QPen(QColor(DARK.accent), 2) if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(DARK.raised if large else DARK.panel)
        painter.drawRoundedRect(rect, 10, 10)
        painter.setFont(self._theme.font(15 if large else 13, bold=True))
        text = f"{key.key}   {self._word(key)}"
        width = painter.fontMetrics().horizontalAdvance(text)
        mark = 22 if large else 16
        has_mark = key.code is not None
        left = rect.center().x() - (width + (mark + 10 if has_mark else 0)) / 2
        if key.code is not None:
            square = QRectF(left, rect.center().y() - mark / 2, mark, mark)
            paint_shape(painter, square, key.code, rows.labels, DARK)
            left += mark + 10
        painter.setPen(DARK.text)
        painter.drawText(QPointF(left, rect.center().y() + painter.fontMetrics().ascent() / 2 - 2), text)

    @Slot()
    def open(self) -> None:
        # Where no window manager does it.
        self.setGeometry(self.screen().geometry())
        self.showFullScreen()
        self.activateWindow()
        self.setFocus()
