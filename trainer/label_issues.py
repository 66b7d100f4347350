"""Tables (TSV) of pictures with known problems: `file`, as `test/cat/cat.4085.jpg`, and `problem`, a few words."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from trainer.errors import TrainerError

_DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class LabelIssue:
    """One line of a table."""

    file: PurePosixPath
    problem: str

    @property
    def split(self) -> str:
        return self.file.parts[0]

    @property
    def is_label_doubtful(self) -> bool:
        """Whether the label may be wrong; that of a duplicate picture may be right."""
        return _DUPLICATE not in self.problem


def read_issues(table: Path) -> list[LabelIssue]:
    """What a table lists.

    Raises:
        TrainerError: the table cannot be read, or has no column named `file`.
    """
    try:
        with table.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            if "file" not in (rows.fieldnames or []):
                raise TrainerError(f"{table} has no column named 'file'")
            return [LabelIssue(PurePosixPath(row["file"]), row.get("problem") or "") for row in rows if row["file"]]
    except (OSError, UnicodeError, csv.Error) as error:
        raise TrainerError(f"{table} cannot be read as a table of label issues: {error}") from None


def find_issue(name: str, issues: Iterable[LabelIssue]) -> LabelIssue | None:
    """The issue of a picture. Paths match if one ends with the other, because they may begin at different folders."""
    parts = Path(name).parts
    return next((issue for issue in issues if _has_same_ending(parts, issue.file.parts)), None)


def names_in(issues: Iterable[LabelIssue], split: str) -> frozenset[str]:
    """The file names of those that lie in `split`."""
    return frozenset(issue.file.name for issue in issues if issue.split == split)


def _has_same_ending(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    shorter = min(len(first), len(second))
    return first[-shorter:] == second[-shorter:]
