"""`catdog sort FOLDER`: plan, show the counts, ask, move."""

from __future__ import annotations

import argparse
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from catdog_gui.classify.decisions import NON_CLASS_NAMES
from catdog_gui.classify.models import ScoreResult
from catdog_gui.cli import CANCELLED, DONE, SOME_FAILED
from catdog_gui.cli.console import (
    ProgressLine,
    UsageError,
    confirm,
    print_out,
    require_terminal,
    stop_on_signals,
    write_json,
)
from catdog_gui.cli.folder_names import add_folder_names, folder_names
from catdog_gui.cli.scoring import FAILED, ScoreSource, add_min_score, add_scoring_options, count_skipped, open_scoring
from catdog_gui.cli.stores import open_journal
from catdog_gui.cli.validation import require_folder, require_writable_folder
from catdog_gui.paths import Paths
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group, SkipReason
from catdog_gui.sorting.destination import device_of
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.keywords import plan_keywords
from catdog_gui.sorting.models import LabelledGroup, Mode, Outcome, Plan, RunResult, SortOptions, State
from catdog_gui.sorting.plan import plan_sort
from catdog_gui.sorting.recover import recover
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.work import SORTED_STATES
from catdog_gui.sorting.xmp import keyword

if TYPE_CHECKING:
    from catdog_gui.cli.table_scores import TableScores

