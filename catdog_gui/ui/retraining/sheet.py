"""Learning from corrections: what will be used, how far it is, and what came of it. Slides over the grid."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from catdog_gui.retraining.events import Cancelled, Ended, Event, Failed, Notice
from catdog_gui.retraining.models import Release, Verdict
from catdog_gui.ui.common.formatting import duration
from catdog_gui.ui.common.messages import in_words
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.urls import local_paths
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.common.widgets.sheet import Sheet
from catdog_gui.ui.retraining.examples_page import LessonPage
from catdog_gui.ui.retraining.progress_page import LearningPage
from catdog_gui.ui.retraining.result_page import VerdictPage
from catdog_gui.ui.retraining.service import Teacher
from catdog_gui.ui.retraining.tile_view import MOST_LINES

if TYPE_CHECKING:
    from catdog_gui.retraining.retraining import Wish

_WIDTH = 640
_NOTICES_SHOWN = 3


class Page(Enum):
    BEFORE = auto()
    WHILE = auto()
    AFTER = auto()


class RetrainSheet(Sheet):
    """One card with three pages, and what they share: the title, a few sentences, and two buttons."""

    def __init__(self, teacher: Teacher, settings: Settings, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._width = theme.px(_WIDTH)
        self.setAcceptDrops(True)
        self._teacher = teacher
        self._settings = settings
        self._release: Release | None = None
        self._left_out: list[str] = []
        self._measured = (False, "")
        self.page = Page.BEFORE
        self.lesson = LessonPage(teacher.thumbnails, teacher.bundled, theme, self._card)
        self.learning = LearningPage(theme, self._card)
        self.verdict = VerdictPage(teacher.thumbnails, theme, self._card)
        self._make_parts()
        self._lay_out()
        self.lesson.folders_changed.connect(self._look)
        self.lesson.changed.connect(self._follow_choice)
        self.lesson.way_changed.connect(self._follow_way)
        teacher.told.connect(self._told)
        teacher.ended.connect(self._ended)
        teacher.failed.connect(self._say_problem)
        teacher.switch.switched.connect(self._switched)
        teacher.switch.refused.connect(self._not_switched)

    def _make_parts(self) -> None:
        self._title = label("", wrap=True)
        self._title.setProperty("large", "true")
        self._state = quiet(label("", wrap=True))
        self._notes = quiet(label("", wrap=True))
        self._problem = label("", wrap=True)
        self._problem.setProperty("warning", "true")
        self._automatic = QCheckBox(self.tr("Use the new model by itself if it is no worse"), self._card)
        self._automatic.setChecked(self._settings.uses_better_models)
        self._automatic.toggled.connect(self._set_automatic)
        self._close = button("", self.stop)
        self._go = button("", self.accept, primary=True)

    def _lay_out(self) -> None:
        ends = QHBoxLayout()
        ends.addStretch()
        ends.addWidget(self._close)
        ends.addWidget(self._go)
        layout = self._card_column(10)
        pages = (self.lesson, self.learning, self.verdict)
        for part in (self._title, self._notes, *pages, self._state, self._problem, self._automatic):
            layout.addWidget(part)
        layout.addSpacing(8)
        layout.addLayout(ends)

    # Before.

    @Slot()
    def open_for_corrections(self) -> None:
        """Looks at what there is to learn from; the card is there at once."""
        self._release = None
        self._automatic.setChecked(self._settings.uses_better_models)
        self.lesson.begin()
        self._show_page(Page.BEFORE, self.tr("Looking at your corrections…"))
        self.open_sheet()
        self._close.setFocus()
        self.slide_in()
        self._teacher.find_missing(self.lesson.way.show_missing)
        self._look()

    @Slot()
    def _look(self) -> None:
        self._set_text(self._problem, "")
        self._teacher.look(self.lesson.folders, self.show_lesson)

    def show_lesson(self, wish: Wish) -> None:
        """What would be used."""
        self.lesson.show_wish(wish)
        self._follow_choice()
        if not wish.pictures:
            self.follow_parent()
            return
        self._go.setFocus()
        self._study(wish)

    def _study(self, wish: Wish) -> None:
        """What takes a while to tell comes later."""
        self._measure(wish)
        self._teacher.doubt(wish, self.lesson.show_doubts)

    def _measure(self, wish: Wish) -> None:
        self._measured = wish.full, wish.base
        self._set_text(self._state, self.tr("Measuring how long it will take…"))
        self.follow_parent()
        self._teacher.measure(wish, self.show_seconds)

    @Slot()
    def _follow_way(self) -> None:
        """Another way takes another time."""
        wish = self.lesson.wish
        if self.page is Page.BEFORE and wish is not None and (wish.full, wish.base) != self._measured:
            self._measure(wish)
        self._follow_choice()

    @Slot()
    def _follow_choice(self) -> None:
        """The title counts what will be used, and the button goes by it."""
        wish = self.lesson.wish
        if self.page is not Page.BEFORE or wish is None:
            return
        count, new = len(wish.pictures), self._teacher.new_corrections
        if count:
            self._title.setText(self.tr("Learn from %Ln picture(s)", "", count))
            self._set_text(self._notes, self.tr("%Ln correction(s) are new.", "", new) if new else "")
        else:
            self._title.setText(self.tr("There is nothing to learn from yet"))
            words = self.tr("Correct a few pictures first: choose one and say what it shows. Or add an example folder.")
            self._set_text(self._notes, words)
            self._set_text(self._state, "")
        self._state.setVisible(bool(self._state.text()) and self.lesson.way.is_possible)
        self._go.setEnabled(count > 0 and self.lesson.way.is_possible)
        self.follow_parent()

    def show_seconds(self, seconds: float | None) -> None:
        if seconds is None:
            words = self.tr("How long it takes shows once it has begun.")
        else:
            words = self.tr("It will take {}.").format(duration(seconds))
        self._set_text(self._state, words)
        self._follow_choice()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.page is Page.BEFORE and local_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """An example folder, or that of a file."""
        if paths := local_paths(event.mimeData()):
            event.acceptProposedAction()
            self.lesson.add_folder(paths[0])

    @Slot(bool)
    def _set_automatic(self, automatic: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._settings.uses_better_models = automatic

    @Slot()
    def accept(self) -> None:
        """The primary button, and Enter: begins, or uses what was made."""
        if not self._go.isEnabled() or self._go.isHidden():
            return
        wish = self.lesson.wish
        if self.page is Page.BEFORE and wish is not None:
            self._begin(wish)
        elif self.page is Page.AFTER and self._release is not None:
            self._go.setEnabled(False)
            self._teacher.switch.use(self._release.name)

    # While.

    def _begin(self, wish: Wish) -> None:
        self._show_learning()
        self._teacher.teach(replace(wish, use_if_good=self._settings.uses_better_models))

    def _show_learning(self) -> None:
        self._release = None
        self._left_out = []
        self._show_page(Page.WHILE, self.tr("Learning from your corrections"))
        self.learning.begin()
        self._close.setFocus()
        self.follow_parent()

    def go_on(self) -> None:
        """Shows a retraining that began in another window as if it had begun here."""
        self._show_learning()
        self.open_sheet()
        for event in self._teacher.heard:
            if isinstance(event, Ended | Failed):
                self._ended(event)
            else:
                self._told(event)

    @Slot(object)
    def _told(self, event: Event) -> None:
        if self.page is not Page.WHILE or not self._close.isEnabled():
            return
        if isinstance(event, Notice):
            self._left_out.append(in_words(event.sentence))
            self._set_text(self._notes, "\n".join(self._left_out[:_NOTICES_SHOWN]))
            self.follow_parent()
        else:
            self.learning.tell(event)

    @Slot()
    def stop(self) -> None:
        """The other button, and Escape: stops what runs, else closes the card."""
        if self.page is not Page.WHILE:
            self.close_sheet()
            return
        self._close.setEnabled(False)
        self.learning.stopping()
        self._teacher.cancel()

    @Slot()
    def close_sheet(self) -> None:
        """Not while it learns: the card would be gone, and the end of it with it."""
        if self.page is not Page.WHILE and self.is_open:
            self._teacher.forget()
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
                self.verdict.hide()
                self._say_problem(sentence)
                self._set_text(self._notes, self.tr("The model in use is as it was."))
            case Cancelled():
                self._come_back()
        (self._close if self._go.isHidden() or not self._go.isEnabled() else self._go).setFocus()
        self.follow_parent()

    def _come_back(self) -> None:
        """To the lesson as it was, where it was looked at in this window."""
        wish = self.lesson.wish
        if wish is None:
            self.open_for_corrections()
            return
        self._show_page(Page.BEFORE, "")
        self._follow_choice()
        self._study(wish)

    @property
    def outcome(self) -> str:
        """What came of it, in a sentence or two."""
        return "\n".join(filter(None, (self._title.text(), self._problem.text())))

    def _show_verdict(self, release: Release) -> None:
        self._release = release
        report = release.report
        verdict = report.verdict if report is not None else Verdict.UNKNOWN
        self._show_page(Page.AFTER, self._title_for(verdict, in_use=release.in_use))
        self._go.setVisible(verdict is not Verdict.WORSE and not release.in_use)
        self.verdict.setVisible(report is not None)
        if report is not None:
            self.verdict.show_report(report)
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

    @Slot(object)
    def _switched(self, release: Release) -> None:
        """What the card is about is in use now, unless that is what it says already."""
        mine = self._release
        if mine is not None and mine.name == release.name and not mine.in_use:
            self.close_sheet()

    @Slot(str)
    def _not_switched(self, sentence: str) -> None:
        if self._release is not None:
            self._say_problem(sentence)

    @Slot(str)
    def _say_problem(self, sentence: str) -> None:
        if self.page is Page.BEFORE and self.lesson.wish is None:
            self._title.setText(self.tr("Your corrections cannot be read"))
        self._set_text(self._problem, in_words(sentence))
        if self.page is Page.BEFORE:
            self.lesson.forget_refused()
            self._follow_choice()
        else:
            self._go.setEnabled(self._release is not None)
        self.follow_parent()

    # The card.

    def _fill_parent(self) -> None:
        """In a low window there are fewer lines of pictures: the buttons must stay on it."""
        for lines in range(MOST_LINES, 0, -1):
            for page in (self.lesson, self.verdict):
                page.view.show_lines(lines)
                page.updateGeometry()
            super()._fill_parent()
            if self._card.height() <= self.height():
                return

    def _show_page(self, page: Page, title: str) -> None:
        self.page = page
        self._title.setText(title)
        for text in (self._state, self._notes, self._problem):
            self._set_text(text, "")
        self.lesson.setVisible(page is Page.BEFORE)
        self.learning.setVisible(page is Page.WHILE)
        self.verdict.setVisible(page is Page.AFTER)
        self._automatic.setVisible(page is Page.BEFORE)
        self._close.setText(self.tr("Close") if page is Page.AFTER else self.tr("Cancel"))
        self._close.setEnabled(True)
        self._go.setText(self.tr("Use it") if page is Page.AFTER else self.tr("Retrain"))
        self._go.setVisible(page is Page.BEFORE)
        self._go.setEnabled(page is Page.AFTER)

    def _set_text(self, where: QLabel, text: str) -> None:
        where.setText(text)
        where.setVisible(bool(text))
