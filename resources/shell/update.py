"""Writes the shell completions and the manual page of `catdog` from its own parser, beside this file.

python resources/shell/update.py [DIRECTORY]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import shtab
from argparse_manpage.manpage import Manpage

from catdog_gui import __version__
from catdog_gui.cli import COMMANDS, build_parser

HERE = Path(__file__).parent
METAINFO = HERE.parent / "desktop" / "app.catdog.catdog.metainfo.xml"
# Named as each shell looks for them.
COMPLETIONS = {"bash": "bash/catdog", "zsh": "_catdog", "fish": "catdog.fish"}
MANUAL = "catdog.1"
_FOLDER_METAVARS = ("DIR", "FOLDER", "ID_OR_DIR")


def contents() -> dict[str, str]:
    """The text of each file, by its name."""
    # Lines of the usage are as long as on no particular terminal.
    os.environ |= {"COLUMNS": "100", "NO_COLOR": "1"}
    parser = build_parser(COMMANDS)
    for action in _actions(parser):
        if action.metavar in _FOLDER_METAVARS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.type is Path:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    completions = {name: shtab.complete(parser, shell=shell) for shell, name in COMPLETIONS.items()}
    return completions | {MANUAL: _manual(parser)}


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """The arguments of a parser, and of the parsers of its commands."""
    for action in parser._actions:  # noqa: SLF001 - as shtab reads them
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for command in action.choices.values():
                yield from _actions(command)


def _manual(parser: argparse.ArgumentParser) -> str:
    page = Manpage(parser)
    page.description = "sorts photos of cats and dogs into folders"
    page.source, page.manual = f"catdog {__version__}", "User Commands"
    newest = ET.parse(METAINFO).find("releases/release")  # noqa: S314 - our own file
    assert newest is not None
    page.date = f"{date.fromisoformat(newest.attrib['date']):%B %d, %Y}"
    return str(page)


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, content in contents().items():
        (target / name).write_text(content, "utf-8")


if __name__ == "__main__":
    main()
