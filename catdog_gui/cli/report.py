"""`catdog report SCORES`: what a table of scores holds, in lines, as JSON, or as one HTML file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from catdog_gui.cli import DONE
from catdog_gui.cli.console import UsageError, print_out, write_json
from catdog_gui.storage import write_atomically

if TYPE_CHECKING:
    from catdog_gui.archive.summary import Summary

_FOLDERS_SHOWN = 20
_REASONS_SHOWN = 20
_BAR_WIDTH = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", type=Path, metavar="SCORES", help="the folder that `classify --output` wrote")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write one HTML file, with the doubtful pictures")
    parser.add_argument("--doubtful", type=int, default=48, metavar="N", help="how many pictures it shows (48)")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout, nothing else")


def run(args: argparse.Namespace) -> int:
    """Says what the table holds."""
    try:
        from catdog_gui.archive.html_report import html_report
        from catdog_gui.archive.summary import summarise
        from catdog_gui.cli.table_scores import require_table
    except ImportError as error:
        raise UsageError(f"report needs {error.name}: pip install -c constraints.txt '.[archive]'") from None
    info = require_table(args.table)
    summary = summarise(args.table, info, max(args.doubtful, 0))
    if args.json:
        write_json(
            decisions=summary.decisions,
            folders=summary.folders,
            histogram=summary.histogram,
            doubtful=[each.path for each in summary.doubtful],
            failures=summary.reasons,
        )
    else:
        _print(summary)
    if args.html:
        page = html_report(summary, info.classes, f"Scores in {args.table.name}")
        write_atomically(args.html, page.encode("utf-8", "backslashreplace"))
    return DONE


def _print(summary: Summary) -> None:
    counts = ", ".join(f"{count:,} {label}" for label, count in summary.decisions.most_common())
    print_out(f"{summary.decisions.total():,} pictures: {counts}")
    folders = sorted(summary.folders.items(), key=lambda each: -each[1].total())
    for folder, decisions in folders[:_FOLDERS_SHOWN]:
        by_label = ", ".join(f"{count:,} {label}" for label, count in decisions.most_common())
        print_out(f"{decisions.total():>10,}  {folder}: {by_label}")
    if len(folders) > _FOLDERS_SHOWN:
        print_out(f"            and {len(folders) - _FOLDERS_SHOWN:,} more folders")
    for name, bins in summary.histogram.items():
        print_out(f"scores of {name}:")
        for place, count in enumerate(bins):
            print_out(f"  {place / len(bins):.2f}  {count:>10,}  {'#' * round(_BAR_WIDTH * count / max(*bins, 1))}")
    for reason, count in summary.reasons.most_common(_REASONS_SHOWN):
        print_out(f"failed: {count:,} {reason}")
