"""What another disk has no place for, so that it can be said before anything goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catdog_gui.messages import Text
from catdog_gui.sorting.destination import device_of
from catdog_gui.sorting.file_system import LOCAL, lstat_or_none
from catdog_gui.sorting.mounts import keeps_no_permissions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from catdog_gui.sorting.file_system import FileSystem
    from catdog_gui.sorting.models import Plan


def losses_of(
    plan: Plan, disk: FileSystem = LOCAL, is_without_permissions: Callable[[Path], bool] = keeps_no_permissions
) -> tuple[str, ...]:
    """What the files of a plan lose on the disk that they go to, in sentences; none if they stay on their own."""
    if not plan.moves or device_of(plan.folder, disk) == plan.options.device:
        return ()
    losses: list[str] = []
    if is_without_permissions(plan.into):
        losses.append(Text.KEEPS_NO_PERMISSIONS(plan.into))
    linked = sum(_has_more_names(move.source, disk) for move in plan.moves) if plan.mode.moves_originals else 0
    if linked:
        losses.append(Text.HARD_LINKS_END(f"{linked:,}"))
    return tuple(losses)


def _has_more_names(path: Path, disk: FileSystem) -> bool:
    try:
        status = lstat_or_none(disk, path)
    except OSError:
        return False
    return status is not None and status.st_nlink > 1
