"""The large preview at the right: the picture, its scores as bars, its facts, and where it would go."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from catdog_gui.pictures.image_info import Facts
from catdog_gui.ui.common.formatting import bytes_text, moment_text, word_for
from catdog_gui.ui.common.labels import WAITING, Labels
from catdog_gui.ui.common.messages import in_words
from catdog_gui.ui.common.preview_loader import NewestLoader, Preview
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, quiet, small
from catdog_gui.ui.common.widgets.label_buttons import LabelButtons
from catdog_gui.ui.preview.picture_view import Picture
from catdog_gui.ui.preview.score_bars import ScoreBars
from catdog_gui.ui.session.session import Session

_LEAST_WIDTH, _MOST_WIDTH, _SHARE = 272, 520, 0.21
_MARGIN = 16


class PreviewPanel(QWidget):
    """Follows the current picture. Its keys are buttons as well, for the mouse."""

    correction_wanted = Signal(object)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._theme = theme
        self._row: int | None = None
        self._selected = 0
        self._picture = Picture(theme, self)
        self._bars = ScoreBars(theme, self)
        self._goes = label("", wrap=True)
        self._goes.setProperty("strong", "true")
        self._name = label("", wrap=True)
        self._facts = small(label("", wrap=True))
        self._is_filled = False
        self._hint = quiet(label("", wrap=True))
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._keys = LabelButtons(theme, self)
        self._keys.chosen.connect(self.correction_wanted)
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
        self.follow_model()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(8)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self._picture)
        layout.addSpacing(8)
        for widget in (self._bars, self._goes, self._keys):
            layout.addWidget(widget)
        layout.addSpacing(8)
        for text in (self._name, self._facts):
            layout.addWidget(text)
        layout.addStretch()

    @Slot()
    def follow_model(self) -> None:
        """Another model may have other labels, and so other keys."""
        self._keys.show_labels(self._session.pictures.rows.labels)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [*self._keys.buttons]

    def wanted_width(self, window_width: int) -> int:
        """A share of the window."""
        return min(max(round(window_width * _SHARE), self._theme.px(_LEAST_WIDTH)), self._theme.px(_MOST_WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._picture.set_side(event.size().width() - 2 * _MARGIN)

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
        self._selected = selected
        self._name.setText(path.name)
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
        self._keys.show_given(rows.correction(self._row))

    def _destination(self, code: int, labels: Labels) -> str:
        if self._selected > 1:
            return self.tr("%Ln picture(s) selected", "", self._selected)
        if code == WAITING:
            return self.tr("Not looked at yet")
        if code < len(labels.classes):
            return self.tr("Goes to {}/").format(labels.classes[code])
        return self.tr("{}: stays where it is").format(word_for(code, labels))

    @Slot(int, object)
    def _show_loaded(self, row: int, loaded: Preview) -> None:
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
    return f"{facts.width} × {facts.height}, {bytes_text(facts.bytes)}\n{moment_text(facts.taken)}"
