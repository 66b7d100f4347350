"""What watches sorted last, read after a restart."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import State
from catdog_gui.watching.models import Sorted
from catdog_gui.watching.names import is_picture_candidate
from catdog_gui.watching.watch_store import WatchStore


def recently_sorted(folders: Iterable[Path], journal: Journal, store: WatchStore, limit: int) -> list[Sorted]:
    """The pictures that watches of some folders moved and that are still there, newest first.

    Raises:
        JournalError, WatchError: what was recorded cannot be read.
    """
    runs = sorted((run for folder in folders for run in store.runs(folder.resolve())), reverse=True)
    found: list[Sorted] = []
    for run in runs:
        for entry in reversed(journal.entries(run, {State.MOVED})):
            if len(found) == limit:
                return found
            if is_picture_candidate(entry.source.name) and os.path.lexists(entry.target):
                found.append(Sorted(entry.source, entry.target, entry.label, run))
    return found
