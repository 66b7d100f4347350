"""Whether a plan fits on the disk that it goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catdog_gui.sorting.file_system import look
from catdog_gui.sorting.models import Mode

if TYPE_CHECKING:
    from pathlib import Path

    from catdog_gui.sorting.file_system import Disk
    from catdog_gui.sorting.models import Plan

_MEGABYTE = 1_000_000


def lacking_room(plan: Plan, disk: Disk) -> str:
    """A sentence if the files do not fit, else nothing; a rename on one disk always fits."""
    try:
        ground = _existing(plan.into.resolve(), disk)
        if plan.mode is Mode.MOVE and disk.status(ground).st_dev == disk.status(plan.folder.resolve()).st_dev:
            return ""
        free = disk.room(ground)
    except OSError:
        return ""
    if plan.bytes <= free:
        return ""
    return f"It needs {plan.bytes / _MEGABYTE:.0f} MB, but the disk has {free / _MEGABYTE:.0f} MB left."


def _existing(folder: Path, disk: Disk) -> Path:
    return next(path for path in (folder, *folder.parents) if look(disk, path) is not None)
