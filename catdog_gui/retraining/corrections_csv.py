"""Exports and imports corrections as a table (CSV), for other programs and computers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from catdog_gui.classify.models import ModelError
from catdog_gui.messages import detail
from catdog_gui.pictures.opening import open_linked_file
from catdog_gui.retraining.corrections import Correction, Corrections, hash_content
from catdog_gui.retraining.labels import parse_label

COLUMNS = ("content", "label", "time", "path", "size")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MAX_TABLE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many corrections were added, and a message for each line that was not."""

    added: int
    errors: tuple[str, ...]


def write_corrections_csv(corrections: Iterable[Correction], file: Path) -> None:
    """Writes the table; file names that are not valid UTF-8 keep their bytes.

    Raises:
        OSError: `file` cannot be written.
    """
    with file.open("w", encoding="utf-8", errors="surrogateescape", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        for each in corrections:
            writer.writerow([each.content_hash, each.label, each.time.isoformat(), each.path, each.size])


def import_corrections_csv(file: Path, corrections: Corrections) -> ImportResult:
    """Adds the lines of a table. A line needs `label` and `path`, or `label`, `content` and `size`.

    Raises:
        OSError: `file` cannot be read.
        ValueError: it is not such a table.
        sqlite3.Error: the corrections cannot be written.
    """
    if file.stat().st_size > _MAX_TABLE_BYTES:
        raise ValueError(f"{file} is too large for a table of corrections")
    accepted: list[Correction] = []
    refused: list[str] = []
    with io.TextIOWrapper(open_linked_file(file), encoding="utf-8", errors="surrogateescape", newline="") as opened:
        try:
            reader = csv.DictReader(opened)
            if not {"label", "path"} <= set(reader.fieldnames or ()):
                raise ValueError(f"{file} has no columns named label and path")
            for row in reader:
                try:
                    accepted.append(_parse_row(row))
                except (ModelError, ValueError, OSError) as error:
                    refused.append(f"line {reader.line_num}: {detail(error)}")
        except csv.Error:
            raise ValueError(f"{file} is no table") from None
    corrections.add(accepted)
    return ImportResult(len(accepted), tuple(refused))


def _parse_row(row: Mapping[str, str | None]) -> Correction:
    label, path = parse_label(row["label"] or ""), Path(row["path"] or "")
    time = datetime.fromisoformat(text) if (text := row.get("time")) else datetime.now(UTC)
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    content, size = (row.get("content") or "").lower(), row.get("size") or ""
    if not content or not size:
        if not path.is_file():
            raise ValueError(f"{path} is not there, and the line does not give its content and size")
        return Correction(hash_content(path), label, time, path.absolute(), path.stat().st_size)
    if not _SHA256.fullmatch(content):
        raise ValueError("its content is no SHA-256")
    return Correction(content, label, time, path, int(size))
