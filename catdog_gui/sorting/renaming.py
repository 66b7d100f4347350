"""Plans the renaming of a picture with everything that belongs to it: `a.jpg` and `a.jpg.xmp` keep one stem."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from catdog_gui.messages import Text
from catdog_gui.pictures.grouping import COMPANION_SUFFIXES
from catdog_gui.pictures.naming import PICTURE_SUFFIXES, collision_key, name_problem, split_name
from catdog_gui.sorting.error_messages import ChangedError, error_message
from catdog_gui.sorting.models import Mode, Move, Outcome, Plan, SortOptions, State
from catdog_gui.sorting.names import is_too_long, with_stem
from catdog_gui.sorting.plan import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from catdog_gui.messages import Message
    from catdog_gui.pictures.models import Group

_GROUPED_SUFFIXES = PICTURE_SUFFIXES | COMPANION_SUFFIXES


@dataclass(frozen=True, slots=True)
class Renaming:
    """A group that may get another stem, and what is beside it: names by what may not be equal.

    A stem is taken too if a picture or a companion of another group has it: `b.xmp` would belong to a new `b.jpg`.
    """

    group: Group
    names_beside: Mapping[str, str]
    stems_beside: Mapping[str, str]

    @classmethod
    def of(cls, group: Group) -> Self:
        """Reads the folder of the group.

        Raises:
            OSError: it cannot be read.
        """
        own = {path.name for path in group.files}
        others = [path.name for path in group.picture.parent.iterdir() if path.name not in own]
        grouped = (name for name in others if split_name(name)[1] in _GROUPED_SUFFIXES)
        return cls(
            group,
            {collision_key(name): name for name in others},
            {_stem_key(name): name for name in grouped},
        )

    @property
    def stem(self) -> str:
        """The stem that the group has."""
        return self.group.picture.stem

    def problem(self, stem: str) -> Message | None:
        """Why the group cannot get this stem, or None. It reads nothing, so it can be asked while the user types."""
        why = name_problem(stem)
        names = self._names(stem)
        if why is None and any(map(is_too_long, names)):
            why = Text.NAME_TOO_LONG()
        if why is not None:
            return Text.FILE_NAME(f"“{stem if len(stem) <= 30 else f'{stem[:30]}…'}”", why)
        keys = [collision_key(name) for name in names]
        if self._would_clash(keys):
            return Text.NAME_TAKEN()
        taken = next((self.names_beside[key] for key in keys if key in self.names_beside), None)
        taken = taken or self.stems_beside.get(_stem_key(names[0]))
        return None if taken is None else Text.NAME_OF_ANOTHER(taken)

    def plan(self, stem: str) -> Plan:
        """The moves to the new names; if the group cannot get them, its files are skipped, with the reason."""
        files = tuple(map(Path.absolute, self.group.files))
        options = SortOptions(files[0].parent, mode=Mode.RENAME)
        problem = self.problem(stem)
        if problem is not None:
            return _skipped(options, files, problem)
        try:
            moves = [
                Move(path, path.with_name(name), 0, "", stamp_of(path))
                for path, name in zip(files, self._names(stem), strict=True)
            ]
        except (OSError, ChangedError) as error:
            return _skipped(options, files, error_message(error))
        return Plan(options, tuple(move for move in moves if move.source != move.target))

    def _would_clash(self, keys: Sequence[str]) -> bool:
        """Whether two files of the group would be one, as `a.xmp` and `A.xmp`, or one gets the old name of another."""
        old = [collision_key(path.name) for path in self.group.files]
        return len(set(keys)) < len(keys) or any(key in old and key != own for key, own in zip(keys, old, strict=True))

    def _names(self, stem: str) -> tuple[str, ...]:
        return with_stem([path.name for path in self.group.files], stem)


def _skipped(options: SortOptions, files: Iterable[Path], reason: str) -> Plan:
    return Plan(options, skipped=tuple(Outcome(path, None, "", State.SKIPPED, reason) for path in files))


def _stem_key(name: str) -> str:
    """Equal for names that belong together, as `a.jpg`, `a.xmp` and `a.jpg.xmp` do."""
    stem, suffix = split_name(name)
    while suffix in _GROUPED_SUFFIXES:
        name = stem
        stem, suffix = split_name(name)
    return collision_key(name)
