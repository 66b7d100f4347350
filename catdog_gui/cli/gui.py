"""`catdog gui [FOLDER]`: the window."""

from __future__ import annotations

import argparse
from pathlib import Path

from catdog_gui.cli.console import UsageError
from catdog_gui.cli.display import missing_library_message, require_display
from catdog_gui.cli.scoring import add_scoring_options
from catdog_gui.paths import Paths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="open this folder")
    parser.add_argument(
        "--background", action="store_true", help="watch the watched folders from the tray, without showing the window"
    )
    add_scoring_options(parser)


def run(args: argparse.Namespace) -> int:
    """Opens the window and stays until it is closed."""
    require_display()
    try:
        from catdog_gui.ui.session.backend import Options
        from catdog_gui.ui.shell import application
    except ImportError as error:
        raise UsageError(missing_library_message(error)) from None
    return application.run(
        args.folder,
        Paths.at(args.home),
        Options(args.model, args.engine, args.workers),
        in_background=args.background,
    )
