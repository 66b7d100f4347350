"""`catdog retrain`: learns from the corrections, and from folders of examples."""

from __future__ import annotations

import argparse
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catdog_gui.cli import CANCELLED, DONE, SOME_FAILED
from catdog_gui.cli.console import ProgressLine, UsageError, confirm, print_out, stop_on_signals, write_json
from catdog_gui.cli.stores import translate_corrections_errors
from catdog_gui.paths import Paths
from catdog_gui.retraining.corrections import Corrections
from catdog_gui.retraining.events import Cancelled, Event, Failed, Metric, Notice, Progress, Stage, Succeeded
from catdog_gui.retraining.models import AcceptanceReport, AcceptanceResult, Comparison, Release, RetrainingError
from catdog_gui.retraining.pictures import labelled_pictures
from catdog_gui.retraining.releases import Releases
from catdog_gui.retraining.relocation import relocated
from catdog_gui.retraining.retraining import Retraining, RetrainRequest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--examples",
        action="append",
        default=[],
        type=Path,
        metavar="DIR",
        help="a folder whose sub-folders are labels",
    )
    parser.add_argument(
        "--full", action="store_true", help="train the whole network: slow, needs the packages of the train extra"
    )
    parser.add_argument("--base", default="", metavar="ID_OR_DIR", help="what --full starts from (the model in use)")
    parser.add_argument("--keep-aside", action="store_true", help="do not switch to the new model, however good it is")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout, nothing else")


def run(args: argparse.Namespace) -> int:
    """Retrains, and uses the new model if it is good enough."""
    paths = Paths.at(args.home)
    request = _read_request(args, paths)
    if not args.json:
        counts = Counter(picture.label for picture in request.pictures)
        print_out("to learn from: " + ", ".join(f"{count:,} {label}" for label, count in counts.most_common()))
    if not args.yes and not confirm(f"Retrain {'the whole network' if args.full else 'quickly'}?"):
        return CANCELLED
    retraining = Retraining(Releases(paths.models_dir), request)
    writer = _JsonWriter() if args.json else _TextWriter()
    with stop_on_signals() as stop, _cancel_on_stop(retraining, stop):
        for event in retraining.events():
            writer.add(event)
    match event:
        case Failed(sentence):
            raise UsageError(sentence)
        case Cancelled():
            return CANCELLED
        case Succeeded(release):
            return DONE if release.report is None or release.report.result is AcceptanceResult.GOOD else SOME_FAILED
    return DONE


def _read_request(args: argparse.Namespace, paths: Paths) -> RetrainRequest:
    try:
        with translate_corrections_errors(paths):
            corrections = relocated(Corrections(paths.corrections_file), paths.journal_file)
        pictures = labelled_pictures(corrections, args.examples)
    except RetrainingError as error:
        raise UsageError(str(error)) from None
    if not pictures:
        raise UsageError("there is nothing to learn from: correct some pictures, or give --examples")
    newest = max((each.time for each in corrections), default=None)
    return RetrainRequest(pictures, args.full, args.base, not args.keep_aside, newest)


@contextmanager
def _cancel_on_stop(retraining: Retraining, stop: threading.Event) -> Iterator[None]:
    """Passes a signal on while this thread waits for the next event."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            if stop.wait(0.1):
                retraining.cancel()
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


class _JsonWriter:
    """Writes the trainer's events, and at the end one with the new release."""

    def add(self, event: Event) -> None:
        match event:
            case Stage(name):
                write_json(event="stage", stage=name)
            case Progress():
                write_json(
                    event="progress",
                    stage=event.stage,
                    step=event.step,
                    total=event.total,
                    rate=event.rate,
                    seconds_left=event.seconds_left,
                    **event.figures,
                )
            case Metric(name, value):
                write_json(event="metric", name=name, value=value)
            case Notice(sentence) | Failed(sentence):
                write_json(event="error", message=sentence)
            case Succeeded(release):
                write_json(
                    event="done",
                    release=release.name,
                    in_use=release.in_use,
                    report=None if release.report is None else release.report.to_json(),
                )


class _TextWriter:
    def __init__(self) -> None:
        self._progress = ProgressLine("done")

    def add(self, event: Event) -> None:
        if isinstance(event, Progress):
            if event.total:
                self._progress.update(event.step, event.total)
            return
        self._progress.close()
        match event:
            case Stage(name):
                self._progress = ProgressLine(name)
            case Notice(sentence):
                print_out(sentence)
            case Succeeded(release):
                _print_release(release)


def _print_release(release: Release) -> None:
    if release.report is not None:
        for line in _report_lines(release.report):
            print_out(line)
    if release.in_use:
        print_out(f"{release.name} is in use; to go back: catdog models rollback")
    else:
        print_out(f"{release.name} is not used; to use it anyway: catdog models use {release.name}")


def _report_lines(report: AcceptanceReport) -> Iterator[str]:
    for name, compared in {"your pictures": report.own, "reference pictures": report.reference}.items():
        if compared is not None:
            yield f"{name:<14} {_comparison_text(compared)}"
    yield from (f"{d.name}: {d.before} -> {d.after} (you said {d.label})" for d in report.differences[:20])
    yield report.reason


def _comparison_text(compared: Comparison) -> str:
    right, now_right = compared.share(compared.before.right), compared.share(compared.after.right)
    decided, now_decided = compared.share(compared.before.decided), compared.share(compared.after.decided)
    return (
        f"{compared.pictures:,}: right {right:.1%} -> {now_right:.1%}, decided {decided:.1%} -> {now_decided:.1%}, "
        f"McNemar p {compared.p:.3f}"
    )
