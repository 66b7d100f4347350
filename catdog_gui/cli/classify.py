"""`catdog classify SOURCE...`: scores pictures, touches nothing; with `--output` as `archive_scoring` does."""

from __future__ import annotations

import argparse
import csv
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol, TextIO

from catdog_gui.classify.models import ScoreResult
from catdog_gui.cli import CANCELLED, DONE, SOME_FAILED
from catdog_gui.cli.console import ProgressLine, UsageError, print_out, stop_on_signals, write_json
from catdog_gui.cli.scoring import FAILED, Scoring, add_min_score, add_scoring_options, count_skipped, open_scoring
from catdog_gui.cli.validation import require_readable
from catdog_gui.paths import Paths
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group, SkipReason
from catdog_gui.pictures.sniffing import has_picture_signature
from catdog_gui.sorting.error_messages import error_message


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="SOURCE",
        help="pictures or folders; with --output also globs, URLs (s3://bucket/folder), .parquet and .tar files",
    )
    parser.add_argument("--recursive", action="store_true", help="look into sub-folders too")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="also write a table, a line for each picture")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="SCORES",
        help="write the scores into this folder of parquet files, and go on there",
    )
    parser.add_argument(
        "--ray",
        metavar="ADDRESS",
        help="with --output: score with Ray, here (local) or on a cluster (auto or an address)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout, nothing else")
    add_min_score(parser)
    add_scoring_options(parser)


def run(args: argparse.Namespace) -> int:
    """Scores what the arguments name."""
    if args.output:
        from catdog_gui.cli.archive_scoring import run_archive

        return run_archive(args)
    if args.ray:
        raise UsageError("--ray writes a table: name its folder with --output")
    paths = [*map(Path, args.paths)]
    for path in paths:
        require_readable(path)
    scoring = open_scoring(args, Paths.at(args.home))
    skips: Counter[SkipReason] = Counter()
    with ExitStack() as stack:
        stop = stack.enter_context(stop_on_signals())
        writers = [_result_writer(args.json, scoring)]
        if args.csv:
            writers.append(_CsvWriter(args.csv, stack.enter_context(_open_table(args.csv)), scoring))
        counts = _score_all(_pictures(paths, args.recursive, skips), scoring, writers, stop)
        cancelled = stop.is_set()
    if not args.json:
        print_out(_summary(counts, skips))
    if cancelled:
        return CANCELLED
    return SOME_FAILED if counts[FAILED] or skips[SkipReason.UNREADABLE] else DONE


def _score_all(
    pictures: Iterable[Path], scoring: Scoring, writers: list[_ResultWriter], stop: threading.Event
) -> Counter[str]:
    counts: Counter[str] = Counter()
    progress = ProgressLine("scored")
    try:
        for done, result in enumerate(scoring.results(pictures, stop), 1):
            label = scoring.label(result)
            counts[label] += 1
            for writer in writers:
                writer.add(result, label)
            progress.update(done)
    finally:
        progress.close()
    return counts


def _pictures(paths: list[Path], recursive: bool, skips: Counter[SkipReason]) -> Iterator[Path]:  # noqa: FBT001
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for found in find_groups(path, recursive=recursive):
            if isinstance(found, Group):
                yield found.picture
            else:
                count_skipped(found, skips)


class _ResultWriter(Protocol):
    def add(self, result: ScoreResult, label: str) -> None: ...


class _JsonWriter:
    def __init__(self, scoring: Scoring) -> None:
        self._scoring = scoring

    def add(self, result: ScoreResult, label: str) -> None:
        scores = self._scoring.named_scores(result)
        look = None if result.error else result.look
        write_json(path=str(result.path), label=label, scores=scores, look=look, error=result.error or None)


class _TextWriter:
    def __init__(self, scoring: Scoring) -> None:
        self._scoring = scoring

    def add(self, result: ScoreResult, label: str) -> None:
        scores = "  ".join(f"{name} {score:.3f}" for name, score in self._scoring.named_scores(result).items())
        print_out(f"{label:<8} {result.error or scores}  {result.path}")


class _CsvWriter:
    def __init__(self, path: Path, file: TextIO, scoring: Scoring) -> None:
        self._path = path
        self._writer = csv.writer(file)
        self._classes = scoring.model.classes
        self._write("path", "label", *self._classes, "error")

    def add(self, result: ScoreResult, label: str) -> None:
        scores = [f"{score:.4f}" for score in result.scores] or [""] * len(self._classes)
        self._write(result.path, label, *scores, result.error)

    def _write(self, *row: object) -> None:
        with _as_usage_error(self._path):
            self._writer.writerow(row)


def _result_writer(as_json: bool, scoring: Scoring) -> _ResultWriter:  # noqa: FBT001
    return _JsonWriter(scoring) if as_json else _TextWriter(scoring)


@contextmanager
def _open_table(path: Path) -> Iterator[TextIO]:
    if has_picture_signature(path):
        raise UsageError(f"{path} is a picture, and --csv would write over it: name another file")
    with _as_usage_error(path):
        # Written line by line: where the disk is full, the error comes with its line, and the lines before it are kept.
        file = path.open("w", buffering=1, newline="", encoding="utf-8", errors="surrogateescape")
    try:
        yield file
    finally:
        with _as_usage_error(path):
            file.close()


@contextmanager
def _as_usage_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error_message(error)}") from None


def _summary(counts: Counter[str], skips: Counter[SkipReason]) -> str:
    by_label = ", ".join(f"{number:,} {label}" for label, number in counts.most_common())
    skipped = ", ".join(f"{number:,} {why}" for why, number in skips.most_common())
    return f"{sum(counts.values()):,} pictures: {by_label or 'none found'}" + (
        f"; skipped: {skipped}" if skipped else ""
    )
