"""The line at the bottom: what is going on, or what comes next, or what has just been done. One at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QStackedWidget, QWidget

from catdog_gui.sorting.models import Mode
from catdog_gui.ui.bars.run_report import Doing, Report
from catdog_gui.ui.common.formatting import number, time_left
from catdog_gui.ui.common.messages import in_words
from catdog_gui.ui.common.tasks import single_shot
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet, small
from catdog_gui.ui.session.scan import Progress

HEIGHT = 56
_SAID_FOR_MS = 6000


class Footer(QStackedWidget):
    cancel_wanted = Signal()
    go_on_wanted = Signal()
    review_wanted = Signal()
    sort_wanted = Signal()
    undo_wanted = Signal()
    show_wanted = Signal()
    failures_wanted = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.px(HEIGHT))
        self._theme = theme
        self._news = ""
        self._until_forgotten = single_shot(self, _SAID_FOR_MS, self._forget_said)
        self._working = self._make_working()
        self._ready = self._make_ready()
        self._after = self._make_after()
        for page in (self._working, self._ready, self._after):
            self.addWidget(page)

    def _make_working(self) -> QWidget:
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._told = quiet(label(""))
        self._cancel = button(self.tr("Cancel"), self.cancel_wanted)
        page, layout = _page()
        layout.addWidget(self._bar, 2)
        layout.addWidget(self._told, 3)
        layout.addWidget(self._cancel)
        return page

    def _make_ready(self) -> QWidget:
        self._doubt = label("")
        self._review = button(self.tr("Review"), self.review_wanted)
        self._review.setToolTip(self.tr("Walk through the doubtful ones (Space)"))
        self._failed = button("", self.failures_wanted, flat=True)
        self._skipped = small(label(""))
        self._skipped.setToolTip(self.tr("Links, empty and hidden files are not looked at."))
        self._said = quiet(label(""))
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # It takes what room the others leave.
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._go_on = button(self.tr("Go on"), self.go_on_wanted)
        self._sort = button("", self.sort_wanted, primary=True)
        page, layout = _page()
        for widget in (self._doubt, self._review, self._failed, self._skipped):
            layout.addWidget(widget)
        layout.addWidget(self._said, 1)
        layout.addWidget(self._go_on)
        layout.addWidget(self._sort)
        return page

    def _make_after(self) -> QWidget:
        self._done = label("")
        self._undo = button(self.tr("Undo"), self.undo_wanted)
        self._show = button(self.tr("Show in folder"), self.show_wanted)
        self._not_done = button("", self.failures_wanted, flat=True)
        self._dismiss = button("✕", self.dismissed, flat=True)
        self._dismiss.setAccessibleName(self.tr("Close"))
        page, layout = _page()
        for widget in (self._done, self._undo, self._show, self._not_done):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addWidget(self._dismiss)
        return page

    def say(self, sentence: str) -> None:
        """Says for a while what was just done; to a screen reader, at once."""
        self._news = sentence
        self._until_forgotten.start()
        self._show_said()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    @Slot()
    def _forget_said(self) -> None:
        self._news = ""
        self._show_said()

    def _show_said(self) -> None:
        layout = self._ready.layout()
        if layout is not None:
            layout.activate()  # the room for the sentence is known afterwards
        room = self._said.width()
        text = self._said.fontMetrics().elidedText(self._news, Qt.TextElideMode.ElideMiddle, room)
        self._said.setText(text)
        self._said.setToolTip(self._news)

    def show_scan(self, progress: Progress) -> None:
        self.setCurrentWidget(self._working)
        self._cancel.setEnabled(True)
        runs_to_and_fro = progress.finding and not progress.done and self._theme.moves
        self._bar.setRange(0, 0 if runs_to_and_fro else max(1, progress.found))
        self._bar.setValue(progress.done)
        if self._news:
            self._told.setText(self._news)
            return
        parts = [self.tr("{} of {}").format(number(progress.done), number(progress.found))] if progress.found else []
        if progress.rate >= 1:
            parts.append(self.tr("{}/s").format(number(round(progress.rate))))
        left = progress.seconds_left
        if left is not None and progress.done < progress.found:
            parts.append(time_left(left))
        self._told.setText("      ".join(parts))

    def show_run(self, doing: Doing, done: int, total: int) -> None:
        self.setCurrentWidget(self._working)
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        what = self.tr("Sorting") if doing is Doing.SORT else self.tr("Putting back")
        told = self.tr("{} of {}").format(number(done), number(total)) if total else ""
        self._told.setText(f"{what}…   {told}")

    def show_skipped(self, skipped: int) -> None:
        self._skipped.setText(self.tr("%Ln passed over", "", skipped) if skipped else "")
        self._fit_ready()

    def show_ready(self, doubtful: int, moving: int, failed: int, waiting: int, *, copies: bool) -> None:
        """What comes next; the counts are of pictures."""
        self.setCurrentWidget(self._ready)
        self._doubt.setText(self._words_for(doubtful, waiting, moving + failed))
        self._doubt.setVisible(bool(self._doubt.text()))
        self._review.setVisible(doubtful > 0)
        self._failed.setVisible(failed > 0)
        self._failed.setText(self.tr("%Ln failed", "", failed))
        self._go_on.setVisible(waiting > 0)
        self._sort.setVisible(moving > 0)
        words = self.tr("Copy %Ln picture(s)…", "", moving) if copies else self.tr("Sort %Ln picture(s)…", "", moving)
        self._sort.setText(words)

        self._fit_ready()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_ready()

    def _fit_ready(self) -> None:
        """What was passed over is the first to go where large type or a narrow window leaves no room."""
        self._skipped.setVisible(bool(self._skipped.text()))
        if self._ready.sizeHint().width() > self.width():
            self._skipped.hide()

    def _words_for(self, doubtful: int, waiting: int, others: int) -> str:
        if waiting:
            return self.tr("%Ln not looked at yet", "", waiting)
        if doubtful:
            return self.tr("%Ln need a look", "", doubtful)
        return self.tr("Nothing left to look at") if others else ""

    def show_report(self, report: Report) -> None:
        self.setCurrentWidget(self._after)
        done = self._sentence(report)
        self._done.setText(f"{done} {in_words(report.stopped)}".strip())
        for widget in (self._undo, self._show):
            widget.setVisible(report.run is not None)
        self._not_done.setVisible(bool(report.failures))
        self._not_done.setText(self.tr("%Ln file(s) stayed", "", len(report.failures)))

    def _sentence(self, report: Report) -> str:
        if report.doing is Doing.UNDO:
            return self.tr("%Ln picture(s) put back.", "", report.pictures)
        if report.mode is Mode.COPY:
            return self.tr("%Ln picture(s) copied.", "", report.pictures)
        return self.tr("%Ln picture(s) sorted.", "", report.pictures)

    @property
    def primary(self) -> QPushButton:
        return self._sort


def _page() -> tuple[QWidget, QHBoxLayout]:
    page = QWidget()
    layout = QHBoxLayout(page)
    layout.setContentsMargins(16, 0, 16, 0)
    layout.setSpacing(12)
    layout.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    return page, layout
