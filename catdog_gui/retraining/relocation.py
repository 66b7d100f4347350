"""Finds where corrected pictures are now, if the program itself has moved them: by its journal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from catdog_gui.retraining.corrections import Correction, Corrections
from catdog_gui.sorting.journal import Journal, JournalError


def available(corrections: Corrections, journal_file: Path, since: datetime | None = None) -> tuple[Correction, ...]:
    """As `relocated`, without the corrections whose picture cannot be found: it was deleted, or the disk is unplugged.

    Raises:
        sqlite3.Error: the corrections cannot be read.
    """
    return tuple(each for each in relocated(corrections, journal_file, since) if each.path.is_file())


def relocated(corrections: Corrections, journal_file: Path, since: datetime | None = None) -> tuple[Correction, ...]:
    """Every correction, or those newer than `since`, with the present path of its picture, if that is known.

    Oldest first.

    Raises:
        sqlite3.Error: the corrections cannot be read.
    """
    all_corrections = corrections.all(since)
    missing = {each.content_hash: each for each in all_corrections if not each.path.is_file()}
    if not missing or not journal_file.exists():
        return all_corrections
    paths = _trace_moves({content: each.path for content, each in missing.items()}, journal_file)
    found = {content: path for content, path in paths.items() if _has_size(path, missing[content].size)}
    corrections.update_paths(found)
    return corrections.all(since) if found else all_corrections


def _trace_moves(paths: dict[str, Path], journal_file: Path) -> dict[str, Path]:
    """Follows each path through the moves and undos of the journal, oldest first."""
    try:
        with Journal(journal_file) as journal:
            for run in reversed(journal.history()):
                steps = journal.relocations(run.id, paths.values())
                paths = {content: steps.get(path, path) for content, path in paths.items()}
    except JournalError:
        return {}
    return paths


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False
