"""Learning from corrections: what will be used, how far it is, and what came of it. Slides over the grid."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from catdog_gui.retraining.events import Cancelled, Event, Failed, Notice, Succeeded
from catdog_gui.retraining.models import AcceptanceResult, Release
from catdog_gui.ui.common.formatting import duration_text
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.urls import local_paths
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.common.widgets.sheet import Sheet
from catdog_gui.ui.retraining.examples_page import ExamplesPage
from catdog_gui.ui.retraining.progress_page import ProgressPage
from catdog_gui.ui.retraining.result_page import ResultPage
from catdog_gui.ui.retraining.service import RetrainService
from catdog_gui.ui.retraining.tile_view import MAX_ROWS

if TYPE_CHECKING:
    from catdog_gui.retraining.retraining import RetrainRequest

_WIDTH = 640
_MAX_NOTICES = 3


class Page(Enum):
    EXAMPLES = auto()
    PROGRESS = auto()
    RESULT = auto()


class RetrainSheet(Sheet):
    """A card with three pages. They share the title, the notes and the two buttons."""

    def __init__(self, retrain_service: RetrainService, settings: Settings, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._width = theme.px(_WIDTH)
        self.setAcceptDrops(True)
        self._retrain_service = retrain_service
        self._settings = settings
        self._release: Release | None = None
        self._notices: list[str] = []
        self._estimated_for = (False, "")
        self.page = Page.EXAMPLES
        self.examples_page = ExamplesPage(retrain_service.thumbnails, retrain_service.bundled, theme, self._card)
        self.progress_page = ProgressPage(theme, self._card)
        self.result_page = ResultPage(retrain_service.thumbnails, theme, self._card)
        self._make_parts()
        self._lay_out()
        self.examples_page.folders_changed.connect(self._load_request)
        self.examples_page.changed.connect(self._update_choice)
        self.examples_page.mode_changed.connect(self._on_mode_changed)
        retrain_service.event_received.connect(self._on_event_received)
        retrain_service.ended.connect(self._on_ended)
        retrain_service.failed.connect(self._show_problem)
        retrain_service.model_switcher.switched.connect(self._on_model_switched)
        retrain_service.model_switcher.refused.connect(self._on_switch_refused)

    def _make_parts(self) -> None:
        self._title = label("", wrap=True)
        self._title.setObjectName("title")
        self._title.setProperty("large", "true")
        self._state = quiet(label("", wrap=True))
        self._state.setObjectName("state")
        self._notes = quiet(label("", wrap=True))
        self._problem = label("", wrap=True)
        self._problem.setObjectName("problem")
        self._problem.setProperty("warning", "true")
        self._automatic = QCheckBox(self.tr("Use the new model if it is at least as good"), self._card)
        self._automatic.setObjectName("automatic")
        self._automatic.setChecked(self._settings.uses_better_models)
        self._automatic.toggled.connect(self._on_automatic_toggled)
        self._close_button = button("", self.reject)
        self._primary_button = button("", self.accept, primary=True)
        self._primary_button.setObjectName("primary")

    def _lay_out(self) -> None:
        button_row = QHBoxLayout()
        button_row.addStretch()
        button_row.addWidget(self._close_button)
        button_row.addWidget(self._primary_button)
        layout = self._make_card_layout(10)
        pages = (self.examples_page, self.progress_page, self.result_page)
        for part in (self._title, self._notes, *pages, self._state, self._problem, self._automatic):
            layout.addWidget(part)
        self._pin_to_bottom(button_row)

    # Before.

    @Slot()
    def open_for_corrections(self) -> None:
        """Opens at once, and loads the examples in the background."""
        self._release = None
        self._automatic.setChecked(self._settings.uses_better_models)
        self.examples_page.reset()
        self._show_page(Page.EXAMPLES, self.tr("Checking your corrections…"))
        self.open_sheet()
        self._close_button.setFocus()
        self.slide_in()
        self._retrain_service.find_missing_requirements(self.examples_page.mode_choice.show_missing)
        self._load_request()

    @Slot()
    def _load_request(self) -> None:
        self._set_text(self._problem, "")
        self._retrain_service.prepare_request(self.examples_page.folders, self.show_request)

    def show_request(self, request: RetrainRequest) -> None:
        """What would be used."""
        self.examples_page.show_request(request)
        self._update_choice()
        if not request.pictures:
            self.fit_to_parent()
            return
        self._primary_button.setFocus()
        self._start_analysis(request)

    def _start_analysis(self, request: RetrainRequest) -> None:
        """Starts what takes longer: the label check and the estimate of the time."""
        self._estimate(request)
        self._retrain_service.find_suspect_labels(request, self.examples_page.show_label_issues)

    def _estimate(self, request: RetrainRequest) -> None:
        self._estimated_for = request.full, request.base
        self._set_text(self._state, self.tr("Measuring how long it will take…"))
        self.fit_to_parent()
        self._retrain_service.estimate_seconds(request, self.show_estimate)

    @Slot()
    def _on_mode_changed(self) -> None:
        """Another mode takes another time."""
        request = self.examples_page.request
        if self.page is Page.EXAMPLES and request is not None and (request.full, request.base) != self._estimated_for:
            self._estimate(request)
        self._update_choice()

    @Slot()
    def _update_choice(self) -> None:
        """Updates the title, which counts the examples, and the button, which needs some."""
        request = self.examples_page.request
        if self.page is not Page.EXAMPLES or request is None:
            return
        count, new = len(request.pictures), self._retrain_service.new_corrections
        if count:
            self._title.setText(self.tr("Learn from %Ln picture(s)", "", count))
            self._set_text(self._notes, self.tr("%Ln correction(s) are new.", "", new) if new else "")
        else:
            self._title.setText(self.tr("There is nothing to learn from yet"))
            text = self.tr("Correct a few pictures first: choose one and say what it shows. Or add an example folder.")
            self._set_text(self._notes, text)
            self._set_text(self._state, "")
        self._state.setVisible(bool(self._state.text()) and self.examples_page.mode_choice.is_possible)
        self._primary_button.setEnabled(count > 0 and self.examples_page.mode_choice.is_possible)
        self.fit_to_parent()

    def show_estimate(self, seconds: float | None) -> None:
        if seconds is None:
            text = self.tr("The time it takes is shown once it has started.")
        else:
            text = self.tr("It will take {}.").format(duration_text(seconds))
        self._set_text(self._state, text)
        self._update_choice()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.page is Page.EXAMPLES and local_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """An example folder, or that of a file."""
        if paths := local_paths(event.mimeData()):
            event.acceptProposedAction()
            self.examples_page.add_folder(paths[0])

    @Slot(bool)
    def _on_automatic_toggled(self, automatic: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._settings.uses_better_models = automatic

    @Slot()
    def accept(self) -> None:
        """The primary button, and Enter: begins, or uses what was made."""
        if not self._primary_button.isEnabled() or self._primary_button.isHidden():
            return
        request = self.examples_page.request
        if self.page is Page.EXAMPLES and request is not None:
            self._start_retraining(request)
        elif self.page is Page.RESULT and self._release is not None:
            self._primary_button.setEnabled(False)
            self._retrain_service.model_switcher.use(self._release.name)

    # While.

    def _start_retraining(self, request: RetrainRequest) -> None:
        self._show_progress()
        self._retrain_service.retrain(replace(request, use_if_good=self._settings.uses_better_models))

    def _show_progress(self) -> None:
        self._release = None
        self._notices = []
        self._show_page(Page.PROGRESS, self.tr("Learning from your corrections"))
        self.progress_page.show_starting()
        self._close_button.setFocus()
        self.fit_to_parent()

    def resume(self) -> None:
        """Shows a retraining that began in another window as if it had begun here."""
        self._show_progress()
        self.open_sheet()
        for event in self._retrain_service.received_events:
            if isinstance(event, Succeeded | Failed):
                self._on_ended(event)
            else:
                self._on_event_received(event)

    @Slot(object)
    def _on_event_received(self, event: Event) -> None:
        if self.page is not Page.PROGRESS or not self._close_button.isEnabled():
            return
        if isinstance(event, Notice):
            self._notices.append(translate_message(event.message))
            self._set_text(self._notes, "\n".join(self._notices[:_MAX_NOTICES]))
        else:
            self.progress_page.show_event(event)
        self.fit_to_parent()

    @Slot()
    def reject(self) -> None:
        """The other button, and Escape: stops what runs, else closes the card."""
        if self.page is not Page.PROGRESS:
            self.close_sheet()
            return
        self._close_button.setEnabled(False)
        self.progress_page.show_stopping()
        self._retrain_service.cancel()

    @Slot()
    def close_sheet(self) -> None:
        """Not during a retraining: its result would not be seen."""
        if self.page is not Page.PROGRESS and self.is_open:
            self._retrain_service.clear()
            super().close_sheet()

    # After.

    @Slot(object)
    def _on_ended(self, last: Event) -> None:
        match last:
            case Succeeded(release):
                self._show_result(release)
            case Failed(sentence):
                self._release = None
                self._show_page(Page.RESULT, self.tr("No new model"))
                self.result_page.hide()
                self._show_problem(sentence)
                self._set_text(self._notes, self.tr("The model in use has not changed."))
            case Cancelled():
                self._return_to_examples()
        (
            self._close_button
            if self._primary_button.isHidden() or not self._primary_button.isEnabled()
            else self._primary_button
        ).setFocus()
        self.fit_to_parent()

    def _return_to_examples(self) -> None:
        """Back to the examples as they were, if this window has shown them."""
        request = self.examples_page.request
        if request is None:
            self.open_for_corrections()
            return
        self._show_page(Page.EXAMPLES, "")
        self._update_choice()
        self._start_analysis(request)

    @property
    def outcome(self) -> str:
        """The result in a sentence or two."""
        return "\n".join(filter(None, (self._title.text(), self._problem.text())))

    def _show_result(self, release: Release) -> None:
        self._release = release
        report = release.report
        result = report.result if report is not None else AcceptanceResult.UNKNOWN
        self._show_page(Page.RESULT, self._result_title(result, in_use=release.in_use))
        self._primary_button.setVisible(result is not AcceptanceResult.WORSE and not release.in_use)
        self.result_page.setVisible(report is not None)
        if report is not None:
            self.result_page.show_report(report)
            lines = [translate_message(report.reason), *self._notices[:_MAX_NOTICES]]
            self._set_text(self._notes, "\n".join(lines))
        if result is AcceptanceResult.WORSE:
            self._set_text(self._state, self.tr("The model in use stays in use. The new one is listed in Settings."))

    def _result_title(self, result: AcceptanceResult, *, in_use: bool) -> str:
        if in_use:
            return self.tr("The new model is in use")
        if result is AcceptanceResult.GOOD:
            return self.tr("The new model is at least as good")
        if result is AcceptanceResult.WORSE:
            return self.tr("The new model is not used")
        return self.tr("The new model could not be tested")

    @Slot(object)
    def _on_model_switched(self, release: Release) -> None:
        """The new model is in use now; says so unless the card does already."""
        mine = self._release
        if mine is not None and mine.name == release.name and not mine.in_use:
            self.close_sheet()

    @Slot(object)
    def _on_switch_refused(self, message: str) -> None:
        if self._release is not None:
            self._show_problem(message)

    @Slot(object)
    def _show_problem(self, message: str) -> None:
        if self.page is Page.EXAMPLES and self.examples_page.request is None:
            self._title.setText(self.tr("Your corrections cannot be read"))
        self._set_text(self._problem, translate_message(message))
        if self.page is Page.EXAMPLES:
            self.examples_page.discard_rejected_folders()
            self._update_choice()
        else:
            self._primary_button.setEnabled(self._release is not None)
        self.fit_to_parent()

    # The card.

    def _fill_parent(self) -> None:
        """In a low window there are fewer lines of pictures: the buttons must stay on it."""
        for lines in range(MAX_ROWS, 0, -1):
            for page in (self.examples_page, self.result_page):
                page.view.set_max_rows(lines)
                page.updateGeometry()
            super()._fill_parent()
            if not self._is_scrolling:
                return

    def _show_page(self, page: Page, title: str) -> None:
        self.page = page
        self._title.setText(title)
        for text in (self._state, self._notes, self._problem):
            self._set_text(text, "")
        self.examples_page.setVisible(page is Page.EXAMPLES)
        self.progress_page.setVisible(page is Page.PROGRESS)
        self.result_page.setVisible(page is Page.RESULT)
        self._automatic.setVisible(page is Page.EXAMPLES)
        self._close_button.setText(self.tr("Close") if page is Page.RESULT else self.tr("Cancel"))
        self._close_button.setEnabled(True)
        self._primary_button.setText(self.tr("Use it") if page is Page.RESULT else self.tr("Retrain"))
        self._primary_button.setVisible(page is Page.EXAMPLES)
        self._primary_button.setEnabled(page is Page.RESULT)

    def _set_text(self, target: QLabel, text: str) -> None:
        target.setText(text)
        target.setVisible(bool(text))
