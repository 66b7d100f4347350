"""Moves companions that arrive after their picture was sorted, as the film of a Live Photo may, to the picture."""

from __future__ import annotations

import os
from collections import OrderedDict
from pathlib import Path

from catdog_gui.pictures.grouping import group_names
from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.models import Move, Plan
from catdog_gui.watching.groups import related_names
from catdog_gui.watching.models import WatchOptions
from catdog_gui.watching.names import is_picture_candidate

_MAX_REMEMBERED = 5000


class LateCompanions:
    """Remembers where the last pictures were moved."""

    def __init__(self, options: WatchOptions) -> None:
        self._options = options
        self._moved: OrderedDict[Path, tuple[Path, str]] = OrderedDict()

    def record_move(self, source: Path, target: Path, label: str) -> None:
        """Remembers that a file was moved, if it is a picture."""
        if not is_picture_candidate(source.name):
            return
        self._moved[source] = (target, label)
        self._moved.move_to_end(source)
        if len(self._moved) > _MAX_REMEMBERED:
            self._moved.popitem(last=False)

    def plan(self, companion: Path, stamp: FileStamp) -> Plan | None:
        """The move of a companion whose picture was sorted; None if the companion stays."""
        directory = companion.parent
        present = related_names(directory, [companion.name])
        if any(companion.name in companions for companions in group_names(present).values()):
            return None
        moved = [path.name for path in self._moved if path.parent == directory]
        groups = group_names([*moved, companion.name])
        picture_name = next((name for name, companions in groups.items() if companion.name in companions), None)
        if picture_name is None:
            return None
        source = directory / picture_name
        picture, label = self._moved[source]
        if not os.path.lexists(picture):
            return None  # the user moved or deleted the picture
        target = picture.with_name(_matching_name(companion.name, source, picture))
        return Plan(self._options.sort_options, (Move(companion, target, 0, label, stamp),))


def _matching_name(name: str, source: Path, target: Path) -> str:
    """`a.mov` becomes `a (2).mov` where `a.jpg` became `a (2).jpg`."""
    return target.stem + name[len(source.stem) :] if name.startswith(source.stem) else name
