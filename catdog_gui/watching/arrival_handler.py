"""Handles the files that have settled: scores them in one stream, moves what is decided, and leaves the rest."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from catdog_gui.classify.models import UNSURE, Result
from catdog_gui.pictures.models import Group
from catdog_gui.pictures.naming import split_name
from catdog_gui.pictures.sniffing import looks_like_picture
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import Labelled, Outcome, Plan, Stamp, State, Stop, never
from catdog_gui.sorting.plan import plan_sort, stamp_of
from catdog_gui.sorting.sort import execute
from catdog_gui.watching.classifier import Judge, named
from catdog_gui.watching.completeness import reaches_its_end
from catdog_gui.watching.daily_run import DaysRun, PutBack
from catdog_gui.watching.groups import groups_of, regular_stamp
from catdog_gui.watching.kept_files import Known, Why
from catdog_gui.watching.late_companions import Followers
from catdog_gui.watching.models import Notice, NotMoved, Sorted, Taken, Tell, Unreadable, Waiting, Wish
from catdog_gui.watching.open_files import is_being_written
from catdog_gui.watching.settling import Settling
from catdog_gui.watching.watch_scope import Territory

CUT_OFF = "the file is cut off"

_Scores = Mapping[str, float]


class Sorter:
    """Every file that it is given is afterwards moved, known to stay, or waiting in `settling` for another try."""

    def __init__(
        self,
        wish: Wish,
        judge: Judge,
        journal: Journal,
        territory: Territory,
        settling: Settling,
        known: Known,
        days_run: DaysRun,
        tell: Tell,
    ) -> None:
        self._wish = wish
        self._journal = journal
        self._territory = territory
        self._settling = settling
        self._known = known
        self._days_run = days_run
        self._tell = tell
        self._put_back = PutBack(journal)
        self._followers = Followers(wish)
        self._said: dict[Path, str] = {}
        self._stopped = ""
        self.follow_judge(judge)

    def follow_judge(self, judge: Judge) -> None:
        """Another one decides from now on; raises WatchError where its classes cannot be kept."""
        self._territory.claim(judge.classes)
        self._judge = judge

    def handle(self, ready: Mapping[Path, Stamp], stop: threading.Event) -> None:
        """Scores and sorts settled files, as they were when they had these stamps; raises JournalError."""
        self._territory.refresh()
        self._put_back.refresh()
        groups = {group.picture: group for group in self._wanted(ready)}
        labelled: list[Labelled] = []
        scores: dict[Path, _Scores] = {}
        for result in self._judge.results(self._finished(groups, ready), stop):
            item = self._labelled(result, groups[result.path], ready[result.path])
            if item is not None:
                labelled.append(item)
                scores[result.path] = named(result.scores, self._judge.classes)
        if not stop.is_set():
            self._move(self._plan(labelled, ready), scores, stop)

    def obey(self, group: Group, label: str, stamp: Stamp) -> None:
        """Moves a picture to where the user says; one that cannot be moved waits on. Raises JournalError."""
        path = group.picture
        self._settling.forget(path)
        outcomes, _ = self._execute(self._plan([Labelled(group, label)], {path: stamp}), {}, never)
        reason = next((outcome.reason for outcome in outcomes if outcome.source == path), "")
        now = regular_stamp(path)
        if now is not None and reason:
            was = self._known.listed(path)
            waiting = was if isinstance(was, Waiting) else Waiting(path, UNSURE, {})
            self._known.list(replace(waiting, reason=reason), now)

    def follow(self, companion: Path, stamp: Stamp, stop: threading.Event) -> None:
        """Moves what came after its picture, if there is such a picture; raises JournalError."""
        plan = self._followers.plan(companion, stamp)
        if plan is None:
            self._settling.forget(companion)
            return
        self._put_back.refresh()
        if self._put_back.has(companion, stamp):
            self._settling.forget(companion)
        elif is_being_written(companion):
            self._settling.postpone(companion)
        else:
            self._move(plan, {}, stop)

    def _plan(self, labelled: Sequence[Labelled], stamps: Mapping[Path, Stamp]) -> Plan:
        """Groups are sorted, but no picture that is another one than when it had its stamp."""
        return plan_sort(
            labelled,
            self._judge.classes,
            self._wish.folder,
            self._wish.destination,
            stamp=lambda path: stamps.get(path) or stamp_of(path),
        )

    def _move(self, plan: Plan, scores: Mapping[Path, _Scores], stop: threading.Event) -> None:
        _, stopped = self._execute(plan, scores, stop.is_set)
        if stopped and stopped != self._stopped and not stop.is_set():
            self._tell(Notice(f"{self._wish.folder}: {stopped} Trying again."))
        self._stopped = stopped

    def _execute(self, plan: Plan, scores: Mapping[Path, _Scores], stop: Stop) -> tuple[tuple[Outcome, ...], str]:
        """What became of each file, and why the others were left, if they were."""
        result = execute(plan, self._journal, run=self._days_run.number(), stop=stop)
        if result.run is not None and result.outcomes:
            self._days_run.keep(result.run)
        outcomes = (*result.outcomes, *plan.left)
        for outcome in outcomes:
            self._note(outcome, result.run, scores.get(outcome.source, {}))
        return outcomes, result.stopped

    def _wanted(self, ready: Mapping[Path, Stamp]) -> Iterator[Group]:
        groups = groups_of(ready)
        for path, stamp in ready.items():
            group = groups.get(path)
            if group is None or not self._territory.is_ours(path):
                self._settling.forget(path)
            elif self._put_back.has(path, stamp):
                self._stays(path, stamp, Why.PUT_BACK)
            elif not split_name(path.name)[1] and not looks_like_picture(path):
                self._stays(path, stamp, Why.NO_PICTURE)
            elif any(companion in self._settling for companion in group.companions):
                self._settling.postpone(path)
            else:
                yield group

    def _finished(self, groups: Mapping[Path, Group], ready: Mapping[Path, Stamp]) -> Iterator[Path]:
        """The pictures that nobody writes to and that are complete; the others go back."""
        for path, group in groups.items():
            if any(map(is_being_written, group.files)):
                self._settling.postpone(path)
                continue
            try:
                is_whole = reaches_its_end(path)
                # Of films it is less sure than of pictures: in the end they go along as they are.
                if is_whole and not all(map(reaches_its_end, group.companions)) and self._settling.send_back(path):
                    continue
            except OSError as error:
                self._send_back(path, ready[path], f"cannot be read: {error.strerror}")
                continue
            if not is_whole:
                self._send_back(path, ready[path], CUT_OFF)
                continue
            self._tell(Taken(path))
            yield path

    def _labelled(self, result: Result, group: Group, stamp: Stamp) -> Labelled | None:
        """What is decided about a picture; None where it stays or goes back."""
        now = regular_stamp(result.path)
        if now is None:
            self._settling.forget(result.path)
        elif now != stamp:
            self._settling.hear(result.path, now)
        elif result.error:
            self._send_back(result.path, stamp, result.error)
        else:
            label = self._judge.label(result.scores)
            if label in self._judge.classes:
                return Labelled(group, label)
            self._settling.forget(result.path)
            self._known.list(Waiting(result.path, label, named(result.scores, self._judge.classes)), stamp)
        return None

    def _send_back(self, path: Path, stamp: Stamp, reason: str) -> None:
        if not self._settling.send_back(path):
            self._known.list(Unreadable(path, reason), stamp)

    def _stays(self, path: Path, stamp: Stamp, why: Why) -> None:
        self._settling.forget(path)
        self._known.leave(path, stamp, why)

    def _note(self, outcome: Outcome, run: int | None, scores: _Scores) -> None:
        path = outcome.source
        if outcome.state is State.MOVED and outcome.target is not None and run is not None:
            self._settling.forget(path)
            self._known.drop(path)
            self._said.pop(path, None)
            self._followers.note(path, outcome.target, outcome.label)
            self._tell(Sorted(path, outcome.target, outcome.label, run, scores))
            return
        stamp = regular_stamp(path)
        if stamp is None:
            self._settling.forget(path)
        elif path in self._settling:
            self._settling.send_back(path, for_ever=True)
            if self._said.get(path) != outcome.reason and outcome.state is State.FAILED:
                self._said[path] = outcome.reason
                self._tell(NotMoved(path, outcome.label, outcome.reason))
