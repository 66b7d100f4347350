"""What stands in the middle of the grid while it has no picture to show: why, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractScrollArea, QBoxLayout, QPushButton, QVBoxLayout, QWidget

from catdog_gui.ui.common.labels import FAILED
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.session.filtering import CORRECTED, EVERYTHING, Filter
from catdog_gui.ui.session.session import Session

_WIDTH, _MARGIN = 440, 4


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is nothing: a line, a sentence, and which of the buttons help."""

    line: str
    sentence: str = ""
    recursive: bool = False
    again: bool = False
    everything: bool = False
    open: bool = False
    folder: bool = False


class NothingHere(QWidget):
    """Lies over the grid, and is there only while the grid is empty."""

    open_wanted = Signal()
    recursive_wanted = Signal()
    everything_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, session: Session, theme: Theme, grid: QAbstractScrollArea) -> None:
        # Of the grid, not of its viewport, which carries along when it scrolls whatever is on it.
        super().__init__(grid)
        self._session = session
        self._under = grid.viewport()
        self._under.installEventFilter(self)
        self._line = label("", wrap=True)
        self._line.setProperty("large", "true")
        self._sentence = quiet(label("", wrap=True))
        self._recursive = button(self.tr("Look in sub-folders too"), self.recursive_wanted, primary=True)
        self._again = button(self.tr("Look again"), session.reopen)
        self._everything = button(self.tr("Show everything"), self.everything_wanted)
        self._folder = button(self.tr("Show in folder"), self.folder_wanted)
        self._open = button(self.tr("Choose another folder…"), self.open_wanted)
        self._width = theme.px(_WIDTH)
        self._lay_out()
        pictures = session.pictures
        for signal in (session.progressed, session.scan_ended, session.folder_changed, pictures.counts_changed):
            signal.connect(self.follow)
        for signal in (pictures.modelReset, pictures.rowsInserted, pictures.rowsRemoved):
            signal.connect(self.follow)
        self.follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._under.geometry())
            self._fit()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._words = words = QWidget(self)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(words, 0, Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(words)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for text in (self._line, self._sentence):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(text)
        self._acts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._acts.setSpacing(8)
        self._acts.addStretch()
        for each in self._buttons():
            self._acts.addWidget(each)
        self._acts.addStretch()
        layout.addSpacing(8)
        layout.addLayout(self._acts)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self._recursive, self._again, self._everything, self._folder, self._open)

    def _fit(self) -> None:
        """In a narrow window, or with large type, one button below the other."""
        self._words.setFixedWidth(min(self._width, self._under.width() - 2 * _MARGIN))
        needed = sum(each.sizeHint().width() + self._acts.spacing() for each in self._buttons() if not each.isHidden())
        directions = QBoxLayout.Direction
        fits = needed <= self._words.width()
        self._acts.setDirection(directions.LeftToRight if fits else directions.TopToBottom)

    @Slot()
    def follow(self) -> None:
        empty = self._session.folder is not None and not self._session.pictures.rowCount()
        self.setVisible(empty)
        if empty:
            self._show(self._reason())

    def _show(self, reason: Reason) -> None:
        self._line.setText(reason.line)
        self._sentence.setText(reason.sentence)
        self._sentence.setVisible(bool(reason.sentence))
        for each, helps in (
            (self._recursive, reason.recursive),
            (self._again, reason.again),
            (self._everything, reason.everything),
            (self._folder, reason.folder),
            (self._open, reason.open),
        ):
            each.setVisible(helps)
        self._fit()

    def _reason(self) -> Reason:
        session, pictures = self._session, self._session.pictures
        if pictures.filter != EVERYTHING and len(pictures.rows):
            return self._reason_for_filter(pictures.filter)
        if session.is_scanning:
            return Reason(self.tr("Looking for pictures…"))
        if session.folder_problem:
            return Reason(session.folder_problem, again=True, open=True)
        if len(pictures.rows):
            return Reason(
                self.tr("Everything in this folder is sorted."),
                self.tr("The pictures are in their folders. Ctrl+Z takes the last sort back."),
                open=True,
                folder=True,
            )
        if session.settings.recursive:
            return Reason(self.tr("There are no pictures in this folder, nor in its sub-folders."), open=True)
        line = self.tr("There are no pictures in this folder.")
        return Reason(line, self.tr("There may be some in its sub-folders."), recursive=True, open=True)

    def _reason_for_filter(self, chosen: Filter) -> Reason:
        if self._session.is_scanning:
            return Reason(self.tr("There is no picture of this kind so far."), everything=True)
        if chosen == CORRECTED:
            sentence = self.tr("Choose a picture with a wrong label, and press the key of the right one.")
            return Reason(self.tr("You have not corrected anything."), sentence, everything=True)
        if chosen.code == self._session.pictures.rows.labels.unsure:
            return Reason(self.tr("Nothing needs a look."), self.tr("Every picture has its label."), everything=True)
        if chosen.code == FAILED:
            return Reason(self.tr("Every picture could be read."), everything=True)
        return Reason(self.tr("There is no picture of this kind."), everything=True)
