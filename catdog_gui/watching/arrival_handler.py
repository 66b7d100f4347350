"""Handles finished files: scores the pictures, moves those with a decision, and leaves the others where they are."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from catdog_gui.classify.decisions import UNSURE
from catdog_gui.classify.models import ScoreResult
from catdog_gui.messages import Text, system_message
from catdog_gui.pictures.models import Group
from catdog_gui.pictures.naming import split_name
from catdog_gui.pictures.sniffing import has_picture_signature
from catdog_gui.pictures.stamp import FileStamp, regular_stamp
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import CancelCheck, LabelledGroup, Outcome, Plan, State, never_cancel
from catdog_gui.sorting.plan import plan_sort, stamp_of
from catdog_gui.sorting.sort import execute
from catdog_gui.watching.classifier import Classifier, scores_by_class
from catdog_gui.watching.completeness import is_complete
from catdog_gui.watching.daily_run import DailyRun, RestoredFiles
from catdog_gui.watching.groups import groups_of
from catdog_gui.watching.kept_files import KeepReason, KeptFiles
from catdog_gui.watching.late_companions import LateCompanions
from catdog_gui.watching.models import (
    Classifying,
    EventCallback,
    Notice,
    NotMoved,
    Sorted,
    Unreadable,
    Waiting,
    WatchOptions,
)
from catdog_gui.watching.open_files import is_open_for_writing
from catdog_gui.watching.settling import StabilityTracker
from catdog_gui.watching.watch_scope import WatchScope

_Scores = Mapping[str, float]


class ArrivalHandler:
    """Handles finished files. Afterwards each is moved, or is in `kept_files`, or is in `tracker` for another try."""

    def __init__(
        self,
        options: WatchOptions,
        classifier: Classifier,
        journal: Journal,
        scope: WatchScope,
        tracker: StabilityTracker,
        kept_files: KeptFiles,
        daily_run: DailyRun,
        notify: EventCallback,
    ) -> None:
        self._options = options
        self._journal = journal
        self._scope = scope
        self._tracker = tracker
        self._kept_files = kept_files
        self._daily_run = daily_run
        self._notify = notify
        self._restored_files = RestoredFiles(journal)
        self._late_companions = LateCompanions(options)
        self._reported_reasons: dict[Path, str] = {}
        self._last_stop_reason = ""
        self.set_classifier(classifier)

    def set_classifier(self, classifier: Classifier) -> None:
        """Uses another classifier from now on; raises WatchError if its classes cannot be saved."""
        self._scope.set_classes(classifier.classes)
        self._classifier = classifier

    def handle(self, ready: Mapping[Path, FileStamp], stop: threading.Event) -> None:
        """Scores and sorts files that still have these stamps; raises JournalError."""
        self._scope.refresh()
        self._restored_files.refresh()
        groups = {group.picture: group for group in self._groups_to_sort(ready)}
        labelled: list[LabelledGroup] = []
        scores: dict[Path, _Scores] = {}
        for result in self._classifier.results(self._complete_pictures(groups, ready), stop):
            item = self._label_result(result, groups[result.path], ready[result.path])
            if item is not None:
                labelled.append(item)
                scores[result.path] = scores_by_class(result.scores, self._classifier.classes)
        if not stop.is_set():
            self._move(self._plan(labelled, ready), scores, stop)

    def apply_correction(self, group: Group, label: str, stamp: FileStamp) -> None:
        """Moves a picture to the label that the user chose. If it cannot be moved, it waits on. Raises JournalError."""
        path = group.picture
        self._tracker.discard(path)
        outcomes, _ = self._execute(self._plan([LabelledGroup(group, label)], {path: stamp}), {}, never_cancel)
        reason = next((outcome.reason for outcome in outcomes if outcome.source == path), "")
        current_stamp = regular_stamp(path)
        if current_stamp is not None and reason:
            listed = self._kept_files.listed(path)
            waiting = listed if isinstance(listed, Waiting) else Waiting(path, UNSURE, {})
            self._kept_files.add_and_report(replace(waiting, reason=reason), current_stamp)

    def move_companion(self, companion: Path, stamp: FileStamp, stop: threading.Event) -> None:
        """Moves a companion that arrived after its picture was sorted; raises JournalError."""
        plan = self._late_companions.plan(companion, stamp)
        if plan is None:
            self._tracker.discard(companion)
            return
        self._restored_files.refresh()
        if self._restored_files.has(companion, stamp):
            self._tracker.discard(companion)
        elif is_open_for_writing(companion):
            self._tracker.postpone(companion)
        else:
            self._move(plan, {}, stop)

    def _plan(self, labelled: Sequence[LabelledGroup], stamps: Mapping[Path, FileStamp]) -> Plan:
        """A plan with the given stamps, so that a picture that changed since then is not moved."""
        return plan_sort(
            labelled,
            self._classifier.classes,
            self._options.sort_options,
            stamp=lambda path: stamps.get(path) or stamp_of(path),
        )

    def _move(self, plan: Plan, scores: Mapping[Path, _Scores], stop: threading.Event) -> None:
        _, stopped = self._execute(plan, scores, stop.is_set)
        if stopped and stopped != self._last_stop_reason and not stop.is_set():
            self._notify(Notice(Text.TRYING_AGAIN_IN(self._options.folder, stopped)))
        self._last_stop_reason = stopped

    def _execute(
        self, plan: Plan, scores: Mapping[Path, _Scores], stop: CancelCheck
    ) -> tuple[tuple[Outcome, ...], str]:
        """The outcome of each file, and why the run stopped early, or an empty string."""
        result = execute(plan, self._journal, run=self._daily_run.number(), stop=stop)
        if result.run is not None and result.outcomes:
            self._daily_run.save(result.run)
        outcomes = (*result.outcomes, *plan.skipped)
        for outcome in outcomes:
            self._handle_outcome(outcome, result.run, scores.get(outcome.source, {}))
        return outcomes, result.stop_reason

    def _groups_to_sort(self, ready: Mapping[Path, FileStamp]) -> Iterator[Group]:
        groups = groups_of(ready)
        for path, stamp in ready.items():
            group = groups.get(path)
            if group is None or not self._scope.contains(path):
                self._tracker.discard(path)
            elif self._restored_files.has(path, stamp):
                self._keep_in_place(path, stamp, KeepReason.RESTORED)
            elif not split_name(path.name)[1] and not has_picture_signature(path):
                self._keep_in_place(path, stamp, KeepReason.NOT_A_PICTURE)
            elif any(companion in self._tracker for companion in group.companions):
                self._tracker.postpone(path)
            else:
                yield group

    def _complete_pictures(self, groups: Mapping[Path, Group], ready: Mapping[Path, FileStamp]) -> Iterator[Path]:
        """The pictures that no program writes to and that are complete; the others are tried again later."""
        for path, group in groups.items():
            if any(map(is_open_for_writing, group.files)):
                self._tracker.postpone(path)
                continue
            try:
                is_whole = is_complete(path)
                # The check knows films less well than pictures: after the last try a film moves as it is.
                if is_whole and not all(map(is_complete, group.companions)) and self._tracker.retry_later(path):
                    continue
            except OSError as error:
                self._retry_later(path, ready[path], Text.READ_ERROR(system_message(error)))
                continue
            if not is_whole:
                self._retry_later(path, ready[path], Text.CUT_OFF())
                continue
            self._notify(Classifying(path))
            yield path

    def _label_result(self, result: ScoreResult, group: Group, stamp: FileStamp) -> LabelledGroup | None:
        """The picture with its decision; None if it stays or is tried again later."""
        current_stamp = regular_stamp(result.path)
        if current_stamp is None:
            self._tracker.discard(result.path)
        elif current_stamp != stamp:
            self._tracker.touched(result.path, current_stamp)
        elif result.error:
            self._retry_later(result.path, stamp, result.error)
        else:
            label = self._classifier.label(result.scores)
            if label in self._classifier.classes:
                return LabelledGroup(group, label)
            self._tracker.discard(result.path)
            self._kept_files.add_and_report(
                Waiting(result.path, label, scores_by_class(result.scores, self._classifier.classes)), stamp
            )
        return None

    def _retry_later(self, path: Path, stamp: FileStamp, reason: str) -> None:
        if not self._tracker.retry_later(path):
            self._kept_files.add_and_report(Unreadable(path, reason), stamp)

    def _keep_in_place(self, path: Path, stamp: FileStamp, reason: KeepReason) -> None:
        self._tracker.discard(path)
        self._kept_files.add(path, stamp, reason)

    def _handle_outcome(self, outcome: Outcome, run: int | None, scores: _Scores) -> None:
        path = outcome.source
        if outcome.state is State.MOVED and outcome.target is not None and run is not None:
            self._tracker.discard(path)
            self._kept_files.drop(path)
            self._reported_reasons.pop(path, None)
            self._late_companions.record_move(path, outcome.target, outcome.label)
            self._notify(Sorted(path, outcome.target, outcome.label, run, scores))
            return
        stamp = regular_stamp(path)
        if stamp is None:
            self._tracker.discard(path)
        elif path in self._tracker:
            self._tracker.retry_later(path, unlimited=True)
            if self._reported_reasons.get(path) != outcome.reason and outcome.state is State.FAILED:
                self._reported_reasons[path] = outcome.reason
                self._notify(NotMoved(path, outcome.label, outcome.reason))
