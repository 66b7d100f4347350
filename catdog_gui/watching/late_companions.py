"""Companions that come after their picture was sorted, as the film of a Live Photo does: they go where it went."""

from __future__ import annotations

import os
from collections import OrderedDict
from pathlib import Path

from catdog_gui.pictures.grouping import group_names
from catdog_gui.sorting.models import Mode, Move, Plan, Stamp
from catdog_gui.watching.groups import akin
from catdog_gui.watching.models import Wish
from catdog_gui.watching.names import may_be_picture

_REMEMBERED = 5000


class Followers:
    """Remembers where the last pictures went."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._moved: OrderedDict[Path, tuple[Path, str]] = OrderedDict()

    def note(self, source: Path, target: Path, label: str) -> None:
        """A file was moved."""
        if not may_be_picture(source.name):
            return
        self._moved[source] = (target, label)
        self._moved.move_to_end(source)
        if len(self._moved) > _REMEMBERED:
            self._moved.popitem(last=False)

    def plan(self, companion: Path, stamp: Stamp) -> Plan | None:
        """Where a companion goes whose picture is no longer here; None if it stays."""
        directory = companion.parent
        here = akin(directory, [companion.name])
        if any(companion.name in companions for companions in group_names(here).values()):
            return None
        went = [path.name for path in self._moved if path.parent == directory]
        owners = [name for name, own in group_names([*went, companion.name]).items() if companion.name in own]
        if not owners:
            return None
        source = directory / owners[0]
        picture, label = self._moved[source]
        if not os.path.lexists(picture):
            return None  # the user took it elsewhere
        target = picture.with_name(_renamed_alike(companion.name, source, picture))
        return Plan(self._wish.folder, self._wish.destination, Mode.MOVE, (Move(companion, target, 0, label, stamp),))


def _renamed_alike(name: str, source: Path, target: Path) -> str:
    """`a.mov` becomes `a (2).mov` where `a.jpg` became `a (2).jpg`."""
    return target.stem + name[len(source.stem) :] if name.startswith(source.stem) else name
