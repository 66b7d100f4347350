"""Plans where every file goes, before anything is touched."""

from __future__ import annotations

import functools
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from catdog_gui.classify.decisions import BOTH, NEITHER, UNSURE
from catdog_gui.messages import Text, shown
from catdog_gui.pictures.naming import collision_key
from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.destination import device_of
from catdog_gui.sorting.error_messages import ChangedError, error_message
from catdog_gui.sorting.losses import losses_of
from catdog_gui.sorting.models import LabelledGroup, Move, Outcome, Plan, SortOptions, State
from catdog_gui.sorting.names import first_free

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

_SKIP_REASONS = {BOTH: Text.SHOWS_SEVERAL, NEITHER: Text.SHOWS_NONE, UNSURE: Text.NOT_SURE}
_CAT_AND_DOG_REASONS = {**_SKIP_REASONS, BOTH: Text.CAT_AND_DOG, NEITHER: Text.NO_CAT_OR_DOG}


def is_taken(path: Path) -> bool:
    """Whether anything, even a broken link, has this name on disk."""
    return os.path.lexists(path)


def stamp_of(path: Path) -> FileStamp:
    """The stamp of a regular file.

    Raises:
        OSError: the file cannot be read.
        ChangedError: it is not a regular file.
    """
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise ChangedError(Text.NO_ORDINARY_FILE())
    return FileStamp.of(status)


def plan_sort(
    labelled: Iterable[LabelledGroup],
    targets: Collection[str],
    options: SortOptions,
    *,
    taken: Callable[[Path], bool] = is_taken,
    stamp: Callable[[Path], FileStamp] = stamp_of,
) -> Plan:
    """Plans where the groups go: `folder/a/x.jpg` labelled `cat` to `into/cat/a/x.jpg`.

    Args:
        labelled: the groups, each with its label.
        targets: the labels that have a folder, beside those of `options.folder_names`; a group with another one stays.
        options: the folder that was scanned, whose sub-folders are made again under each label, and where they go.
        taken: whether a name is taken on disk.
        stamp: the stamp of a file; if it raises OSError, the group stays.
    """
    # The journal is read later, when relative paths may mean other files.
    options = replace(options, folder=options.folder.absolute(), into=options.into and options.into.absolute())
    if options.device is None:
        options = replace(options, device=device_of(options.into or options.folder))
    plan = Plan(options)
    is_output = _output_check(options, targets)
    names = _NameAllocator(taken)
    moves: list[Move] = []
    skipped: list[Outcome] = []
    renamed = 0
    planned: set[Path] = set()
    for number, item in enumerate(labelled):
        sources = tuple(path for path in map(Path.absolute, item.group.files) if path not in planned)
        if not sources:
            continue
        planned.update(sources)
        wanted = [_target(path, item.label, options) for path in sources]
        try:
            stamps = [stamp(path) for path in sources]
            has_folder = options.has_folder(item.label, targets)
            reason = _skip_reason(item, targets, sources, wanted, is_output, has_folder=has_folder)
        except (OSError, ChangedError) as error:
            reason = error_message(error)
        if reason:
            skipped += [Outcome(path, None, item.label, State.SKIPPED, reason) for path in sources]
            continue
        is_renamed, paths = names.allocate(wanted)
        renamed += is_renamed
        moves += [
            Move(source, target, number, item.label, file_stamp)
            for source, target, file_stamp in zip(sources, paths, stamps, strict=True)
        ]
    plan = replace(plan, moves=tuple(moves), skipped=tuple(skipped), renamed=renamed)
    return replace(plan, losses=losses_of(plan))


def describe(plan: Plan) -> Iterator[str]:
    """The plan in lines for the terminal: the counts, then every move."""
    for label, count in sorted(plan.counts.items()):
        yield f"{label}: {count}"
    if plan.skipped:
        yield f"left: {len(plan.skipped)}"
    if plan.renamed:
        yield f"renamed: {plan.renamed}"
    for move in plan.moves:
        yield f"{shown(move.source)} -> {shown(move.target)}"


def label_skip_reason(item: LabelledGroup, targets: Collection[str], no_target: Text, *, has_target: bool) -> str:
    """Why a group cannot be sorted by its label, or an empty string; `no_target` says it of a label of the user's."""
    if item.reason or has_target:
        return item.reason
    text = (_CAT_AND_DOG_REASONS if {*targets} == {"cat", "dog"} else _SKIP_REASONS).get(item.label)
    return no_target(item.label) if text is None else text()


def _skip_reason(
    item: LabelledGroup,
    targets: Collection[str],
    sources: Sequence[Path],
    wanted: Sequence[Path],
    is_output: Callable[[Path], bool],
    *,
    has_folder: bool,
) -> str:
    reason = label_skip_reason(item, targets, Text.NO_FOLDER_FOR, has_target=has_folder)
    if reason:
        return reason
    if wanted[0] == sources[0]:
        return Text.IN_ITS_PLACE()
    # A scan passes over these folders, but the user may have named one of them after it.
    return Text.IN_ONE_OF_THE_FOLDERS() if is_output(sources[0].parent) else ""


def _output_check(options: SortOptions, targets: Collection[str]) -> Callable[[Path], bool]:
    """Whether a directory is one of the folders that the sort puts files into, or is in one of them."""
    outputs = frozenset(each for each in options.output_folders(targets) if options.folder in each.parents)
    # Once for each directory, not for each of its 100,000 pictures.
    return functools.cache(lambda directory: not outputs.isdisjoint((directory, *directory.parents)))


def _target(source: Path, label: str, options: SortOptions) -> Path:
    inside = source.relative_to(options.folder) if source.is_relative_to(options.folder) else source.name
    return options.destination / options.folder_name(label) / inside


class _NameAllocator:
    """Gives out names, none of them twice, even on a file system that ignores case and Unicode composition."""

    def __init__(self, taken: Callable[[Path], bool]) -> None:
        self._is_taken = taken
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self._next: dict[str, int] = {}

    def allocate(self, wanted: Sequence[Path]) -> tuple[bool, tuple[Path, ...]]:
        """Whether the group gets a collision number, and its paths."""
        first = collision_key(wanted[0])
        number, paths = first_free(wanted, self._next.get(first, 1), self._is_free)
        self._next[first] = number + 1
        self._files.update(collision_key(path) for path in paths)
        self._folders.update(collision_key(parent) for path in paths for parent in path.parents)
        return number > 1, paths

    def _is_free(self, path: Path) -> bool:
        name = collision_key(path)
        return name not in self._files and name not in self._folders and not self._is_taken(path)
