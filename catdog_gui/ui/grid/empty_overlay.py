"""Shown in the middle of an empty grid: why there is no picture, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractScrollArea, QBoxLayout, QPushButton, QVBoxLayout, QWidget

from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.common.open_externally import open_externally
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.session.filtering import CORRECTED, EVERYTHING, Filter
from catdog_gui.ui.session.session import FolderSession

_WIDTH, _MARGIN = 440, 4


@dataclass(frozen=True, slots=True)
class EmptyReason:
    """Why the grid is empty: a title, a sentence, and which buttons are shown."""

    title: str
    message: str = ""
    include_subfolders: bool = False
    rescan: bool = False
    show_all: bool = False
    choose_folder: bool = False
    show_in_folder: bool = False


class EmptyOverlay(QWidget):
    """Lies over the grid, and is there only while the grid is empty."""

    open_requested = Signal()

    def __init__(self, session: FolderSession, theme: Theme, grid: QAbstractScrollArea) -> None:
        # A child of the grid, not of its viewport: the viewport scrolls its children with the pictures.
        super().__init__(grid)
        self._session = session
        self._grid = grid
        self._viewport = grid.viewport()
        self._viewport.installEventFilter(self)
        self._title = label("", wrap=True)
        self._title.setObjectName("title")
        self._title.setProperty("large", "true")
        self._message = quiet(label("", wrap=True))
        self._recursive = button(self.tr("Include sub-folders"), session.include_subfolders, primary=True)
        self._recursive.setObjectName("recursive")
        self._rescan = button(self.tr("Refresh"), session.reopen)
        self._rescan.setObjectName("rescan")
        self._show_all = button(self.tr("Show everything"), self._on_show_all_clicked)
        self._show_all.setObjectName("show_all")
        self._show_in_folder = button(self.tr("Show in folder"), self._on_show_in_folder_clicked)
        self._choose_folder = button(self.tr("Choose another folder…"), self.open_requested)
        self._width = theme.px(_WIDTH)
        self._lay_out()
        pictures = session.pictures
        for signal in (session.progressed, session.scan_ended, session.folder_changed, pictures.counts_changed):
            signal.connect(self.refresh)
        for signal in (pictures.modelReset, pictures.rowsInserted, pictures.rowsRemoved):
            signal.connect(self.refresh)
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._viewport.geometry())
            self._fit()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._content = content = QWidget(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(content, 0, Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for text in (self._title, self._message):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(text)
        self._button_layout = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._button_layout.setSpacing(8)
        self._button_layout.addStretch()
        for each in self._buttons():
            self._button_layout.addWidget(each)
        self._button_layout.addStretch()
        layout.addSpacing(8)
        layout.addLayout(self._button_layout)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self._recursive, self._rescan, self._show_all, self._show_in_folder, self._choose_folder)

    def _fit(self) -> None:
        """In a narrow window or with a large font, the buttons stand one below the other."""
        self._content.setFixedWidth(min(self._width, self._viewport.width() - 2 * _MARGIN))
        needed = sum(
            each.sizeHint().width() + self._button_layout.spacing() for each in self._buttons() if not each.isHidden()
        )
        directions = QBoxLayout.Direction
        fits = needed <= self._content.width()
        self._button_layout.setDirection(directions.LeftToRight if fits else directions.TopToBottom)

    @Slot()
    def _on_show_all_clicked(self) -> None:
        self._session.find("")
        self._session.pictures.set_filter(EVERYTHING)
        self._grid.setFocus()

    @Slot()
    def _on_show_in_folder_clicked(self) -> None:
        if self._session.folder is not None:
            open_externally(self._session.folder)

    @Slot()
    def refresh(self) -> None:
        empty = self._session.folder is not None and not self._session.pictures.rowCount()
        self.setVisible(empty)
        if empty:
            self._show_reason(self._reason())

    def _show_reason(self, reason: EmptyReason) -> None:
        self._title.setText(reason.title)
        self._message.setText(reason.message)
        self._message.setVisible(bool(reason.message))
        for each, helps in (
            (self._recursive, reason.include_subfolders),
            (self._rescan, reason.rescan),
            (self._show_all, reason.show_all),
            (self._show_in_folder, reason.show_in_folder),
            (self._choose_folder, reason.choose_folder),
        ):
            each.setVisible(helps)
        self._fit()

    def _reason(self) -> EmptyReason:
        session, pictures = self._session, self._session.pictures
        if pictures.search_text and len(pictures.table):
            return EmptyReason(self.tr("No picture matches “{}”.").format(pictures.search_text.strip()), show_all=True)
        if pictures.filter != EVERYTHING and len(pictures.table):
            return self._reason_for_filter(pictures.filter)
        if session.is_scanning:
            return EmptyReason(self.tr("Looking for pictures…"))
        if session.folder_problem:
            return EmptyReason(session.folder_problem, rescan=True, choose_folder=True)
        if len(pictures.table):
            return EmptyReason(
                self.tr("Everything in this folder is sorted."),
                self.tr("The pictures are in their folders. Ctrl+Z undoes the last sort."),
                choose_folder=True,
                show_in_folder=True,
            )
        if session.settings.recursive:
            return EmptyReason(
                self.tr("There are no pictures in this folder, nor in its sub-folders."), choose_folder=True
            )
        line = self.tr("There are no pictures in this folder.")
        return EmptyReason(
            line, self.tr("There may be some in its sub-folders."), include_subfolders=True, choose_folder=True
        )

    def _reason_for_filter(self, picture_filter: Filter) -> EmptyReason:
        if self._session.is_scanning:
            return EmptyReason(self.tr("No pictures of this kind yet."), show_all=True)
        if picture_filter == CORRECTED:
            sentence = self.tr("Select a picture with a wrong label and press the key of the right one.")
            return EmptyReason(self.tr("You have not corrected anything."), sentence, show_all=True)
        if picture_filter.code == self._session.pictures.table.labels.unsure:
            return EmptyReason(self.tr("Nothing to review."), self.tr("Every picture is labelled."), show_all=True)
        if picture_filter.code == FAILED:
            return EmptyReason(self.tr("Every picture could be read."), show_all=True)
        return EmptyReason(self.tr("No pictures of this kind."), show_all=True)
