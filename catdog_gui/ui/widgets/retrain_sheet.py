"""Learning from corrections: what will be used, how far it is, and what came of it. Slides over the grid."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from catdog_gui.retraining.events import Cancelled, Ended, Event, Failed, Notice, Progress, Stage
from catdog_gui.retraining.models import Release, Verdict
from catdog_gui.ui.sentences import in_words
from catdog_gui.ui.settings import Settings
from catdog_gui.ui.teacher import Teacher
from catdog_gui.ui.theme import Theme
from catdog_gui.ui.widgets.basics import button, label, quiet, small
from catdog_gui.ui.widgets.sheet import CountLines, Sheet
from catdog_gui.ui.widgets.sides import Sides
from catdog_gui.ui.words import duration, number, time_left, word_of

if TYPE_CHECKING:
    from catdog_gui.retraining.retraining import Wish

_LABELS_SHOWN = 8
_NOTICES_SHOWN = 3


class Page(Enum):
    BEFORE = auto()
    WHILE = auto()
    AFTER = auto()


class RetrainSheet(Sheet):
    """One card with three pages; each shows only what it needs."""

    def __init__(self, teacher: Teacher, settings: Settings, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._teacher = teacher
        self._settings = settings
        self._wish: Wish | None = None
        self._release: Release | None = None
        self._stage = ""
        self._left_out: list[str] = []
        self.page = Page.BEFORE
        self._make_parts()
        self._lay_out()
        teacher.told.connect(self._told)
        teacher.ended.connect(self._ended)
        teacher.switched.connect(self.close_sheet)
        teacher.failed.connect(self._say_problem)

    def _make_parts(self) -> None:
        self._title = label("", wrap=True)
        self._title.setProperty("large", "true")
        self._counts = CountLines(self._card)
        self._sides = Sides(self._card)
        self._bar = QProgressBar(self._card)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the retraining"))
        self._state = quiet(label("", wrap=True))
        self._notes = quiet(label("", wrap=True))
        self._problem = label("", wrap=True)
        self._problem.setProperty("warning", "true")
        self._automatic = QCheckBox(self.tr("Use the new model by itself if it is no worse"), self._card)
        self._automatic.setChecked(self._settings.uses_better_models)
        self._automatic.toggled.connect(self._set_automatic)
        self._promise = small(label(self.tr("The model in use stays as it is until then."), wrap=True))
        self._close = button("", self.stop)
        self._go = button("", self.accept, primary=True)

    def _lay_out(self) -> None:
        ends = QHBoxLayout()
        ends.addStretch()
        ends.addWidget(self._close)
        ends.addWidget(self._go)
        layout = QVBoxLayout(self._card)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        parts = (self._title, self._counts, self._sides, self._bar, self._state, self._notes, self._problem)
        for part in (*parts, self._automatic, self._promise):
            layout.addWidget(part)
        layout.addSpacing(8)
        layout.addLayout(ends)

    # Before.

    @Slot()
    def open_for_corrections(self) -> None:
        """Looks at what there is to learn from; the card is there at once."""
        self._wish = self._release = None
        self._show_page(Page.BEFORE, self.tr("Looking at your corrections…"))
        self.open_sheet()
        self._close.setFocus()
        self.slide_in()
        self._teacher.look(self.show_lesson)

    def show_lesson(self, wish: Wish) -> None:
        """What would be used, by label."""
        if self.page is not Page.BEFORE or not self.is_open:
            return
        self._wish = wish
        counts = Counter(picture.label for picture in wish.pictures).most_common()
        if not counts:
            self._show_page(Page.BEFORE, self.tr("There is nothing to learn from yet"))
            self._set_text(self._notes, self.tr("Correct a few pictures first: choose one and say what it shows."))
            self.follow_parent()
            return
        self._show_page(Page.BEFORE, self.tr("Learn from %Ln corrected picture(s)", "", len(wish.pictures)))
        lines = [(number(count), word_of(word)) for word, count in counts[:_LABELS_SHOWN]]
        others = sum(count for _, count in counts[_LABELS_SHOWN:])
        self._counts.show_lines([*lines, *([(number(others), self.tr("with other labels"))] if others else [])])
        self._counts.show()
        new = self._teacher.new_corrections
        self._set_text(self._notes, self.tr("%Ln of them are new.", "", new) if new else "")
        self._set_text(self._state, self.tr("Measuring how long it will take…"))
        self._go.setEnabled(True)
        self._go.setFocus()
        self.follow_parent()
        self._teacher.measure(wish, self.show_seconds)

    def show_seconds(self, seconds: float) -> None:
        if self.page is Page.BEFORE and self._wish is not None:
            self._set_text(self._state, self.tr("It will take {}.").format(duration(seconds)))
            self.follow_parent()

    @Slot(bool)
    def _set_automatic(self, automatic: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._settings.uses_better_models = automatic

    @Slot()
    def accept(self) -> None:
        """The primary button, and Enter: begins, or uses what was made."""
        if not self._go.isEnabled() or self._go.isHidden():
            return
        if self.page is Page.BEFORE and self._wish is not None:
            self._begin(self._wish)
        elif self.page is Page.AFTER and self._release is not None:
            self._go.setEnabled(False)
            self._teacher.use(self._release)

    # While.

    def _begin(self, wish: Wish) -> None:
        self._release = None
        self._stage = ""
        self._left_out = []
        self._show_page(Page.WHILE, self.tr("Learning from your corrections"))
        self._bar.setRange(0, 0)
        self._set_text(self._state, self.tr("Starting…"))
        self._close.setFocus()
        self.follow_parent()
        self._teacher.teach(replace(wish, use_if_good=self._settings.uses_better_models))

    @Slot(object)
    def _told(self, event: Event) -> None:
        if self.page is not Page.WHILE or not self._close.isEnabled():
            return
        match event:
            case Stage(name):
                self._bar.setRange(0, 0)
                self._stage = in_words(name)
                self._set_text(self._state, f"{self._stage}…")
            case Progress(total=total) if total > 0:
                self._bar.setRange(0, total)
                self._bar.setValue(event.step)
                of = self.tr("{} of {}").format(number(event.step), number(total))
                is_timed = event.seconds_left is not None and event.step < total
                left = time_left(event.seconds_left) if is_timed else ""
                self._set_text(self._state, "   ".join(filter(None, (f"{self._stage}…", of, left))))
            case Notice(sentence):
                self._left_out.append(in_words(sentence))
                self._set_text(self._notes, "\n".join(self._left_out[:_NOTICES_SHOWN]))
                self.follow_parent()

    @Slot()
    def stop(self) -> None:
        """The other button, and Escape: stops what runs, else closes the card."""
        if self.page is not Page.WHILE:
            super().close_sheet()
            return
        self._close.setEnabled(False)
        self._bar.setRange(0, 0)
        self._set_text(self._state, self.tr("Stopping…"))
        self._teacher.cancel()

    @Slot()
    def close_sheet(self) -> None:
        """Not while it learns: the card would be gone, and the end of it with it."""
        if self.page is not Page.WHILE:
            super().close_sheet()

    # After.

    @Slot(object)
    def _ended(self, last: Event) -> None:
        match last:
            case Ended(release):
                self._show_verdict(release)
            case Failed(sentence):
                self._release = None
                self._show_page(Page.AFTER, self.tr("Nothing was learned"))
                self._say_problem(sentence)
                self._set_text(self._notes, self.tr("The model in use is as it was."))
            case Cancelled():
                self._show_page(Page.BEFORE, "")
                if self._wish is not None:
                    self.show_lesson(self._wish)
        (self._close if self._go.isHidden() or not self._go.isEnabled() else self._go).setFocus()
        self.follow_parent()

    def _show_verdict(self, release: Release) -> None:
        self._release = release
        report = release.report
        verdict = report.verdict if report is not None else Verdict.UNKNOWN
        self._show_page(Page.AFTER, self._title_for(verdict, in_use=release.in_use))
        self._go.setVisible(verdict is not Verdict.WORSE and not release.in_use)
        if report is not None:
            self._sides.show_report(report)
            self._sides.show()
            lines = [in_words(report.reason), *self._left_out[:_NOTICES_SHOWN]]
            self._set_text(self._notes, "\n".join(lines))
        if verdict is Verdict.WORSE:
            self._set_text(self._state, self.tr("The model in use stays. The new one is in the settings."))

    def _title_for(self, verdict: Verdict, *, in_use: bool) -> str:
        if in_use:
            return self.tr("The new model is in use")
        if verdict is Verdict.GOOD:
            return self.tr("The new model is no worse")
        if verdict is Verdict.WORSE:
            return self.tr("The new model is kept aside")
        return self.tr("The new model could not be judged")

    @Slot(str)
    def _say_problem(self, sentence: str) -> None:
        if self.page is Page.BEFORE:
            self._title.setText(self.tr("Your corrections cannot be read"))
        self._set_text(self._problem, in_words(sentence))
        self._go.setEnabled(self._release is not None)
        self.follow_parent()

    # The card.

    def _show_page(self, page: Page, title: str) -> None:
        self.page = page
        self._title.setText(title)
        for text in (self._state, self._notes, self._problem):
            self._set_text(text, "")
        self._counts.hide()
        self._sides.hide()
        self._bar.setVisible(page is Page.WHILE)
        self._automatic.setVisible(page is Page.BEFORE)
        self._promise.setVisible(page is Page.WHILE)
        self._close.setText(self.tr("Close") if page is Page.AFTER else self.tr("Cancel"))
        self._close.setEnabled(True)
        self._go.setText(self.tr("Use it") if page is Page.AFTER else self.tr("Retrain"))
        self._go.setVisible(page is Page.BEFORE)
        self._go.setEnabled(page is Page.AFTER)

    def _set_text(self, where: QLabel, text: str) -> None:
        where.setText(text)
        where.setVisible(bool(text))
