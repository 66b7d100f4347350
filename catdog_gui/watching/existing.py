"""What is in a folder before it is watched."""

from __future__ import annotations

from collections.abc import Iterable

from catdog_gui.pictures.finding import find_groups
from catdog_gui.pictures.models import Group
from catdog_gui.watching.models import Wish
from catdog_gui.watching.territory import outputs_of


def count_existing(wish: Wish, classes: Iterable[str]) -> int:
    """How many pictures a watch would find at its start; the user is asked what to do with them."""
    outputs = frozenset(outputs_of(wish.destination, classes))
    return sum(
        isinstance(found, Group) for found in find_groups(wish.folder, recursive=wish.recursive, outputs=outputs)
    )
