"""The option `--folder LABEL=NAME`: names of the user's own for the folders that pictures are sorted into."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from catdog_gui.cli.console import UsageError
from catdog_gui.sorting.names import FolderNameError, folder_name, require_folder_name


def add_folder_names(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument(
        "--folder", action="append", default=[], type=_read, dest="folder_names", metavar="LABEL=NAME", help=text
    )


def folder_names(args: argparse.Namespace, labels: Sequence[str]) -> dict[str, str]:
    """The name of the folder of each label that the options name.

    Raises:
        UsageError: there is no such label.
    """
    by_key = {label.casefold(): label for label in labels}
    names: dict[str, str] = {}
    for label, name in args.folder_names:
        known = by_key.get(label.casefold())
        if known is None:
            raise UsageError(f"--folder: there is no label {label}; there are {', '.join(labels)}")
        names[known] = name or folder_name(known)
    return names


def _read(text: str) -> tuple[str, str]:
    label, has_name, name = text.partition("=")
    if has_name:
        try:
            require_folder_name(name)
        except FolderNameError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
    return label, name
