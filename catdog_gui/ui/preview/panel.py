"""The large preview at the right: the picture, its scores as bars, details, and where it would go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from catdog_gui.pictures.image_info import ImageInfo
from catdog_gui.sorting.models import Mode, SortOptions
from catdog_gui.sorting.xmp import keyword
from catdog_gui.ui.common.formatting import bytes_text, code_text, moment_text
from catdog_gui.ui.common.labels import WAITING, Labels
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.preview_loader import Preview, PreviewLoader
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, quiet, small
from catdog_gui.ui.common.widgets.label_buttons import LabelButtons
from catdog_gui.ui.preview.picture_view import PictureView
from catdog_gui.ui.preview.score_bars import ScoreBars
from catdog_gui.ui.session.session import FolderSession

_MIN_WIDTH, _MAX_WIDTH, _WINDOW_SHARE = 272, 520, 0.21
_MARGIN = 16


class PreviewPanel(QWidget):
    """Shows the current picture of the grid, with a button for each label key."""

    correction_requested = Signal(object)

    def __init__(self, session: FolderSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._theme = theme
        self._row: int | None = None
        self._selected_count = 0
        self._picture = PictureView(theme, self)
        self._bars = ScoreBars(theme, self)
        self._status_label = label("", wrap=True)
        self._status_label.setObjectName("destination")
        self._status_label.setProperty("strong", "true")
        self._name = label("", wrap=True)
        self._name.setObjectName("name")
        self._info_label = small(label("", wrap=True))
        self._has_picture = False
        self._hint = quiet(label("", wrap=True))
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label_buttons = LabelButtons(theme, self)
        self._label_buttons.chosen.connect(self.correction_requested)
        self._loader = PreviewLoader(session.background, self)
        self._loader.loaded.connect(self._on_loaded)
        session.pictures.dataChanged.connect(self._refresh)
        session.pictures.counts_changed.connect(self._update_hint)
        session.folder_names_changed.connect(self._refresh)
        session.folder_changed.connect(self.clear)
        session.model_changed.connect(self.refresh_labels)
        session.sort_mode_changed.connect(self._refresh)
        theme.changed.connect(self.update)
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        self.refresh_labels()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(8)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self._picture)
        layout.addSpacing(8)
        for widget in (self._bars, self._status_label, self._label_buttons):
            layout.addWidget(widget)
        layout.addSpacing(8)
        for text in (self._name, self._info_label):
            layout.addWidget(text)
        layout.addStretch()

    @Slot()
    def refresh_labels(self) -> None:
        """Another model may have other labels, and so other keys."""
        self._label_buttons.show_labels(self._session.pictures.table.labels)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [*self._label_buttons.buttons]

    def preferred_width(self, window_width: int) -> int:
        """A share of the window."""
        return min(max(round(window_width * _WINDOW_SHARE), self._theme.px(_MIN_WIDTH)), self._theme.px(_MAX_WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._picture.set_side(event.size().width() - 2 * _MARGIN)
            self._load_picture()

    @Slot()
    def clear(self) -> None:
        self._row = None
        self._loader.cancel()
        self._set_filled(filled=False)

    @Slot(object, int)
    def show_row(self, row: int | None, selected_count: int) -> None:
        """Shows one picture; with several selected, says how many the keys would act on."""
        if row is None:
            self.clear()
            return
        self._set_filled(filled=True)
        path = self._session.pictures.table.path(row)
        if row != self._row:
            self._row = row
            self._show_thumbnail(row)
            self._info_label.setText("")
            self._load_picture()
        self._selected_count = selected_count
        self._name.setText(path.name)
        self._refresh()

    def _load_picture(self) -> None:
        """In the size in which it is shown."""
        if self._row is not None:
            path = self._session.pictures.table.path(self._row)
            self._loader.request(self._row, path, QSize(self._picture.size()) * self.devicePixelRatioF())

    def _show_thumbnail(self, row: int) -> None:
        thumbnail = self._session.thumbnails.get(row)
        if thumbnail is not None and not thumbnail.pixmap.isNull():
            self._picture.show_pixmap(thumbnail.pixmap)
        else:
            self._picture.show_image(QImage())

    @Slot()
    def _refresh(self) -> None:
        table = self._session.pictures.table
        if self._row is None or self._row >= len(table):
            return
        self._bars.show_scores(table.scores(self._row), table.labels)
        self._status_label.setText(self._destination_text(table.code(self._row), table.labels))
        self._label_buttons.show_correction(table.correction(self._row))

    def _destination_text(self, code: int, labels: Labels) -> str:
        if self._selected_count > 1:
            return self.tr("%Ln picture(s) selected", "", self._selected_count)
        if code == WAITING:
            return self.tr("Not classified yet")
        if self._session.settings.sort_mode is Mode.KEYWORDS:
            return self._keyword_text(code, labels)
        options = SortOptions(Path(), folder_names=self._session.settings.folder_names)
        if code < len(labels.names) and options.has_folder(labels.names[code], labels.classes):
            return self.tr("Goes to {}/").format(options.folder_name(labels.names[code]))
        return self.tr("{}: stays where it is").format(code_text(code, labels))

    def _keyword_text(self, code: int, labels: Labels) -> str:
        if code < len(labels.classes):
            return self.tr("Gets the keyword {}").format(keyword(labels.names[code]))
        return self.tr("{}: gets no keyword").format(code_text(code, labels))

    @Slot(int, object)
    def _on_loaded(self, row: int, loaded: Preview) -> None:
        if row != self._row:
            return
        reason = self._session.pictures.table.errors.get(row, "")
        self._picture.show_image(loaded.image, translate_message(reason) or self.tr("This picture cannot be shown."))
        self._info_label.setText(_info_text(loaded.info) if loaded.info else "")

    def _set_filled(self, *, filled: bool) -> None:
        self._has_picture = filled
        self._update_hint()
        for widget in (
            self._picture,
            self._bars,
            self._status_label,
            self._name,
            self._info_label,
            self._label_buttons,
        ):
            widget.setVisible(filled)

    @Slot()
    def _update_hint(self) -> None:
        self._hint.setText(self.tr("Select a picture to see it large.") if self._session.pictures.rowCount() else "")
        self._hint.setVisible(not self._has_picture)


def _info_text(info: ImageInfo) -> str:
    return f"{info.width} × {info.height}, {bytes_text(info.file_size)}\n{moment_text(info.taken_at)}"
