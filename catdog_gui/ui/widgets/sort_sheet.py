"""What a sort would do, before it does it: slides over the grid, changes nothing until it is told to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from catdog_gui.sorting.models import Mode, Plan
from catdog_gui.ui.parts import SortWish
from catdog_gui.ui.settings import Settings
from catdog_gui.ui.sorter import Sorter
from catdog_gui.ui.theme import FADE_MS, Theme
from catdog_gui.ui.widgets.basics import button, label, quiet, small
from catdog_gui.ui.words import bytes_text, number

_WIDTH = 520


class SortSheet(QWidget):
    """Covers the grid while it is open. Every change of a choice makes a new plan."""

    sort_wanted = Signal(object)
    closed = Signal()

    def __init__(self, sorter: Sorter, settings: Settings, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._sorter = sorter
        self._settings = settings
        self._theme = theme
        self._folder = Path()
        self._into: Path | None = None
        self._plan: Plan | None = None
        self._pictures = 0
        self._card = QFrame(self)
        self._card.setObjectName("sheet")
        self._card.setFixedWidth(theme.px(_WIDTH))
        self._slide = QPropertyAnimation(self._card, b"pos", self)
        self._slide.setDuration(FADE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._make_parts()
        self._lay_out()
        self.hide()

    def _make_parts(self) -> None:
        self._title = label("")
        self._title.setProperty("large", "true")
        self._counts = QWidget(self._card)
        self._count_grid = QGridLayout(self._counts)
        self._count_grid.setContentsMargins(0, 0, 0, 0)
        self._count_grid.setHorizontalSpacing(12)
        self._count_grid.setVerticalSpacing(4)
        self._notes = quiet(label("", wrap=True))
        self._move = QRadioButton(self.tr("Move the files"), self._card)
        self._copy = QRadioButton(self.tr("Copy them, and leave the originals"), self._card)
        self._modes = QButtonGroup(self)
        for choice in (self._move, self._copy):
            self._modes.addButton(choice)
        self._where = label("", wrap=True)
        self._change = button(self.tr("Change…"), self._choose_destination)
        self._change.setAccessibleName(self.tr("Change the destination"))
        self._cancel = button(self.tr("Cancel"), self.close_sheet)
        self._sort = button(self.tr("Sort"), self._accept, primary=True)
        self._modes.buttonClicked.connect(self._make_plan)

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.addWidget(self._where, 1)
        where.addWidget(self._change)
        choices = QVBoxLayout()
        choices.setSpacing(0)
        choices.addWidget(self._move)
        choices.addWidget(self._copy)
        ends = QHBoxLayout()
        ends.addStretch()
        ends.addWidget(self._cancel)
        ends.addWidget(self._sort)
        layout = QVBoxLayout(self._card)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self._counts)
        layout.addWidget(self._notes)
        layout.addSpacing(4)
        layout.addWidget(small(label(self.tr("How"))))
        layout.addLayout(choices)
        layout.addWidget(small(label(self.tr("Where"))))
        layout.addLayout(where)
        layout.addSpacing(8)
        layout.addLayout(ends)

    # Open and close.

    @property
    def is_open(self) -> bool:
        return not self.isHidden()

    def open_for(self, folder: Path) -> None:
        self._folder, self._into = folder, None
        (self._copy if self._settings.copies else self._move).setChecked(True)
        self._fill_parent()
        self.show()
        self.raise_()
        self._sort.setFocus()
        self._make_plan()
        self._slide_in()

    @Slot()
    def close_sheet(self) -> None:
        if self.is_open:
            self.hide()
            self.closed.emit()

    def follow_parent(self) -> None:
        """The window was resized."""
        if self.is_open:
            self._slide.stop()
            self._fill_parent()
            self._card.move(self._place())

    def _fill_parent(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self._layout_card()

    def _layout_card(self) -> None:
        layout = self._card.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()
        width = self._card.width()
        height = self._card.heightForWidth(width) if self._card.hasHeightForWidth() else self._card.sizeHint().height()
        self._card.resize(width, height)

    def _place(self) -> QPoint:
        return QPoint(
            max(0, (self.width() - self._card.width()) // 2), max(0, (self.height() - self._card.height()) // 3)
        )

    def _slide_in(self) -> None:
        place = self._place()
        if not self._theme.moves:
            self._card.move(place)
            return
        self._slide.setStartValue(QPoint(place.x(), place.y() + 32))
        self._slide.setEndValue(place)
        self._slide.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._sort.isEnabled():
            self._accept()
        else:
            event.accept()  # nothing behind the sheet hears keys

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 90))
        painter.end()

    # The plan.

    @Slot()
    def _make_plan(self) -> None:
        self._settings.copies = self._copy.isChecked()
        self._sort.setText(self.tr("Copy") if self._copy.isChecked() else self.tr("Sort"))
        self._sort.setEnabled(False)
        self._plan = None
        if not self._title.text():
            self._title.setText(self.tr("Working out where everything goes…"))
        mode = Mode.COPY if self._copy.isChecked() else Mode.MOVE
        self._where.setText(str(self._into or self._folder))
        self._sorter.plan(SortWish(self._folder, self._into, mode), self.show_plan)

    def show_plan(self, plan: Plan) -> None:
        self._plan = plan
        counts = sorted(plan.counts.items())
        self._pictures = sum(count for _, count in counts)
        self._title.setText(self._title_for(plan))
        lines = [(number(count), self.tr("into {}/").format(name)) for name, count in counts]
        self._show_counts([*lines, (number(len(plan.left)), self.tr("stay where they are"))])
        self._notes.setText("\n".join(self._note_lines(plan)))
        self._notes.setVisible(bool(self._notes.text()))
        self._sort.setEnabled(bool(plan.moves))
        self.follow_parent()

    def _title_for(self, plan: Plan) -> str:
        if not plan.moves:
            return self.tr("There is nothing to sort")
        if plan.mode is Mode.COPY:
            return self.tr("Copy %Ln picture(s)", "", self._pictures)
        return self.tr("Sort %Ln picture(s)", "", self._pictures)

    def _note_lines(self, plan: Plan) -> list[str]:
        notes = []
        if plan.clashes:
            notes.append(self.tr("%Ln name(s) are taken: they become “name (2)”.", "", plan.clashes))
        along = len(plan.moves) - self._pictures
        if along:
            notes.append(self.tr("%Ln file(s) that belong to them go along.", "", along))
        if plan.moves and self._settings.recursive:
            notes.append(self.tr("Sub-folders are kept below each of them."))
        if plan.moves:
            notes.append(self.tr("{} in all.").format(bytes_text(plan.bytes)))
        return notes

    def _show_counts(self, lines: list[tuple[str, str]]) -> None:
        while (item := self._count_grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._count_grid.setColumnStretch(1, 1)
        for line, (count, words) in enumerate(lines):
            figure = label(count)
            figure.setProperty("strong", "true")
            words_label = label(words)
            self._count_grid.addWidget(figure, line, 0, Qt.AlignmentFlag.AlignRight)
            self._count_grid.addWidget(words_label, line, 1)
            for widget in (figure, words_label):
                widget.show()

    @Slot()
    def _choose_destination(self) -> None:
        start = str(self._into or self._folder)
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Where the sorted pictures go"), start)
        if chosen:
            self._into = Path(chosen)
            self._make_plan()

    @Slot()
    def _accept(self) -> None:
        if self._plan is not None and self._plan.moves:
            plan = self._plan
            self.close_sheet()
            self.sort_wanted.emit(plan)
