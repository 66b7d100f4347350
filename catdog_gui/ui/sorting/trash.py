"""Moves pictures, each with the files that belong to it, into the trash of the system. Not for the interface thread."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFile, QStandardPaths

from catdog_gui.messages import Message, Text
from catdog_gui.pictures.models import Group
from catdog_gui.ui.sorting.failures_dialog import Failure


@dataclass(frozen=True, slots=True)
class Trashed:
    """The pictures that are in the trash, and the files that stayed."""

    pictures: tuple[Path, ...]
    failures: tuple[Failure, ...]


def move_to_trash(groups: Sequence[Group]) -> Trashed:
    """The picture goes first: if it stays, nothing of its group goes."""
    _make_home_of_trash()
    pictures: list[Path] = []
    failures: list[Failure] = []
    for group in groups:
        problem = _trash(group.picture)
        if problem is None:
            pictures.append(group.picture)
            rest = ((path, _trash(path)) for path in group.companions if os.path.lexists(path))
            failures += [Failure(path, reason) for path, reason in rest if reason is not None]
        else:
            failures.append(Failure(group.picture, problem))
    return Trashed(tuple(pictures), tuple(failures))


def _trash(path: Path) -> Message | None:
    """Why the file stayed, or None. Qt's own words for it are those of a programmer."""
    if not os.path.lexists(path):
        return Text.NOT_THERE()
    return None if QFile(str(path)).moveToTrash() else Text.NOT_TRASHED()


def _make_home_of_trash() -> None:
    # Where it is missing, as for a new user, Qt does not make it.
    with contextlib.suppress(OSError):
        Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)).mkdir(
            parents=True, exist_ok=True
        )
