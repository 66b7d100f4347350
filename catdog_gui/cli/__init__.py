"""The `catdog` command: one module for each command, with `add_arguments` and `run`.

A command is imported when it is run, so that `--version` and `--help` answer at once: this file imports nothing heavy.
`scoring`, `stores`, `validation` and `console` are what the commands share. Begin with `main`, then `classify`, the
simplest command that scores pictures. May import all parts of the program, and `ui` for the window.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from catdog_gui import __version__

DONE, SOME_FAILED, WRONG_USE, CANCELLED = 0, 1, 2, 130

DESCRIPTION = """\
Sorts photos of cats and dogs into folders, on this computer.

  catdog sort FOLDER    sort a folder: shows what it would do, and asks before it moves anything
  catdog undo           take it back: every picture is again where it was
  catdog watch FOLDER   watch a folder: new pictures sort themselves, until stopped"""

COMMANDS = {
    "gui": "open the window",
    "classify": "score pictures; touches nothing",
    "report": "say what a table of scores holds",
    "sort": "move the pictures of a folder into a folder for each class",
    "undo": "take a sort back",
    "history": "list the sorts, newest first",
    "correct": "record what a picture really shows",
    "models": "list, switch, import and export models",
    "retrain": "learn from the corrections",
    "watch": "sort what arrives in a folder, until stopped",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code: 0 done, 1 some files failed, 2 wrong use, 130 cancelled."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    wanted = _find_command(arguments)
    parser = build_parser([wanted] if wanted else [])
    args = parser.parse_args(arguments)
    from catdog_gui.cli.console import UsageError, print_err, quiet_native_libraries
    from catdog_gui.paths import Paths

    quiet_native_libraries()
    Paths.at(args.home).make_private()
    try:
        code: int = args.run(args)
    except UsageError as error:
        print_err(str(error))
        return WRONG_USE
    except KeyboardInterrupt:
        return CANCELLED
    except BrokenPipeError:
        return _handle_closed_output()
    except OSError as error:
        from catdog_gui.sorting.error_messages import error_message

        print_err(f"{error.filename or 'a file'} cannot be used: {error_message(error)}")
        return WRONG_USE
    return code


def _find_command(arguments: Sequence[str]) -> str | None:
    """The first word that is a command, and not the folder that --home names."""
    pairs = zip(["", *arguments], arguments, strict=False)
    return next((word for before, word in pairs if word in COMMANDS and before != "--home"), None)


def gui_main() -> int:
    """The `catdog-gui` command: the window, with a folder if one is given."""
    arguments = sys.argv[1:]
    return main(arguments if "gui" in arguments else [*_options_first(arguments)])


def _options_first(arguments: Sequence[str]) -> list[str]:
    """`catdog-gui [--home DIR] [FOLDER]` as `catdog [--home DIR] gui [FOLDER]`."""
    if len(arguments) >= 2 and arguments[0] == "--home":
        return [*arguments[:2], "gui", *arguments[2:]]
    return ["gui", *arguments]


def build_parser(wanted: Collection[str]) -> argparse.ArgumentParser:
    """The parser, in which the `wanted` commands have their arguments: each imports the module of its command."""
    parser = argparse.ArgumentParser(
        prog="catdog", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"catdog {__version__}")
    parser.add_argument("--home", type=Path, metavar="DIR", help="keep every file of the program below DIR")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        if name in wanted:
            module = importlib.import_module(f"catdog_gui.cli.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser


def _handle_closed_output() -> int:
    """Ends without a traceback where the reader of our output has ended, as `head` does after ten lines."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return SOME_FAILED
