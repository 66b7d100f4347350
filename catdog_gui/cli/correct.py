"""`catdog correct PATH LABEL`: records a correction."""

from __future__ import annotations

import argparse
import sqlite3
from pathlib import Path

from catdog_gui.classify.models import ModelError
from catdog_gui.cli import DONE
from catdog_gui.cli.console import RefusalError, say
from catdog_gui.paths import Paths
from catdog_gui.pictures.models import PictureError
from catdog_gui.pictures.opening import picture_size
from catdog_gui.retraining.corrections import Corrections


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH", help="the picture")
    parser.add_argument("label", metavar="LABEL", help="a class, both, neither, a new name; or forget, to take it back")


def run(args: argparse.Namespace) -> int:
    """Records the label, or takes it back."""
    if not args.path.is_file():
        raise RefusalError(f"there is no picture {args.path}")
    try:
        picture_size(args.path)
    except PictureError as error:
        raise RefusalError(f"{args.path} cannot be learned from: {error}") from None
    forget = args.label == "forget"
    try:
        Corrections(Paths.at(args.home).corrections_file).keep({args.path: None if forget else args.label})
    except ModelError as error:
        raise RefusalError(str(error)) from None
    except (sqlite3.Error, OSError) as error:
        raise RefusalError(f"the correction cannot be kept: {error}") from None
    say(f"{args.path}: {'forgotten' if forget else args.label}")
    return DONE
