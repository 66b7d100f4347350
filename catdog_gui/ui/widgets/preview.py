"""The large preview at the right: the picture, its scores as bars, its facts, and where it would go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from catdog_gui.pictures.facts import Facts, read_facts
from catdog_gui.pictures.models import PictureError
from catdog_gui.pictures.thumbnails import preview
from catdog_gui.ui.grid.thumbnails import image_of
from catdog_gui.ui.keys import label_keys
from catdog_gui.ui.models.rows import FAILED, WAITING, Labels
from catdog_gui.ui.sentences import in_words
from catdog_gui.ui.session import Session
from catdog_gui.ui.shapes import paint_shape
from catdog_gui.ui.tasks import Task, Tasks
from catdog_gui.ui.theme import Theme
from catdog_gui.ui.widgets.basics import label, quiet, small
from catdog_gui.ui.words import bytes_text, date_text, score_text, word_for, word_of

_LEAST_WIDTH, _MOST_WIDTH, _SHARE = 272, 520, 0.21
_MARGIN = 16
_LOAD_AFTER_MS = 40


@dataclass(frozen=True, slots=True)
class Loaded:
    """A picture made ready to be shown; a null image where it cannot be."""

    image: QImage
    facts: Facts | None


def load_preview(path: Path, size: QSize) -> Loaded:
    """Reads a picture, no larger than `size` in device pixels; not for the interface thread."""
    try:
        image = image_of(preview(path, size.width(), size.height()))
    except PictureError:
        image = QImage()
    try:
        facts = read_facts(path)
    except PictureError:
        facts = None
    return Loaded(image, facts)


class NewestLoader(QObject):
    """Loads one picture at a time; what was asked for before and has not come yet is dropped."""

    loaded = Signal(int, object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._next: tuple[int, Path, QSize] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LOAD_AFTER_MS)
        self._soon.timeout.connect(self._start)

    def ask(self, row: int, path: Path, size: QSize) -> None:
        self._next = (row, path, size)
        self._soon.start()

    def forget(self) -> None:
        self._soon.stop()
        if self._task is not None:
            self._task.cancel()

    @Slot()
    def _start(self) -> None:
        if self._task is not None:
            self._task.cancel()
        if self._next is None:
            return
        row, path, size = self._next
        self._task = self._tasks.run(lambda: (row, load_preview(path, size)), self._deliver)

    def _deliver(self, done: tuple[int, Loaded]) -> None:
        self.loaded.emit(*done)


class Picture(QWidget):
    """One picture, as large as it fits, upright, with round corners."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pixmap = QPixmap()
        self._reason = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_image(self, image: QImage, reason: str = "") -> None:
        self._pixmap = QPixmap.fromImage(image)
        self._reason = reason
        self.update()

    def show_pixmap(self, pixmap: QPixmap) -> None:
        self._pixmap = pixmap
        self._reason = ""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._pixmap.isNull():
            painter.setPen(self._theme.colour("quiet"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), flags, self._reason)
        else:
            size = QSize(self._pixmap.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            rect = QRectF(QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2), size)
            corners = QPainterPath()
            corners.addRoundedRect(rect, 8, 8)
            painter.setClipPath(corners)
            painter.drawPixmap(rect, self._pixmap, QRectF(self._pixmap.rect()))
        painter.end()


