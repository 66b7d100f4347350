"""The loupe: one picture large on a dark ground, with a key for each label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from string import Template

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from catdog_gui.ui.common.formatting import code_text
from catdog_gui.ui.common.label_keys import ZOOM, LabelKey, label_keys
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.palette import DARK, SURROUND
from catdog_gui.ui.common.preview_loader import Preview, PreviewLoader
from catdog_gui.ui.common.tasks import single_shot
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, quiet
from catdog_gui.ui.loupe.key_bar import KeyBar, KeyButton
from catdog_gui.ui.loupe.picture_viewport import PictureViewport
from catdog_gui.ui.loupe.prefetcher import PicturePrefetcher
from catdog_gui.ui.loupe.top_bar import TopBar
from catdog_gui.ui.loupe.walk import Walk
from catdog_gui.ui.session.session import FolderSession

_PREFETCH_DELAY_MS = 20
_PROGRESS_HEIGHT = 3
_GLYPH_SIZE, _GLYPH_HEIGHT = 18, 30
_PAN_STEP = 80
_MAX_FULL_PIXELS = 64_000_000
_KEYS, _MODIFIERS = Qt.Key, Qt.KeyboardModifier
_STEPS = {
    _KEYS.Key_Left: -1,
    _KEYS.Key_Up: -1,
    _KEYS.Key_PageUp: -1,
    _KEYS.Key_Right: 1,
    _KEYS.Key_Down: 1,
    _KEYS.Key_PageDown: 1,
    _KEYS.Key_Space: 1,
}
_PANS = {
    _KEYS.Key_Left: QPointF(_PAN_STEP, 0),
    _KEYS.Key_Right: QPointF(-_PAN_STEP, 0),
    _KEYS.Key_Up: QPointF(0, _PAN_STEP),
    _KEYS.Key_Down: QPointF(0, -_PAN_STEP),
}
_TAB_REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
# The loupe is dark in both schemes, so that nothing beside a picture is brighter than it.
_STYLE_SHEET = Template("""
QLabel { color: $text; background: transparent; }
QLabel[quiet="true"] { color: $quiet; }
QPushButton { background: transparent; color: $text; border: 1px solid transparent; }
QPushButton[glyph="true"] { font-size: ${glyph}px; padding: 0 12px 2px 12px; min-height: ${height}px; }
QPushButton#zoom { background: $panel; }
QPushButton:hover { background: $raised; }
QPushButton:disabled { color: $line; }
QPushButton:focus { border: 2px solid $text; outline: none; }
""")


class LoupeScreen(QWidget):
    """Covers its parent while it is open, and has all keys."""

    answered = Signal(int, object)
    undo_requested = Signal()
    redo_requested = Signal()
    sort_requested = Signal()
    closed = Signal()

    def __init__(self, session: FolderSession, theme: Theme, walk: Walk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("loupe")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setStyleSheet(_style_sheet(theme))
        self._session = session
        self._theme = theme
        self._walk = walk
        self._shows_ring = False
        self._top_bar = TopBar(theme, self)
        self._viewport = PictureViewport(theme, self)
        self._end_title = label("")
        self._end_text = quiet(label("", wrap=True))
        self._key_bar = KeyBar(self)
        self._keys: tuple[LabelKey, ...] = ()
        self._prefetcher = PicturePrefetcher(session.background, self)
        self._prefetch_timer = single_shot(self, _PREFETCH_DELAY_MS, self._prefetch)
        self._full_size_loader = PreviewLoader(session.background, self)
        self._lay_out()
        self._connect()
        parent.installEventFilter(self)
        self._on_model_changed()

    def _lay_out(self) -> None:
        self._end_title.setProperty("large", "true")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._viewport)
        self._pages.addWidget(_end_page(self._end_title, self._end_text))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, _PROGRESS_HEIGHT, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top_bar)
        column.addWidget(self._pages, 1)
        column.addWidget(self._key_bar)

    def _connect(self) -> None:
        self._top_bar.back_requested.connect(self.close)
        self._top_bar.previous_requested.connect(partial(self.move_by, -1))
        self._top_bar.next_requested.connect(partial(self.move_by, 1))
        self._top_bar.zoom_requested.connect(self._viewport.toggle_zoom)
        self._viewport.zoomed.connect(self._on_zoomed)
        self._viewport.resized.connect(self._prefetch)
        self._prefetcher.loaded.connect(self._on_loaded)
        self._full_size_loader.loaded.connect(self._on_full_size_loaded)
        self._session.model_changed.connect(self._on_model_changed)
        self._session.pictures.dataChanged.connect(self._update_texts)

    @Slot()
    def open(self) -> None:
        self._fill_parent()
        self.show()
        self.raise_()
        self.setFocus()
        self._show_picture()

    # Walking.

    @property
    def walk(self) -> Walk:
        return self._walk

    def answer(self, key: LabelKey) -> None:
        self.answered.emit(self._walk.row, key.code)
        self._go(self._walk.answered())

    def move_by(self, step: int) -> None:
        self._go(self._walk.moved_by(step))

    @Slot(tuple)
    def go_to(self, rows: Sequence[int]) -> None:
        """Shows a picture whose answer was taken back, or given again."""
        place = next((self._walk.rows.index(row) for row in rows if row in self._walk.rows), self._walk.place)
        self._go(self._walk.to_place(place))

    @Slot()
    def sort(self) -> None:
        self.close()
        self.sort_requested.emit()

    def _go(self, walk: Walk) -> None:
        was_at_end, moved = self._walk.is_at_end, walk != self._walk
        self._walk = walk
        if walk.is_at_end != was_at_end:
            self._update_buttons()
        if moved:
            self._show_picture()
        self._update_texts()

    # The picture, with the next ones decoded ahead of time.

    def _show_picture(self) -> None:
        self._full_size_loader.cancel()
        self._pages.setCurrentIndex(int(self._walk.is_at_end))
        preview = self._prefetcher.get(self._walk.row)
        if preview is None:
            self._prefetch()
            thumbnail = self._session.thumbnails.get(self._walk.row)
            self._viewport.show_thumbnail(thumbnail.pixmap if thumbnail else QPixmap())
        else:
            self._show_preview(preview)
            # Painted first: the threads that decode would take their share of the processor from it.
            self._prefetch_timer.start()

    @Slot()
    def _prefetch(self) -> None:
        table = self._session.pictures.table
        size = self._viewport.size().expandedTo(QSize(1, 1)) * self.devicePixelRatioF()
        self._prefetcher.prefetch({row: table.path(row) for row in self._walk.neighbourhood}, size)

    @Slot(int)
    def _on_loaded(self, row: int) -> None:
        """After a change of size it may be there already, and zoomed into."""
        preview = self._prefetcher.get(row)
        if row == self._walk.row and preview is not None and self._viewport.is_fit:
            self._show_preview(preview)

    def _show_preview(self, preview: Preview) -> None:
        reason = self._session.pictures.table.errors.get(self._walk.row, "")
        self._viewport.show_preview(preview, translate_message(reason) or self.tr("This picture cannot be shown."))

    @Slot()
    def _on_zoomed(self) -> None:
        if self._walk.is_at_end:
            return
        self._top_bar.show_zoom(self._viewport.scale, is_fit=self._viewport.is_fit)
        missing = self._viewport.missing_size
        if missing is not None:
            row = self._walk.row
            self._full_size_loader.request(row, self._session.pictures.table.path(row), _limited(missing))

    @Slot(int, object)
    def _on_full_size_loaded(self, row: int, loaded: Preview) -> None:
        if row == self._walk.row:
            self._viewport.show_full_size(loaded.image)

    # Labels and texts.

    @Slot()
    def _on_model_changed(self) -> None:
        """Another model may have other labels; a retraining may end at any time."""
        self._keys = label_keys(self._session.pictures.table.labels)
        self._update_buttons()
        self._update_texts()

    def _update_buttons(self) -> None:
        labels = [self._label_button(key) for key in self._keys]
        self._key_bar.set_buttons(self._end_buttons() if self._walk.is_at_end else labels)

    def _label_button(self, key: LabelKey) -> KeyButton:
        labels = self._session.pictures.table.labels
        button = KeyButton(key.key, key.text or self.tr("Reset label"), self._theme, code=key.code, labels=labels)
        button.is_large = self._walk.is_review and key.code is not None and key.code < len(labels.classes)
        button.clicked.connect(partial(self.answer, key))
        return button

    def _end_buttons(self) -> list[KeyButton]:
        back = KeyButton(self.tr("Esc"), self.tr("Back to the pictures"), self._theme)
        back.clicked.connect(self.close)
        moving = self._session.count_moving()
        if not moving:
            return [back]
        sort = KeyButton(self.tr("Enter"), self.tr("Sort %Ln picture(s)…", "", moving), self._theme)
        sort.is_large = True
        sort.clicked.connect(self.sort)
        return [sort, back]

    @Slot()
    def _update_texts(self) -> None:
        table, row = self._session.pictures.table, self._walk.row
        if row >= len(table):
            return  # another folder is being opened
        self._top_bar.set_can_go_on(can_go_on=self._walk.place < self._walk.last_place)
        if self._walk.is_at_end:
            self._top_bar.show_end()
            self._end_title.setText(self.tr("That was the last one."))
            self._end_text.setText(self._still_unsure_text())
            parts = [self._end_title.text(), self._end_text.text()]
        else:
            position = self._top_bar.show_position(self._walk.place, len(self._walk.rows))
            self._top_bar.show_picture(table.name(row), table.code(row), table.scores(row), table.labels)
            self._key_bar.show_correction(table.correction(row))
            parts = [f"{table.name(row)}.", f"{position}.", f"{code_text(table.code(row), table.labels)}."]
        keys = ", ".join(f"{button.key} {button.text()}" for button in self._key_bar.buttons)
        self._set_accessible_name(" ".join([*filter(None, parts), keys]))
        self.update()

    def _set_accessible_name(self, name: str) -> None:
        """Once for each change, as a screen reader says it each time that it is set."""
        if name != self.accessibleName():
            self.setAccessibleName(name)

    def _still_unsure_text(self) -> str:
        table = self._session.pictures.table
        unsure = sum(table.code(row) == table.labels.unsure for row in self._walk.rows)
        return self.tr("%Ln of them are still unsure, and stay where they are.", "", unsure) if unsure else ""

    # Keys.

    def event(self, event: QEvent) -> bool:
        """Its own keys come before the shortcuts of the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._action_of(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No widget behind it gets keys."""
        action = self._action_of(event)
        if action is not None:
            action()
        event.accept()

    def _action_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.undo_requested.emit
        if event.matches(QKeySequence.StandardKey.Redo):
            return self.redo_requested.emit
        key, modifiers = event.key(), event.modifiers() & ~_MODIFIERS.KeypadModifier
        if key in (_KEYS.Key_Plus, _KEYS.Key_Equal):
            return self._viewport.zoom_in
        if key == _KEYS.Key_Minus:
            return self._viewport.zoom_out
        if modifiers == _MODIFIERS.ShiftModifier and key in _PANS:
            return partial(self._viewport.pan_by, _PANS[_KEYS(key)])
        return self._action_of_plain_key(key) if modifiers == _MODIFIERS.NoModifier else None

    def _action_of_plain_key(self, key: int) -> Callable[[], object] | None:
        if key in _STEPS:
            return partial(self.move_by, _STEPS[_KEYS(key)])
        actions: dict[int, Callable[[], object]] = {
            _KEYS.Key_Home: partial(self.move_by, -len(self._walk.rows)),
            _KEYS.Key_End: partial(self.move_by, len(self._walk.rows)),
            _KEYS.Key_Escape: self.close,
            _KEYS.Key_Backspace: self.close,
            _KEYS.Key_Return: self._press_enter,
            _KEYS.Key_Enter: self._press_enter,
            ord(ZOOM): self._viewport.toggle_zoom,
            **{ord(each.key): partial(self._answer_by_key, each) for each in self._keys},
        }
        return actions.get(key)

    def _answer_by_key(self, key: LabelKey) -> None:
        if not self._walk.is_at_end:
            self.answer(key)

    def _press_enter(self) -> None:
        """At the end, the first of what can be done next."""
        if self._walk.is_at_end:
            self._key_bar.buttons[0].click()

    # Focus, size and painting.

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Tab stays inside."""
        stops: list[QWidget] = [self, *self._top_bar.buttons, *self._key_bar.buttons]
        current = self.focusWidget()
        place = stops.index(current) if current in stops else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(place + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._shows_ring = event.reason() in _TAB_REASONS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._shows_ring = False
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._fill_parent()
        return super().eventFilter(watched, event)

    def _fill_parent(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND)
        if self._walk.is_review:
            done = self.width() * self._walk.place / len(self._walk.rows)
            painter.fillRect(QRectF(0, 0, done, _PROGRESS_HEIGHT), QColor(DARK.accent))
        if self._shows_ring:
            painter.setPen(QPen(QColor(DARK.text), 2))
            painter.drawRect(QRectF(self._pages.geometry()).adjusted(-1, -1, 1, 1))
        painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._prefetch_timer.stop()
        self._prefetcher.clear()
        self._full_size_loader.cancel()
        self.closed.emit()


def _style_sheet(theme: Theme) -> str:
    return _STYLE_SHEET.substitute(
        text=DARK.text,
        quiet=DARK.quiet,
        panel=DARK.panel,
        raised=DARK.raised,
        line=DARK.line,
        glyph=theme.px(_GLYPH_SIZE),
        height=theme.px(_GLYPH_HEIGHT),
    )


def _end_page(title: QLabel, text: QLabel) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setSpacing(8)
    column.addStretch()
    for each in (title, text):
        each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(each)
    column.addStretch()
    return page


def _limited(size: QSize) -> QSize:
    """A picture of more pixels than this is decoded a little smaller, for the sake of memory."""
    share = min(1.0, (_MAX_FULL_PIXELS / (size.width() * size.height())) ** 0.5)
    return QSize(round(size.width() * share), round(size.height() * share))
