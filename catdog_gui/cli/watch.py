"""`catdog watch FOLDER`: sorts what arrives in a folder, until it is stopped."""

from __future__ import annotations

import argparse
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from catdog_gui.classify.engines import AUTO
from catdog_gui.cli import DONE, SOME_FAILED, WRONG_USE
from catdog_gui.cli.console import UsageError, confirm, print_err, print_out, stop_on_signals, write_json
from catdog_gui.cli.folder_names import add_folder_names, folder_names
from catdog_gui.cli.scoring import FAILED, add_min_score, add_scoring_options, open_scoring
from catdog_gui.cli.validation import number_type
from catdog_gui.messages import detail
from catdog_gui.paths import Paths
from catdog_gui.sorting.journal import Journal, JournalError
from catdog_gui.sorting.models import State
from catdog_gui.sorting.recover import recover
from catdog_gui.storage import write_atomically
from catdog_gui.watching import autostart
from catdog_gui.watching.classifier import ModelClassifier
from catdog_gui.watching.existing import count_existing, save_answer
from catdog_gui.watching.models import (
    SETTLE_SECONDS,
    Existing,
    Notice,
    NotMoved,
    Removed,
    Sorted,
    Unreadable,
    Waiting,
    WatchError,
    WatchEvent,
    WatchOptions,
)
from catdog_gui.watching.watch_store import WatchStore
from catdog_gui.watching.watcher import FolderWatcher, resolved

_SIGNAL_POLL_SECONDS = 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder to watch")
    parser.add_argument("--recursive", action="store_true", help="sub-folders too; they are kept under each class")
    parser.add_argument("--into", type=Path, metavar="DIR", help="make the class folders in DIR, not in FOLDER")
    add_folder_names(parser, "name the folder of a class: cat=Katzen; may be given for each class")
    parser.add_argument(
        "--existing",
        choices=tuple(Existing),
        type=Existing,
        help="what to do with pictures that are there already; asked the first time, and remembered",
    )
    parser.add_argument(
        "--settle",
        type=number_type(float, 0.1, 3600, "0.1 to 3600 seconds are possible"),
        default=SETTLE_SECONDS,
        metavar="SECONDS",
        help="take a file that has not changed for so many seconds (%(default)g)",
    )
    parser.add_argument("--poll", action="store_true", help="check the folder regularly; automatic on network folders")
    parser.add_argument(
        "--install",
        choices=("service", "autostart"),
        help="do not watch now, but from the next login on, with these options: by a systemd user unit (service),"
        " or by a desktop entry (autostart)",
    )
    parser.add_argument("--uninstall", action="store_true", help="remove what --install wrote for FOLDER")
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout, nothing else")
    add_min_score(parser)
    add_scoring_options(parser)


def run(args: argparse.Namespace) -> int:
    """Watches a folder, or installs or removes what watches it from each login on."""
    if args.uninstall:
        return _uninstall(args.folder.resolve())
    options = resolved(
        WatchOptions(args.folder, args.into, args.recursive, poll=args.poll, settle=args.settle, existing=args.existing)
    )
    paths = Paths.at(args.home)
    scoring = open_scoring(args, paths)
    options = replace(options, folder_names=folder_names(args, scoring.model.classes))
    classifier = ModelClassifier(scoring.scorer, scoring.cache, scoring.workers, scoring.threshold)
    try:
        options = _ask_about_existing(options, classifier, paths)
        if args.install:
            return _install(args, options, classifier, paths)
        with Journal(paths.journal_file) as journal, stop_on_signals() as stop:
            recover(journal)
            writer = _EventWriter(as_json=args.json)
            return _watch(FolderWatcher(options, classifier, journal, paths, writer.write), writer, stop)
    except (JournalError, WatchError) as error:
        raise UsageError(str(error)) from None


def _watch(watcher: FolderWatcher, writer: _EventWriter, stop: threading.Event) -> int:
    print_err(f"watching {watcher.options.folder}; stop with Ctrl+C")
    watcher.start()
    # Not stop.wait(): a signal that arrives inside it could wait for its own thread.
    while not stop.is_set() and watcher.is_running and not writer.is_closed:
        time.sleep(_SIGNAL_POLL_SECONDS)
    watcher.stop(timeout=None)
    if writer.is_closed:
        raise BrokenPipeError
    if watcher.failure:
        return WRONG_USE
    return SOME_FAILED if watcher.unreadable or writer.has_unmoved else DONE