_QUESTIONS = {Mode.MOVE: "Move them?", Mode.COPY: "Copy them?", Mode.KEYWORDS: "Write the keywords?"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="the folder to sort")
    parser.add_argument(
        "--from",
        type=Path,
        dest="table",
        metavar="SCORES",
        help="sort what `classify --output SCORES` scored, in FOLDER or wherever it lies, by those scores",
    )
    parser.add_argument("--recursive", action="store_true", help="sub-folders too; they are kept under each class")
    parser.add_argument("--into", type=Path, metavar="DIR", help="make the class folders in DIR, not in FOLDER")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--copy", action="store_true", help="copy; the originals stay")
    ways.add_argument(
        "--keywords",
        action="store_true",
        help=f"move nothing; write keywords such as {keyword('cat')} into .xmp files beside the pictures",
    )
    add_folder_names(
        parser,
        "name the folder of a label: cat=Katzen; both, neither and unsure get a folder only so:"
        " unsure=To-check, or unsure for a folder of that name; may be given for each label",
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would be done, and do nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout, nothing else")
    add_min_score(parser)
    add_scoring_options(parser)


def run(args: argparse.Namespace) -> int:
    """Sorts a folder."""
    table = _open_table(args)
    named = _folder(args, table)
    require_folder(named)
    mode = _mode(args)
    folder, into = named.absolute(), (args.into or named).absolute()
    _require_writable(folder, into, mode)
    if not args.yes and not args.dry_run:
        require_terminal()
    device = device_of(into)
    paths = Paths.at(args.home)
    scoring: ScoreSource = table or open_scoring(args, paths)
    names = folder_names(args, (*scoring.classes, *NON_CLASS_NAMES))
    options = SortOptions(folder, into, mode, names, device)
    with open_journal(paths) as journal, stop_on_signals() as stop:
        recover(journal)
        outputs = options.output_folders(scoring.classes) | journal.sorted_folders(into)
        scored = _score_folder(folder, outputs, scoring, stop, recursive=args.recursive or bool(table))
        if stop.is_set():
            return CANCELLED
        make_plan = plan_keywords if mode is Mode.KEYWORDS else plan_sort
        plan = make_plan(scored.labelled, scoring.classes, options)
        return _execute_plan(args, plan, scored, scoring, journal, stop)


def _open_table(args: argparse.Namespace) -> TableScores | None:
    if args.table is None:
        return None
    from catdog_gui.cli.table_scores import open_table_scores

    return open_table_scores(args.table, args.min_score)


def _folder(args: argparse.Namespace, table: TableScores | None) -> Path:
    if args.folder is not None:
        return Path(args.folder)
    if table is None:
        raise UsageError("name the FOLDER to sort, or a table of scores with --from")
    return table.folder


def _mode(args: argparse.Namespace) -> Mode:
    if args.keywords and args.into:
        raise UsageError("--keywords moves nothing, so --into has no meaning with it")
    if args.keywords and args.folder_names:
        raise UsageError("--keywords moves nothing, so --folder has no meaning with it")
    if args.keywords:
        return Mode.KEYWORDS
    return Mode.COPY if args.copy else Mode.MOVE


def _require_writable(folder: Path, into: Path, mode: Mode) -> None:
    if mode is Mode.KEYWORDS:
        require_writable_folder(folder, "the .xmp files are written beside the pictures")
        return
    require_writable_folder(into, "choose another folder with --into")
    if mode is Mode.MOVE:
        require_writable_folder(folder, "--copy leaves the pictures where they are")


@dataclass(frozen=True, slots=True)
class _ScoredFolder:
    labelled: list[LabelledGroup]
    scores: dict[Path, ScoreResult]
    skips: Counter[SkipReason]

    @property
    def has_unreadable(self) -> bool:
        """Whether a picture or a folder could not be read."""
        return bool(self.skips[SkipReason.UNREADABLE]) or any(item.label == FAILED for item in self.labelled)


def _score_folder(
    folder: Path, outputs: frozenset[Path], scoring: ScoreSource, stop: threading.Event, *, recursive: bool
) -> _ScoredFolder:
    skips: Counter[SkipReason] = Counter()
    groups: dict[Path, Group] = {}
    for found in find_groups(folder, recursive=recursive, outputs=outputs):
        if isinstance(found, Group):
            groups[found.picture] = found
        else:
            count_skipped(found, skips)
    scores: dict[Path, ScoreResult] = {}
    progress = ProgressLine("scored")
    try:
        for result in scoring.results(groups, stop):
            scores[result.path] = result
            progress.update(len(scores), len(groups))
    finally:
        progress.close()
    labelled = [
        LabelledGroup(groups[path], scoring.label(scores[path]), scores[path].error)
        for path in groups
        if path in scores
    ]
    return _ScoredFolder(labelled, scores, skips)


def _execute_plan(
    args: argparse.Namespace,
    plan: Plan,
    scored: _ScoredFolder,
    scoring: ScoreSource,
    journal: Journal,
    stop: threading.Event,
) -> int:
    writer = _OutcomeWriter(scored, scoring, as_json=args.json)
    if not args.json:
        for line in _summary(plan, scored):
            print_out(line)
    if args.dry_run:
        writer.add(_planned_outcomes(plan))
        writer.add(plan.skipped)
        return SOME_FAILED if scored.has_unreadable else DONE
    if plan.moves and not args.yes and not confirm(_QUESTIONS[plan.mode]):
        return CANCELLED
    progress = ProgressLine("sorted")
    try:
        result = execute(
            plan, journal, stop=stop.is_set, on_progress=lambda done, total, _: progress.update(done, total)
        )
    finally:
        progress.close()
    writer.add([*result.outcomes, *plan.skipped])
    if not args.json:
        _print_result(result)
    if stop.is_set():
        return CANCELLED
    failed = result.stop_reason or any(outcome.state is State.FAILED for outcome in result.outcomes)
    return SOME_FAILED if failed or scored.has_unreadable else DONE


def _planned_outcomes(plan: Plan) -> Iterable[Outcome]:
    return [Outcome(move.source, move.target, move.label, State.PLANNED) for move in plan.moves]


def _summary(plan: Plan, scored: _ScoredFolder) -> Iterable[str]:
    for label, count in sorted(plan.counts.items()):
        yield f"{count:,} {_aim(plan, label)}"
    stay = Counter(item.label for item in scored.labelled if item.label not in plan.counts)
    for label, count in stay.most_common():
        yield f"{count:,} {label}: left where they are"
    if plan.renamed:
        yield f"{plan.renamed:,} get a new name, such as “name (2).jpg”, because theirs is taken"
    yield from plan.losses
    if scored.skips:
        yield "skipped: " + ", ".join(f"{count:,} {why}" for why, count in scored.skips.most_common())
    if not plan.moves:
        yield "nothing to sort"


def _aim(plan: Plan, label: str) -> str:
    if plan.mode is Mode.KEYWORDS:
        return f"to get the keyword {keyword(label)}"
    verb = "copied" if plan.mode is Mode.COPY else "moved"
    return f"to be {verb} into {plan.folder_of(label)}"


def _print_result(result: RunResult) -> None:
    counts = Counter(outcome.state for outcome in result.outcomes)
    if counts:
        print_out(", ".join(f"{count:,} files {state}" for state, count in counts.most_common()))
    for outcome in result.outcomes:
        if outcome.reason and outcome.state is State.FAILED:
            print_out(f"failed: {outcome.source}: {outcome.reason}")
    if result.stop_reason:
        print_out(f"stopped: {result.stop_reason}")
    if counts.keys() & SORTED_STATES.values():
        print_out(f"to take it back: catdog undo {result.run}")


class _OutcomeWriter:
    """Writes the outcome of each file as JSON; as text only the moves of a dry run, as the summary says the rest."""

    def __init__(self, scored: _ScoredFolder, scoring: ScoreSource, *, as_json: bool) -> None:
        self._scored = scored
        self._scoring = scoring
        self._as_json = as_json

    def add(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            if self._as_json:
                self._write(outcome)
            elif outcome.state is State.PLANNED:
                print_out(f"{outcome.source} -> {outcome.target}")

    def _write(self, outcome: Outcome) -> None:
        result = self._scored.scores.get(outcome.source)
        write_json(
            source=str(outcome.source),
            target=None if outcome.target is None else str(outcome.target),
            label=outcome.label,
            scores=self._scoring.named_scores(result) if result else {},
            state=outcome.state,
            reason=outcome.reason or None,
        )