class ScoreBars(QWidget):
    """A line for each class: shape, word, bar, per cent."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels = Labels()
        self._scores: tuple[float, ...] = ()
        self.setFixedHeight(0)

    def show_scores(self, scores: tuple[float, ...], labels: Labels) -> None:
        self._scores, self._labels = scores, labels
        self.setFixedHeight(self._line() * len(scores))
        words = [f"{word_of(name)} {score_text(score)}" for name, score in zip(labels.classes, scores, strict=False)]
        self.setAccessibleName(", ".join(words))
        self.update()

    def _line(self) -> int:
        return self._theme.px(26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(13))
        shape, word, figure = self._theme.px(16), self._theme.px(64), self._theme.px(44)
        for code, score in enumerate(self._scores):
            top, line = code * self._line(), self._line()
            paint_shape(
                painter, QRectF(0, top + (line - shape) / 2, shape, shape), code, self._labels, self._theme.colours
            )
            left = shape + 8
            painter.setPen(self._theme.colour("text"))
            text = painter.fontMetrics().elidedText(word_for(code, self._labels), Qt.TextElideMode.ElideRight, word - 4)
            painter.drawText(QRectF(left, top, word, line), Qt.AlignmentFlag.AlignVCenter, text)
            room = QRectF(left + word, top + line / 2 - 3, self.width() - left - word - figure, 6)
            painter.drawText(
                QRectF(self.width() - figure, top, figure, line),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                score_text(score),
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("line"))
            painter.drawRoundedRect(room, 3, 3)
            painter.setBrush(self._theme.class_colour(code))
            room.setWidth(max(6.0, room.width() * score))
            painter.drawRoundedRect(room, 3, 3)
        painter.end()


class PreviewPanel(QWidget):
    """Follows the current picture. Its keys are buttons as well, for the mouse."""

    correction_wanted = Signal(str)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._theme = theme
        self._row: int | None = None
        self._picture = Picture(theme, self)
        self._bars = ScoreBars(theme, self)
        self._goes = label("", wrap=True)
        self._goes.setProperty("strong", "true")
        self._name = label("", wrap=True)
        self._facts = small(label("", wrap=True))
        self._is_filled = False
        self._hint = quiet(label("", wrap=True))
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._keys = QWidget(self)
        self._loader = NewestLoader(session.background, self)
        self._loader.loaded.connect(self._show_loaded)
        session.pictures.dataChanged.connect(self._refresh)
        session.pictures.counts_changed.connect(self._follow_hint)
        session.folder_changed.connect(self.clear)
        session.model_changed.connect(self.follow_model)
        theme.changed.connect(self.update)
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        self._key_row = QHBoxLayout(self._keys)
        self._key_row.setContentsMargins(0, 0, 0, 0)
        self._key_row.setSpacing(4)
        self._key_row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.follow_model()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(8)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self._picture)
        layout.addSpacing(8)
        for widget in (self._bars, self._goes, self._name, self._facts):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addWidget(self._keys)

    @Slot()
    def follow_model(self) -> None:
        """Another model may have other labels, and so other keys."""
        while (item := self._key_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for key in label_keys(self._session.pictures.rows.labels):
            self._key_row.addWidget(self._key(key.key, key.word or self.tr("Back to the program's own word")))

    def follow_window(self, width: int) -> None:
        """A share of the window; the picture has a square of its own, so that nothing under it ever jumps."""
        own = min(max(round(width * _SHARE), self._theme.px(_LEAST_WIDTH)), self._theme.px(_MOST_WIDTH))
        self.setFixedWidth(own)
        self._picture.setFixedHeight(own - 2 * _MARGIN)

    def _key(self, key: str, tip: str) -> QToolButton:
        made = QToolButton(self._keys)
        made.setText(key)
        made.setToolTip(f"{tip} ({key})")
        made.setAccessibleName(tip)
        made.setProperty("key", key)
        made.setFixedWidth(self._theme.px(36))
        made.clicked.connect(self._key_clicked)
        return made

    @Slot()
    def _key_clicked(self) -> None:
        self.correction_wanted.emit(str(self.sender().property("key")))

    @Slot()
    def clear(self) -> None:
        self._row = None
        self._loader.forget()
        self._set_filled(filled=False)

    def show_row(self, row: int | None, selected: int) -> None:
        """Shows one picture; with several selected, says how many the keys would act on."""
        if row is None:
            self.clear()
            return
        self._set_filled(filled=True)
        path = self._session.pictures.rows.path(row)
        if row != self._row:
            self._row = row
            self._show_meanwhile(row)
            self._facts.setText("")
            ratio = self.devicePixelRatioF()
            self._loader.ask(row, path, QSize(self._picture.size()) * ratio)
        several = self.tr("%Ln picture(s) selected", "", selected)
        self._name.setText(several if selected > 1 else path.name)
        self._refresh()

    def _show_meanwhile(self, row: int) -> None:
        thumb = self._session.thumbnails.get(row)
        if thumb is not None and not thumb.pixmap.isNull():
            self._picture.show_pixmap(thumb.pixmap)
        else:
            self._picture.show_image(QImage())

    @Slot()
    def _refresh(self) -> None:
        rows = self._session.pictures.rows
        if self._row is None or self._row >= len(rows):
            return
        self._bars.show_scores(rows.scores(self._row), rows.labels)
        self._goes.setText(self._destination(rows.code(self._row), rows.labels))

    def _destination(self, code: int, labels: Labels) -> str:
        if code == WAITING:
            return self.tr("Not looked at yet")
        if code == FAILED:
            return in_words(self._session.pictures.rows.errors.get(self._row or 0, ""))
        if code < len(labels.classes):
            return self.tr("Goes to {}/").format(labels.classes[code])
        return self.tr("{}: stays where it is").format(word_for(code, labels))

    @Slot(int, object)
    def _show_loaded(self, row: int, loaded: Loaded) -> None:
        if row != self._row:
            return
        reason = self._session.pictures.rows.errors.get(row, "")
        self._picture.show_image(loaded.image, in_words(reason) or self.tr("This picture cannot be shown."))
        self._facts.setText(_facts_text(loaded.facts) if loaded.facts else "")

    def _set_filled(self, *, filled: bool) -> None:
        self._is_filled = filled
        self._follow_hint()
        for widget in (self._picture, self._bars, self._goes, self._name, self._facts, self._keys):
            widget.setVisible(filled)

    @Slot()
    def _follow_hint(self) -> None:
        self._hint.setText(self.tr("Choose a picture to see it large.") if self._session.pictures.rowCount() else "")
        self._hint.setVisible(not self._is_filled)


def _facts_text(facts: Facts) -> str:
    return f"{facts.width} × {facts.height}, {bytes_text(facts.bytes)}\n{date_text(facts.taken)}"
