"""The status line at the bottom: what runs, or what comes next. What has happened is said by the bars above it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from catdog_gui.sorting.models import Mode
from catdog_gui.ui.bars.bar import has_focus_within, quiet_focus_button
from catdog_gui.ui.bars.run_report import RunKind
from catdog_gui.ui.common.formatting import number_text, time_left_text
from catdog_gui.ui.common.tasks import single_shot
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, quiet, small
from catdog_gui.ui.session.scan import ScanProgress

HEIGHT = 56
_MESSAGE_DURATION_MS = 6000


class Footer(QStackedWidget):
    cancel_requested = Signal()
    resume_requested = Signal()
    review_requested = Signal()
    sort_requested = Signal()
    failures_requested = Signal()
    # The focus is on a button of a page that is about to be replaced.
    focus_released = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.px(HEIGHT))
        self._theme = theme
        self._message = ""
        self._message_timer = single_shot(self, _MESSAGE_DURATION_MS, self.clear_message)
        self._progress_page = self._make_progress_page()
        self._ready_page = self._make_ready_page()
        self._ready_page.setObjectName("ready_page")
        for page in (self._progress_page, self._ready_page):
            self.addWidget(page)

    def _make_progress_page(self) -> QWidget:
        self._bar = QProgressBar(self)
        self._bar.setObjectName("bar")
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._progress_label = quiet(label(""))
        self._cancel = quiet_focus_button(self.tr("Cancel"), self.cancel_requested)
        self._cancel.setObjectName("cancel")
        page, layout = _page()
        layout.addWidget(self._bar, 2)
        layout.addWidget(self._progress_label, 3)
        layout.addWidget(self._cancel)
        return page

    def _make_ready_page(self) -> QWidget:
        self._doubtful_label = label("")
        self._doubtful_label.setObjectName("state")
        self._review = quiet_focus_button(self.tr("Review"), self.review_requested)
        self._review.setObjectName("review")
        self._review.setToolTip(self.tr("Go through the unsure pictures"))
        self._failed = quiet_focus_button("", self.failures_requested)
        self._failed.setObjectName("failed")
        self._skipped = small(label(""))
        self._skipped.setToolTip(
            self.tr("Other files, pictures in a format that this program does not read, links, empty and hidden files.")
        )
        self._message_label = quiet(label(""))
        self._message_label.setObjectName("message")
        self._message_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # It takes what room the others leave.
        self._message_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._resume = quiet_focus_button(self.tr("Resume"), self.resume_requested)
        self._sort = quiet_focus_button("", self.sort_requested, primary=True)
        self._sort.setObjectName("sort")
        page, layout = _page()
        for widget in (self._doubtful_label, self._review, self._failed, self._skipped):
            layout.addWidget(widget)
        layout.addWidget(self._message_label, 1)
        layout.addWidget(self._resume)
        layout.addWidget(self._sort)
        return page

    def show_message(self, message: str) -> None:
        """Says for a while what was just done; to a screen reader, at once."""
        self._message = message
        self._message_timer.start()
        self._update_message()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, message))

    @Slot()
    def clear_message(self) -> None:
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

    def _show_page(self, page: QWidget) -> None:
        if page is not self.currentWidget() and has_focus_within(self):
            self.focus_released.emit()
        self.setCurrentWidget(page)

    def show_scan(self, progress: ScanProgress) -> None:
        self._show_page(self._progress_page)
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

    def show_run(self, kind: RunKind, mode: Mode, done: int, total: int) -> None:
        self._show_page(self._progress_page)
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        text = self.tr("{} of {}").format(number_text(done), number_text(total)) if total else ""
        self._progress_label.setText(f"{self._run_text(kind, mode)}   {text}")

    def _run_text(self, kind: RunKind, mode: Mode) -> str:
        if kind is RunKind.UNDO:
            return self.tr("Undoing…")
        texts = {
            Mode.MOVE: self.tr("Sorting…"),
            Mode.COPY: self.tr("Copying…"),
            Mode.KEYWORDS: self.tr("Writing keywords…"),
            Mode.RENAME: self.tr("Renaming…"),
        }
        return texts[mode]

    def show_skipped(self, skipped: int) -> None:
        self._skipped.setText(self.tr("%Ln skipped", "", skipped) if skipped else "")
        self._fit_ready()

    def show_ready(self, doubtful: int, moving: int, failed: int, waiting: int, mode: Mode) -> None:
        """What comes next; the counts are of pictures."""
        self._show_page(self._ready_page)
        self._doubtful_label.setText(self._state_text(doubtful, waiting, moving + failed))
        self._doubtful_label.setVisible(bool(self._doubtful_label.text()))
        self._review.setVisible(doubtful > 0)
        self._failed.setVisible(failed > 0)
        self._failed.setText(self.tr("%Ln failed", "", failed))
        self._resume.setVisible(waiting > 0)
        self._sort.setVisible(moving > 0)
        self._sort.setText(self._sort_text(mode, moving))
        self._fit_ready()

    def _sort_text(self, mode: Mode, count: int) -> str:
        if mode is Mode.KEYWORDS:
            return self.tr("Write keywords for %Ln picture(s)…", "", count)
        if mode is Mode.COPY:
            return self.tr("Copy %Ln picture(s)…", "", count)
        return self.tr("Sort %Ln picture(s)…", "", count)

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
            return self.tr("%Ln not classified yet", "", waiting)
        if doubtful:
            return self.tr("%Ln need review", "", doubtful)
        return self.tr("Nothing left to review") if others else ""

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
