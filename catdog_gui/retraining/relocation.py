"""Where corrected pictures are now: what the program itself has moved, its journal tells."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from catdog_gui.retraining.corrections import Correction, Corrections
from catdog_gui.sorting.journal import Journal, JournalError


def available(corrections: Corrections, journal_file: Path, since: datetime | None = None) -> tuple[Correction, ...]:
    """As `relocated`, without those whose picture is nowhere to be found: it was deleted, or its disk is unplugged.

    Raises:
        sqlite3.Error: the corrections cannot be read.
    """
    return tuple(each for each in relocated(corrections, journal_file, since) if each.path.is_file())


def relocated(corrections: Corrections, journal_file: Path, since: datetime | None = None) -> tuple[Correction, ...]:
    """Every correction, or those newer than `since`, with the present path of its picture where that can be told.

    The oldest comes first.

    Raises:
        sqlite3.Error: the corrections cannot be read.
    """
    every = corrections.all(since)
    lost = {each.content_hash: each for each in every if not each.path.is_file()}
    if not lost or not journal_file.exists():
        return every
    places = _trace_moves({content: each.path for content, each in lost.items()}, journal_file)
    found = {content: path for content, path in places.items() if _has_size(path, lost[content].size)}
    corrections.update_paths(found)
    return corrections.all(since) if found else every


def _trace_moves(places: dict[str, Path], journal_file: Path) -> dict[str, Path]:
    """Takes each place through the moves that were done since, oldest first, and back through those undone."""
    try:
        with Journal(journal_file) as journal:
            for run in reversed(journal.history()):
                steps = journal.relocations(run.id, places.values())
                places = {content: steps.get(path, path) for content, path in places.items()}
    except JournalError:
        return {}
    return places


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False
