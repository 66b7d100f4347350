"""`catdog history`: the runs, newest first."""

from __future__ import annotations

import argparse

from catdog_gui.cli import DONE
from catdog_gui.cli.console import print_out, write_json
from catdog_gui.cli.stores import open_journal
from catdog_gui.paths import Paths
from catdog_gui.sorting.models import Mode

_VERBS = {Mode.MOVE: "moved", Mode.COPY: "copied", Mode.KEYWORDS: "tagged", Mode.RENAME: "renamed"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout, nothing else")


def run(args: argparse.Namespace) -> int:
    """Lists every run."""
    with open_journal(Paths.at(args.home)) as journal:
        runs = journal.history()
    for info in runs:
        if args.json:
            write_json(
                run=info.id,
                started=info.started.isoformat(),
                folder=str(info.folder),
                mode=info.mode,
                moved=info.moved,
                failed=info.failed,
                undone=None if info.undone is None else info.undone.isoformat(),
            )
        else:
            undone = f"  undone {info.undone:%Y-%m-%d %H:%M}" if info.undone else ""
            verb = _VERBS[info.mode]
            print_out(f"{info.id:>4}  {info.started:%Y-%m-%d %H:%M}  {info.moved:>7,} {verb}  {info.folder}{undone}")
    if not runs and not args.json:
        print_out("nothing has been sorted yet")
    return DONE
