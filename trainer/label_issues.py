"""Tables (TSV) of pictures whose labels are doubtful; the column `file` names them as `test/cat/cat.4085.jpg`."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from trainer.faults import TrainerError


def read_listed(table: Path) -> list[str]:
    """The paths that a table lists.

    Raises:
        TrainerError: the table cannot be read, or has no column named `file`.
    """
    try:
        with table.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            if "file" not in (rows.fieldnames or []):
                raise TrainerError(f"{table} has no column named 'file'")
            return [row["file"] for row in rows if row["file"]]
    except (OSError, UnicodeError) as error:
        raise TrainerError(f"{table} cannot be read as a table of label issues: {error}") from None


def names_in(listed: Iterable[str], split: str) -> frozenset[str]:
    """The file names of those that lie in `split`."""
    paths = [Path(path) for path in listed]
    return frozenset(path.name for path in paths if path.parts[:1] == (split,))
