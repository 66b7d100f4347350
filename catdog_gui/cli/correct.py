"""`catdog correct PATH LABEL`: records a correction."""

from __future__ import annotations

import argparse
from pathlib import Path

from catdog_gui.classify.decisions import NON_CLASS_LABELS
from catdog_gui.classify.model_folder import read_classes
from catdog_gui.classify.models import ModelError
from catdog_gui.cli import DONE
from catdog_gui.cli.console import UsageError, print_out
from catdog_gui.cli.stores import translate_corrections_errors
from catdog_gui.cli.validation import require_readable
from catdog_gui.paths import Paths
from catdog_gui.pictures.decoding import picture_size
from catdog_gui.pictures.models import PictureError
from catdog_gui.retraining.active_model import model_in_use
from catdog_gui.retraining.corrections import Corrections
from catdog_gui.retraining.labels import parse_label

_LABEL_HELP = f"a class, {', '.join(NON_CLASS_LABELS)}, a new name; or forget, to take it back"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH", help="the picture")
    parser.add_argument("label", metavar="LABEL", help=_LABEL_HELP)


def run(args: argparse.Namespace) -> int:
    """Records the label, or removes the one that was recorded."""
    require_readable(args.path)
    if not args.path.is_file():
        raise UsageError(f"{args.path} is no picture: name one file")
    try:
        picture_size(args.path)
    except PictureError as error:
        raise UsageError(f"{args.path} cannot be learned from: {error}") from None
    paths = Paths.at(args.home)
    label = _parse_label(args.label, paths)
    with translate_corrections_errors(paths):
        Corrections(paths.corrections_file).save({args.path: label})
    print_out(f"{args.path}: {label or 'forgotten'}")
    return DONE


def _parse_label(text: str, paths: Paths) -> str | None:
    if text == "forget":
        return None
    try:
        return parse_label(text, read_classes(model_in_use(paths.models_dir)))
    except ModelError as error:
        raise UsageError(str(error)) from None
