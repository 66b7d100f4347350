"""The pictures that are in a folder before it is watched."""

from __future__ import annotations

from collections.abc import Iterable

from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group
from catdog_gui.pictures.stamp import regular_stamp
from catdog_gui.watching.models import Existing, WatchOptions
from catdog_gui.watching.watch_store import WatchStore


def count_existing(options: WatchOptions, classes: Iterable[str]) -> int:
    """How many pictures a watch would find at its start; the user is asked what to do with them."""
    return len(_existing_groups(options, classes))


def count_unanswered(options: WatchOptions, classes: Iterable[str], store: WatchStore) -> int:
    """How many pictures to ask the user about; 0 if all of them were there when the user last answered.

    Raises:
        WatchError: the answers cannot be read.
    """
    groups = _existing_groups(options, store.labels(options.folder).union(classes))
    answered = store.skipped(options.folder)
    is_answered = all(answered.get(path) == regular_stamp(path) for group in groups for path in group.files)
    return 0 if is_answered else len(groups)


def save_answer(options: WatchOptions, existing: Existing, classes: Iterable[str], store: WatchStore) -> None:
    """Saves the user's answer for a watch that starts later; raises WatchError."""
    groups = _existing_groups(options, store.labels(options.folder).union(classes))
    stamps = {path: regular_stamp(path) for group in groups for path in group.files}
    store.save_answer(options.folder, {path: stamp for path, stamp in stamps.items() if stamp is not None}, existing)


def _existing_groups(options: WatchOptions, classes: Iterable[str]) -> list[Group]:
    outputs = options.sort_options.output_folders(frozenset(classes))
    found = find_groups(options.folder, recursive=options.recursive, outputs=outputs)
    return [item for item in found if isinstance(item, Group)]
