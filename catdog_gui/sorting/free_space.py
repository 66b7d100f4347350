"""Whether the files of a plan fit on the disk of its destination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catdog_gui.messages import Text
from catdog_gui.sorting.destination import nearest_existing
from catdog_gui.sorting.models import Mode

if TYPE_CHECKING:
    from catdog_gui.sorting.file_system import FileSystem
    from catdog_gui.sorting.models import Plan

_MEGABYTE = 1_000_000


def free_space_error(plan: Plan, disk: FileSystem) -> str:
    """Error text if the files do not fit, else an empty string; moves within one disk fit, and so do keywords."""
    if plan.mode is Mode.KEYWORDS:
        return ""
    try:
        existing = nearest_existing(plan.into.resolve(), disk)
        if plan.mode.moves_originals and disk.lstat(existing).st_dev == disk.lstat(plan.folder.resolve()).st_dev:
            return ""
        free = disk.free_bytes(existing)
    except OSError:
        return ""
    if plan.bytes <= free:
        return ""
    return Text.NOT_ENOUGH_SPACE(f"{plan.bytes / _MEGABYTE:.0f}", f"{free / _MEGABYTE:.0f}")
