"""On which disk a sort ends: found out before the plan, as a disk may be unmounted meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catdog_gui.sorting.file_system import LOCAL, lstat_or_none

if TYPE_CHECKING:
    from pathlib import Path

    from catdog_gui.sorting.file_system import FileSystem


def nearest_existing(folder: Path, disk: FileSystem) -> Path:
    """The folder itself, or the first of its parents that is there."""
    return next(path for path in (folder, *folder.parents) if lstat_or_none(disk, path) is not None)


def device_of(folder: Path, disk: FileSystem = LOCAL) -> int | None:
    """The device that a folder is on, or would be made on; None where it cannot be found out."""
    try:
        return disk.lstat(nearest_existing(folder.resolve(), disk)).st_dev
    except OSError:
        return None
