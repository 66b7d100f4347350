"""The options that say which columns of a table are meant."""

from __future__ import annotations

import argparse

from trainer.tables import Columns


def add_column_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--image-column", default=None, help="column of the pictures, where the data is a table")
    parser.add_argument("--label-column", default=None, help="column of the labels, where the data is a table")


def columns_from(args: argparse.Namespace) -> Columns:
    """The columns that the command line names."""
    return Columns(args.image_column, args.label_column)
