"""`catdog undo [RUN]`: takes a run back."""

from __future__ import annotations

import argparse
from collections import Counter

from catdog_gui.cli import CANCELLED, DONE, SOME_FAILED
from catdog_gui.cli.console import ProgressLine, UsageError, confirm, print_out, stop_on_signals, write_json
from catdog_gui.cli.stores import open_journal
from catdog_gui.cli.validation import number_type
from catdog_gui.paths import Paths
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import Mode, Outcome, RunInfo, State
from catdog_gui.sorting.recover import recover
from catdog_gui.sorting.undo import undo

_VERBS = {
    Mode.MOVE: "moved",
    Mode.COPY: "copied",
    Mode.KEYWORDS: "wrote the keywords of",
    Mode.RENAME: "renamed",
}
_RUN = number_type(int, 1, 2**63 - 1, "a number that `catdog history` lists is possible")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "run_number", nargs="?", type=_RUN, metavar="RUN", help="a number of `catdog history` (the last)"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout, nothing else")


def run(args: argparse.Namespace) -> int:
    """Takes back the run that the arguments name, or the newest one."""
    with open_journal(Paths.at(args.home)) as journal, stop_on_signals() as stop:
        recover(journal)
        info = _find_run(args.run_number, journal)
        if not args.yes and not confirm(_question(info)):
            return CANCELLED
        progress = ProgressLine("restored")
        try:
            result = undo(
                info.id, journal, stop=stop.is_set, on_progress=lambda done, total, _: progress.update(done, total)
            )
        finally:
            progress.close()
        _print_outcomes(result.outcomes, result.stop_reason, as_json=args.json)
        if stop.is_set():
            return CANCELLED
        return DONE if all(outcome.state is State.RESTORED for outcome in result.outcomes) else SOME_FAILED


def _find_run(number: int | None, journal: Journal) -> RunInfo:
    if number is not None:
        info = journal.run(number)
        if info is None:
            raise UsageError(f"there is no run {number}: `catdog history` lists them")
        return info
    newest = next((info for info in journal.history() if info.undone is None and info.moved), None)
    if newest is None:
        raise UsageError("there is nothing to undo")
    return newest


def _question(info: RunInfo) -> str:
    return (
        f"Take back run {info.id} of {info.started:%Y-%m-%d %H:%M}, "
        f"which {_VERBS[info.mode]} {info.moved:,} files of {info.folder}?"
    )


def _print_outcomes(outcomes: tuple[Outcome, ...], stopped: str, *, as_json: bool) -> None:
    if as_json:
        for outcome in outcomes:
            write_json(
                source=str(outcome.source),
                target=str(outcome.target),
                state=outcome.state,
                reason=outcome.reason or None,
            )
        return
    counts = Counter(outcome.state for outcome in outcomes)
    print_out(", ".join(f"{count:,} files {state}" for state, count in counts.most_common()) or "nothing to put back")
    for outcome in outcomes:
        if outcome.reason:
            print_out(f"{outcome.state}: {outcome.target}: {outcome.reason}")
    if stopped:
        print_out(f"stopped: {stopped}")
