"""The table: a folder of parquet files, each complete, written under a hidden name and then renamed."""

from __future__ import annotations

import contextlib
import json
import os
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from catdog_gui.archive.models import ArchiveError, Row
from catdog_gui.classify.models import ScoreKind
from catdog_gui.messages import Text

_METADATA_KEY = b"catdog"
_ROWS_A_PART = 20_000
_SECONDS_A_PART = 15.0
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What every part says of itself; `model` is the id of the model that wrote it."""

    classes: tuple[str, ...]
    kind: ScoreKind
    threshold: float
    model: str

    def schema(self) -> pa.Schema:
        """The columns of a part, with this record as their metadata."""
        content = {"classes": self.classes, "kind": self.kind, "threshold": self.threshold, "model": self.model}
        columns = {
            "path": pa.string(),
            "item": pa.string(),
            "bytes": pa.int64(),
            "modified": pa.timestamp("ns", tz="UTC"),
            "etag": pa.string(),
            "scores": pa.struct([(name, pa.float32()) for name in self.classes]),
            "decision": pa.string(),
            "look": pa.int8(),
            "error": pa.string(),
            "model": pa.string(),
        }
        return pa.schema(columns, metadata={_METADATA_KEY: json.dumps(content).encode()})


def parts(folder: Path) -> list[Path]:
    """The finished parts of a table, oldest first."""
    return sorted(folder.glob("part-*.parquet"))


def read_info(folder: Path) -> TableInfo | None:
    """What the newest part says; None where there is no part.

    Raises:
        ArchiveError: it was not written by this program.
    """
    newest = max(parts(folder), key=lambda part: part.name, default=None)
    if newest is None:
        return None
    try:
        content = json.loads(pq.read_schema(newest).metadata[_METADATA_KEY])
        return TableInfo(tuple(content["classes"]), ScoreKind(content["kind"]), content["threshold"], content["model"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ArchiveError(Text.NOT_A_TABLE(newest)) from None


def read_batches(folder: Path, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of all parts, some thousands at once."""
    for part in parts(folder):
        with pq.ParquetFile(part) as file:
            yield from file.iter_batches(_ROWS_AT_ONCE, columns=columns)


def arrow_text(path: str) -> str:
    """A path as it stands in the table: what is no text in UTF-8 is escaped."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class TableWriter:
    """Collects rows and writes a part every few thousand rows or seconds; `close` writes the rest."""

    def __init__(self, folder: Path, info: TableInfo) -> None:
        self._folder = folder
        self._info = info
        self._schema = info.schema()
        self._rows: list[Row] = []
        self._last_write = time.monotonic()

    def add(self, rows: Iterable[Row]) -> None:
        """Keeps the rows of whole items: those of one item end in one part.

        Raises:
            OSError: a part cannot be written.
        """
        self._rows.extend(rows)
        if len(self._rows) >= _ROWS_A_PART or time.monotonic() - self._last_write > _SECONDS_A_PART:
            self.flush()

    def flush(self) -> None:
        """Writes what is there as a part of its own."""
        if self._rows:
            # Sorted by time of writing, so that the newest part is the last one by name.
            name = f"part-{time.time_ns():020}-{uuid.uuid4().hex[:8]}.parquet"
            write_part(self._folder / name, self._arrow_table())
        self._rows = []
        self._last_write = time.monotonic()

    def _arrow_table(self) -> pa.Table:
        columns = {name: [self._cell(row, name) for row in self._rows] for name in self._schema.names}
        return pa.Table.from_pydict(columns, self._schema)

    def _cell(self, row: Row, column: str) -> Any:
        match column:
            case "path" | "item":
                return arrow_text(getattr(row, column))
            case "modified":
                return row.modified_ns
            case "scores":
                return dict(zip(self._info.classes, row.scores, strict=True)) if row.scores else None
            case "error":
                return str(row.error) or None
            case "model":
                return self._info.model
            case _:
                return getattr(row, column)


def write_part(file: Path, table: pa.Table) -> None:
    """Writes a part so that a reader sees all of it or nothing.

    Raises:
        OSError: it cannot be written.
    """
    draft = file.with_name(f".{file.name}")
    try:
        pq.write_table(table, draft, compression="zstd")
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def keep_rows(part: Path, is_kept: npt.NDArray[np.bool_]) -> None:
    """Writes a part again with some of its rows (n,), or removes it if there are none.

    Raises:
        OSError: it cannot be written.
    """
    if is_kept.any():
        write_part(part, pq.read_table(part, partitioning=None).filter(pa.array(is_kept)))
    else:
        part.unlink()


def modified_ns(batch: pa.RecordBatch) -> list[int | None]:
    """The modification times of a batch, in nanoseconds."""
    times: list[int | None] = pc.cast(batch.column("modified"), pa.int64()).to_pylist()
    return times
