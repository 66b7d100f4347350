"""Finds the groups of pictures by what is in their directories now."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from catdog_gui.pictures.grouping import group_names
from catdog_gui.pictures.models import Group
from catdog_gui.pictures.stamp import regular_stamp
from catdog_gui.watching.names import is_tracked


def groups_of(pictures: Iterable[Path]) -> dict[Path, Group]:
    """The group of each picture. A file that was removed, or whose name is not that of a picture, has none."""
    wanted: dict[Path, list[str]] = defaultdict(list)
    for picture in pictures:
        wanted[picture.parent].append(picture.name)
    groups: dict[Path, Group] = {}
    for directory, names in wanted.items():
        grouped = group_names(related_names(directory, names))
        for name in names:
            if name in grouped:
                companions = (directory / companion for companion in grouped[name])
                groups[directory / name] = Group(directory / name, tuple(filter(is_regular, companions)))
    return groups


def is_missing(path: Path) -> bool:
    """Whether there is certainly no ordinary file at `path`; False if that is unknown."""
    try:
        return not stat.S_ISREG(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


def is_regular(path: Path) -> bool:
    return regular_stamp(path) is not None


def related_names(directory: Path, names: list[str]) -> list[str]:
    """The names that may be in the same groups: names in one group are equal up to the first dot."""
    stems = {_before_first_dot(name) for name in names}
    try:
        listed = os.listdir(directory)  # noqa: PTH208 - 50,000 names, no Path for each
    except OSError:
        return []
    return [name for name in listed if _before_first_dot(name) in stems and is_tracked(name)]


def _before_first_dot(name: str) -> str:
    return name.partition(".")[0].casefold()
