"""The options that say which labelled pictures are meant."""

from __future__ import annotations

import argparse

from trainer.tables import Columns


def add_dataset_arguments(parser: argparse.ArgumentParser) -> None:
    """The labelled pictures, and their columns."""
    parser.add_argument(
        "--dataset",
        required=True,
        help="folder of class folders, of parquet files or of tar shards, or hub id, which is downloaded whole first",
    )
    add_column_arguments(parser)


def add_column_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--image-column", default=None, help="column of the pictures, where the data is a table")
    parser.add_argument("--label-column", default=None, help="column of the labels, where the data is a table")


def columns_from(args: argparse.Namespace) -> Columns:
    """The columns that the command line names."""
    return Columns(args.image_column, args.label_column)
