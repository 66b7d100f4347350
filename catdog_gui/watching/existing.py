"""What is in a folder before it is watched."""

from __future__ import annotations

from collections.abc import Iterable

from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group
from catdog_gui.watching.groups import regular_stamp
from catdog_gui.watching.models import Existing, Wish
from catdog_gui.watching.watch_scope import outputs_of
from catdog_gui.watching.watch_store import Memory


def count_existing(wish: Wish, classes: Iterable[str]) -> int:
    """How many pictures a watch would find at its start; the user is asked what to do with them."""
    return len(_existing(wish, classes))


def count_unanswered(wish: Wish, classes: Iterable[str], memory: Memory) -> int:
    """How many pictures to ask the user about; 0 where each was there already when the user was last asked.

    Raises:
        WatchError: the answers cannot be read.
    """
    groups = _existing(wish, memory.labels(wish.folder).union(classes))
    answered = memory.skipped(wish.folder)
    is_answered = all(answered.get(path) == regular_stamp(path) for group in groups for path in group.files)
    return 0 if is_answered else len(groups)


def keep_answer(wish: Wish, existing: Existing, classes: Iterable[str], memory: Memory) -> None:
    """Keeps the user's answer for a watch that starts later; raises WatchError."""
    groups = _existing(wish, memory.labels(wish.folder).union(classes))
    stamps = {path: regular_stamp(path) for group in groups for path in group.files}
    memory.answer(wish.folder, {path: stamp for path, stamp in stamps.items() if stamp is not None}, existing)


def _existing(wish: Wish, classes: Iterable[str]) -> list[Group]:
    outputs = frozenset(outputs_of(wish.destination, classes))
    found = find_groups(wish.folder, recursive=wish.recursive, outputs=outputs)
    return [item for item in found if isinstance(item, Group)]
