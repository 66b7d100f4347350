"""The sheet before a sort: shows the plan, and changes nothing until the user confirms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFileDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from catdog_gui.sorting.models import Mode, Plan, SortOptions
from catdog_gui.sorting.xmp import keyword
from catdog_gui.ui.common.formatting import bytes_text, number_text
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet, small
from catdog_gui.ui.common.widgets.sheet import Sheet
from catdog_gui.ui.sorting.folder_fields import FolderFields
from catdog_gui.ui.sorting.service import SortService
from catdog_gui.ui.sorting.skipped_files import SkippedFiles

_MAX_EMPTY_ROWS = 4


class SortSheet(Sheet):
    """Covers the grid while it is open. Every change of an option makes a new plan.

    Sub-folders are an option of the whole window: if it is changed here, the folder is scanned again, and the plan
    comes after that.
    """

    sort_requested = Signal(object)
    recursive_changed = Signal(bool)
    mode_changed = Signal(object)
    # The user's names of folders, and the labels that have one although they are no class.
    folders_changed = Signal(object, object)

    def __init__(self, sort_service: SortService, settings: Settings, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._sort_service = sort_service
        self._settings = settings
        self._folder = Path()
        self._destination: Path | None = None
        self._plan: Plan | None = None
        self._shown_plan: Plan | None = None
        # The user pressed Enter while the plan was being made.
        self._is_accepted = False
        self._picture_count = 0
        self._is_waiting_for_plan = False
        self._is_scanning = False
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        self._title = label("")
        self._title.setObjectName("title")
        self._title.setProperty("large", "true")
        self._folder_fields = FolderFields(self._theme, self._card)
        self._keyword_counts = label("")
        self._keyword_counts.setObjectName("keyword_counts")
        self._skip_count = label("")
        self._skip_count.setObjectName("skip_count")
        self._skipped_files = SkippedFiles(self._card)
        self._notes = quiet(label("", wrap=True))
        self._notes.setObjectName("notes")
        self._move = QRadioButton(self.tr("Move"), self._card)
        self._move.setObjectName("move")
        self._copy = QRadioButton(self.tr("Copy"), self._card)
        self._copy.setObjectName("copy")
        self._keywords = QRadioButton(self.tr("Write keywords"), self._card)
        self._keywords.setObjectName("keywords")
        self._choices = {Mode.MOVE: self._move, Mode.COPY: self._copy, Mode.KEYWORDS: self._keywords}
        self._modes = QButtonGroup(self)
        for choice in self._choices.values():
            self._modes.addButton(choice)
        self._recursive = QCheckBox(self.tr("Include sub-folders"), self._card)
        self._recursive.setObjectName("recursive")
        self._where = small(label(self.tr("Where")))
        self._destination_label = label("", wrap=True)
        self._change = button(self.tr("Change…"), self._choose_destination)
        self._change.setObjectName("change")
        self._change.setAccessibleName(self.tr("Change the destination"))
        self._cancel = button(self.tr("Cancel"), self.close_sheet)
        self._sort = button(self.tr("Sort"), self.accept, primary=True)
        self._sort.setObjectName("sort")
        self._modes.buttonClicked.connect(self._make_plan)
        self._recursive.clicked.connect(self.recursive_changed)
        self._folder_fields.changed.connect(self._on_folders_changed)
        self._folder_fields.edited.connect(self._drop_plan)
        self._skipped_files.height_changed.connect(self.fit_to_parent)
        self._theme.changed.connect(self._folder_fields.refresh_icons)

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.addWidget(self._destination_label, 1)
        where.addWidget(self._change)
        modes = QHBoxLayout()
        modes.setSpacing(24)
        for choice in self._choices.values():
            modes.addWidget(choice)
        modes.addStretch()
        choices = QVBoxLayout()
        choices.setSpacing(0)
        choices.addLayout(modes)
        choices.addSpacing(8)
        choices.addWidget(self._recursive)
        button_row = QHBoxLayout()
        button_row.addStretch()
        button_row.addWidget(self._cancel)
        button_row.addWidget(self._sort)
        column = self._make_card_layout(12)
        column.addWidget(self._title)
        shown = (self._folder_fields, self._keyword_counts, self._skip_count, self._skipped_files, self._notes)
        for widget in shown:
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(small(label(self.tr("How"))))
        column.addLayout(choices)
        column.addWidget(self._where)
        column.addLayout(where)
        self._pin_to_bottom(button_row)

    def open_for(self, folder: Path) -> None:
        self._folder, self._destination = folder, None
        self._choices[self._settings.sort_mode].setChecked(True)
        self._recursive.setChecked(self._settings.recursive)
        self._folder_fields.set_choices(self._settings.own_folder_names, self._settings.also_sorted)
        self._folder_fields.show_counts(self._sort_service.labels, self._counts(None))
        self._skipped_files.show_outcomes(folder, ())
        self.open_sheet()
        self._is_scanning = False
        self._shown_plan = None
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
        for widget in (self._folder_fields, self._skip_count, self._skipped_files, self._notes):
            widget.setEnabled(not scanning)
        self._make_plan()

    # The plan.

    @Slot()
    def _make_plan(self) -> None:
        mode = next(mode for mode, choice in self._choices.items() if choice.isChecked())
        self.mode_changed.emit(mode)
        self._sort.setText(self._verb(mode))
        for widget in (self._where, self._destination_label, self._change):
            widget.setVisible(mode is not Mode.KEYWORDS)
        self._folder_fields.setVisible(mode is not Mode.KEYWORDS)
        self._keyword_counts.setVisible(mode is Mode.KEYWORDS)
        self._drop_plan()
        if self._is_scanning:
            return
        if not self._title.text():
            self._title.setText(self.tr("Working out where everything goes…"))
        self._destination_label.setText(str(self._destination or self._folder))
        options = SortOptions(self._folder, self._destination, mode, self._settings.folder_names)
        self._sort_service.plan(options, self.show_plan)

    @Slot()
    def _on_folders_changed(self) -> None:
        self.folders_changed.emit(self._folder_fields.own_names, self._folder_fields.also_sorted)
        self._make_plan()

    @Slot()
    def _drop_plan(self) -> None:
        """The plan is not what the sheet says any more."""
        self._sort_service.cancel_plan()
        self._plan = None
        self._is_accepted = False
        self._refresh()

    def _refresh(self) -> None:
        self._sort.setEnabled(self._can_sort)
        self.fit_to_parent()

    @property
    def _can_sort(self) -> bool:
        return self._plan is not None and bool(self._plan.moves)

    def _verb(self, mode: Mode) -> str:
        if mode is Mode.KEYWORDS:
            return self.tr("Write keywords")
        return self.tr("Copy") if mode is Mode.COPY else self.tr("Sort")

    def show_plan(self, plan: Plan) -> None:
        shown, is_accepted = self._shown_plan, self._is_accepted
        self._plan = self._shown_plan = plan
        self._is_accepted = False
        self._picture_count = sum(plan.counts.values())
        self._title.setText(self._title_for(plan))
        if plan.mode is Mode.KEYWORDS:
            self._keyword_counts.setText("\n".join(self._keyword_lines(plan)))
        else:
            self._folder_fields.show_counts(self._sort_service.labels, self._counts(plan))
        self._skip_count.setText(self._skip_text(plan))
        self._skip_count.setVisible(bool(plan.skipped))
        self._skipped_files.show_outcomes(plan.folder, plan.skipped)
        self._notes.setText("\n".join(self._note_lines(plan)))
        self._notes.setVisible(bool(self._notes.text()))
        self._refresh()
        if self._is_waiting_for_plan:
            self._is_waiting_for_plan = False
            (self._sort if plan.moves else self._cancel).setFocus()
        if is_accepted and shown is not None and _is_expected(plan, shown):
            self.accept()

    def _skip_text(self, plan: Plan) -> str:
        if plan.mode is Mode.KEYWORDS:
            return self.tr("%Ln file(s) get no keyword:", "", len(plan.skipped))
        return self.tr("%Ln file(s) stay where they are:", "", len(plan.skipped))

    def _counts(self, plan: Plan | None) -> dict[str, int]:
        """How many pictures each label has: those that go, by the plan, or all of them where its pictures stay."""
        labels, service = self._sort_service.labels, self._sort_service
        going = _going(plan, labels.classes) if plan is not None else {}
        counts = {name: going[name] if name in going else service.count(name) for name in labels.names}
        has_room = len(labels.classes) <= _MAX_EMPTY_ROWS
        always = {*(labels.classes if has_room else ()), *labels.decisions[len(labels.classes) :]}
        return {name: count for name, count in counts.items() if count or name in always}

    def _keyword_lines(self, plan: Plan) -> list[str]:
        aim = self.tr("{} get the keyword {}")
        return [aim.format(number_text(count), keyword(name)) for name, count in sorted(plan.counts.items())]

    def _title_for(self, plan: Plan) -> str:
        if not plan.moves:
            return self.tr("There is nothing to sort")
        if plan.mode is Mode.KEYWORDS:
            return self.tr("Write keywords for %Ln picture(s)", "", self._picture_count)
        if plan.mode is Mode.COPY:
            return self.tr("Copy %Ln picture(s)", "", self._picture_count)
        return self.tr("Sort %Ln picture(s)", "", self._picture_count)

    def _note_lines(self, plan: Plan) -> list[str]:
        if plan.mode is Mode.KEYWORDS:
            return [self.tr("They are written into XMP files; the pictures are not changed.")] if plan.moves else []
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
        return [*notes, *map(translate_message, plan.losses)]

    @Slot()
    def _choose_destination(self) -> None:
        start = str(self._destination or self._folder)
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Where the sorted pictures go"), start)
        if chosen:
            self._destination = Path(chosen)
            self._make_plan()

    @Slot()
    def accept(self) -> None:
        """Enter in a field that was just edited waits for the plan, and sorts if it holds no surprise."""
        plan = self._plan
        if plan is None and not self._is_scanning and not self._folder_fields.has_problem:
            self._folder_fields.finish_typing()
            self._is_accepted = True
        elif plan is not None and self._can_sort:
            self.close_sheet()
            self.sort_requested.emit(plan)


def _is_expected(plan: Plan, shown: Plan) -> bool:
    """Whether as many pictures of each label go as the user has seen, and no more names are taken."""
    return plan.mode is shown.mode and plan.counts == shown.counts and plan.renamed <= shown.renamed


def _going(plan: Plan, classes: Sequence[str]) -> dict[str, int]:
    """How many pictures of each label that has a folder go there."""
    counts = plan.counts
    return {name: counts[name] for name in (*classes, *plan.options.folder_names)}
