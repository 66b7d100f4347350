"""The bar at the bottom. It shows one thing at a time: what runs, what comes next, or what was just done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QStackedWidget, QWidget

from catdog_gui.sorting.models import Mode
from catdog_gui.ui.bars.run_report import RunKind, RunReport
from catdog_gui.ui.common.formatting import number_text, time_left_text
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.tasks import single_shot
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet, small
from catdog_gui.ui.session.scan import ScanProgress

HEIGHT = 56
_MESSAGE_DURATION_MS = 6000


class Footer(QStackedWidget):
    cancel_requested = Signal()
    resume_requested = Signal()
    review_requested = Signal()
    sort_requested = Signal()
    undo_requested = Signal()
    show_in_folder_requested = Signal()
    failures_requested = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.px(HEIGHT))
        self._theme = theme
        self._message = ""
        self._message_timer = single_shot(self, _MESSAGE_DURATION_MS, self._clear_message)
        self._progress_page = self._make_progress_page()
        self._ready_page = self._make_ready_page()
        self._ready_page.setObjectName("ready_page")
        self._report_page = self._make_report_page()
        for page in (self._progress_page, self._ready_page, self._report_page):
            self.addWidget(page)

    def _make_progress_page(self) -> QWidget:
        self._bar = QProgressBar(self)
        self._bar.setObjectName("bar")
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._progress_label = quiet(label(""))
        self._cancel = button(self.tr("Cancel"), self.cancel_requested)
        page, layout = _page()
        layout.addWidget(self._bar, 2)
        layout.addWidget(self._progress_label, 3)
        layout.addWidget(self._cancel)
        return page

    def _make_ready_page(self) -> QWidget:
        self._doubtful_label = label("")
        self._review = button(self.tr("Review"), self.review_requested)
        self._review.setObjectName("review")
        self._review.setToolTip(self.tr("Walk through the doubtful ones (Space)"))
        self._failed = button("", self.failures_requested, flat=True)
        self._skipped = small(label(""))
        self._skipped.setToolTip(
            self.tr("Other files, pictures in a format that this program does not read, links, empty and hidden files.")
        )
        self._message_label = quiet(label(""))
        self._message_label.setObjectName("message")
        self._message_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # It takes what room the others leave.
        self._message_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._resume = button(self.tr("Go on"), self.resume_requested)
        self._sort = button("", self.sort_requested, primary=True)
        self._sort.setObjectName("sort")
        page, layout = _page()
        for widget in (self._doubtful_label, self._review, self._failed, self._skipped):
            layout.addWidget(widget)
        layout.addWidget(self._message_label, 1)
        layout.addWidget(self._resume)
        layout.addWidget(self._sort)
        return page

    def _make_report_page(self) -> QWidget:
        self._report_label = label("")
        self._report_label.setObjectName("report")
        self._undo = button(self.tr("Undo"), self.undo_requested)
        self._undo.setObjectName("undo")
        self._show_in_folder = button(self.tr("Show in folder"), self.show_in_folder_requested)
        self._show_in_folder.setObjectName("show_in_folder")
        self._report_failures = button("", self.failures_requested, flat=True)
        self._report_failures.setObjectName("failures")
        self._dismiss = button("✕", self.dismissed, flat=True)
        self._dismiss.setAccessibleName(self.tr("Close"))
        page, layout = _page()
        for widget in (self._report_label, self._undo, self._show_in_folder, self._report_failures):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addWidget(self._dismiss)
        return page

    def show_message(self, message: str) -> None:
        """Says for a while what was just done; to a screen reader, at once."""
        self._message = message
        self._message_timer.start()
        self._update_message()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, message))

    @Slot()
    def _clear_message(self) -> None:
        self._message = ""
        self._update_message()

    def _update_message(self) -> None:
        layout = self._ready_page.layout()
        if layout is not None:
            layout.activate()  # only now is the width of the message label known
        width = self._message_label.width()
        text = self._message_label.fontMetrics().elidedText(self._message, Qt.TextElideMode.ElideMiddle, width)
        self._message_label.setText(text)
        self._message_label.setToolTip(self._message)

    def show_scan(self, progress: ScanProgress) -> None:
        self.setCurrentWidget(self._progress_page)
        self._cancel.setEnabled(True)
        runs_to_and_fro = progress.is_finding and not progress.done and self._theme.has_animations
        self._bar.setRange(0, 0 if runs_to_and_fro else max(1, progress.found))
        self._bar.setValue(progress.done)
        if self._message:
            self._progress_label.setText(self._message)
            return
        texts = (
            [self.tr("{} of {}").format(number_text(progress.done), number_text(progress.found))]
            if progress.found
            else []
        )
        if progress.rate >= 1:
            texts.append(self.tr("{}/s").format(number_text(round(progress.rate))))
        left = progress.seconds_left
        if left is not None and progress.done < progress.found:
            texts.append(time_left_text(left))
        self._progress_label.setText("      ".join(texts))

    def show_run(self, kind: RunKind, done: int, total: int) -> None:
        self.setCurrentWidget(self._progress_page)
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        what = self.tr("Sorting") if kind is RunKind.SORT else self.tr("Putting back")
        text = self.tr("{} of {}").format(number_text(done), number_text(total)) if total else ""
        self._progress_label.setText(f"{what}…   {text}")

    def show_skipped(self, skipped: int) -> None:
        self._skipped.setText(self.tr("%Ln passed over", "", skipped) if skipped else "")
        self._fit_ready()

    def show_ready(self, doubtful: int, moving: int, failed: int, waiting: int, *, copy_files: bool) -> None:
        """What comes next; the counts are of pictures."""
        self.setCurrentWidget(self._ready_page)
        self._doubtful_label.setText(self._state_text(doubtful, waiting, moving + failed))
        self._doubtful_label.setVisible(bool(self._doubtful_label.text()))
        self._review.setVisible(doubtful > 0)
        self._failed.setVisible(failed > 0)
        self._failed.setText(self.tr("%Ln failed", "", failed))
        self._resume.setVisible(waiting > 0)
        self._sort.setVisible(moving > 0)
        text = (
            self.tr("Copy %Ln picture(s)…", "", moving) if copy_files else self.tr("Sort %Ln picture(s)…", "", moving)
        )
        self._sort.setText(text)

        self._fit_ready()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_ready()

    def _fit_ready(self) -> None:
        """With large type or in a narrow window the count of skipped files is hidden first."""
        self._skipped.setVisible(bool(self._skipped.text()))
        if self._ready_page.sizeHint().width() > self.width():
            self._skipped.hide()

    def _state_text(self, doubtful: int, waiting: int, others: int) -> str:
        if waiting:
            return self.tr("%Ln not looked at yet", "", waiting)
        if doubtful:
            return self.tr("%Ln need a look", "", doubtful)
        return self.tr("Nothing left to look at") if others else ""

    def show_report(self, report: RunReport) -> None:
        self.setCurrentWidget(self._report_page)
        done = self._report_text(report)
        self._report_label.setText(f"{done} {translate_message(report.stopped)}".strip())
        for widget in (self._undo, self._show_in_folder):
            widget.setVisible(report.run is not None)
        self._report_failures.setVisible(bool(report.failures))
        self._report_failures.setText(self.tr("%Ln file(s) stayed", "", len(report.failures)))

    def _report_text(self, report: RunReport) -> str:
        if report.kind is RunKind.UNDO:
            return self.tr("%Ln picture(s) put back.", "", report.picture_count)
        if report.mode is Mode.COPY:
            return self.tr("%Ln picture(s) copied.", "", report.picture_count)
        return self.tr("%Ln picture(s) sorted.", "", report.picture_count)

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
