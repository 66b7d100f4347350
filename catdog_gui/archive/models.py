"""The records of the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from catdog_gui.messages import UserError

CONTAINER_SUFFIXES = (".parquet", ".tar")


class ArchiveError(UserError):
    """A source or a table that cannot be used."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is scored as a whole: one picture file, one tar, or one row group of a parquet file.

    Attributes:
        path: a path of this computer, or an URL that fsspec opens.
        bytes: the size of the file.
        modified_ns: its modification time in nanoseconds since 1970; None where the store gives none.
        etag: changes whenever the content may have changed.
        row_group: of a parquet file; None for other files, and where the parquet file cannot be read.
        pictures: how many pictures it holds; None where only reading it shows that.
    """

    path: str
    bytes: int
    modified_ns: int | None
    etag: str
    row_group: int | None = None
    pictures: int | None = 1

    @property
    def name(self) -> str:
        """Tells it from every other item."""
        return self.path if self.row_group is None else f"{self.path}#{self.row_group}"

    @property
    def is_container(self) -> bool:
        return is_container(self.path)


def is_container(path: str) -> bool:
    """Whether a file of this name holds many pictures."""
    return path.lower().endswith(CONTAINER_SUFFIXES)


class Row(NamedTuple):
    """One line of the table.

    Attributes:
        path: of the picture; within a container the name of the container, `#`, and the name in it.
        item: the `name` of the item that the picture came with.
        bytes: of the picture.
        modified_ns: of the item.
        etag: of the item; None where it could not be fetched, so that the next run tries again.
        scores: in the order of the model's classes; empty after an error.
        decision: what the scores mean at the threshold of the run, or `failed`.
        look: which look at the picture decided, 1 or 2.
        error: why there are no scores, or empty.
    """

    path: str
    item: str
    bytes: int
    modified_ns: int | None
    etag: str | None
    scores: tuple[float, ...]
    decision: str
    look: int
    error: str
