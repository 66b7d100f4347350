"""`catdog classify SOURCE... --output SCORES`: scores archives into a table, in this process or on a cluster."""

from __future__ import annotations

import argparse
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from catdog_gui.cli import CANCELLED, DONE, SOME_FAILED
from catdog_gui.cli.console import ProgressLine, UsageError, print_err, print_out, stop_on_signals, write_json
from catdog_gui.cli.scoring import FAILED, Scoring, count_skipped, open_scoring
from catdog_gui.paths import Paths
from catdog_gui.pictures.models import Skipped, SkipReason

try:
    from catdog_gui.archive.cluster import WorkerOptions, connect, pack_model, rows_by_cluster
    from catdog_gui.archive.listing import SkipCallback, list_items
    from catdog_gui.archive.models import ArchiveError, Item, Row
    from catdog_gui.archive.rows import RowMaker
    from catdog_gui.archive.scoring import each_once, list_todo, open_table, write_rows
    from catdog_gui.archive.table import TableInfo, TableWriter
    from catdog_gui.archive.threads import rows_by_threads
    from catdog_gui.archive.todo import TodoList
except ImportError as error:
    raise UsageError(f"--output needs {error.name}: pip install -c constraints.txt '.[archive]'") from None


def run_archive(args: argparse.Namespace) -> int:
    """Scores what of the sources the table does not have yet."""
    if args.csv:
        raise UsageError("--output writes a table already: leave --csv out")
    scoring = open_scoring(args, Paths.at(args.home))
    model = scoring.model
    info = TableInfo(model.classes, model.kind, scoring.threshold, model.id)
    skips: Counter[SkipReason] = Counter()
    counts: Counter[str] = Counter()
    try:
        with stop_on_signals() as stop, open_table(args.output, info) as writer:
            todo = _list(args, model.id, skips, stop)
            if len(todo) and not stop.is_set():
                counts = _write(_row_chunks(args, scoring, todo, stop), todo, writer, scoring, as_json=args.json)
            cancelled = stop.is_set()
    except ArchiveError as error:
        raise UsageError(str(error)) from None
    if not args.json:
        print_out(_summary(counts, skips, args.output))
    if cancelled:
        return CANCELLED
    return SOME_FAILED if counts[FAILED] or skips[SkipReason.UNREADABLE] else DONE


def _list(args: argparse.Namespace, model: str, skips: Counter[SkipReason], stop: threading.Event) -> TodoList:
    def on_skip(skipped: Skipped) -> None:
        count_skipped(skipped, skips)

    progress = ProgressLine("listed")
    try:
        return list_todo(_items(args, on_skip), args.output, model, progress.update, stop)
    finally:
        progress.close()


def _items(args: argparse.Namespace, on_skip: SkipCallback) -> Iterable[Item]:
    items = (
        item
        for source in args.paths
        for item in list_items(source, args.output.absolute(), on_skip, recursive=args.recursive)
    )
    return each_once(items) if len(args.paths) > 1 else items


def _row_chunks(
    args: argparse.Namespace, scoring: Scoring, todo: TodoList, stop: threading.Event
) -> Iterator[list[Row]]:
    if not args.ray:
        return rows_by_threads(todo.chunks(), RowMaker(scoring.scorer, scoring.threshold), scoring.workers, stop)
    dashboard = connect(args.ray, scoring.workers)
    if dashboard:
        print_err(f"Ray's dashboard: http://{dashboard}")
    options = WorkerOptions(pack_model(scoring.model), args.engine, scoring.threshold)
    return rows_by_cluster(todo.chunks(), options, args.workers, stop)


def _write(
    chunks: Iterable[list[Row]], todo: TodoList, writer: TableWriter, scoring: Scoring, *, as_json: bool
) -> Counter[str]:
    counts: Counter[str] = Counter()
    progress = ProgressLine("scored")
    try:
        for done, row in enumerate(write_rows(chunks, writer), 1):
            counts[row.decision] += 1
            if as_json:
                _write_json(row, scoring)
            progress.update(done, todo.pictures)
    finally:
        progress.close()
    return counts


def _write_json(row: Row, scoring: Scoring) -> None:
    scores = {name: round(score, 4) for name, score in zip(scoring.classes, row.scores, strict=False)}
    look = None if row.error else row.look
    write_json(path=row.path, label=row.decision, scores=scores, look=look, error=row.error or None)


def _summary(counts: Counter[str], skips: Counter[SkipReason], output: Path) -> str:
    by_label = ", ".join(f"{number:,} {label}" for label, number in counts.most_common())
    skipped = ", ".join(f"{number:,} {why}" for why, number in skips.most_common())
    return f"{sum(counts.values()):,} pictures added to {output}: {by_label or 'nothing was missing or changed'}" + (
        f"; skipped: {skipped}" if skipped else ""
    )
