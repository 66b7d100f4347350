"""The trainer's commands: names, signals, and exit codes (0 done, 2 wrong use or unusable input, 130 stopped).

Each command is a module with `add_arguments(parser)` and `run(args, events)`; it is imported only when it is asked
for, so that `--help` and the commands that need no torch start at once.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType, ModuleType
from typing import NamedTuple, NoReturn

from catdog_gui.classify.engine import INSTALL_TRAINING
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Message, Text, system_message
from trainer.errors import Interrupted, TrainerError
from trainer.events import Events, JsonEvents, PlainEvents
from trainer.heartbeat import with_heartbeat
from trainer.processes import NullEvents, is_main_process

DONE, WRONG_USE, STOPPED = 0, 2, 130
# What safetensors says of a full disk and of a limit on the size of files, and what torch says of both.
_WRITE_ERROR_TEXTS = ("No space left", "File too large", "iostream error")


class Command(NamedTuple):
    """Where a command lives, and what it does in one line."""

    module: str
    summary: str


COMMANDS = {
    "finetune": Command("trainer.finetune.command", "train a whole network on your pictures"),
    "head": Command("trainer.head_command", "refit a model's last layer alone: seconds, without torch"),
    "evaluate": Command("trainer.evaluation.command", "measure a model on labelled pictures and write a report"),
    "predict": Command("trainer.contact_sheet", "draw pictures with their labels and scores on one sheet"),
    "export": Command("trainer.export_command", "make a model folder for the program from any checkpoint"),
    "push": Command("trainer.push", "upload a model folder to the hub"),
    "build-bundled": Command("trainer.bundled.command", "build the model that the program ships with"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    events = _events(as_json="--json" in given)
    stopping = _turn_signals_into_interrupts()
    try:
        return _run(given, events, stopping)
    except BrokenPipeError:
        # Nobody reads the events any more.
        _discard_unread_output()
        return STOPPED


def _run(given: Sequence[str], events: Events, stopping: threading.Event) -> int:
    try:
        # The heartbeat begins before the command's module is imported, which takes a second on a busy computer.
        with with_heartbeat(events, stopping) as live_events:
            args = _parser(given).parse_args(given)
            _module_of(args.command).run(args, live_events)
    except Interrupted:
        events.error(Text.STOPPED())
        return STOPPED
    except _UsageError as error:
        events.error(str(error))
        return WRONG_USE
    except Exception as error:
        if (message := _error_message(error)) is None:
            raise
        events.error(message)
        return WRONG_USE
    return DONE


def _discard_unread_output() -> None:
    """Otherwise the interpreter's flush at exit would fail as well, and be reported."""
    for stream in filter(None, (sys.__stdout__, sys.__stderr__)):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(prog=_program(), description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(
            name,
            help=command.summary,
            description=command.summary,
            formatter_class=_Help,
            allow_abbrev=False,
        )
        sub.add_argument("--json", action="store_true", help="one JSON object a line on stdout, and nothing else there")
        if arguments[:1] == [name]:
            _module_of(name).add_arguments(sub)
    return parser


def _program() -> str:
    """What the user called us by."""
    name = Path(sys.argv[0]).stem
    return name if name == "catdog-trainer" else "python -m trainer"


class _UsageError(Exception):
    """What argparse says of the command line, in English: only who writes one reads it."""


class _Parser(argparse.ArgumentParser):
    """Reports wrong arguments as an error event, as all errors are reported; sub-parsers are of this class too."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        raise _UsageError(message)


class _Help(argparse.ArgumentDefaultsHelpFormatter):
    """Shows the defaults, but not None, booleans and lists."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        is_hidden = action.default is None or isinstance(action.default, bool | list)
        return action.help if is_hidden else super()._get_help_string(action)


def _module_of(command: str) -> ModuleType:
    return importlib.import_module(COMMANDS[command].module)


def _events(*, as_json: bool) -> Events:
    if not is_main_process():
        return NullEvents()
    if not as_json:
        return PlainEvents()
    events = JsonEvents(sys.stdout)
    # What libraries print must not come between the JSON lines.
    sys.stdout = sys.stderr
    return events


def _turn_signals_into_interrupts() -> threading.Event:
    """SIGINT and SIGTERM raise Interrupted at once, and set the returned event."""
    owner = os.getpid()
    stopping = threading.Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        # A second signal, from an impatient user, must not interrupt the clean-up after the first one.
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        if os.getpid() != owner:
            os._exit(128 + number)
        stopping.set()
        # Python ignores exceptions in a destructor; the event then stops the command when it next reports progress.
        if not _is_in_destructor(frame):
            raise Interrupted

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, interrupt)
    return stopping


def _is_in_destructor(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False


def _error_message(error: Exception) -> Message | None:
    """The message for the user; None for what can only be a bug of the program."""
    match error:
        case TrainerError() | ModelError():
            return error.message
        case BrokenPipeError():
            return None
        case ModuleNotFoundError(name=str(name)) if not name.startswith(("trainer", "catdog_gui")):
            return Text.COMMAND_NEEDS(name, INSTALL_TRAINING)
        case MemoryError() | RuntimeError() if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
            return Text.NOT_ENOUGH_MEMORY_AT_ONCE()
        case OSError(errno=errno.ENOSPC):
            return Text.NO_SPACE_FOR(error.filename or Text.THE_OUTPUT())
        case OSError():
            return Text.NAMED_REASON(error.filename or Text.A_FILE(), system_message(error))
    return Text.NO_SPACE_FOR(Text.THE_OUTPUT()) if _is_write_error(error) else None


def _is_write_error(error: BaseException) -> bool:
    """Whether a file could not be written: tensor libraries wrap the system's error in exceptions of their own."""
    cause: BaseException | None = error
    while cause is not None:
        if any(text in str(cause) for text in _WRITE_ERROR_TEXTS):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
