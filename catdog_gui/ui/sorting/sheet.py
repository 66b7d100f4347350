"""The sheet before a sort: shows the plan, and changes nothing until the user confirms."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFileDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from catdog_gui.sorting.models import Mode, Plan, SortOptions
from catdog_gui.ui.common.formatting import bytes_text, number_text
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet, small
from catdog_gui.ui.common.widgets.sheet import CountTable, Sheet
from catdog_gui.ui.sorting.service import SortService

_ICON_SIZE = 16
_MAX_REASONS = 3


class SortSheet(Sheet):
    """Covers the grid while it is open. Every change of an option makes a new plan.

    Sub-folders are an option of the whole window: if it is changed here, the folder is scanned again, and the plan
    comes after that.
    """

    sort_requested = Signal(object)
    recursive_changed = Signal(bool)

    def __init__(self, sort_service: SortService, settings: Settings, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._sort_service = sort_service
        self._settings = settings
        self._folder = Path()
        self._destination: Path | None = None
        self._plan: Plan | None = None
        self._picture_count = 0
        self._is_waiting_for_plan = False
        self._is_scanning = False
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        self._title = label("")
        self._title.setObjectName("title")
        self._title.setProperty("large", "true")
        self._count_table = CountTable(self._card)
        self._skip_reasons = small(label("", wrap=True))
        self._skip_reasons.setObjectName("skip_reasons")
        self._notes = quiet(label("", wrap=True))
        self._move = QRadioButton(self.tr("Move"), self._card)
        self._move.setObjectName("move")
        self._copy = QRadioButton(self.tr("Copy"), self._card)
        self._copy.setObjectName("copy")
        self._modes = QButtonGroup(self)
        for choice in (self._move, self._copy):
            self._modes.addButton(choice)
        self._recursive = QCheckBox(self.tr("Include sub-folders"), self._card)
        self._recursive.setObjectName("recursive")
        self._destination_label = label("", wrap=True)
        self._change = button(self.tr("Change…"), self._choose_destination)
        self._change.setAccessibleName(self.tr("Change the destination"))
        self._cancel = button(self.tr("Cancel"), self.close_sheet)
        self._sort = button(self.tr("Sort"), self.accept, primary=True)
        self._sort.setObjectName("sort")
        self._modes.buttonClicked.connect(self._make_plan)
        self._recursive.clicked.connect(self.recursive_changed)
        self._theme.changed.connect(self._on_theme_changed)

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.addWidget(self._destination_label, 1)
        where.addWidget(self._change)
        choices = QVBoxLayout()
        choices.setSpacing(0)
        choices.addWidget(self._move)
        choices.addWidget(self._copy)
        choices.addSpacing(8)
        choices.addWidget(self._recursive)
        button_row = QHBoxLayout()
        button_row.addStretch()
        button_row.addWidget(self._cancel)
        button_row.addWidget(self._sort)
        layout = self._make_card_layout(12)
        layout.addWidget(self._title)
        layout.addWidget(self._count_table)
        layout.addWidget(self._skip_reasons)
        layout.addWidget(self._notes)
        layout.addSpacing(4)
        layout.addWidget(small(label(self.tr("How"))))
        layout.addLayout(choices)
        layout.addWidget(small(label(self.tr("Where"))))
        layout.addLayout(where)
        layout.addSpacing(8)
        layout.addLayout(button_row)

    def open_for(self, folder: Path) -> None:
        self._folder, self._destination = folder, None
        (self._copy if self._settings.copy_files else self._move).setChecked(True)
        self._recursive.setChecked(self._settings.recursive)
        self.open_sheet()
        self._is_scanning = False
        self._is_waiting_for_plan = True
        self._make_plan()
        self.slide_in()

    def on_folder_changed(self, folder: Path | None) -> None:
        """If its own folder is scanned again, waits for the new plan; closes for another folder."""
        if folder != self._folder:
            super().on_folder_changed(folder)
        elif self.is_open:
            self._sort_service.cancel_plan()
            self._recursive.setChecked(self._settings.recursive)
            self._title.setText(self.tr("Looking through the folder…"))
            self._set_scanning(scanning=True)

    @Slot()
    def on_scan_ended(self) -> None:
        """The folder has been looked through."""
        if self.is_open and self._is_scanning:
            self._set_scanning(scanning=False)

    def _set_scanning(self, *, scanning: bool) -> None:
        """The old counts stay visible, greyed out, so that nothing moves."""
        self._is_scanning = scanning
        for widget in (self._count_table, self._skip_reasons, self._notes):
            widget.setEnabled(not scanning)
        self._make_plan()

    # The plan.

    @Slot()
    def _make_plan(self) -> None:
        self._settings.copy_files = self._copy.isChecked()
        self._sort.setText(self.tr("Copy") if self._copy.isChecked() else self.tr("Sort"))
        self._sort.setEnabled(False)
        self._plan = None
        if self._is_scanning:
            return
        if not self._title.text():
            self._title.setText(self.tr("Working out where everything goes…"))
        mode = Mode.COPY if self._copy.isChecked() else Mode.MOVE
        self._destination_label.setText(str(self._destination or self._folder))
        self._sort_service.plan(SortOptions(self._folder, self._destination, mode), self.show_plan)

    def show_plan(self, plan: Plan) -> None:
        self._plan = plan
        counts = sorted(plan.counts.items())
        self._picture_count = sum(count for _, count in counts)
        self._title.setText(self._title_for(plan))
        lines = [(number_text(count), self.tr("into {}/").format(name)) for name, count in counts]
        icons = [self._label_icon(name) for name, _ in counts]
        self._count_table.show_rows([*lines, (number_text(len(plan.skipped)), self.tr("stay where they are"))], icons)
        self._skip_reasons.setText("\n".join(self._reason_lines(plan)))
        self._skip_reasons.setVisible(bool(plan.skipped))
        self._notes.setText("\n".join(self._note_lines(plan)))
        self._notes.setVisible(bool(self._notes.text()))
        self._sort.setEnabled(bool(plan.moves))
        if self._is_waiting_for_plan:
            self._is_waiting_for_plan = False
            (self._sort if plan.moves else self._cancel).setFocus()
        self.fit_to_parent()

    @Slot()
    def _on_theme_changed(self) -> None:
        if self._plan is not None and self.is_open:
            self.show_plan(self._plan)

    def _label_icon(self, name: str) -> QPixmap:
        labels = self._sort_service.labels
        code = labels.code(name)
        side = self._theme.px(_ICON_SIZE)
        return self._theme.label_icon(labels.unsure if code is None else code, labels, side, self.devicePixelRatioF())

    def _reason_lines(self, plan: Plan) -> list[str]:
        """Why pictures stay, the commonest reasons first."""
        reasons = Counter(outcome.reason for outcome in plan.skipped if outcome.reason).most_common()
        lines = [f"{number_text(count)} – {translate_message(reason)}" for reason, count in reasons[:_MAX_REASONS]]
        return [*lines, "…"] if len(reasons) > _MAX_REASONS else lines

    def _title_for(self, plan: Plan) -> str:
        if not plan.moves:
            return self.tr("There is nothing to sort")
        if plan.mode is Mode.COPY:
            return self.tr("Copy %Ln picture(s)", "", self._picture_count)
        return self.tr("Sort %Ln picture(s)", "", self._picture_count)

    def _note_lines(self, plan: Plan) -> list[str]:
        notes = []
        if plan.renamed:
            notes.append(self.tr("%Ln name(s) are taken: they become “name (2)”.", "", plan.renamed))
        along = len(plan.moves) - self._picture_count
        if along:
            notes.append(self.tr("%Ln file(s) that belong to them go along.", "", along))
        if plan.moves and self._settings.recursive:
            notes.append(self.tr("Sub-folders are kept below each of them."))
        if plan.moves:
            notes.append(self.tr("{} in all.").format(bytes_text(plan.bytes)))
        return notes

    @Slot()
    def _choose_destination(self) -> None:
        start = str(self._destination or self._folder)
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Where the sorted pictures go"), start)
        if chosen:
            self._destination = Path(chosen)
            self._make_plan()

    @Slot()
    def accept(self) -> None:
        if self._plan is not None and self._plan.moves:
            plan = self._plan
            self.close_sheet()
            self.sort_requested.emit(plan)