def _ask_about_existing(options: WatchOptions, classifier: ModelClassifier, paths: Paths) -> WatchOptions:
    """Asks once what to do with the pictures that are there; raises UsageError if there is no terminal to ask on."""
    with closing(WatchStore.at(paths)) as store:
        is_known = store.has_answer(options.folder)
    if not options.folder.is_dir() and not is_known:
        raise UsageError(f"there is no folder {options.folder}")
    if options.existing is not None or is_known:
        return options
    count = count_existing(options, classifier.classes)
    if not count:
        return options
    print_err(f"{count:,} pictures are in {options.folder} already")
    if not sys.stdin.isatty():
        raise UsageError("say what to do with them: --existing sort, or --existing skip")
    answer = Existing.SORT if confirm("Sort them too?") else Existing.SKIP
    return replace(options, existing=answer)


class _EventWriter:
    """Prints a line for each file that was moved, waits or failed; notices go to stderr."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._unmoved: set[Path] = set()
        self.is_closed = False

    @property
    def has_unmoved(self) -> bool:
        """Whether pictures that could not be moved still lie where they were."""
        return any(path.exists() for path in self._unmoved)

    def write(self, event: WatchEvent) -> None:
        """Prints an event. Once the reader of stdout has ended, it prints nothing, and the watch is to end."""
        try:
            self._write(event)
        except BrokenPipeError:
            self.is_closed = True

    def _write(self, event: WatchEvent) -> None:
        match event:
            case Notice(sentence):
                print_err(sentence)
            case Sorted(source, target, label, _, scores, state):
                self._unmoved.discard(source)
                self._add(source, target, label, dict(scores), state)
            case Waiting(path, label, scores, reason):
                self._add(path, None, label, dict(scores), "waiting", f"waiting for you: {reason or label}")
            case Unreadable(path, reason):
                self._add(path, None, FAILED, {}, "unreadable", f"unreadable: {reason}")
            case NotMoved(path, label, reason):
                self._unmoved.add(path)
                self._add(path, None, label, {}, State.FAILED, f"not moved: {reason}")
            case Removed(path) if self._as_json:
                self._add(path, None, None, {}, "gone")

    def _add(
        self,
        source: Path,
        target: Path | None,
        label: str | None,
        scores: dict[str, float],
        state: str,
        reason: str = "",
    ) -> None:
        if self._as_json:
            where = None if target is None else str(target)
            write_json(source=str(source), target=where, label=label, scores=scores, state=state, reason=reason or None)
        else:
            print_out(f"{source} -> {target}" if target else f"{source}: {reason}")


def _install(args: argparse.Namespace, options: WatchOptions, classifier: ModelClassifier, paths: Paths) -> int:
    folder = options.folder
    if options.existing is not None:
        with closing(WatchStore.at(paths)) as store:
            save_answer(options, options.existing, classifier.classes, store)
    config = autostart.config_home()
    is_service = args.install == "service"
    path = (autostart.unit_path if is_service else autostart.entry_path)(folder, config)
    try:
        command = _command(args, folder, paths.home)
        text = (
            autostart.unit_text(command, folder)
            if is_service
            else autostart.entry_text(command, f"catdog: {folder.name}", f"Sorts what arrives in {folder}")
        )
        write_atomically(path, text.encode())
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be written: {detail(error)}") from None
    print_out(f"written: {path}")
    print_out(
        f"to start it now and with every session: systemctl --user enable --now {path.name}"
        if is_service
        else "it starts with the next session"
    )
    return DONE


def _uninstall(folder: Path) -> int:
    config = autostart.config_home()
    found = False
    for path in (autostart.unit_path(folder, config), autostart.entry_path(folder, config)):
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UsageError(f"{path} cannot be removed: {detail(error)}") from None
        found = True
        print_out(f"removed: {path}")
        if path.suffix == ".service":
            print_out(f"to stop it now: systemctl --user disable --now {path.name}")
    if not found:
        raise UsageError(f"nothing was installed for {folder}")
    return DONE


def _command(args: argparse.Namespace, folder: Path, home: Path | None) -> list[str]:
    """The command line that watches as these arguments ask; the answer on existing pictures is stored already."""
    command = [*autostart.base_command(home), "watch", str(folder)]
    for option, value in (("--into", args.into), ("--model", args.model)):
        command += [option, str(value.resolve())] if value else []
    command += [f"--folder={label}={name}" if name else f"--folder={label}" for label, name in args.folder_names]
    command += [f"--{name}" for name in ("recursive", "poll") if getattr(args, name)]
    command += ["--settle", f"{args.settle:g}"] if args.settle != SETTLE_SECONDS else []
    command += ["--min-score", f"{args.min_score:g}"] if args.min_score else []
    command += ["--engine", args.engine] if args.engine != AUTO else []
    command += ["--workers", str(args.workers)] if args.workers else []
    return command
